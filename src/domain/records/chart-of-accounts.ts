import type { CurrencyCode } from '#kernel/money.ts';

/** A chart of accounts; Coupa calls it an account type. */
export interface ChartOfAccounts {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  /** Accounts come into being when they are used, so none is created ahead. */
  readonly isDynamic: boolean;
  readonly currency?: CurrencyCode;
  readonly legalEntityName?: string;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

/** One account: a combination of segments of one chart. */
export interface Account {
  readonly id: string;
  /** The segments joined by hyphens. Never split it: a value may have a hyphen of its own. */
  readonly code: string;
  readonly name?: string;
  readonly isActive: boolean;
  readonly chartId?: string;
  readonly chartName?: string;
  /** Values of `segment-1` to `segment-20`, by that name; empty ones are left out. */
  readonly segments: Readonly<Record<string, string>>;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}
