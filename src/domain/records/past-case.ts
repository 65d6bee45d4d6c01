import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';

/** An earlier invoice of the supplier with an exception on which a person decided, and how it ended. */
export interface PastCase {
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  /** Code of the exception that was the primary one. */
  readonly code: string;
  /** `accepted`: approved in Coupa with the exception still there; `corrected`: approved once it was gone. */
  readonly outcome: 'accepted' | 'corrected' | 'refused';
  readonly currency?: CurrencyCode;
  /** What the invoice came to, and the part of it in doubt. */
  readonly total?: DecimalText;
  readonly atRisk?: DecimalText;
  readonly decidedOn: PlainDate;
  readonly decidedByName: string;
}

/** What people's own decisions say about a supplier. */
export interface SupplierHistory {
  /** The newest ones, newest first. */
  readonly cases: readonly PastCase[];
  /** What was accepted beyond order and receipts within the last year, by currency, over all its cases. */
  readonly acceptedInYear: readonly { readonly currency: CurrencyCode; readonly amount: DecimalText }[];
}
