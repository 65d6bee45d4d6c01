import type { DecimalText } from '#kernel/decimal.ts';

/** Terms of payment such as 2/10 net 30. Days count from the invoice date unless the term says otherwise. */
export interface PaymentTerm {
  readonly id: string;
  readonly code: string;
  readonly description?: string;
  readonly netDays?: string;
  readonly discountDays?: string;
  /** Fraction: 0.02 is 2 %. */
  readonly discountRate?: DecimalText;
  readonly isActive: boolean;
  readonly updatedAt: string;
}
