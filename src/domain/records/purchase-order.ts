import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';

/** A purchase order with its lines, as the latest revision we have seen. */
export interface PurchaseOrder {
  readonly id: string;
  /** Often the id; external orders carry their own. */
  readonly poNumber: string;
  /** Coupa's own word (`issued`, `closed`, `cancelled`, `soft_closed`). */
  readonly status: string;
  readonly supplierId?: string;
  readonly supplierName?: string;
  readonly currency?: CurrencyCode;
  /** Grows when the order is sent again to the supplier. */
  readonly version?: string;
  readonly internalRevision?: string;
  readonly paymentTermCode?: string;
  readonly orderDate?: PlainDate;
  readonly requesterId?: string;
  readonly buyerId?: string;
  readonly createdAt?: string;
  readonly updatedAt: string;
  readonly lines: readonly PurchaseOrderLine[];
}

export interface PurchaseOrderLine {
  readonly id: string;
  readonly lineNumber: string;
  readonly kind: 'quantity' | 'amount';
  readonly description: string;
  readonly status?: string;
  readonly quantity?: DecimalText;
  readonly price?: DecimalText;
  readonly total?: DecimalText;
  readonly unitOfMeasure?: string;
  /** Line currency where it differs from the order's. */
  readonly currency?: CurrencyCode;
  /** `none`, `2-way`, `3-way`, `3-way-fifo`, `direct_matching`; unknown words pass through. */
  readonly matchType?: string;
  readonly isReceiptRequired?: boolean;
  readonly partNumber?: string;
  readonly itemId?: string;
  readonly commodity?: string;
  readonly accountCode?: string;
}
