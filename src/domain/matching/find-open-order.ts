import { type Decimal, sum, ZERO } from '#kernel/decimal.ts';
import type { Invoice } from '../records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import { assignLines, type Place } from './assign-lines.ts';
import type { LineFacts } from './line-facts.ts';
import { lineTypeOf } from './line-type.ts';
import { orderPriceOf } from './order-line-price.ts';
import { priceCloseness, type Scoring } from './score-pair.ts';

/** An order in which every line of the invoice has a place. */
export interface FittingOrder {
  readonly order: PurchaseOrder;
  readonly places: ReadonlyMap<LineFacts, Place>;
}

const OPEN: readonly string[] = ['', 'issued', 'exported', 'expensed'];
/** Every line must be as good as that: a guess at the order needs more than a guess at the line. */
const FIT_MIN = 0.6;
/** Ten percent from the order's price: more needs an order that is named. */
const PRICE_MIN = 0.5;
/** Where the prices of the first lines are nowhere on an order, the others need not be looked at. equivalent: any few do. */
const LINES_TRIED_FIRST = 5;
/** More lines than that, of the invoice and of the orders that are left, are not searched through. */
const LINES_MAX = 1_000_000;

/**
 * Orders that all these lines fit: open, in the invoice's currency, each line with a place and no more billed than is
 * open. Of several, those to the invoice's address, and then those whose open sum is exactly what is billed, go first.
 * @returns more than one when nothing tells them apart.
 */
export function fittingOrders(
  lines: readonly LineFacts[],
  orders: readonly PurchaseOrder[],
  { scoring, invoice }: { readonly scoring: Scoring; readonly invoice: Invoice },
): readonly FittingOrder[] {
  const fitting = ordersThatFit(lines, orders, { scoring, invoice });
  const here = preferred(fitting, ({ order }) => isSame(order.shipToAddressId, invoice.shipToAddressId));
  return here.length < 2 ? here : preferred(here, ({ order }) => isWhole(order, lines, scoring));
}

/** All of them, whether or not something tells them apart. */
export function ordersThatFit(
  lines: readonly LineFacts[],
  orders: readonly PurchaseOrder[],
  { scoring, invoice }: { readonly scoring: Scoring; readonly invoice: Invoice },
): readonly FittingOrder[] {
  // equivalent: however many are tried, those that fit nowhere are sorted out below.
  const first = lines.slice(0, LINES_TRIED_FIRST);
  const candidates = orders.filter(
    // equivalent: as above.
    (order) => isOpenFor(order, invoice) && first.every((facts) => mayFit(facts, order)),
  );
  // equivalent: one line more or less takes as long.
  const work = candidates.reduce((all, order) => all + lines.length + order.lines.length, 0);
  // equivalent: as above.
  if (work > LINES_MAX) return [];
  return candidates.flatMap((order): FittingOrder[] => {
    const places = assignLines(lines, order.lines, scoring);
    const openIn = openSums(scoring);
    return lines.every((facts) => isGood(facts, places.get(facts), openIn)) ? [{ order, places }] : [];
  });
}

/** Issued, and in the invoice's currency as far as both state theirs. */
export function isOpenFor({ status, currency }: PurchaseOrder, invoice: Invoice): boolean {
  const isSameCurrency =
    currency === undefined || invoice.currency === undefined || currency === invoice.currency;
  return isSameCurrency && OPEN.includes(status.toLowerCase());
}

/** Some line of the order costs about as much. */
export function mayFit(facts: LineFacts, order: PurchaseOrder): boolean {
  return (
    lineTypeOf(facts.line.description) !== undefined ||
    order.lines.some((orderLine) => priceCloseness(facts, orderLine) >= PRICE_MIN)
  );
}

/** What is open on order lines together; a pool is asked for as often as there are lines on it. */
function openSums({ openOf }: Scoring): (pool: readonly PurchaseOrderLine[]) => Decimal {
  const known = new Map<readonly PurchaseOrderLine[], Decimal>();
  return (pool) => {
    const open = known.get(pool) ?? sum(pool.map((line) => openOf(line) ?? ZERO));
    known.set(pool, open);
    return open;
  };
}

/** A charge needs no place of its own. */
function isGood(
  facts: LineFacts,
  place: Place | undefined,
  openIn: (pool: readonly PurchaseOrderLine[]) => Decimal,
): boolean {
  if (place?.kind !== 'placed') return lineTypeOf(facts.line.description) !== undefined;
  const { orderLine, pool = [orderLine] } = place;
  if (place.score < FIT_MIN || place.isBundle === true) return false;
  if (priceCloseness(facts, orderLine) < PRICE_MIN) return false;
  const pieces = orderLine.kind === 'quantity' ? facts.quantity : undefined;
  if (pieces !== undefined) return pieces.lte(openIn(pool));
  return (facts.amount ?? ZERO).lte(worthOf(openIn(pool), orderLine));
}

/** What is open, in money. */
function worthOf(open: Decimal, orderLine: PurchaseOrderLine): Decimal {
  return orderLine.kind === 'amount' ? open : open.times(orderPriceOf(orderLine) ?? ZERO);
}

function preferred(
  fitting: readonly FittingOrder[],
  isBetter: (one: FittingOrder) => boolean,
): readonly FittingOrder[] {
  const better = fitting.filter(isBetter);
  return better.length > 0 ? better : fitting;
}

function isSame(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && a === b;
}

/** What is billed is exactly what is open. */
function isWhole(
  { lines: orderLines }: PurchaseOrder,
  lines: readonly LineFacts[],
  { openOf }: Scoring,
): boolean {
  const open = orderLines.map((line) => worthOf(openOf(line) ?? ZERO, line));
  return sum(open).eq(sum(lines.map(({ amount }) => amount ?? ZERO)));
}
