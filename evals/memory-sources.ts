// What an agent may read, answered from memory: the same facts that the mirror would give it, at the moment in which
// the invoice arrived. What came later, other invoices and receipts, is not there yet.
import { isBlocked } from '#domain/matching/supplier-fault.ts';
import { DEAD_INVOICE_STATUSES, type Invoice, type InvoiceLine } from '#domain/records/invoice.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import type { Supplier } from '#domain/records/supplier.ts';
import type { BilledBefore, InvoiceDossier, Sources, Versioned } from '#engine/shapes/sources.ts';
import { groupBy } from './group-by.ts';

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

/** @param today the day of every decision, as the company's clock stands. */
export function memorySources(records: CompanyRecords, today: string): Sources {
  const index = indexOf(records);
  return {
    invoiceDossier: async (id) => {
      const invoice = index.invoices.get(id);
      return invoice === undefined ? undefined : dossierOf(invoice, index);
    },
    serviceUserId: async () => undefined,
    today: async () => today,
  };
}

interface Index {
  readonly invoices: ReadonlyMap<string, Invoice>;
  readonly orders: ReadonlyMap<string, PurchaseOrder>;
  readonly orderByLine: ReadonlyMap<string, PurchaseOrder>;
  readonly ordersByNumber: ReadonlyMap<string, readonly PurchaseOrder[]>;
  readonly receiptsByLine: ReadonlyMap<string, readonly Receipt[]>;
  readonly billedByLine: ReadonlyMap<string, readonly BilledLine[]>;
  readonly invoicesBySupplier: ReadonlyMap<string, readonly Invoice[]>;
  readonly suppliers: ReadonlyMap<string, Supplier>;
}

interface BilledLine {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
}

function indexOf({ invoices, orders, receipts, suppliers }: CompanyRecords): Index {
  const billed = invoices.flatMap((invoice) => invoice.lines.map((line) => ({ invoice, line })));
  return {
    invoices: new Map(invoices.map((invoice) => [invoice.id, invoice])),
    orders: new Map(orders.map((order) => [order.id, order])),
    orderByLine: new Map(orders.flatMap((order) => order.lines.map((line) => [line.id, order]))),
    ordersByNumber: groupBy(orders, (order) => order.poNumber),
    receiptsByLine: groupBy(receipts, (receipt) => receipt.orderLineId),
    billedByLine: groupBy(billed, ({ line }) => line.orderLineId),
    invoicesBySupplier: groupBy(invoices, (invoice) => invoice.supplierId),
    suppliers: new Map(suppliers.map((supplier) => [supplier.id, supplier])),
  };
}

function dossierOf(invoice: Invoice, index: Index): InvoiceDossier {
  const orders = new Map<string, PurchaseOrder>();
  const lineIds = new Set<string>();
  for (const line of invoice.lines) {
    const named = ordersNamed(line, index);
    for (const order of named) orders.set(order.id, order);
    if (line.orderLineId !== undefined) lineIds.add(line.orderLineId);
    else for (const order of named) for (const orderLine of order.lines) lineIds.add(orderLine.id);
  }
  const receipts = [...lineIds].flatMap((id) => index.receiptsByLine.get(id) ?? []);
  const others = index.invoicesBySupplier.get(invoice.supplierId ?? '') ?? [];
  const supplier = index.suppliers.get(invoice.supplierId ?? '');
  return {
    invoice: versioned('invoice', invoice),
    orders: [...orders.values()].map((order) => versioned('purchase_order', order)),
    receipts: receipts
      .filter((receipt) => momentOf(receipt) <= momentOf(invoice))
      .map((receipt) => versioned('receipt', receipt)),
    billedBefore: [...lineIds]
      .flatMap((id) => index.billedByLine.get(id) ?? [])
      .filter((billed) => cameBefore(billed.invoice, invoice))
      .map(billedBefore),
    approvals: [],
    supplierInvoicesSeen: Math.min(Math.max(0, others.length - 1), SUPPLIER_INVOICES_CAP),
    ...(supplier !== undefined && isBlocked(supplier)
      ? { blockedSupplier: versioned('supplier', supplier) }
      : {}),
    ...(namesOrder(invoice) ? {} : { supplierOrderUse: orderUse(others, invoice) }),
  };
}

function ordersNamed(line: InvoiceLine, index: Index): readonly PurchaseOrder[] {
  return [
    index.orderByLine.get(line.orderLineId ?? ''),
    index.orders.get(line.orderId ?? ''),
    ...(index.ordersByNumber.get(line.poNumber ?? '') ?? []),
    index.orders.get(line.poNumber ?? ''),
  ].filter((order) => order !== undefined);
}

/** Created before, and not yet dead by then: a record that died was last touched when it did. */
function cameBefore(other: Invoice, invoice: Invoice): boolean {
  if (other.id === invoice.id || momentOf(other) > momentOf(invoice)) return false;
  if (momentOf(other) === momentOf(invoice) && BigInt(other.id) > BigInt(invoice.id)) return false;
  return !DEAD_INVOICE_STATUSES.includes(other.status) || other.updatedAt > momentOf(invoice);
}

function billedBefore({ invoice, line }: BilledLine): BilledBefore {
  return {
    orderLineId: line.orderLineId ?? '',
    invoiceId: invoice.id,
    invoiceNumber: invoice.invoiceNumber,
    quantity: line.quantity ?? null,
    amount: line.total ?? null,
    price: line.price ?? null,
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
