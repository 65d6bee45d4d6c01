import type { CurrencyCode } from '#kernel/money.ts';

/** A department, by which chains of approval are made. */
export interface Department {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

/** A legal entity that is billed. */
export interface LegalEntity {
  readonly id: string;
  readonly name: string;
  readonly abbreviation?: string;
  readonly isActive: boolean;
  readonly currency?: CurrencyCode;
  readonly parentId?: string;
  readonly billToAddressId?: string;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

/** A content group: what it holds is shown to its people only. Coupa's path calls it a business group. */
export interface BusinessGroup {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

/** People who may approve together. */
export interface UserGroup {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly isActive: boolean;
  readonly canApprove: boolean;
  readonly members: readonly UserGroupMember[];
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

export interface UserGroupMember {
  readonly id?: string;
  readonly login?: string;
}

/** A role that users of Coupa have there. */
export interface CoupaRole {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** Whoever has it may do everything. */
  readonly isOmnipotent: boolean;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}
