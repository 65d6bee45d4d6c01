import { type Decimal, decimal, ONE } from '#kernel/decimal.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import type { LineFacts } from './line-facts.ts';
import { type CrossReference, crossReferenceWeight } from './memory.ts';
import { partKey } from './part-key.ts';

/** What the pairs of one invoice are scored with. */
export interface Scoring {
  readonly crossReferences: readonly CrossReference[];
  /** The day of the decision; a refusal weighs less from week to week. */
  readonly today?: PlainDate | undefined;
  /** How alike two descriptions are, 0 to 1. */
  readonly likeness: (invoiceLine: LineFacts, orderLine: PurchaseOrderLine) => number;
  /** What is left to bill of an order line in its own measure; undefined when that is not known. */
  readonly openOf: (orderLine: PurchaseOrderLine) => Decimal | undefined;
}

/** Signs of identity weigh most; without one description, price and quantity have to carry it together. */
const WITH_IDENTITY = { base: 0.75, description: 0.1, price: 0.1, quantity: 0.05 };
const WITHOUT = { description: 0.44, price: 0.32, quantity: 0.2, commodity: 0.04 };
/** Another part number on both sides: a substitute at best, however it is described, and never placed unasked. */
const CONTRADICTED_MAX = 0.45;
/** Below that two lines have too little in common to be called one. */
export const FITTING_SCORE_MIN = 0.5;

/** How well an invoice line fits an order line, 0 to 1. */
export function scorePair(facts: LineFacts, orderLine: PurchaseOrderLine, scoring: Scoring): number {
  const description = scoring.likeness(facts, orderLine);
  const price = priceCloseness(facts, orderLine);
  const quantity = quantityFit(facts, orderLine, scoring.openOf(orderLine));
  const identity = identityOf(facts, orderLine, scoring.crossReferences);
  if (identity === 'same') {
    const { base, ...weights } = WITH_IDENTITY;
    return base + weights.description * description + weights.price * price + weights.quantity * quantity;
  }
  const commodity = isSameText(facts.line.commodity, orderLine.commodity) ? 1 : 0;
  const score =
    WITHOUT.description * description +
    WITHOUT.price * price +
    // At quite another price the same quantity says little.
    WITHOUT.quantity * quantity * (price > 0 ? 1 : 0.5) +
    WITHOUT.commodity * commodity;
  const said = score + refusalOf(facts, orderLine, scoring);
  return identity === 'other' ? Math.min(said, CONTRADICTED_MAX) : said;
}

/** Whether item and part numbers say that both are the same thing, another one, or nothing at all. */
export function identityOf(
  { line }: LineFacts,
  orderLine: PurchaseOrderLine,
  crossReferences: readonly CrossReference[] = [],
): 'same' | 'other' | 'unknown' {
  if (line.itemId !== undefined && line.itemId === orderLine.itemId) return 'same';
  const theirs = partKeys(line.partNumber, line.auxPartNumber);
  const ours = partKeys(orderLine.partNumber, orderLine.auxPartNumber, orderLine.manufacturerPartNumber);
  if (theirs.some((key) => ours.includes(key))) return 'same';
  const said = saidOf(line, orderLine, crossReferences);
  if (said.some(({ confirmed, rejected }) => confirmed > rejected)) return 'same';
  const hasOtherItem = line.itemId !== undefined && orderLine.itemId !== undefined;
  return hasOtherItem || (theirs.length > 0 && ours.length > 0) ? 'other' : 'unknown';
}

/** What people said of this very pair. */
function saidOf(
  line: LineFacts['line'],
  orderLine: PurchaseOrderLine,
  crossReferences: readonly CrossReference[],
): readonly CrossReference[] {
  // equivalent: of nothing that was said nothing is about it; most suppliers have nothing.
  if (crossReferences.length === 0) return crossReferences;
  const named = partKeys(line.partNumber, line.auxPartNumber, line.description);
  const known = partKeys(orderLine.partNumber, orderLine.itemId, orderLine.description);
  return crossReferences.filter(
    ({ theirs, ours }) => named.includes(partKey(theirs)) && known.includes(partKey(ours)),
  );
}

/** Below zero where people refused the pair, and the less the longer ago. */
function refusalOf(
  { line }: LineFacts,
  orderLine: PurchaseOrderLine,
  { crossReferences, today }: Scoring,
): number {
  const said = saidOf(line, orderLine, crossReferences);
  return Math.min(0, ...said.map((each) => crossReferenceWeight(each, today ?? each.lastOn)));
}

function partKeys(...texts: readonly (string | undefined)[]): readonly string[] {
  return texts.flatMap((text) => (text === undefined ? [] : partKey(text))).filter((key) => key !== '');
}

/** Ten, a hundred and a thousand pieces are what prices are quoted for besides one. */
const BASES = [1, 10, 100, 1000] as const;

/** 1 at the same unit price, a little less where it is a round one, 0 from a fifth apart; a price for 10, 100 or 1,000 is as good. Unknown: a half. */
export function priceCloseness(facts: LineFacts, orderLine: PurchaseOrderLine): number {
  const [billed, ordered] =
    facts.line.kind === 'amount' || orderLine.kind === 'amount'
      ? [facts.amount, numberIn(orderLine.total ?? orderLine.price)]
      : [facts.price, numberIn(orderLine.price)];
  if (billed === undefined || ordered === undefined) return 0.5;
  const [a, b] = [billed.abs().toNumber(), ordered.abs().toNumber()];
  if (a === b) return isRound(a) ? 0.85 : 1;
  // Nothing and something are infinitely far apart, or wholly.
  const apart = Math.min(
    ...BASES.flatMap((basis) => [Math.abs(1 - a / basis / b), Math.abs(1 - a / (b / basis))]),
  );
  return Math.max(0, 1 - apart * 5);
}

/** Two or three digits that many articles cost: 100, 25, 4.50. */
function isRound(price: number): boolean {
  return Number.isInteger(price * 2);
}

/** 1 when it bills exactly what is open, 0.6 when that is but one or it is less, and from a half on less, the more it goes beyond. */
function quantityFit(facts: LineFacts, orderLine: PurchaseOrderLine, open: Decimal | undefined): number {
  const taken = facts.line.kind === 'amount' || orderLine.kind === 'amount' ? facts.amount : facts.quantity;
  if (taken === undefined || open === undefined) return 0.5;
  const billed = taken.abs();
  if (billed.eq(open)) return open.eq(ONE) ? 0.6 : 1;
  // equivalent: what is exactly open is told before.
  if (billed.lt(open)) return 0.6;
  return Math.max(0, open.toNumber() / billed.toNumber() / 2);
}

function numberIn(text: string | undefined): Decimal | undefined {
  return text === undefined ? undefined : decimal(text);
}

function isSameText(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a.trim().toUpperCase() === b.trim().toUpperCase();
}
