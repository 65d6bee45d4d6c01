// What an agent may read, answered from memory: the same facts that the mirror would give it, at the moment in which
// the invoice arrived. What came later, other invoices and receipts, is not there yet, and what became of the invoice
// since, its payment for one, has not happened.

import { isSlip, numberKey, slipKey } from '#domain/matching/invoice-number.ts';
import { isBlocked } from '#domain/matching/supplier-fault.ts';
import { DEAD_INVOICE_STATUSES, type Invoice, type InvoiceLine } from '#domain/records/invoice.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import type { Supplier } from '#domain/records/supplier.ts';
import type { BilledBefore, InvoiceDossier, SameNumber, Versioned } from '#engine/shapes/sources.ts';
import { groupBy } from '#mirror/groups.ts';
import { compareIds } from '#mirror/in-order.ts';
import { indexOrders, type OrderIndex, restOf } from '#mirror/rest.ts';
import { billedLineIds } from '#mirror/resting.ts';
import { memoryCandidates, type OrderSeeker } from './memory-candidates.ts';

/** Everything that was read from a company. */
export interface CompanyRecords {
  readonly invoices: readonly Invoice[];
  readonly orders: readonly PurchaseOrder[];
  readonly receipts: readonly Receipt[];
  readonly suppliers: readonly Supplier[];
}

/** Enough of a supplier's invoices to tell whether it bills on orders: as many as the mirror looks at. */
const ORDER_USE_INVOICES = 20;
const SUPPLIER_INVOICES_CAP = 3;

/** Tells, invoice by invoice, what was known of it when it arrived. */
export function memoryDossiers(records: CompanyRecords): (invoice: Invoice) => InvoiceDossier {
  const index = indexOf(records);
  return (invoice) => dossierOf(invoice, index);
}

interface Index {
  readonly orders: OrderIndex;
  readonly candidates: OrderSeeker;
  readonly receiptsByLine: ReadonlyMap<string, readonly Receipt[]>;
  readonly billedByLine: ReadonlyMap<string, readonly BilledLine[]>;
  readonly invoicesBySupplier: ReadonlyMap<string, readonly Invoice[]>;
  readonly invoicesBySlip: ReadonlyMap<string, readonly Invoice[]>;
  readonly invoicesByNumber: ReadonlyMap<string, readonly Invoice[]>;
  readonly suppliers: ReadonlyMap<string, Supplier>;
}

interface BilledLine {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
}

function indexOf({ invoices, orders, receipts, suppliers }: CompanyRecords): Index {
  const billed = invoices.flatMap((invoice) => invoice.lines.map((line) => ({ invoice, line })));
  const versions = orders.map((order) => versioned('purchase_order', order));
  return {
    orders: indexOrders(versions),
    candidates: memoryCandidates(versions, receipts),
    receiptsByLine: groupBy(receipts, (receipt) => receipt.orderLineId),
    billedByLine: groupBy(billed, ({ line }) => line.orderLineId),
    invoicesBySupplier: groupBy(invoices, (invoice) => invoice.supplierId),
    invoicesBySlip: groupBy(invoices, slipOf),
    invoicesByNumber: groupBy(invoices, ({ supplierId, invoiceNumber }) =>
      numberOf(supplierId, invoiceNumber),
    ),
    suppliers: new Map(suppliers.map((supplier) => [supplier.id, supplier])),
  };
}

function slipOf({ supplierId, invoiceNumber }: Invoice): string {
  return `${supplierId ?? ''}/${slipKey(invoiceNumber)}`;
}

function isAlike(a: string, b: string): boolean {
  return numberKey(a) === numberKey(b) || isSlip(a, b);
}

function numberOf(supplierId: string | undefined, printed: string): string | undefined {
  const key = numberKey(printed);
  return key === '' ? undefined : `${supplierId ?? ''}/${key}`;
}

function dossierOf(invoice: Invoice, index: Index): InvoiceDossier {
  const rest = restOf(invoice, index.orders);
  const original = originalOf(invoice, index);
  const corrected = rest.lost.length === 0 ? [] : ordersOf(original, index);
  const candidates = distinctOrders([...corrected, ...index.candidates(invoice, rest.lost)]).filter(
    ({ id }) => rest.orders.every((order) => order.id !== id),
  );
  const lineIds = new Set([
    ...rest.lineIds,
    ...linesOf(original),
    ...candidates.flatMap(({ record }) => record.lines.map(({ id }) => id)),
  ]);
  const receipts = [...lineIds].flatMap((id) => index.receiptsByLine.get(id) ?? []);
  const others = index.invoicesBySupplier.get(invoice.supplierId ?? '') ?? [];
  const supplier = index.suppliers.get(invoice.supplierId ?? '');
  const slips = index.invoicesBySlip.get(slipOf(invoice)) ?? [];
  const sameNumber = slips
    .filter(({ invoiceNumber }) => isAlike(invoiceNumber, invoice.invoiceNumber))
    .filter((other) => cameBefore(other, invoice))
    .map(sameNumberOf);
  return {
    invoice: versioned('invoice', invoice),
    orders: rest.orders,
    receipts: receipts
      .filter((receipt) => momentOf(receipt) <= momentOf(invoice))
      .map((receipt) => versioned('receipt', receipt)),
    billedBefore: billingsOn([...billedLineIds({ lineIds, orders: rest.orders })], invoice, index),
    approvals: [],
    supplierInvoicesSeen: Math.min(Math.max(0, others.length - 1), SUPPLIER_INVOICES_CAP),
    ...(supplier !== undefined && isBlocked(supplier)
      ? { blockedSupplier: versioned('supplier', supplier) }
      : {}),
    ...(namesOrder(invoice) ? {} : { supplierOrderUse: orderUse(others, invoice) }),
    ...(candidates.length === 0 ? {} : { candidateOrders: candidates }),
    ...(sameNumber.length === 0 ? {} : { sameNumber }),
    ...(original === undefined
      ? {}
      : {
          original: {
            invoice: versioned('invoice', original),
            billings: billingsOn(linesOf(original), invoice, index),
          },
        }),
  };
}

/** The living invoice that a credit note names by number, as it stood when the credit note came. */
function originalOf(credit: Invoice, index: Index): Invoice | undefined {
  if (credit.documentType !== 'credit_note') return undefined;
  const number = numberOf(credit.supplierId, credit.originalInvoiceNumber ?? '') ?? '';
  return (index.invoicesByNumber.get(number) ?? [])
    .filter((other) => other.documentType === 'invoice' && cameBefore(other, credit))
    .at(-1);
}

function linesOf(invoice: Invoice | undefined): string[] {
  return [...new Set((invoice?.lines ?? []).flatMap(({ orderLineId }) => orderLineId ?? []))];
}

function ordersOf(invoice: Invoice | undefined, { orders }: Index): Versioned<PurchaseOrder>[] {
  return linesOf(invoice).flatMap((id) => orders.byLine.get(id) ?? []);
}

function distinctOrders(orders: readonly Versioned<PurchaseOrder>[]): Versioned<PurchaseOrder>[] {
  return [...new Map(orders.map((order) => [order.id, order])).values()];
}

function billingsOn(lineIds: readonly string[], invoice: Invoice, { billedByLine }: Index): BilledBefore[] {
  return lineIds
    .flatMap((id) => billedByLine.get(id) ?? [])
    .filter((billed) => cameBefore(billed.invoice, invoice))
    .map(billedBefore);
}

/** Created before, and not yet dead by then: a record that died was last touched when it did. */
function cameBefore(other: Invoice, invoice: Invoice): boolean {
  if (other.id === invoice.id || momentOf(other) > momentOf(invoice)) return false;
  if (momentOf(other) === momentOf(invoice) && compareIds(other.id, invoice.id) > 0) return false;
  return !DEAD_INVOICE_STATUSES.includes(other.status) || other.updatedAt > momentOf(invoice);
}

function billedBefore({ invoice, line }: BilledLine): BilledBefore {
  const reference = line.matchReference ?? line.deliveryNoteNumber;
  return {
    orderLineId: line.orderLineId ?? '',
    invoiceId: invoice.id,
    invoiceNumber: invoice.invoiceNumber,
    quantity: line.quantity ?? null,
    amount: line.total ?? null,
    price: line.price ?? null,
    ...(line.unitOfMeasure === undefined ? {} : { unitOfMeasure: line.unitOfMeasure }),
    ...(line.description === '' ? {} : { description: line.description }),
    ...(reference === undefined ? {} : { reference }),
    ...(invoice.documentType === 'credit_note' ? { isCredit: true } : {}),
  };
}

function sameNumberOf(invoice: Invoice): SameNumber {
  return {
    invoiceId: invoice.id,
    invoiceNumber: invoice.invoiceNumber,
    documentType: invoice.documentType,
    grossTotal: invoice.grossTotal ?? null,
    currency: invoice.currency ?? null,
    invoiceDate: invoice.invoiceDate ?? null,
    status: invoice.status,
    createdAt: invoice.createdAt ?? null,
  };
}

/** How the supplier bills as a whole; a tenant that Purser is connected to has a history. */
function orderUse(others: readonly Invoice[], invoice: Invoice): { seen: number; withOrder: number } {
  const seen = others.filter(({ id }) => id !== invoice.id).slice(-ORDER_USE_INVOICES);
  return { seen: seen.length, withOrder: seen.filter(namesOrder).length };
}

function namesOrder({ lines }: Invoice): boolean {
  return lines.some(
    ({ orderLineId, orderId, poNumber }) =>
      orderLineId !== undefined || orderId !== undefined || poNumber !== undefined,
  );
}

function momentOf({ createdAt }: { readonly createdAt?: string }): string {
  return createdAt ?? '';
}

function versioned<R extends { readonly id: string }>(kind: Versioned<R>['kind'], record: R): Versioned<R> {
  return { kind, id: record.id, hash: '', record };
}
