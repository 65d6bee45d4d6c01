import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';

/** What somebody laid out and wants back, with its lines. */
export interface ExpenseReport {
  readonly id: string;
  /** Coupa's own word (`pending_approval`). */
  readonly status: string;
  readonly title?: string;
  readonly expensedById?: string;
  readonly expensedByLogin?: string;
  readonly currency?: CurrencyCode;
  readonly total?: DecimalText;
  readonly startDate?: PlainDate;
  readonly endDate?: PlainDate;
  readonly submittedAt?: string;
  readonly isPaid: boolean;
  readonly isExported: boolean;
  readonly lines: readonly ExpenseLine[];
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

export interface ExpenseLine {
  readonly id?: string;
  readonly lineNumber?: string;
  readonly description?: string;
  readonly merchant?: string;
  readonly expenseDate?: PlainDate;
  readonly amount?: DecimalText;
  readonly currency?: CurrencyCode;
  readonly categoryName?: string;
  readonly accountId?: string;
  readonly accountCode?: string;
}
