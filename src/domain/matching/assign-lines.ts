import { type Decimal, decimal, sum, ZERO } from '#kernel/decimal.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { assignCheapest } from './hungarian.ts';
import { compareNatural, type LineFacts } from './line-facts.ts';
import { lineTypeOf } from './line-type.ts';
import { orderedAmount } from './order-line-price.ts';
import { partKey } from './part-key.ts';
import { FITTING_SCORE_MIN, type Scoring, scorePair } from './score-pair.ts';

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

/** Closer than that, two ways of assigning are equally good, and neither is chosen. */
const MARGIN_MIN = 0.1;
/** More comparisons than a decision should wait for; beyond them only item, part number and description count. */
const PAIRS_MAX = 60_000;
const ROWS_MAX = 250;
/** Up to so many order lines a bundle is looked for. */
const BUNDLE_LINES_MAX = 14;

/** Interchangeable order lines: the same thing at the same price, so that it does not matter which is billed. */
interface Alike {
  readonly lines: readonly PurchaseOrderLine[];
  readonly first: PurchaseOrderLine;
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
  const classes = groupAlike(orderLines);
  const placed = new Map<LineFacts, Place>();
  const identified = placeIdentified(lines, classes, { placed, scoring });
  const rest = lines.filter((line) => !identified.has(line));
  const taken = new Set([...identified.values()]);
  const isMuch = rest.length > ROWS_MAX || rest.length * classes.length > PAIRS_MAX;
  if (isMuch) {
    for (const line of rest)
      placed.set(line, unclear(line, orderLines, 'there are too many lines to compare them one by one'));
    return placed;
  }
  const scores = new Map(
    rest.map((line) => [line, classes.map(({ first }) => scored(line, first, scoring))]),
  );
  const left = placeByScore(rest, { classes, scores, taken, placed, scoring });
  for (const line of placeTogether(left, { classes, scores, placed, scoring })) {
    const bundle = bundleFor(line, classes, taken, placed);
    placed.set(line, bundle ?? noPlace(line, scores.get(line) ?? [], classes));
  }
  return placed;
}

/** A charge is compared with charges only, and goods with goods. */
function scored(line: LineFacts, candidate: PurchaseOrderLine, scoring: Scoring): number {
  const isTyped = lineTypeOf(line.line.description) !== undefined;
  const sameType = lineTypeOf(line.line.description) === lineTypeOf(candidate.description);
  return isTyped && !sameType ? 0 : scorePair(line, candidate, scoring);
}

function groupAlike(orderLines: readonly PurchaseOrderLine[]): readonly Alike[] {
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
    const sorted = group.sort(
      (a, b) => compareNatural(a.lineNumber, b.lineNumber) || compareNatural(a.id, b.id),
    );
    return { lines: sorted, first: sorted[0] as PurchaseOrderLine };
  });
}

/** The strongest sign that any order line shares with the invoice line; what only one of them has decides. */
function placeIdentified(
  lines: readonly LineFacts[],
  classes: readonly Alike[],
  { placed, scoring }: { readonly placed: Map<LineFacts, Place>; readonly scoring: Scoring },
): ReadonlyMap<LineFacts, Alike> {
  const signs = [
    signMap(classes, ({ itemId }) => itemId),
    signMap(classes, ({ partNumber }) => (partNumber === undefined ? undefined : partKey(partNumber))),
    signMap(classes, ({ description }) => textKey(description)),
  ];
  const found = new Map<LineFacts, Alike>();
  for (const facts of lines) {
    const { line } = facts;
    const keys = [
      line.itemId,
      line.partNumber === undefined ? undefined : partKey(line.partNumber),
      textKey(line.description),
    ];
    const at = keys.findIndex(
      (key, index) => key !== undefined && key !== '' && signs[index]?.has(key) === true,
    );
    const candidates = signs[at]?.get(keys[at] ?? '') ?? [];
    const fitting = at < 2 ? candidates : candidates.filter(({ first }) => !contradicts(facts, first));
    const [only, ...others] = narrowed(facts, fitting);
    if (only === undefined || others.length > 0) continue;
    found.set(facts, only);
    placed.set(facts, place(facts, only, { margin: 1, route: 'identity', score: 1 }, scoring));
  }
  return found;
}

function signMap(
  classes: readonly Alike[],
  keyOf: (line: PurchaseOrderLine) => string | undefined,
): ReadonlyMap<string, readonly Alike[]> {
  const map = new Map<string, Alike[]>();
  for (const alike of classes) {
    const key = keyOf(alike.first);
    if (key === undefined || key === '') continue;
    const group = map.get(key);
    if (group === undefined) map.set(key, [alike]);
    else group.push(alike);
  }
  return map;
}

/** Among lines with the same sign, price and then quantity may still tell which is meant. */
function narrowed({ price, quantity }: LineFacts, alike: readonly Alike[]): readonly Alike[] {
  if (alike.length < 2) return alike;
  const samePrice = alike.filter(({ first }) => isNumber(first.price, price));
  if (samePrice.length <= 1) return samePrice.length === 1 ? samePrice : alike;
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
  readonly taken: Set<Alike>;
  readonly placed: Map<LineFacts, Place>;
  readonly scoring: Scoring;
}

/** One order line for one invoice line, as cheap as possible. @returns the lines that found no place. */
function placeByScore(
  lines: readonly LineFacts[],
  { classes, scores, taken, placed, scoring }: Board,
): LineFacts[] {
  if (lines.length === 0) return [];
  const free = classes.filter((alike) => !taken.has(alike));
  const scoreOf = (line: LineFacts, alike: Alike) => scores.get(line)?.[classes.indexOf(alike)] ?? 0;
  const matrix = lines.map((line) => free.map((alike) => scoreOf(line, alike)));
  const { columns, total } = bestOf(matrix);
  const left: LineFacts[] = [];
  lines.forEach((line, row) => {
    const column = columns[row] ?? -1;
    const alike = free[column];
    const score = matrix[row]?.[column] ?? 0;
    if (alike === undefined || score < FITTING_SCORE_MIN) {
      left.push(line);
      return;
    }
    const lost = marginOf(matrix, { row, column, total });
    // A line that nobody bills and that is hardly worse, though it would not fit by itself, leaves doubt too.
    const spare = Math.max(0, ...(matrix[row] ?? []).filter((_value, at) => !columns.includes(at)));
    const margin = Math.min(lost.margin, score - spare);
    const isContested = lost.isContested && margin === lost.margin;
    if (margin < MARGIN_MIN && isContested) {
      left.push(line);
      return;
    }
    if (margin < MARGIN_MIN) {
      placed.set(line, { kind: 'none', why: ambiguous(line, matrix[row] ?? [], free), isAmbiguous: true });
      return;
    }
    taken.add(alike);
    placed.set(line, place(line, alike, { margin: rounded(margin), route: 'likeness', score }, scoring));
  });
  return left.filter((line) => !placed.has(line));
}

/** For so many rows each pair is tried without; for more the row alone has to tell. */
const MARGIN_ROWS_MAX = 40;

interface Margin {
  /** What would be lost if the pair were forbidden. */
  readonly margin: number;
  /** True when nothing is lost only because another invoice line would take the place, and this one had none. */
  readonly isContested: boolean;
}

function marginOf(
  matrix: readonly (readonly number[])[],
  { row, column, total }: { readonly row: number; readonly column: number; readonly total: number },
): Margin {
  const own = matrix[row] ?? [];
  const score = own[column] ?? 0;
  const others = own.map((value, index) => (index === column ? 0 : value));
  if (matrix.length > MARGIN_ROWS_MAX) {
    const margin = score - Math.max(0, ...others);
    const isContested = matrix.some((values, at) => at !== row && (values[column] ?? 0) > score - MARGIN_MIN);
    return isContested ? { margin: 0, isContested: margin >= MARGIN_MIN } : { margin, isContested };
  }
  const without = bestOf(matrix.map((values, at) => (at === row ? others : values)));
  const otherwise = others[without.columns[row] ?? -1] ?? 0;
  return {
    margin: Math.min(1, Math.max(0, total - without.total)),
    isContested: otherwise < score - MARGIN_MIN,
  };
}

/** The assignment of the greatest score; a pair below what fits counts as none. */
function bestOf(matrix: readonly (readonly number[])[]): { columns: readonly number[]; total: number } {
  const width = matrix[0]?.length ?? 0;
  // A column of its own for every row means: no place.
  const cost = matrix.map((values) => [
    ...values.map((value) => (value < FITTING_SCORE_MIN ? 0 : -value)),
    ...matrix.map(() => 0),
  ]);
  const columns = assignCheapest(cost).map((column) => (column < width ? column : -1));
  const total = columns.reduce((all, column, row) => {
    const value = matrix[row]?.[column] ?? 0;
    return all + (value < FITTING_SCORE_MIN ? 0 : value);
  }, 0);
  return { columns, total };
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
    const order = values.map((_value, index) => index).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
    const [best = -1, second = -1] = order;
    const alike = classes[best];
    const score = values[best] ?? 0;
    const margin = Math.min(1, score - (values[second] ?? 0));
    if (alike === undefined || score < FITTING_SCORE_MIN || margin < MARGIN_MIN) continue;
    wanting.set(alike, [...(wanting.get(alike) ?? []), { line, margin, score }]);
  }
  const settled = new Set<LineFacts>();
  for (const [alike, group] of wanting) {
    const there = [...placed].flatMap(([other, where]) =>
      where.kind === 'placed' && alike.lines.includes(where.orderLine) ? [other] : [],
    );
    if (!isWithinOpen([...there, ...group.map(({ line }) => line)], alike, scoring)) continue;
    for (const { line, margin, score } of group) {
      placed.set(line, place(line, alike, { margin: rounded(margin), route: 'likeness', score }, scoring));
      settled.add(line);
    }
  }
  return lines.filter((line) => !settled.has(line));
}

function isWithinOpen(lines: readonly LineFacts[], { lines: orderLines }: Alike, scoring: Scoring): boolean {
  const open = orderLines.map((line) => scoring.openOf(line));
  if (open.some((value) => value === undefined)) return false;
  const isAmount = orderLines[0]?.kind === 'amount';
  const billed = lines.map((line) => (isAmount ? line.amount : line.quantity) ?? ZERO);
  return sum(billed).lte(sum(open.map((value) => value ?? ZERO)));
}

/** One line for several order lines nobody bills otherwise, where exactly one choice of them makes up its amount. */
function bundleFor(
  line: LineFacts,
  classes: readonly Alike[],
  taken: ReadonlySet<Alike>,
  placed: ReadonlyMap<LineFacts, Place>,
): Place | undefined {
  const { amount } = line;
  if (amount === undefined || amount.lte(ZERO) || lineTypeOf(line.line.description) !== undefined)
    return undefined;
  const used = new Set(
    [...placed.values()].flatMap((where) =>
      where.kind === 'placed' ? (where.pool ?? [where.orderLine]) : [],
    ),
  );
  const free = classes
    .filter((alike) => !taken.has(alike))
    .flatMap(({ lines }) => lines)
    .filter((orderLine) => !used.has(orderLine));
  if (free.length < 2 || free.length > BUNDLE_LINES_MAX) return undefined;
  const worth = free.map((orderLine) => orderedAmount(orderLine));
  if (worth.some((value) => value === undefined)) return undefined;
  const [only, ...others] = subsetsMaking(amount, worth as readonly Decimal[]);
  if (only === undefined || others.length > 0) return undefined;
  const pool = only.map((index) => free[index]).filter((orderLine) => orderLine !== undefined);
  const [first] = pool;
  return first === undefined
    ? undefined
    : { kind: 'placed', orderLine: first, margin: 1, route: 'likeness', score: 1, pool, isBundle: true };
}

/** Choices of two or more values that add up to the amount; stops at the second, since then nothing is certain. */
function subsetsMaking(amount: Decimal, values: readonly Decimal[]): readonly (readonly number[])[] {
  const found: number[][] = [];
  const walk = (at: number, left: Decimal, chosen: readonly number[]) => {
    if (found.length > 1) return;
    if (left.isZero() && chosen.length > 1) {
      found.push([...chosen]);
      return;
    }
    if (at === values.length || left.lte(ZERO)) return;
    walk(at + 1, left.minus(values[at] ?? ZERO), [...chosen, at]);
    walk(at + 1, left, chosen);
  };
  walk(0, amount, []);
  return found;
}

/** Of interchangeable lines the one whose open quantity is billed, else the first that is not used up. */
function place(
  facts: LineFacts,
  { first, lines }: Alike,
  found: { readonly margin: number; readonly route: 'identity' | 'likeness'; readonly score: number },
  { openOf }: Scoring,
): Place {
  if (lines.length === 1) return { kind: 'placed', orderLine: first, ...found };
  const taken = (first.kind === 'amount' ? facts.amount : facts.quantity) ?? ZERO;
  const open = lines.map((orderLine) => ({ orderLine, left: openOf(orderLine) ?? ZERO }));
  const chosen = open.find(({ left }) => left.eq(taken)) ?? open.find(({ left }) => left.gt(ZERO));
  return { kind: 'placed', orderLine: chosen?.orderLine ?? first, pool: lines, ...found };
}

function noPlace(line: LineFacts, values: readonly number[], classes: readonly Alike[]): Place {
  const fitting = values.filter((value) => value >= FITTING_SCORE_MIN);
  if (fitting.length > 1) return { kind: 'none', why: ambiguous(line, values, classes), isAmbiguous: true };
  return { kind: 'none', why: 'no line of the order fits it' };
}

function ambiguous(line: LineFacts, values: readonly number[], classes: readonly Alike[]): string {
  const best = Math.max(...values);
  const near = values.flatMap((value, index) =>
    best - value < MARGIN_MIN ? (classes[index]?.first ?? []) : [],
  );
  const named = near.map(({ lineNumber }) => lineNumber);
  return named.length > 1
    ? `${named.length} lines of the order fit it equally`
    : `another line of the invoice fits line ${named[0] ?? ''} of the order as well as line ${line.number}`;
}

function unclear(line: LineFacts, orderLines: readonly PurchaseOrderLine[], why: string): Place {
  const key = textKey(line.line.description);
  const same = orderLines.filter(({ description }) => key !== '' && textKey(description) === key);
  return { kind: 'none', why: same.length > 1 ? `${same.length} lines of the order fit it equally` : why };
}

function textKey(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toUpperCase();
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
