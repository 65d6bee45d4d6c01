import { type BulkTable, compareIds, type Row } from '../../row.ts';
import { orderCells } from '../order-cells.ts';
import type { Pace } from '../slices.ts';
import { type BulkRequest, QUICK_STEPS, SLOW_STEPS } from './bulk-request.ts';
import { type BulkTests, thereIn } from './bulk-tests.ts';
import { firstStep, type Steps } from './steps.ts';

interface Walk {
  readonly tests: BulkTests;
  readonly steps: Steps;
  readonly pace: Pace;
}

/** More changes than this are walked past instead of being looked up. */
const LEAP_CHANGES_MAX = 2_000;

/** Walks along an order that is held ready; kept rows are taken where they belong. */
export async function walkedPage(bulk: BulkTable, request: BulkRequest, walk: Walk): Promise<Row[]> {
  const { tests, steps, pace } = walk;
  const { order, offset, limit, matches } = request;
  const range = rangeOf(request, tests, steps);
  const kept = bulk.kept().filter(matches);
  kept.sort((a, b) => orderCells(a[order.by], b[order.by], order.kind) || compareIds(a.id, b.id));
  if (order.isDescending) kept.reverse();
  const isThere = thereIn(bulk);
  const { quick, slow } = tests;
  const begun = quick || slow ? undefined : leap(bulk, request, { steps, kept });
  const page: (Row | number)[] = [];
  let skipped = begun?.skipped ?? 0;
  let next = begun?.kept ?? 0;
  let before = kept[next] ? steps.before(kept[next] as Row) : 0;
  const take = (found: Row | number): void => {
    if (skipped < offset) skipped += 1;
    else if (page.length < limit) page.push(found);
  };
  /** Kept rows that come before the made one at this step. */
  const takeKept = (step: number): void => {
    while (kept[next] && (order.isDescending ? before > step : before <= step)) {
      take(kept[next] as Row);
      next += 1;
      if (kept[next]) before = steps.before(kept[next] as Row);
    }
  };
  const [first, to, by] = order.isDescending
    ? [range.end - 1, range.start - 1, -1]
    : [range.start, range.end, 1];
  const from = begun?.step ?? first;
  const often = slow ? SLOW_STEPS : QUICK_STEPS;
  for (let step = from, count = 0; step !== to && page.length < limit; step += by, count += 1) {
    if (count % often === often - 1 && pace.isOver()) await pace.pause();
    const position = steps.order ? (steps.order[step] ?? 0) : step;
    if ((quick && !quick(position)) || !isThere(position) || (slow && !slow(position))) continue;
    if (next < kept.length) takeKept(step);
    take(position);
  }
  for (; kept[next] && page.length < limit; next += 1) take(kept[next] as Row);
  return page.flatMap((found) => (typeof found === 'number' ? (bulk.made.rowAt(found) ?? []) : found));
}

/** A limit on what is ordered by leaves out the beginning or the end. */
function rangeOf({ order }: BulkRequest, { byCondition }: BulkTests, steps: Steps) {
  let [start, end] = [0, steps.count];
  if (order.kind !== 'id' && order.kind !== 'datetime') return { start, end };
  for (const [condition, test] of byCondition) {
    if (condition.steps.length !== 1 || condition.steps[0]?.key !== order.by) continue;
    const isTrue = (step: number) => test(steps.order ? (steps.order[step] ?? 0) : step);
    if (condition.operator.startsWith('gt')) start = Math.max(start, firstStep(steps.count, isTrue));
    if (condition.operator.startsWith('lt')) {
      end = Math.min(
        end,
        firstStep(steps.count, (step) => !isTrue(step)),
      );
    }
  }
  return { start: Math.min(start, end), end };
}

interface Leap {
  /** Where the walk goes on, and how many rows are behind it. */
  readonly step: number;
  readonly skipped: number;
  readonly kept: number;
}

/**
 * Everything is wanted and only the offset is far: how many rows lie before a step is the step itself, less what was
 * changed, and the kept rows that belong there.
 */
function leap(
  bulk: BulkTable,
  { order, offset }: BulkRequest,
  { steps, kept }: { readonly steps: Steps; readonly kept: readonly Row[] },
): Leap | undefined {
  const changed = bulk.changedPositions();
  if (changed.length > LEAP_CHANGES_MAX || bulk.made.count() !== bulk.made.size) return undefined;
  const gone = changed.map(steps.stepOf);
  const places = kept.map(steps.before);
  const { isDescending } = order;
  /** Rows before the one that is the walk's so-maniest. */
  const passedBy = (walked: number) => {
    const step = isDescending ? steps.count - 1 - walked : walked;
    const isBehind = (one: number) => (isDescending ? one > step : one < step);
    const without = gone.filter(isBehind).length;
    // A kept row stands before the made one of its place.
    const isTaken = (place: number) => (isDescending ? place > step + 1 : place < step);
    const keptHere = places.filter(isTaken).length;
    return { passed: walked - without + keptHere, keptHere };
  };
  // The last step before which no more rows lie than are to be skipped.
  const walked = firstStep(steps.count, (one) => passedBy(one).passed > offset) - 1;
  if (walked <= 0) return undefined;
  const { passed, keptHere } = passedBy(walked);
  return { step: isDescending ? steps.count - 1 - walked : walked, skipped: passed, kept: keptHere };
}
