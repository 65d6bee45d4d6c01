import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';

/** A contract in Coupa with its terms, as far as an invoice can rest on them. */
export interface Contract {
  readonly id: string;
  readonly number?: string;
  readonly name?: string;
  /** Coupa's own word (`draft`, `published`, `inactive`); unknown words pass through. */
  readonly status: string;
  readonly isTerminated: boolean;
  readonly supplierId?: string;
  readonly currency?: CurrencyCode;
  readonly startDate?: PlainDate;
  readonly endDate?: PlainDate;
  /** The most that may be spent under it. */
  readonly maximumValue?: DecimalText;
  readonly paymentTermCode?: string;
  /** Who pays the freight, as a code such as `EXW` or `DDP`. */
  readonly shippingTermCode?: string;
  readonly updatedAt: string;
}
