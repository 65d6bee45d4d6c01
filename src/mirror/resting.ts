import type { Invoice } from '#domain/records/invoice.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import type { Versioned } from '#engine/shapes/sources.ts';
import type { Tx } from '#store/database.ts';
import { candidateOrders } from './candidate-orders.ts';
import { distinct, groupBy } from './groups.ts';
import { memoryOfSuppliers, type RememberedFact } from './match-memory.queries.ts';
import { originalsOf } from './originals.ts';
import { indexOrders, type OrderIndex, type Rest, restOf } from './rest.ts';
import { mayBeRevisedSince } from './revised-orders.ts';
import {
  type Billing,
  billingsOn,
  type FoundInvoice,
  ordersOf,
  receiptsOf,
  revisionsOf,
  type SeenRevision,
} from './sources.queries.ts';

/** What an invoice rests on, with what had to be looked for. */
interface WholeRest extends Rest {
  readonly candidates: readonly Versioned<PurchaseOrder>[];
  readonly original: Versioned<Invoice> | undefined;
}

/** What a range of invoices rests on, by invoice, order line and supplier. */
export interface Resting {
  readonly rests: ReadonlyMap<string, WholeRest>;
  readonly revisions: readonly SeenRevision[];
  readonly receipts: ReadonlyMap<string, Versioned<Receipt>[]>;
  readonly billings: ReadonlyMap<string, Billing[]>;
  readonly memories: ReadonlyMap<string, readonly RememberedFact[]>;
}

/** Orders, and what was received and billed on the lines that these invoices name or may mean. */
export async function readResting(
  tx: Tx,
  connectionId: string,
  found: readonly FoundInvoice[],
): Promise<Resting> {
  const invoices = found.map(({ versioned }) => versioned.record);
  const lines = invoices.flatMap((invoice) => invoice.lines);
  const [orders, memories, originals] = await Promise.all([
    ordersOf(tx, connectionId, {
      ids: distinct(lines.map((line) => line.orderId)),
      lineIds: distinct(lines.map((line) => line.orderLineId)),
      numbers: distinct(lines.map((line) => line.poNumber)),
    }),
    memoryOfSuppliers(tx, connectionId, distinct(invoices.map(({ supplierId }) => supplierId))),
    originalsOf(tx, connectionId, found),
  ]);
  const index = indexOrders(orders);
  const named = new Map(invoices.map((invoice) => [invoice.id, restOf(invoice, index)]));
  const rests = await withWhatIsSought(tx, connectionId, { invoices, named, memories, originals });
  const orderLines = linesWithTheirOnlyInvoice(rests, ({ lineIds }) => lineIds);
  const [revisions, receipts, billings] = await Promise.all([
    revisionsSince(tx, connectionId, invoices, rests),
    receiptsOf(tx, connectionId, [...orderLines.keys()]),
    billingsOn(tx, connectionId, linesWithTheirOnlyInvoice(rests, billedLineIds)),
  ]);
  return {
    rests,
    revisions,
    receipts: groupBy(receipts, (one) => one.record.orderLineId),
    billings: groupBy(billings, (one) => one.billed.orderLineId),
    memories,
  };
}

interface Seeking {
  readonly invoices: readonly Invoice[];
  readonly named: ReadonlyMap<string, Rest>;
  readonly memories: ReadonlyMap<string, readonly RememberedFact[]>;
  readonly originals: ReadonlyMap<string, Versioned<Invoice>>;
}

/** Asks nothing where every line has its order and nothing is credited, as with nearly every invoice. */
async function withWhatIsSought(
  tx: Tx,
  connectionId: string,
  { invoices, named, memories, originals }: Seeking,
): Promise<Map<string, WholeRest>> {
  const seekers = invoices.map((invoice) => ({
    invoice,
    lost: named.get(invoice.id)?.lost ?? [],
    forms: (memories.get(invoice.supplierId ?? '') ?? []).flatMap(({ fact, state }) =>
      fact.kind === 'order_number_form' && state === 'confirmed' ? [fact] : [],
    ),
  }));
  const [sought, credited] = await Promise.all([
    candidateOrders(tx, connectionId, seekers),
    ordersOfOriginals(tx, connectionId, [...originals.values()]),
  ]);
  return new Map(
    seekers.map(({ invoice: { id }, lost }) => {
      const rest = named.get(id) ?? { orders: [], lineIds: new Set<string>(), lost: [] };
      const original = originals.get(id);
      // What a credit note corrects is the likeliest to be meant by a line of it that names nothing.
      const corrected =
        lost.length === 0 || original === undefined ? [] : ordersIn(original.record, credited);
      const isKnown = new Set(rest.orders.map((order) => order.id));
      const once = new Map([...corrected, ...(sought.get(id) ?? [])].map((order) => [order.id, order]));
      const candidates = [...once.values()].filter((order) => !isKnown.has(order.id));
      const lineIds = new Set([
        ...rest.lineIds,
        ...(original?.record.lines.flatMap(({ orderLineId }) => orderLineId ?? []) ?? []),
        ...candidates.flatMap(({ record }) => record.lines.map((line) => line.id)),
      ]);
      return [id, { ...rest, lineIds, candidates, original }];
    }),
  );
}

async function ordersOfOriginals(
  tx: Tx,
  connectionId: string,
  originals: readonly Versioned<Invoice>[],
): Promise<OrderIndex> {
  const lineIds = distinct(originals.flatMap(({ record }) => record.lines.map((line) => line.orderLineId)));
  if (lineIds.length === 0) return indexOrders([]);
  return indexOrders(await ordersOf(tx, connectionId, { ids: [], lineIds, numbers: [] }));
}

function ordersIn(invoice: Invoice, index: OrderIndex): Versioned<PurchaseOrder>[] {
  return invoice.lines.flatMap(({ orderLineId }) => index.byLine.get(orderLineId ?? '') ?? []);
}

/** Whose billings matter: an order's total is used up by all its lines, also those that this invoice leaves alone. */
export function billedLineIds({ lineIds, orders }: Pick<Rest, 'lineIds' | 'orders'>): ReadonlySet<string> {
  const all = orders.flatMap(({ record }) => record.lines.map(({ id }) => id));
  return all.every((id) => lineIds.has(id)) ? lineIds : new Set([...lineIds, ...all]);
}

/** Order lines that matter, each with the invoice of the range that alone rests on it; null: several do. */
function linesWithTheirOnlyInvoice(
  rests: ReadonlyMap<string, WholeRest>,
  linesOf: (rest: WholeRest) => Iterable<string>,
): Map<string, string | null> {
  const lines = new Map<string, string | null>();
  for (const [invoiceId, rest] of rests) {
    for (const lineId of linesOf(rest)) lines.set(lineId, lines.has(lineId) ? null : invoiceId);
  }
  return lines;
}

/** The history of those orders alone that were revised at all since an invoice on them is dated: few ever are. */
async function revisionsSince(
  tx: Tx,
  connectionId: string,
  invoices: readonly Invoice[],
  rests: ReadonlyMap<string, Rest>,
): Promise<readonly SeenRevision[]> {
  const ids = invoices.flatMap(({ id, invoiceDate }) =>
    (rests.get(id)?.orders ?? [])
      .filter((order) => mayBeRevisedSince(order.record, invoiceDate))
      .map((order) => order.id),
  );
  return ids.length === 0 ? [] : revisionsOf(tx, connectionId, distinct(ids));
}
