import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';

/** A period of a budget. */
export interface Period {
  readonly id: string;
  readonly name: string;
  readonly startDate?: PlainDate;
  readonly endDate?: PlainDate;
  readonly isOpen: boolean;
  readonly chartId?: string;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

/** What may be spent on a combination of segments within a period. */
export interface BudgetLine {
  readonly id: string;
  readonly description?: string;
  readonly periodId?: string;
  readonly periodName?: string;
  readonly currency?: CurrencyCode;
  readonly amount?: DecimalText;
  readonly remaining?: DecimalText;
  readonly ownerId?: string;
  /** Values of `segment-1` to `segment-20`, by that name; empty ones are left out. */
  readonly segments: Readonly<Record<string, string>>;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** Coupa's own word. */
  readonly status?: string;
  readonly isActive: boolean;
  readonly externalNumber?: string;
  readonly departmentId?: string;
  readonly startDate?: PlainDate;
  readonly endDate?: PlainDate;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}
