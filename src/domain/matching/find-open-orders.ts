import { type Decimal, greatest, sum, ZERO } from '#kernel/decimal.ts';
import type { Invoice } from '../records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import { assignLines, type Place } from './assign-lines.ts';
import { isOpenFor, mayFit, ordersThatFit } from './find-open-order.ts';
import type { LineFacts } from './line-facts.ts';
import { orderPriceOf } from './order-line-price.ts';
import type { Scoring } from './score-pair.ts';
import { subsetsMaking } from './subsets-making.ts';

/** Several open orders that one invoice without a reference bills together. */
export type OrdersTogether =
  /** Each line fits exactly one of them. */
  | { readonly kind: 'lines'; readonly places: ReadonlyMap<LineFacts, PlaceOn> }
  /** Their lines say nothing, but exactly these orders are open for exactly what is billed. */
  | { readonly kind: 'sum'; readonly orders: readonly PurchaseOrder[] };

export interface PlaceOn {
  readonly order: PurchaseOrder;
  readonly place: Place;
}

/** More comparisons of a line with an order line take longer than a proposal is worth. */
const PAIRS_MAX = 20_000;
/** Choices double with each order; of more, some would add up to nearly anything. */
const ORDERS_MAX = 14;

/**
 * Where no one order fits all lines: the orders that fit them together. Each line must fit exactly one order; else the
 * open sums of exactly one choice of orders must be what is billed, to the cent. Something to propose, never more.
 * @returns undefined when there is no such choice, and when there are two.
 */
export function ordersTogether(
  lines: readonly LineFacts[],
  orders: readonly PurchaseOrder[],
  around: { readonly scoring: Scoring; readonly invoice: Invoice },
): OrdersTogether | undefined {
  if (orders.length < 2 || around.invoice.documentType === 'credit_note') return undefined;
  const open = orders.filter((order) => isOpenFor(order, around.invoice));
  return byLines(lines, open, around) ?? bySum(lines, open, around.scoring);
}

function byLines(
  lines: readonly LineFacts[],
  orders: readonly PurchaseOrder[],
  around: { readonly scoring: Scoring; readonly invoice: Invoice },
): OrdersTogether | undefined {
  if (lines.length < 2) return undefined;
  let pairs = 0;
  const groups = new Map<PurchaseOrder, LineFacts[]>();
  for (const facts of lines) {
    const candidates = orders.filter((order) => mayFit(facts, order));
    pairs += candidates.reduce((all, order) => all + order.lines.length, 0);
    if (pairs > PAIRS_MAX) return undefined;
    const [only, ...others] = ordersThatFit([facts], candidates, around);
    if (only === undefined || others.length > 0) return undefined;
    groups.set(only.order, [...(groups.get(only.order) ?? []), facts]);
  }
  const places = new Map<LineFacts, PlaceOn>();
  for (const [order, group] of groups) {
    // Each alone has a place; together they may want the same one.
    if (ordersThatFit(group, [order], around).length === 0) return undefined;
    for (const [facts, place] of assignLines(group, order.lines, around.scoring)) {
      places.set(facts, { order, place });
    }
  }
  return { kind: 'lines', places };
}

function bySum(
  lines: readonly LineFacts[],
  orders: readonly PurchaseOrder[],
  scoring: Scoring,
): OrdersTogether | undefined {
  const amounts = lines.flatMap(({ amount }) => amount ?? []);
  const billed = sum(amounts);
  // equivalent: no choice of sums makes nothing, or less.
  if (amounts.length < lines.length || billed.lte(ZERO)) return undefined;
  const sums = orders.flatMap((order) => {
    const open = openSumOf(order, scoring);
    return open === undefined || open.lte(ZERO) || open.gt(billed) ? [] : [{ order, open }];
  });
  // equivalent: of one sum there is no choice of two.
  if (sums.length < 2 || sums.length > ORDERS_MAX || sums.some(({ open }) => open.eq(billed)))
    return undefined;
  const [only, ...others] = subsetsMaking(
    billed,
    sums.map(({ open }) => open),
  );
  if (only === undefined || others.length > 0) return undefined;
  return { kind: 'sum', orders: only.flatMap((at) => sums[at]?.order ?? []) };
}

/** What is left to bill on an order; undefined where one of its lines does not say. */
function openSumOf(order: PurchaseOrder, { openOf }: Scoring): Decimal | undefined {
  const worth = order.lines.map((line) => openWorth(line, openOf(line)));
  const known = worth.filter((value) => value !== undefined);
  return known.length < worth.length ? undefined : sum(known);
}

function openWorth(line: PurchaseOrderLine, open: Decimal | undefined): Decimal | undefined {
  if (open === undefined) return undefined;
  if (line.kind === 'amount') return greatest(open, ZERO);
  const price = orderPriceOf(line);
  return price === undefined ? undefined : greatest(open, ZERO).times(price);
}
