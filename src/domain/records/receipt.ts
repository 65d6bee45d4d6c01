import type { DecimalText } from '#kernel/decimal.ts';
import type { PlainDate } from '#kernel/plain-date.ts';

/** One receiving transaction. Voided ones are kept, and count for nothing. */
export interface Receipt {
  readonly id: string;
  /** Coupa's type, such as `ReceivingQuantityConsumption` or `ReceivingQuantityReturnToSupplier`. */
  readonly type: string;
  readonly status: string;
  readonly isVoided: boolean;
  readonly orderId?: string;
  readonly orderLineId?: string;
  /** Signed: a return to the supplier is negative. */
  readonly quantity?: DecimalText;
  /** Signed value on amount receipts. */
  readonly amount?: DecimalText;
  readonly price?: DecimalText;
  readonly unitOfMeasure?: string;
  readonly receivedDate?: PlainDate;
  readonly receivedById?: string;
  /** Ties the receipt to an invoice line with the same text. */
  readonly reference?: string;
  /** The advance ship notice that announced the delivery, by its number and its line's id. */
  readonly asnNumber?: string;
  readonly asnLineId?: string;
  /** What the inspection said, as a code or a name. */
  readonly inspectionCode?: string;
  /** From custom fields of tenants that inspect: of `quantity`, what was taken and what was refused. */
  readonly acceptedQuantity?: DecimalText;
  readonly rejectedQuantity?: DecimalText;
  readonly receivedWeight?: DecimalText;
  /** The receipt that a return or a void takes back. */
  readonly originalTransactionId?: string;
  readonly createdAt?: string;
  readonly updatedAt: string;
}
