import type { Decimal } from '#kernel/decimal.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { Invoice } from '../records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import type { Receipt } from '../records/receipt.ts';
import { assignLines, billedLines, type Place } from './assign-lines.ts';
import type { Assignment, Found, OrderIndex } from './assignment.ts';
import { fittingOrders } from './find-open-order.ts';
import { ordersTogether } from './find-open-orders.ts';
import {
  type Deliveries,
  deliveriesOf,
  isOwnSupplier,
  namedOrders,
  orderLinesDelivered,
  referenceOf,
} from './find-order.ts';
import type { LineFacts } from './line-facts.ts';
import { type LineType, lineTypeOf } from './line-type.ts';
import type { MatchMemory } from './memory.ts';
import type { OrderRoute } from './order-number.ts';
import { placeCredited } from './place-credited.ts';
import { identityOf, type Scoring } from './score-pair.ts';
import { scoringFor } from './scoring-for.ts';
import { listed, named } from './wording.ts';

/** An invoice line with the place it was given. */
export interface AssignedLine {
  readonly facts: LineFacts;
  readonly assignment: Assignment;
}

/** What lines are placed with. */
export interface Placing {
  readonly invoice: Invoice;
  readonly index: OrderIndex;
  readonly receipts: readonly Receipt[];
  readonly memory: MatchMemory | undefined;
  /** The day of the decision. */
  readonly today?: PlainDate | undefined;
  /** Invoices of the supplier that a credit note may be about. */
  readonly originals?: readonly Invoice[];
  readonly openOf: (orderLine: PurchaseOrderLine) => Decimal | undefined;
}

/**
 * Finds the order line of each invoice line: the one it names; else its order by number, reference or delivery note, and
 * in it the line that fits; and where an invoice names no order at all, the one open order of its supplier that fits.
 * Two that fit are no answer.
 */
export function placeLines(lines: readonly LineFacts[], placing: Placing): readonly AssignedLine[] {
  const placed = new Map<LineFacts, Assignment>();
  for (const facts of lines) {
    const direct = byLineId(facts, placing);
    if (direct !== undefined) placed.set(facts, direct);
  }
  // Nearly every invoice ends here: its lines name what they bill. (equivalent: for none there is nothing to do.)
  if (placed.size < lines.length) placeRest(lines, placing, placed);
  return lines.map((facts) => ({ facts, assignment: placed.get(facts) ?? { kind: 'unreferenced' } }));
}

function byLineId(facts: LineFacts, { index }: Placing): Assignment | undefined {
  const { line } = facts;
  const byId = line.orderLineId === undefined ? undefined : index.lines.get(line.orderLineId);
  if (byId === undefined) return undefined;
  const { order, orderLine } = byId;
  const type = accountTypeOf(facts, orderLine);
  if (type !== undefined) return { kind: 'typed', type, order };
  const other = otherOrderNamed(line, order, index);
  if (other === undefined) {
    return { kind: 'found', order, orderLine, margin: null, route: 'named', orderRoute: 'exact' };
  }
  const why = `its line id belongs to order ${named(order.poNumber)}, its order number to ${named(other.poNumber)}`;
  return { kind: 'line_unclear', order, why };
}

/** Money that is kept back, released or deducted takes no goods, even where it names the line it is about. */
function accountTypeOf({ line, isCredit }: LineFacts, orderLine: PurchaseOrderLine): LineType | undefined {
  const type = lineTypeOf(line.description);
  if (type === lineTypeOf(orderLine.description)) return undefined;
  if (type === 'retainage' || type === 'deposit') return type;
  return isCredit && type === 'discount' ? type : undefined;
}

/** An order that the line's number names, beside the one its line id belongs to. */
function otherOrderNamed(
  line: LineFacts['line'],
  order: PurchaseOrder,
  index: OrderIndex,
): PurchaseOrder | undefined {
  // equivalent: no order is known by no number.
  if (line.poNumber === undefined) return undefined;
  if (line.poNumber === order.poNumber || line.poNumber === order.id) return undefined;
  return index.byNumber.get(line.poNumber)?.[0];
}

function placeRest(lines: readonly LineFacts[], given: Placing, placed: Map<LineFacts, Assignment>): void {
  const placing = { ...given, deliveries: deliveriesOf(given.receipts) };
  const open = lines.filter((facts) => !placed.has(facts));
  const scoring = scoringFor(placing);
  const byReference = new Map<string, LineFacts[]>();
  for (const facts of open) {
    const { line } = facts;
    const reference = referenceOf(line);
    if (reference === undefined && line.orderLineId !== undefined) {
      placed.set(facts, { kind: 'order_unknown', named: `order line ${line.orderLineId}` });
    } else if (reference !== undefined) {
      // Lines that call their order the same are assigned together.
      const key = `${line.orderId ?? ''}\u0000${line.poNumber ?? ''}`;
      byReference.set(key, [...(byReference.get(key) ?? []), facts]);
    }
  }
  const sure = new Map<PurchaseOrder, Map<LineFacts, OrderRoute>>();
  for (const group of byReference.values()) placeNamed(group, { sure, placing, scoring, placed });
  for (const [order, routes] of sure) placeIn(order, routes, { lines, placing, scoring, placed });
  placeDelivered(open, { placing, scoring, placed });
  placeCredited(open, placing, placed);
  placeUnnamed(lines, { placing, scoring, placed });
}

interface Work {
  readonly placing: Placing & { readonly deliveries: Deliveries };
  readonly scoring: Scoring;
  readonly placed: Map<LineFacts, Assignment>;
}

/** Lines that name their order the same way. Where it is sure, all that name it in any way are placed on it together. */
function placeNamed(
  group: readonly LineFacts[],
  {
    sure,
    placing,
    scoring,
    placed,
  }: Work & { readonly sure: Map<PurchaseOrder, Map<LineFacts, OrderRoute>> },
): void {
  const { invoice } = placing;
  const [first] = group;
  // equivalent: a group has at least one line.
  if (first === undefined) return;
  const reference = referenceOf(first.line) ?? '';
  const { route, orders } = namedOrders(first.line, invoice, placing);
  const [order, ...others] = orders;
  const set = (assignment: Assignment) => {
    for (const facts of group) placed.set(facts, assignment);
  };
  if (order === undefined) {
    set({ kind: 'order_unknown', named: reference });
  } else if (route !== 'exact' && route !== 'normalised' && route !== 'pattern') {
    placeByFit(group, orders, { route, placing, scoring, placed });
  } else if (others.length > 0) {
    const why = `${orders.length} orders have the number ${named(reference)}`;
    set({ kind: 'line_unclear', order, why });
  } else {
    const routes = sure.get(order) ?? new Map<LineFacts, OrderRoute>();
    for (const facts of group) routes.set(facts, route);
    sure.set(order, routes);
  }
}

/** A number that only resembles one, or means something else, must be borne out by what is billed. */
function placeByFit(
  group: readonly LineFacts[],
  orders: readonly PurchaseOrder[],
  { route, placing, scoring, placed }: Work & { readonly route: OrderRoute },
): void {
  const reference = referenceOf(group[0]?.line ?? {}) ?? '';
  const fitting = fittingOrders(group, orders, { scoring, invoice: placing.invoice });
  const [only, ...more] = fitting;
  if (only !== undefined && more.length === 0) {
    for (const [facts, place] of only.places) {
      placed.set(facts, toAssignment(place, only.order, route, facts));
    }
    return;
  }
  const numbers = fitting.map(({ order: { poNumber } }) => named(poNumber)).join(' and ');
  const why = only === undefined ? noneFits(orders) : `orders ${numbers} fit it equally`;
  for (const facts of group) placed.set(facts, { kind: 'order_unknown', named: reference, why });
}

function noneFits(orders: readonly PurchaseOrder[]): string {
  const numbers = orders.slice(0, 3).map(({ poNumber }) => named(poNumber));
  return `${numbers.join(', ')} ${numbers.length === 1 ? 'resembles it, but its' : 'resemble it, but their'} lines do not fit`;
}

function placeIn(
  order: PurchaseOrder,
  routes: ReadonlyMap<LineFacts, OrderRoute>,
  { lines, placing, scoring, placed }: Work & { readonly lines: readonly LineFacts[] },
): void {
  const routeOf = (facts: LineFacts) => routes.get(facts) ?? 'exact';
  const loose: LineFacts[] = [];
  for (const facts of routes.keys()) {
    const direct = byLineNumber(facts, order, routeOf(facts));
    if (direct === undefined) loose.push(facts);
    else placed.set(facts, direct);
  }
  const namesOrder = (facts: LineFacts) =>
    routes.has(facts) || facts.line.orderId === order.id || facts.line.poNumber === order.poNumber;
  const only = onlyPair(loose, order, { lines, namesOrder, placing });
  if (only !== undefined) placed.set(only.facts, { ...only.found, orderRoute: routeOf(only.facts) });
  for (const facts of loose.filter((each) => !placed.has(each))) {
    const found = deliveredLine(facts, placing);
    if (found?.order.id === order.id) placed.set(facts, { ...found, orderRoute: routeOf(facts) });
  }
  const rest = loose.filter((facts) => !placed.has(facts));
  const places = assignLines(rest, order.lines, scoring);
  for (const [facts, place] of places) {
    placed.set(facts, toAssignment(place, order, routeOf(facts), facts));
  }
}

function byLineNumber(
  { line }: LineFacts,
  order: PurchaseOrder,
  orderRoute: OrderRoute,
): Assignment | undefined {
  if (line.orderLineId !== undefined) {
    return {
      kind: 'line_unclear',
      order,
      why: `the order has no line with the id ${named(line.orderLineId)}`,
    };
  }
  if (line.orderLineNumber === undefined) return undefined;
  const numbered = order.lines.filter(({ lineNumber }) => lineNumber === line.orderLineNumber);
  const [orderLine, ...others] = numbered;
  if (orderLine !== undefined && others.length === 0) {
    return { kind: 'found', order, orderLine, margin: null, route: 'named', orderRoute };
  }
  const count = numbered.length === 0 ? 'no line' : `${numbered.length} lines numbered`;
  return { kind: 'line_unclear', order, why: `the order has ${count} ${named(line.orderLineNumber)}` };
}

/** One line for one line: nothing else can be meant. A second one that names the order could as well be its freight. */
function onlyPair(
  loose: readonly LineFacts[],
  order: PurchaseOrder,
  {
    lines,
    namesOrder,
    placing,
  }: {
    readonly lines: readonly LineFacts[];
    readonly namesOrder: (facts: LineFacts) => boolean;
    readonly placing: Placing;
  },
): { readonly facts: LineFacts; readonly found: Found } | undefined {
  const facts = loose.find(({ line }) => lineTypeOf(line.description) === undefined);
  const [orderLine] = order.lines;
  if (facts === undefined || orderLine === undefined || order.lines.length > 1) return undefined;
  const isAlone = lines.every(
    (other) => other === facts || lineTypeOf(other.line.description) !== undefined || !namesOrder(other),
  );
  const { crossReferences } = scoringFor(placing);
  const isOther =
    lineTypeOf(orderLine.description) !== undefined ||
    identityOf(facts, orderLine, crossReferences) === 'other';
  if (!isAlone || isOther) return undefined;
  return {
    facts,
    found: { kind: 'found', order, orderLine, margin: 1, route: 'identity', orderRoute: 'exact' },
  };
}

function toAssignment(
  place: Place,
  order: PurchaseOrder,
  orderRoute: OrderRoute,
  facts: LineFacts,
): Assignment {
  if (place.kind === 'none') {
    const type = lineTypeOf(facts.line.description);
    if (type !== undefined && place.isAmbiguous !== true) return { kind: 'typed', type, order };
    return { kind: 'line_unclear', order, why: place.why };
  }
  const { orderLine, margin, route, pool, isBundle } = place;
  return {
    kind: 'found',
    order,
    orderLine,
    margin,
    route,
    orderRoute,
    ...(pool === undefined ? {} : { pool }),
    ...(isBundle === true ? { isBundle } : {}),
  };
}

/** The delivery note says which receipt is billed, and the receipt which order line. */
function deliveredLine(facts: LineFacts, { invoice, deliveries, index }: Work['placing']): Found | undefined {
  const ids = [...orderLinesDelivered(facts.line, invoice, deliveries)];
  const found = ids.flatMap((id) => index.lines.get(id) ?? []);
  const own = found.filter(({ order }) => isOwnSupplier(order, invoice));
  const fitting = own.filter(({ orderLine }) => identityOf(facts, orderLine) !== 'other');
  const [only, ...others] = fitting;
  if (only === undefined || others.length > 0) return undefined;
  return { kind: 'found', ...only, margin: 1, route: 'reference', orderRoute: 'reference' };
}

/** Lines that name no order, but the delivery note of one. */
function placeDelivered(open: readonly LineFacts[], { placing, placed }: Work): void {
  for (const facts of open) {
    if (placed.has(facts)) continue;
    const found = deliveredLine(facts, placing);
    if (found !== undefined) placed.set(facts, found);
  }
}

/** A line that names nothing may still be one of the orders that the other lines bill. */
const CONTEXT_SCORE_MIN = 0.7;

/** Lines that name nothing: beside others that do, or on an invoice that names no order at all. */
function placeUnnamed(lines: readonly LineFacts[], { placing, scoring, placed }: Work): void {
  const unnamed = lines.filter((facts) => !placed.has(facts));
  const orders = [
    ...new Set([...placed.values()].flatMap((where) => (where.kind === 'found' ? where.order : []))),
  ];
  const items = unnamed.filter(({ line }) => lineTypeOf(line.description) === undefined);
  for (const facts of unnamed) {
    const type = lineTypeOf(facts.line.description);
    if (type !== undefined)
      placed.set(facts, {
        kind: 'typed',
        type,
        ...(orders.length === 1 && orders[0] ? { order: orders[0] } : {}),
      });
  }
  // equivalent: for none there is nothing to do.
  if (items.length === 0) return;
  if (orders.length > 0) {
    placeBeside(items, orders, { placing, scoring, placed });
    return;
  }
  const { invoice, index } = placing;
  if (items.length < lines.length - typedCount(lines)) return;
  const own = index.orders.filter((order) => isOwnSupplier(order, invoice));
  const fitting = fittingOrders(items, own, { scoring, invoice });
  const [only, ...others] = fitting;
  if (only === undefined) {
    placeTogether(items, own, { placing, scoring, placed });
    return;
  }
  if (others.length > 0) {
    const numbers = fitting.map(({ order }) => named(order.poNumber)).join(' and ');
    for (const facts of items)
      placed.set(facts, { kind: 'unreferenced', why: `orders ${numbers} fit it equally` });
    return;
  }
  for (const [facts, place] of only.places)
    placed.set(facts, toAssignment(place, only.order, 'search', facts));
}

/** No one order fits, but several may together. */
function placeTogether(
  items: readonly LineFacts[],
  own: readonly PurchaseOrder[],
  { placing, scoring, placed }: Work,
): void {
  const together = ordersTogether(items, own, { scoring, invoice: placing.invoice });
  if (together?.kind === 'lines') {
    for (const [facts, { order, place }] of together.places)
      placed.set(facts, toAssignment(place, order, 'search', facts));
  } else if (together !== undefined) {
    const numbers = listed(together.orders.map(({ poNumber }) => named(poNumber)));
    const why = `orders ${numbers} together are open for exactly what it bills`;
    for (const facts of items) placed.set(facts, { kind: 'unreferenced', why });
  }
}

function typedCount(lines: readonly LineFacts[]): number {
  return lines.filter(({ line }) => lineTypeOf(line.description) !== undefined).length;
}

function placeBeside(
  items: readonly LineFacts[],
  orders: readonly PurchaseOrder[],
  { scoring, placed }: Work,
): void {
  const used = billedLines([...placed.values()].filter((where) => where.kind === 'found'));
  const free = orders.flatMap((order) => order.lines.filter((line) => !used.has(line)));
  for (const [facts, place] of assignLines(items, free, scoring)) {
    // equivalent: what has no place is on no order.
    if (place.kind === 'none') continue;
    const order = orders.find(({ lines }) => lines.includes(place.orderLine));
    // equivalent: no score of words and prices is that limit to the last bit.
    if (order !== undefined && place.score >= CONTEXT_SCORE_MIN && place.isBundle !== true)
      placed.set(facts, toAssignment(place, order, 'exact', facts));
  }
}
