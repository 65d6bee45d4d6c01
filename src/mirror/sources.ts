import type { CoupaApproval } from '#domain/records/coupa-approval.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { InvoiceAllocations } from '#domain/records/matching-allocation.ts';
import type { Supplier } from '#domain/records/supplier.ts';
import type { BilledBefore, InvoiceDossier, SameNumber, Sources, Versioned } from '#engine/shapes/sources.ts';
import type { Tx } from '#store/database.ts';
import { needsAllocations } from './allocation-due.queries.ts';
import { curesFor } from './cures.ts';
import { mayNeedCures } from './cures-due.ts';
import { distinct, groupBy } from './groups.ts';
import { byId, compareIds } from './in-order.ts';
import { memoryFor } from './memory-of-invoice.ts';
import { billedLineIds, type Resting, readResting } from './resting.ts';
import { revisedOrders } from './revised-orders.ts';
import { sameNumbersOf } from './same-number.queries.ts';
import {
  allocationsOf,
  type Billing,
  blockedSuppliers,
  connectionFacts,
  type FoundInvoice,
  invoicesOf,
  invoicesOfSuppliers,
  orderUseOfSuppliers,
  pendingApprovalsOf,
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
    readResting(tx, connectionId, found),
    readAround(tx, connectionId, found),
  ]);
  const parts = { ...resting, ...around };
  return withCures(
    tx,
    connectionId,
    found.map((one) => dossierOf(one, parts)),
  );
}

/** A third look, at few: most invoices agree at first sight, and nothing would have to be cured. */
async function withCures(
  tx: Tx,
  connectionId: string,
  dossiers: readonly InvoiceDossier[],
): Promise<Map<string, InvoiceDossier>> {
  const seekers = dossiers
    .map(({ invoice, orders, receipts, billedBefore, candidateOrders = [] }) => ({
      invoice: invoice.record,
      orders: [...orders, ...candidateOrders].map(({ record }) => record),
      receipts: receipts.map(({ record }) => record),
      billedBefore,
    }))
    .filter(mayNeedCures);
  const cures = await curesFor(tx, connectionId, seekers);
  return new Map(
    dossiers.map((dossier) => {
      const own = cures.get(dossier.invoice.id);
      return [dossier.invoice.id, own === undefined ? dossier : { ...dossier, cures: own }];
    }),
  );
}

/** Who is to approve them in Coupa, and what is known of who sent them. */
async function readAround(
  tx: Tx,
  connectionId: string,
  found: readonly FoundInvoice[],
): Promise<Omit<Parts, keyof Resting>> {
  const ids = found.map(({ versioned }) => versioned.id);
  const suppliersOf = (some: readonly FoundInvoice[]): string[] =>
    distinct(some.map(({ versioned }) => versioned.record.supplierId));
  const supplierIds = suppliersOf(found);
  const withoutOrder = suppliersOf(found.filter(namesNoOrder));
  const alike = distinct(found.flatMap(({ sameNumberIds }) => sameNumberIds));
  const doubted = found.filter(({ versioned }) => needsAllocations(versioned.record));
  const [approvals, suppliers, orderUse, blocked, sameNumbers, allocations] = await Promise.all([
    pendingApprovalsOf(tx, connectionId, ids),
    invoicesOfSuppliers(tx, connectionId, supplierIds, SUPPLIER_INVOICES_CAP + 1),
    orderUseOfSuppliers(tx, connectionId, withoutOrder, ORDER_USE_INVOICES),
    blockedSuppliers(tx, connectionId, supplierIds),
    sameNumbersOf(tx, connectionId, alike),
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
    sameNumbers,
    allocations,
  };
}

interface Parts extends Resting {
  readonly approvals: ReadonlyMap<string, Versioned<CoupaApproval>[]>;
  readonly suppliers: ReadonlyMap<string, string[]>;
  readonly blocked: ReadonlyMap<string, Versioned<Supplier>>;
  readonly allocations: ReadonlyMap<string, Versioned<InvoiceAllocations>>;
  readonly orderUse: ReadonlyMap<string, { readonly seen: number; readonly withOrder: number }>;
  readonly sameNumbers: ReadonlyMap<string, SameNumber>;
}

function namesNoOrder({ versioned }: FoundInvoice): boolean {
  return versioned.record.lines.every(
    (line) => line.orderLineId === undefined && line.orderId === undefined && line.poNumber === undefined,
  );
}

function dossierOf(found: FoundInvoice, parts: Parts): InvoiceDossier {
  const invoice = found.versioned;
  const rest = parts.rests.get(invoice.id);
  const orders = rest?.orders ?? [];
  const lineIds = [...(rest?.lineIds ?? [])];
  const ofSupplier = parts.suppliers.get(invoice.record.supplierId ?? '') ?? [];
  const blockedSupplier = parts.blocked.get(invoice.record.supplierId ?? '');
  const allocations = parts.allocations.get(invoice.id);
  const use = namesNoOrder(found) ? parts.orderUse.get(invoice.record.supplierId ?? '') : undefined;
  const revised = revisedOrders(
    orders.map((order) => order.record),
    invoice.record.invoiceDate,
    parts.revisions,
  );
  return {
    invoice,
    orders,
    ...(revised.length === 0 ? {} : { revisedOrders: revised }),
    receipts: lineIds.flatMap((id) => parts.receipts.get(id) ?? []).sort(byId),
    billedBefore: [...(rest === undefined ? [] : billedLineIds(rest))]
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
    ...soughtFor(found, parts),
  };
}

/** What only few invoices have; each is left out where there is nothing. */
function soughtFor(
  found: FoundInvoice,
  parts: Parts,
): Pick<InvoiceDossier, 'candidateOrders' | 'sameNumber' | 'original' | 'memory'> {
  const invoice = found.versioned.record;
  const { candidates = [], original } = parts.rests.get(invoice.id) ?? {};
  const sameNumber = found.sameNumberIds.flatMap((id) => parts.sameNumbers.get(id) ?? []);
  const memory = memoryFor(invoice, parts.memories.get(invoice.supplierId ?? '') ?? []);
  return {
    ...(candidates.length === 0 ? {} : { candidateOrders: candidates }),
    ...(sameNumber.length === 0 ? {} : { sameNumber }),
    ...(original === undefined
      ? {}
      : { original: { invoice: original, billings: billingsAround(original, found, parts) } }),
    ...(memory === undefined ? {} : { memory }),
  };
}

/** What was billed on the order lines of the original, by it and by others that came before the credit note. */
function billingsAround(
  original: Versioned<Invoice>,
  found: FoundInvoice,
  parts: Parts,
): readonly BilledBefore[] {
  return distinct(original.record.lines.map((line) => line.orderLineId))
    .flatMap((id) => parts.billings.get(id) ?? [])
    .filter((billing) => billing.billed.invoiceId === original.id || cameBefore(billing, found))
    .map((billing) => billing.billed)
    .sort(byBilling);
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

function byBilling(a: BilledBefore, b: BilledBefore): number {
  return compareIds(a.invoiceId, b.invoiceId) || compareIds(a.orderLineId, b.orderLineId);
}
