import { numberKey, orderNumberKey, slipKey } from '#domain/matching/invoice-number.ts';
import { lineTypeOf } from '#domain/matching/line-type.ts';
import { partKey } from '#domain/matching/part-key.ts';
import type { Contract } from '#domain/records/contract.ts';
import type { CoupaApproval } from '#domain/records/coupa-approval.ts';
import type { CoupaComment } from '#domain/records/coupa-comment.ts';
import type { CoupaUser } from '#domain/records/coupa-user.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { InvoiceAllocations } from '#domain/records/matching-allocation.ts';
import type { PaymentTerm } from '#domain/records/payment-term.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import type { Supplier } from '#domain/records/supplier.ts';
import type { SupplierItem } from '#domain/records/supplier-item.ts';

/** What the mirror holds, by the name of its table, which is also the `kind` of its versions. */
export interface MirrorRecords {
  readonly invoice: Invoice;
  readonly purchase_order: PurchaseOrder;
  readonly receipt: Receipt;
  readonly supplier: Supplier;
  readonly contract: Contract;
  readonly supplier_item: SupplierItem;
  readonly payment_term: PaymentTerm;
  readonly coupa_user: CoupaUser;
  readonly coupa_approval: CoupaApproval;
  readonly coupa_comment: CoupaComment;
  readonly invoice_allocation: InvoiceAllocations;
}

export type MirrorKind = keyof MirrorRecords;

/** The columns of a table beyond `connection_id, id, hash, updated_at, read_at, deleted_at`: what is searched and joined. */
export interface RecordTable<R> {
  /** Name and SQL type, in the order of `cells`. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  cells(record: R): readonly unknown[];
}

export const RECORD_TABLES: { readonly [K in MirrorKind]: RecordTable<MirrorRecords[K]> } = {
  invoice: {
    columns: [
      ['status', 'text'],
      ['invoice_number', 'text'],
      ['supplier_id', 'text'],
      ['supplier_name', 'text'],
      ['currency', 'text'],
      ['gross_total', 'numeric'],
      ['invoice_date', 'date'],
      ['net_due_date', 'date'],
      ['discount_due_date', 'date'],
      ['entity_name', 'text'],
      ['document_type', 'text'],
      ['exported', 'boolean'],
      ['created_at', 'timestamptz'],
      ['number_key', 'text'],
      ['slip_key', 'text'],
      ['original_number_key', 'text'],
      ['is_unplaced', 'boolean'],
    ],
    cells: (invoice) => [
      invoice.status,
      invoice.invoiceNumber,
      invoice.supplierId,
      invoice.supplierName,
      invoice.currency,
      invoice.grossTotal,
      invoice.invoiceDate,
      invoice.netDueDate,
      invoice.discountDueDate,
      invoice.entityName,
      invoice.documentType,
      invoice.exported,
      invoice.createdAt,
      keyOrNull(numberKey(invoice.invoiceNumber)),
      keyOrNull(slipKey(invoice.invoiceNumber)),
      invoice.documentType === 'credit_note'
        ? keyOrNull(numberKey(invoice.originalInvoiceNumber ?? ''))
        : null,
      isUnplaced(invoice),
    ],
  },
  purchase_order: {
    columns: [
      ['po_number', 'text'],
      ['status', 'text'],
      ['supplier_id', 'text'],
      ['currency', 'text'],
      ['number_key', 'text'],
    ],
    cells: (order) => [
      order.poNumber,
      order.status,
      order.supplierId,
      order.currency,
      keyOrNull(orderNumberKey(order.poNumber)),
    ],
  },
  receipt: {
    columns: [
      ['order_id', 'text'],
      ['order_line_id', 'text'],
      ['reference_key', 'text'],
    ],
    cells: (receipt) => [
      receipt.orderId,
      receipt.orderLineId,
      keyOrNull(numberKey(receipt.reference ?? receipt.asnNumber ?? '')),
    ],
  },
  supplier: {
    columns: [
      ['name', 'text'],
      ['status', 'text'],
    ],
    cells: (supplier) => [supplier.name, supplier.status],
  },
  contract: {
    columns: [['supplier_id', 'text']],
    cells: (contract) => [contract.supplierId],
  },
  supplier_item: {
    columns: [
      ['supplier_id', 'text'],
      ['item_id', 'text'],
      ['contract_id', 'text'],
      ['is_charge', 'boolean'],
      ['part_keys', 'text[]'],
    ],
    cells: ({ supplierId, itemId, contractId, itemName, partNumbers }) => [
      supplierId,
      itemId,
      contractId,
      itemName !== undefined && lineTypeOf(itemName) !== undefined,
      partNumbers.map(partKey).filter((key) => key !== ''),
    ],
  },
  payment_term: {
    columns: [['code', 'text']],
    cells: (term) => [term.code],
  },
  coupa_user: {
    columns: [
      ['login', 'text'],
      ['full_name', 'text'],
      ['is_active', 'boolean'],
    ],
    cells: (user) => [user.login, user.fullName, user.isActive],
  },
  coupa_approval: {
    columns: [
      ['approvable_type', 'text'],
      ['approvable_id', 'text'],
      ['status', 'text'],
      ['approver_id', 'text'],
    ],
    cells: (approval) => [
      approval.approvableType,
      approval.approvableId,
      approval.status,
      approval.approverId,
    ],
  },
  coupa_comment: {
    columns: [
      ['commentable_type', 'text'],
      ['commentable_id', 'text'],
    ],
    cells: (comment) => [comment.commentableType, comment.commentableId],
  },
  // Under the invoice's id: whoever wants them knows it.
  invoice_allocation: {
    columns: [['allocations', 'int']],
    cells: ({ allocations }) => [allocations.length],
  },
};

/**
 * Whether it names an order without its line, or no order at all. A line without an order beside others that have one is
 * freight or the like, and looks for its place on theirs.
 */
function isUnplaced({ lines }: Invoice): boolean {
  const isNamed = lines.map((line) => line.orderId !== undefined || line.poNumber !== undefined);
  const isPlaced = lines.map((line) => line.orderLineId !== undefined);
  if (lines.some((_line, at) => isNamed[at] === true && isPlaced[at] === false)) return true;
  return lines.length > 0 && !isPlaced.includes(true);
}

/** What says nothing must not look like anything else that says nothing. */
function keyOrNull(key: string): string | null {
  return key === '' ? null : key;
}
