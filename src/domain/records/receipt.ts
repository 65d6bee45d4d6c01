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
  readonly reference?: string;
  readonly createdAt?: string;
  readonly updatedAt: string;
}
