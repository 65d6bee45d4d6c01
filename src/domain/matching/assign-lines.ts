import { type Decimal, decimal, sum, ZERO } from '#kernel/decimal.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { bestOf, MARGIN_MIN, marginOf } from './best-assignment.ts';
import { compareNatural, type LineFacts } from './line-facts.ts';
import { lineTypeOf } from './line-type.ts';
import { ownMode } from './match-mode.ts';
import { orderedAmount } from './order-line-price.ts';
import { partKey } from './part-key.ts';
import { FITTING_SCORE_MIN, type Scoring, scorePair } from './score-pair.ts';
import { subsetsMaking } from './subsets-making.ts';

/** Where a line was put among the order lines it was compared with. */
export type Place =
  | {
      readonly kind: 'placed';
      readonly orderLine: PurchaseOrderLine;
      readonly margin: number;
      readonly route: 'identity' | 'likeness';
      readonly score: number;
      readonly pool?: readonly PurchaseOrderLine[];
      readonly isBundle?: boolean;
    }
  | { readonly kind: 'none'; readonly why: string; readonly isAmbiguous?: boolean };

/** More comparisons than a decision should wait for; beyond them only item, part number and description count. */
const PAIRS_MAX = 60_000;
const ROWS_MAX = 250;
/** Up to so many order lines a bundle is looked for. */
const BUNDLE_LINES_MAX = 14;

/** Interchangeable order lines: the same thing at the same price, so that it does not matter which is billed. */
interface Alike {
  readonly lines: readonly PurchaseOrderLine[];
  readonly first: PurchaseOrderLine;
  /** Of several, the one that has exactly so much open, and the first that has anything. */
  readonly open?: {
    readonly exactly: ReadonlyMap<string, PurchaseOrderLine>;
    readonly first: PurchaseOrderLine | undefined;
  };
}

/** All order lines that these bill; thousands of lines may draw on one pool of thousands, which counts once. */
export function billedLines(
  places: Iterable<{ readonly orderLine: PurchaseOrderLine; readonly pool?: readonly PurchaseOrderLine[] }>,
): ReadonlySet<PurchaseOrderLine> {
  const pools = new Set<readonly PurchaseOrderLine[]>();
  const lines = new Set<PurchaseOrderLine>();
  for (const { orderLine, pool } of places) {
    if (pool === undefined) lines.add(orderLine);
    else pools.add(pool);
  }
  for (const pool of pools) for (const line of pool) lines.add(line);
  return lines;
}

/**
 * Gives invoice lines to order lines so that they fit best as a whole: first what item, part number or description
 * identify beyond doubt, then the cheapest assignment of the rest. Several invoice lines may bill one order line, and one
 * may bill several, only where the sums come out even.
 * @param orderLines of one order, or of all orders that come into question.
 */
export function assignLines(
  lines: readonly LineFacts[],
  orderLines: readonly PurchaseOrderLine[],
  scoring: Scoring,
): ReadonlyMap<LineFacts, Place> {
  // However an API lists them: of two that are equally good it must not be the listing that decides.
  const sorted = [...orderLines].sort(byNumber);
  const classes = groupAlike(sorted, scoring);
  const placed = new Map<LineFacts, Place>();
  const identified = placeIdentified(lines, classes, placed);
  const rest = lines.filter((line) => !identified.has(line));
  const taken = new Set([...identified.values()]);
  const isMuch = rest.length > ROWS_MAX || rest.length * classes.length > PAIRS_MAX;
  if (isMuch) {
    const texts = countBy(orderLines.map(({ description }) => textKey(description)));
    // equivalent: one that is described so is as good as none.
    for (const line of rest) placed.set(line, unclear(texts.get(textKey(line.line.description)) ?? 0));
    return placed;
  }
  const scores = new Map(
    rest.map((line) => [line, classes.map(({ first }) => scored(line, first, scoring))]),
  );
  const left = placeByScore(rest, { classes, scores, taken, placed });
  for (const line of placeTogether(left, { classes, scores, placed, scoring })) {
    const bundle = bundleFor(line, sorted, placed);
    placed.set(line, bundle ?? noPlace(line, scores.get(line) ?? [], classes));
  }
  return placed;
}

/** A charge is compared with charges of its kind only. */
function scored(line: LineFacts, candidate: PurchaseOrderLine, scoring: Scoring): number {
  const type = lineTypeOf(line.line.description);
  const isOther = type !== undefined && type !== lineTypeOf(candidate.description);
  return isOther ? 0 : scorePair(line, candidate, scoring);
}

function groupAlike(orderLines: readonly PurchaseOrderLine[], scoring: Scoring): readonly Alike[] {
  const groups = new Map<string, PurchaseOrderLine[]>();
  for (const line of orderLines) {
    const key = [
      line.kind,
      line.itemId ?? '',
      partKey(line.partNumber ?? ''),
      textKey(line.description),
      line.price === undefined ? '' : decimal(line.price).toFixed(),
      line.kind === 'amount' ? line.id : '',
      textKey(line.unitOfMeasure ?? ''),
      line.currency ?? '',
      line.matchType ?? '',
      String(line.isReceiptRequired ?? ''),
      // What is charged where is not ours to choose.
      line.accountCode ?? '',
      line.commodity ?? '',
    ].join('\u0000');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return [...groups.values()].map((group) => {
    const first = group[0] as PurchaseOrderLine;
    return group.length === 1
      ? { lines: group, first }
      : { lines: group, first, open: openIn(group, scoring) };
  });
}

function openIn(lines: readonly PurchaseOrderLine[], { openOf }: Scoring): NonNullable<Alike['open']> {
  const exactly = new Map<string, PurchaseOrderLine>();
  let first: PurchaseOrderLine | undefined;
  for (const line of lines) {
    const left = openOf(line) ?? ZERO;
    if (!exactly.has(left.toFixed())) exactly.set(left.toFixed(), line);
    if (left.gt(ZERO)) first ??= line;
  }
  return { exactly, first };
}

function byNumber(a: PurchaseOrderLine, b: PurchaseOrderLine): number {
  return compareNatural(a.lineNumber, b.lineNumber) || compareNatural(a.id, b.id);
}

/** The strongest sign that any order line shares with the invoice line; what only one of them has decides. */
function placeIdentified(
  lines: readonly LineFacts[],
  classes: readonly Alike[],
  placed: Map<LineFacts, Place>,
): ReadonlyMap<LineFacts, Alike> {
  const signs = [
    signMap(classes, ({ itemId }) => itemId ?? ''),
    signMap(classes, ({ partNumber }) => partKey(partNumber)),
    signMap(classes, ({ description }) => textKey(description)),
  ];
  const found = new Map<LineFacts, Alike>();
  for (const facts of lines) {
    const { line } = facts;
    const keys = [line.itemId ?? '', partKey(line.partNumber), textKey(line.description)];
    const at = keys.findIndex((key, index) => signs[index]?.has(key) === true);
    const candidates = signs[at]?.get(keys[at] ?? '') ?? [];
    const fitting = at < 2 ? candidates : candidates.filter(({ first }) => !contradicts(facts, first));
    const [only, ...others] = narrowed(facts, fitting);
    if (only === undefined || others.length > 0) continue;
    found.set(facts, only);
    placed.set(facts, place(facts, only, { margin: 1, route: 'identity', score: 1 }));
  }
  return found;
}

/** What has no such sign is left out. */
function signMap(
  classes: readonly Alike[],
  keyOf: (line: PurchaseOrderLine) => string,
): ReadonlyMap<string, readonly Alike[]> {
  const map = new Map<string, Alike[]>();
  for (const alike of classes) {
    const key = keyOf(alike.first);
    if (key === '') continue;
    const group = map.get(key);
    if (group === undefined) map.set(key, [alike]);
    else group.push(alike);
  }
  return map;
}

/** Among lines with the same sign, price and then quantity may still tell which is meant. */
function narrowed({ price, quantity }: LineFacts, alike: readonly Alike[]): readonly Alike[] {
  const samePrice = alike.filter(({ first }) => isNumber(first.price, price));
  if (samePrice.length === 0) return alike;
  const sameQuantity = samePrice.filter(({ first }) => isNumber(first.quantity, quantity));
  return sameQuantity.length === 1 ? sameQuantity : samePrice;
}

function isNumber(text: string | undefined, value: Decimal | undefined): boolean {
  return text !== undefined && value !== undefined && decimal(text).eq(value);
}

function contradicts({ line }: LineFacts, candidate: PurchaseOrderLine): boolean {
  const differs = (a: string | undefined, b: string | undefined) =>
    a !== undefined && b !== undefined && partKey(a) !== partKey(b);
  return differs(line.itemId, candidate.itemId) || differs(line.partNumber, candidate.partNumber);
}

interface Board {
  readonly classes: readonly Alike[];
  readonly scores: ReadonlyMap<LineFacts, readonly number[]>;
  readonly taken: ReadonlySet<Alike>;
  readonly placed: Map<LineFacts, Place>;
  readonly scoring: Scoring;
}

/** One order line for one invoice line, as cheap as possible. @returns the lines that found no place. */
function placeByScore(
  lines: readonly LineFacts[],
  { classes, scores, taken, placed }: Omit<Board, 'scoring'>,
): LineFacts[] {
  const isClaimed = classes.map((alike) => taken.has(alike));
  const free = classes.filter((_alike, at) => isClaimed[at] === false);
  const matrix = lines.map((line) =>
    (scores.get(line) ?? []).filter((_value, at) => isClaimed[at] === false),
  );
  const { columns, total } = bestOf(matrix);
  const left: LineFacts[] = [];
  lines.forEach((line, row) => {
    const values = matrix[row] ?? [];
    const column = columns[row] ?? -1;
    const [alike, score] = [free[column], values[column]];
    // equivalent: where one is missing, so is the other.
    if (alike === undefined || score === undefined) {
      left.push(line);
      return;
    }
    // Where a line that is identified stands already, this one may still belong; a poor second place is none.
    const claimed = (scores.get(line) ?? []).filter((_value, at) => isClaimed[at] === true);
    // equivalent: no two scores are a tenth apart to the last bit; nor below.
    if (Math.max(0, ...claimed) - score >= MARGIN_MIN) {
      left.push(line);
      return;
    }
    const lost = marginOf(matrix, { row, column, total });
    // A line that nobody bills and that is hardly worse, though it would not fit by itself, leaves doubt too.
    const spare = Math.max(0, ...values.filter((_value, at) => !columns.includes(at)));
    const margin = Math.min(lost.margin, score - spare);
    const isContested = lost.isContested && margin === lost.margin;
    // equivalent: as above.
    if (margin < MARGIN_MIN && isContested) {
      left.push(line);
      return;
    }
    // equivalent: as above.
    if (margin < MARGIN_MIN) {
      placed.set(line, { kind: 'none', why: ambiguous(line, values, free), isAmbiguous: true });
      return;
    }
    placed.set(line, place(line, alike, { margin: rounded(margin), route: 'likeness', score }));
  });
  return left;
}

/**
 * Several invoice lines on one order line, as with serial numbers: only where each clearly belongs there and all that is
 * billed together does not go beyond what is open; otherwise none of them, since nobody knows which was meant.
 * @returns the lines that found no place.
 */
function placeTogether(
  lines: readonly LineFacts[],
  { classes, scores, placed, scoring }: Omit<Board, 'taken'>,
): LineFacts[] {
  const wanting = new Map<Alike, { line: LineFacts; margin: number; score: number }[]>();
  for (const line of lines) {
    const values = scores.get(line) ?? [];
    // equivalent: where nothing is to be billed there is no best.
    const [score = 0, second = 0] = [...values].sort((a, b) => b - a);
    const alike = classes[values.indexOf(score)];
    const margin = score - second;
    // equivalent: as above.
    if (alike === undefined || score < FITTING_SCORE_MIN) continue;
    // equivalent: no two scores are a tenth apart to the last bit.
    if (margin < MARGIN_MIN) continue;
    wanting.set(alike, [...(wanting.get(alike) ?? []), { line, margin, score }]);
  }
  const settled = new Set<LineFacts>();
  for (const [alike, group] of wanting) {
    const there = [...placed].flatMap(([other, where]) =>
      where.kind === 'placed' && alike.lines.includes(where.orderLine) ? [other] : [],
    );
    if (!isWithinOpen([...there, ...group.map(({ line }) => line)], alike, scoring)) continue;
    for (const { line, margin, score } of group) {
      placed.set(line, place(line, alike, { margin: rounded(margin), route: 'likeness', score }));
      settled.add(line);
    }
  }
  return lines.filter((line) => !settled.has(line));
}

function isWithinOpen(lines: readonly LineFacts[], { lines: orderLines }: Alike, scoring: Scoring): boolean {
  const open = orderLines.flatMap((line) => scoring.openOf(line) ?? []);
  if (open.length < orderLines.length) return false;
  const isAmount = orderLines[0]?.kind === 'amount';
  const billed = lines.map((line) => (isAmount ? line.amount : line.quantity) ?? ZERO);
  return sum(billed).lte(sum(open));
}

/** One line for several order lines nobody bills otherwise, where exactly one choice of them makes up its amount. */
function bundleFor(
  line: LineFacts,
  orderLines: readonly PurchaseOrderLine[],
  placed: ReadonlyMap<LineFacts, Place>,
): Place | undefined {
  const { amount } = line;
  if (amount === undefined || lineTypeOf(line.line.description) !== undefined) return undefined;
  const used = billedLines([...placed.values()].filter((where) => where.kind === 'placed'));
  const unbilled = orderLines.filter((orderLine) => !used.has(orderLine));
  if (unbilled.some((orderLine) => orderedAmount(orderLine) === undefined)) return undefined;
  // What is free adds nothing by which it could be told to be part of it.
  const free = unbilled.filter((orderLine) => orderedAmount(orderLine)?.gt(ZERO) === true);
  if (free.length > BUNDLE_LINES_MAX) return undefined;
  const worth = free.map((orderLine) => orderedAmount(orderLine));
  const [only, ...others] = subsetsMaking(amount, worth as readonly Decimal[]);
  if (only === undefined || others.length > 0) return undefined;
  const pool = only.map((index) => free[index]).filter((orderLine) => orderLine !== undefined);
  const [first] = pool;
  // One line of it must not be let through by the mode of another.
  const modes = new Set(pool.map(ownMode));
  return first === undefined || modes.size > 1
    ? undefined
    : { kind: 'placed', orderLine: first, margin: 1, route: 'likeness', score: 1, pool, isBundle: true };
}

/** Of interchangeable lines the one whose open quantity is billed, else the first that is not used up. */
function place(
  facts: LineFacts,
  { first, lines, open }: Alike,
  found: { readonly margin: number; readonly route: 'identity' | 'likeness'; readonly score: number },
): Place {
  if (open === undefined) return { kind: 'placed', orderLine: first, ...found };
  const taken = first.kind === 'amount' ? facts.amount : facts.quantity;
  const orderLine = open.exactly.get(taken?.toFixed() ?? '') ?? open.first ?? first;
  return { kind: 'placed', orderLine, pool: lines, ...found };
}

function noPlace(line: LineFacts, values: readonly number[], classes: readonly Alike[]): Place {
  const fitting = values.filter((value) => value >= FITTING_SCORE_MIN);
  if (fitting.length > 1) return { kind: 'none', why: ambiguous(line, values, classes), isAmbiguous: true };
  // It fits one, which other lines of the invoice want as well.
  const why = fitting.length === 1 ? contested(line, values, classes) : 'no line of the order fits it';
  return { kind: 'none', why };
}

function ambiguous(line: LineFacts, values: readonly number[], classes: readonly Alike[]): string {
  const best = Math.max(...values);
  const near = values.flatMap((value, index) =>
    // equivalent: no two scores are a tenth apart to the last bit.
    best - value < MARGIN_MIN ? (classes[index]?.first ?? []) : [],
  );
  return near.length > 1
    ? `${near.length} lines of the order fit it equally`
    : contested(line, values, classes);
}

function contested(line: LineFacts, values: readonly number[], classes: readonly Alike[]): string {
  const best = classes[values.indexOf(Math.max(...values))]?.first.lineNumber ?? '';
  return `another line of the invoice fits line ${best} of the order as well as line ${line.number}`;
}

/** @param alike how many lines of the order are described as it is. */
function unclear(alike: number): Place {
  const why =
    alike > 1
      ? `${alike} lines of the order fit it equally`
      : 'there are too many lines to compare them one by one';
  return { kind: 'none', why };
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) if (key !== '') counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function textKey(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toUpperCase();
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
