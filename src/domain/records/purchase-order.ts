import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { Attachment } from './attachment.ts';
import type { ContractReference } from './contract-reference.ts';

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
  /** Who pays the freight, as a code such as `EXW` or `DDP`. */
  readonly shippingTermCode?: string;
  readonly shipToAddressId?: string;
  readonly contract?: ContractReference;
  readonly orderDate?: PlainDate;
  readonly requesterId?: string;
  readonly buyerId?: string;
  readonly createdAt?: string;
  readonly updatedAt: string;
  readonly lines: readonly PurchaseOrderLine[];
  /** Left out where there are none. */
  readonly attachments?: readonly Attachment[];
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
  /** The supplier's further part number, and the manufacturer's. */
  readonly auxPartNumber?: string;
  readonly manufacturerPartNumber?: string;
  /** What the supplier calls this order. */
  readonly supplierOrderNumber?: string;
  /** Number under which another system knows the line. */
  readonly externalReferenceNumber?: string;
  /** `resource`, `quantity_deliverable`, `amount_deliverable`, `non_service`; unknown words pass through. */
  readonly serviceType?: string;
  readonly needByDate?: PlainDate;
  readonly contract?: ContractReference;
  /** Budget period that the line is booked to. */
  readonly periodName?: string;
  readonly periodStart?: PlainDate;
  readonly periodEnd?: PlainDate;
  /** Total of the line in the currency that Coupa accounts in. */
  readonly accountingTotal?: DecimalText;
  readonly accountingCurrency?: CurrencyCode;
}
