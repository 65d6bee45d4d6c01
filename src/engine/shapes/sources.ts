import type { MatchMemory } from '#domain/matching/memory.ts';
import type { Contract } from '#domain/records/contract.ts';
import type { CoupaApproval } from '#domain/records/coupa-approval.ts';
import type { CoupaComment } from '#domain/records/coupa-comment.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { InvoiceAllocations } from '#domain/records/matching-allocation.ts';
import type { SupplierHistory } from '#domain/records/past-case.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import type { Supplier } from '#domain/records/supplier.ts';
import type { SupplierItem } from '#domain/records/supplier-item.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';

/**
 * One version of a record, stored once by the hash of its content. Evidence keeps `kind`, `id` and `hash` only;
 * the record itself is looked up again for a replay, so a million runs do not store a million copies.
 */
export interface Versioned<R> {
  readonly kind:
    | 'invoice'
    | 'purchase_order'
    | 'receipt'
    | 'supplier'
    | 'coupa_approval'
    | 'coupa_comment'
    | 'contract'
    | 'supplier_item'
    | 'invoice_allocation';
  readonly id: string;
  /** SHA-256 of the record's canonical JSON, hex. */
  readonly hash: string;
  readonly record: R;
}

/** What an earlier invoice billed on an order line. */
export interface BilledBefore {
  readonly orderLineId: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly quantity: string | null;
  readonly amount: string | null;
  readonly price: string | null;
  /** Unit billed in; left out where the invoice states none. */
  readonly unitOfMeasure?: string;
  /** What the line was for, shortened: a deposit is told by it. */
  readonly description?: string;
  /** What ties the line to a delivery. */
  readonly reference?: string;
  /** Set when a credit note bills it. */
  readonly isCredit?: true;
}

/** Another living invoice of the same supplier with the same number, however either is printed. */
export interface SameNumber {
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly documentType: 'invoice' | 'credit_note';
  readonly grossTotal: string | null;
  readonly currency: CurrencyCode | null;
  readonly invoiceDate: PlainDate | null;
  readonly status: string;
  /** ISO instant; of two copies the one that is later in Coupa, by this and then by id, is the duplicate. */
  readonly createdAt: string | null;
}

/** The invoice that a credit note corrects. */
export interface OriginalInvoice {
  readonly invoice: Versioned<Invoice>;
  /** What living invoices billed on the order lines that it names: it itself, and whatever was credited before. */
  readonly billings: readonly BilledBefore[];
}

/** An order that has another revision today than on the day the invoice is dated. */
export interface RevisedOrder {
  readonly orderId: string;
  readonly poNumber: string;
  /** The revision before, as far as Purser saw it; null when it saw none, and the order may only have been touched. */
  readonly from: string | null;
  /** Its revision now, by Coupa's own number. */
  readonly to: string;
  /** The day Coupa dates that revision, in the connection's time zone. */
  readonly on: string;
}

/**
 * What may cure an exception, asked for only on invoices that look as if they had one. Each part is left out where
 * Coupa's list was never read: nothing found is another thing than not at hand.
 */
export interface CureSources {
  /** Prices of the articles and charges in question, and the contracts behind them and behind the orders. */
  readonly agreed?: {
    readonly supplierItems: readonly Versioned<SupplierItem>[];
    readonly contracts: readonly Versioned<Contract>[];
  };
  /** Comments on the invoice and its orders, and who was ever asked to approve the invoice. */
  readonly remarks?: {
    readonly comments: readonly Versioned<CoupaComment>[];
    readonly approverIds: readonly string[];
  };
  /** How people decided on the supplier's exceptions before. */
  readonly history: SupplierHistory;
}

/** Everything that is known about one invoice and what it rests on. */
export interface InvoiceDossier {
  readonly invoice: Versioned<Invoice>;
  /** Orders named by the lines, by id or by number, latest version each. */
  readonly orders: readonly Versioned<PurchaseOrder>[];
  /** Those of the orders that were revised after the invoice date; left out when there is none. */
  readonly revisedOrders?: readonly RevisedOrder[];
  readonly receipts: readonly Versioned<Receipt>[];
  /** Lines of other living invoices on the same order lines. */
  readonly billedBefore: readonly BilledBefore[];
  readonly approvals: readonly Versioned<CoupaApproval>[];
  /**
   * What Coupa has set against receipts, where it was read; asked for invoices on which Coupa found a tolerance
   * exceeded, since nothing else rests on it.
   */
  readonly allocations?: Versioned<InvoiceAllocations>;
  /** Other invoices of the same supplier that Purser has seen, capped at 3: is the supplier new? */
  readonly supplierInvoicesSeen: number;
  /** The invoice's supplier, when it is not active or on payment hold; otherwise nothing rests on it. */
  readonly blockedSupplier?: Versioned<Supplier>;
  /**
   * For an invoice that names no order: how many of the supplier's other invoices were looked at (20 at most), and how
   * many of them name one. It tells a breach of "no order, no pay" from a supplier who never bills on orders.
   */
  readonly supplierOrderUse?: { readonly seen: number; readonly withOrder: number };
  /**
   * Where a line's order was not found: orders of the same supplier that may be meant, the likeliest first. Their
   * receipts and earlier billings are among the others.
   */
  readonly candidateOrders?: readonly Versioned<PurchaseOrder>[];
  /** Left out when the number is the only one of its kind. */
  readonly sameNumber?: readonly SameNumber[];
  /** For a credit note that names its invoice by number, when the mirror holds that. */
  readonly original?: OriginalInvoice;
  /** What people taught about this supplier, as far as it concerns the invoice; left out when that is nothing. */
  readonly memory?: MatchMemory;
  /** Left out where everything agrees at first sight. */
  readonly cures?: CureSources;
}

/** Everything an agent may read. There is no way to write through it. */
export interface Sources {
  /** Undefined when the mirror does not hold the invoice, or it was deleted in Coupa. */
  invoiceDossier(invoiceId: string): Promise<InvoiceDossier | undefined>;
  /** The Coupa user our writes are made as; undefined when unknown. */
  serviceUserId(): Promise<string | undefined>;
  /** Today in the connection's time zone. */
  today(): Promise<string>;
}
