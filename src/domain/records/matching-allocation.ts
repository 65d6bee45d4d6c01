import type { DecimalText } from '#kernel/decimal.ts';

/** How much of one invoice line Coupa has set against one receipt. */
export interface MatchingAllocation {
  readonly id: string;
  readonly invoiceLineId: string;
  readonly orderLineId?: string;
  /** The receiving transaction; undefined where it is an advance ship notice alone. */
  readonly receiptId?: string;
  readonly shipNoticeLineId?: string;
  readonly quantity?: DecimalText;
  readonly amount?: DecimalText;
  readonly unitOfMeasure?: string;
  /** Coupa's own words; no page lists them. */
  readonly status: string;
  readonly statusReason?: string;
  /** Set by a person instead of by Coupa. */
  readonly isManual: boolean;
  /** The match reference of the receipt, such as the number of a delivery note. */
  readonly reference?: string;
  readonly createdAt?: string;
  readonly updatedAt: string;
}

/** All allocations of one invoice, as they were read together: one that Coupa took back is no longer among them. */
export interface InvoiceAllocations {
  /** The invoice's id. */
  readonly id: string;
  /** When the youngest of them was touched in Coupa. */
  readonly updatedAt: string;
  /** By id, ascending. */
  readonly allocations: readonly MatchingAllocation[];
}
