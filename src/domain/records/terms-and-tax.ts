import type { DecimalText } from '#kernel/decimal.ts';
import type { PlainDate } from '#kernel/plain-date.ts';

/** Who pays the freight and bears the risk, as a code such as `EXW`. */
export interface ShippingTerm {
  readonly id: string;
  readonly code: string;
  readonly description?: string;
  readonly isActive: boolean;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

export interface TaxCode {
  readonly id: string;
  readonly code: string;
  readonly description?: string;
  readonly isActive: boolean;
  readonly countryCode?: string;
  /** In percent, as Coupa has it: 19 is 19 %. */
  readonly percentage?: DecimalText;
  readonly effectiveDate?: PlainDate;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}
