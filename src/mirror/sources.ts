import type { CoupaApproval } from '#domain/records/coupa-approval.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { InvoiceAllocations } from '#domain/records/matching-allocation.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import type { Supplier } from '#domain/records/supplier.ts';
import type { BilledBefore, InvoiceDossier, Sources, Versioned } from '#engine/shapes/sources.ts';
import type { Tx } from '#store/database.ts';
import { needsAllocations } from './allocation-due.queries.ts';
import { mayBeRevisedSince, revisedOrders } from './revised-orders.ts';
import {
  allocationsOf,
  type Billing,
  billingsOn,
  blockedSuppliers,
  connectionFacts,
  type FoundInvoice,
  invoicesOf,
  invoicesOfSuppliers,
  ordersOf,
  orderUseOfSuppliers,
  pendingApprovalsOf,
  receiptsOf,
  revisionsOf,
  type SeenRevision,
} from './sources.queries.ts';

/** Beyond so many earlier invoices a supplier is known, and counting on tells nothing. */
const SUPPLIER_INVOICES_CAP = 3;
/** Enough of a supplier's invoices to tell whether it bills on orders. */
const ORDER_USE_INVOICES = 21;

/**
 * What agents may read, for a range of invoices at once: the first question reads everything about all of them in a
 * few set-based queries, and every agent's call is answered from that. An invoice outside the range is read alone.
 */
export function createSources(
  tx: Tx,
  connectionId: string,
  range: { readonly invoiceIds: readonly string[] },
): Sources {
  let whole: Promise<Map<string, InvoiceDossier>> | undefined;
  let facts: ReturnType<typeof connectionFacts> | undefined;
  const inRange = new Set(range.invoiceIds);
  const factsOnce = () => {
    facts ??= connectionFacts(tx, connectionId);
    return facts;
  };
  return {
    invoiceDossier: async (invoiceId) => {
      if (!inRange.has(invoiceId)) return (await readDossiers(tx, connectionId, [invoiceId])).get(invoiceId);
      whole ??= readDossiers(tx, connectionId, [...inRange]);
      return (await whole).get(invoiceId);
    },
    serviceUserId: async () => (await factsOnce()).serviceUserId,
    today: async () => (await factsOnce()).today,
  };
}

async function readDossiers(
  tx: Tx,
  connectionId: string,
  ids: readonly string[],
): Promise<Map<string, InvoiceDossier>> {
  const found = await invoicesOf(tx, connectionId, ids);
  if (found.length === 0) return new Map();
  const [resting, around] = await Promise.all([
    readWhatTheyRestOn(tx, connectionId, found),
    readAround(tx, connectionId, found),
  ]);
  const parts = { ...resting, ...around };
  return new Map(found.map((one) => [one.versioned.id, dossierOf(one, parts)]));
}

/** Orders, and what was received and billed on the lines that these invoices name. */
async function readWhatTheyRestOn(
  tx: Tx,
  connectionId: string,
  found: readonly FoundInvoice[],
): Promise<Pick<Parts, 'rests' | 'revisions' | 'receipts' | 'billings'>> {
  const lines = found.flatMap(({ versioned }) => versioned.record.lines);
  const orders = indexOrders(
    await ordersOf(tx, connectionId, {
      ids: distinct(lines.map((line) => line.orderId)),
      lineIds: distinct(lines.map((line) => line.orderLineId)),
      numbers: distinct(lines.map((line) => line.poNumber)),
    }),
  );
  const rests = new Map(found.map((one) => [one.versioned.id, restOf(one.versioned.record, orders)]));
  const orderLines = linesWithTheirOnlyInvoice(rests);
  const [revisions, receipts, billings] = await Promise.all([
    revisionsSince(tx, connectionId, found, rests),
    receiptsOf(tx, connectionId, [...orderLines.keys()]),
    billingsOn(tx, connectionId, orderLines),
  ]);
  return {
    rests,
    revisions,
    receipts: groupBy(receipts, (one) => one.record.orderLineId),
    billings: groupBy(billings, (one) => one.billed.orderLineId),
  };
}

/** Order lines that matter, each with the invoice of the range that alone rests on it; null: several do. */
function linesWithTheirOnlyInvoice(rests: ReadonlyMap<string, Rest>): Map<string, string | null> {
  const lines = new Map<string, string | null>();
  for (const [invoiceId, { lineIds }] of rests) {
    for (const lineId of lineIds) lines.set(lineId, lines.has(lineId) ? null : invoiceId);
  }
  return lines;
}

/** Who is to approve them in Coupa, and what is known of who sent them. */
async function readAround(
  tx: Tx,
  connectionId: string,
  found: readonly FoundInvoice[],
): Promise<Pick<Parts, 'approvals' | 'suppliers' | 'orderUse' | 'blocked' | 'allocations'>> {
  const ids = found.map(({ versioned }) => versioned.id);
  const suppliersOf = (some: readonly FoundInvoice[]): string[] =>
    distinct(some.map(({ versioned }) => versioned.record.supplierId));
  const supplierIds = suppliersOf(found);
  const withoutOrder = suppliersOf(found.filter(namesNoOrder));
  const doubted = found.filter(({ versioned }) => needsAllocations(versioned.record));
  const [approvals, suppliers, orderUse, blocked, allocations] = await Promise.all([
    pendingApprovalsOf(tx, connectionId, ids),
    invoicesOfSuppliers(tx, connectionId, supplierIds, SUPPLIER_INVOICES_CAP + 1),
    orderUseOfSuppliers(tx, connectionId, withoutOrder, ORDER_USE_INVOICES),
    blockedSuppliers(tx, connectionId, supplierIds),
    allocationsOf(
      tx,
      connectionId,
      doubted.map(({ versioned }) => versioned.id),
    ),
  ]);
  return {
    approvals: groupBy(approvals, (one) => one.record.approvableId),
    suppliers,
    orderUse,
    blocked,
    allocations,
  };
}

/** The history of those orders alone that were revised at all since an invoice on them is dated: few ever are. */
async function revisionsSince(
  tx: Tx,
  connectionId: string,
  found: readonly FoundInvoice[],
  rests: ReadonlyMap<string, Rest>,
): Promise<readonly SeenRevision[]> {
  const ids = found.flatMap(({ versioned: { id, record } }) =>
    (rests.get(id)?.orders ?? [])
      .filter((order) => mayBeRevisedSince(order.record, record.invoiceDate))
      .map((order) => order.id),
  );
  return ids.length === 0 ? [] : revisionsOf(tx, connectionId, distinct(ids));
}

interface Parts {
  readonly rests: ReadonlyMap<string, Rest>;
  readonly revisions: readonly SeenRevision[];
  readonly receipts: ReadonlyMap<string, Versioned<Receipt>[]>;
  readonly billings: ReadonlyMap<string, Billing[]>;
  readonly approvals: ReadonlyMap<string, Versioned<CoupaApproval>[]>;
  readonly suppliers: ReadonlyMap<string, string[]>;
  readonly blocked: ReadonlyMap<string, Versioned<Supplier>>;
  readonly allocations: ReadonlyMap<string, Versioned<InvoiceAllocations>>;
  readonly orderUse: ReadonlyMap<string, { readonly seen: number; readonly withOrder: number }>;
}

function namesNoOrder({ versioned }: FoundInvoice): boolean {
  return versioned.record.lines.every(
    (line) => line.orderLineId === undefined && line.orderId === undefined && line.poNumber === undefined,
  );
}

function dossierOf(found: FoundInvoice, parts: Parts): InvoiceDossier {
  const invoice = found.versioned;
  const rest = parts.rests.get(invoice.id) ?? { orders: [], lineIds: new Set<string>() };
  const lineIds = [...rest.lineIds];
  const ofSupplier = parts.suppliers.get(invoice.record.supplierId ?? '') ?? [];
  const blockedSupplier = parts.blocked.get(invoice.record.supplierId ?? '');
  const allocations = parts.allocations.get(invoice.id);
  const use = namesNoOrder(found) ? parts.orderUse.get(invoice.record.supplierId ?? '') : undefined;
  const revised = revisedOrders(
    rest.orders.map((order) => order.record),
    invoice.record.invoiceDate,
    parts.revisions,
  );
  return {
    invoice,
    orders: rest.orders,
    ...(revised.length === 0 ? {} : { revisedOrders: revised }),
    receipts: lineIds.flatMap((id) => parts.receipts.get(id) ?? []).sort(byId),
    billedBefore: lineIds
      .flatMap((id) => parts.billings.get(id) ?? [])
      .filter((billing) => cameBefore(billing, found))
      .map((billing) => billing.billed)
      .sort(byBilling),
    approvals: (parts.approvals.get(invoice.id) ?? []).sort(byId),
    ...(allocations === undefined ? {} : { allocations }),
    supplierInvoicesSeen: Math.min(
      ofSupplier.filter((id) => id !== invoice.id).length,
      SUPPLIER_INVOICES_CAP,
    ),
    ...(blockedSupplier === undefined ? {} : { blockedSupplier }),
    // The invoice itself is among them, and names none.
    ...(use === undefined ? {} : { supplierOrderUse: { ...use, seen: Math.max(0, use.seen - 1) } }),
  };
}

/**
 * Whether another invoice has the older claim on an order line. Of two open ones it is the one that was created first,
 * so that they cannot each point at the other; an approved one claims whenever it came.
 */
function cameBefore(other: Billing, found: FoundInvoice): boolean {
  const { id } = found.versioned;
  if (other.billed.invoiceId === id) return false;
  if (other.status === 'approved')
    return found.versioned.record.status !== 'approved' || isEarlier(other, found);
  return isEarlier(other, found);
}

function isEarlier(other: Billing, found: FoundInvoice): boolean {
  const a = other.createdAt ?? '';
  const b = found.createdAt ?? '';
  if (a !== b) return a < b;
  return compareIds(other.billed.invoiceId, found.versioned.id) < 0;
}

/** What one invoice rests on: its orders, and the order lines whose receipts and bills matter to it. */
interface Rest {
  readonly orders: readonly Versioned<PurchaseOrder>[];
  readonly lineIds: ReadonlySet<string>;
}

/** A line that names its order line needs that one alone; a line that names only the order may mean any of its lines. */
function restOf(invoice: Invoice, index: OrderIndex): Rest {
  const orders = new Map<string, Versioned<PurchaseOrder>>();
  const lineIds = new Set<string>();
  for (const line of invoice.lines) {
    const named = [
      line.orderLineId === undefined ? undefined : index.byLine.get(line.orderLineId),
      line.orderId === undefined ? undefined : index.byId.get(line.orderId),
      ...(line.poNumber === undefined ? [] : (index.byNumber.get(line.poNumber) ?? [])),
      line.poNumber === undefined ? undefined : index.byId.get(line.poNumber),
    ].filter((order) => order !== undefined);
    for (const order of named) orders.set(order.id, order);
    if (line.orderLineId !== undefined) lineIds.add(line.orderLineId);
    else for (const order of named) for (const orderLine of order.record.lines) lineIds.add(orderLine.id);
  }
  return { orders: [...orders.values()].sort(byId), lineIds };
}

interface OrderIndex {
  readonly byId: ReadonlyMap<string, Versioned<PurchaseOrder>>;
  readonly byLine: ReadonlyMap<string, Versioned<PurchaseOrder>>;
  readonly byNumber: ReadonlyMap<string, Versioned<PurchaseOrder>[]>;
}

function indexOrders(orders: readonly Versioned<PurchaseOrder>[]): OrderIndex {
  return {
    byId: new Map(orders.map((order) => [order.id, order])),
    byLine: new Map(orders.flatMap((order) => order.record.lines.map((line) => [line.id, order]))),
    byNumber: groupBy(orders, (order) => order.record.poNumber),
  };
}

function groupBy<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}

function distinct(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))];
}

/** Equal facts must give equal evidence, whatever order the database answers in. */
function byId(a: { id: string }, b: { id: string }): number {
  return compareIds(a.id, b.id);
}

function byBilling(a: BilledBefore, b: BilledBefore): number {
  return compareIds(a.invoiceId, b.invoiceId) || compareIds(a.orderLineId, b.orderLineId);
}

/** Coupa's ids are numbers of any length, kept as text. */
function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
