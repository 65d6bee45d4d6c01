// A page of a table of which most rows are made when they are asked for: a walk along an order that is held ready, into
// which the kept rows are merged; and a scan where a query asks for anything else.
import type { Column, MadeTable } from '../made-rows.ts';
import { type BulkTable, type Cell, compareIds, type Reader, type Row } from '../row.ts';
import { orderCells } from './order-cells.ts';
import { type Condition, compileConditions } from './query.ts';
import { type QuickTest, quickTest } from './quick-test.ts';
import { inTurn, type Pace, sortInSlices, startPace } from './slices.ts';

export interface BulkRequest {
  readonly conditions: readonly Condition[];
  readonly isOurs: ((row: Row) => boolean) | undefined;
  /** All conditions at once. */
  readonly matches: (row: Row) => boolean;
  readonly order: { readonly by: string; readonly kind: string; readonly isDescending: boolean };
  readonly offset: number;
  readonly limit: number;
  readonly reader: Reader;
}

/** Between two looks at the clock. */
const STEPS = 1_024;

export async function bulkPage(bulk: BulkTable, request: BulkRequest): Promise<Row[]> {
  const tests = testsOf(bulk, request);
  const steps = stepsOf(bulk.made, request.order.by);
  const pace = startPace();
  if (!steps) return inTurn(bulk.made, () => sortedPage(bulk, request, tests, pace));
  const walk = () => walkedPage(bulk, request, { tests, steps, pace });
  return tests.slow ? inTurn(bulk.made, walk) : walk();
}

interface Tests {
  /** By condition; the last asks whether the row is as it was made and has happened. */
  readonly quick: readonly { readonly condition: Condition | undefined; readonly test: QuickTest }[];
  /** What only the row itself can say; undefined when the quick ones say it all. */
  readonly slow: QuickTest | undefined;
}

function testsOf(bulk: BulkTable, { conditions, isOurs, reader }: BulkRequest): Tests {
  const { made } = bulk;
  const quick: Tests['quick'][number][] = [];
  const slow: Condition[] = [];
  for (const condition of conditions) {
    const test = quickTest(condition, made, reader);
    if (test) quick.push({ condition, test });
    else slow.push(condition);
  }
  const created = made.column('created-at');
  const hasHappened = created?.kind === 'moment' ? (at: number) => created.seconds[at] !== 0 : () => true;
  quick.push({ condition: undefined, test: (at) => hasHappened(at) && !bulk.isChanged(at) });
  const isPlain = slow.length === 0 && !isOurs;
  return { quick, slow: isPlain ? undefined : slowTest(made, { conditions: slow, isOurs, reader }) };
}

/** Of what a pattern never varies the answer is the same for all that are made of it. */
function slowTest(
  made: MadeTable,
  { conditions, isOurs, reader }: Pick<BulkRequest, 'conditions' | 'isOurs' | 'reader'>,
): QuickTest {
  const judges = conditions.map((condition) => {
    const [first] = condition.steps;
    const isWorkedOut = !first || 'from' in first.field;
    const key = first?.key ?? '';
    const judge = compileConditions([condition]);
    return { isWorkedOut, key, judge, known: new Map<Row, boolean>() };
  });
  return (position) => {
    const pattern = made.patternAt(position);
    if (!pattern) return false;
    const open = [];
    for (const one of judges) {
      if (one.isWorkedOut || pattern.varies(one.key)) {
        open.push(one.judge);
        continue;
      }
      const known = one.known.get(pattern.row) ?? one.judge(pattern.row, reader);
      one.known.set(pattern.row, known);
      if (!known) return false;
    }
    if (open.length === 0 && !isOurs) return true;
    const row = made.passingRowAt(position);
    return row !== undefined && (isOurs?.(row) ?? true) && open.every((judge) => judge(row, reader));
  };
}

/** The made rows in the order that is wanted, the first of them at step 0. */
interface Steps {
  readonly count: number;
  readonly positionAt: (step: number) => number;
  /** How many of them come before a row. */
  readonly before: (row: Row) => number;
}

function stepsOf(made: MadeTable, by: string): Steps | undefined {
  if (by === 'id') {
    return {
      count: made.size,
      positionAt: (step) => step,
      before: (row) => Math.min(made.size, Math.max(0, made.placeOf(row.id))),
    };
  }
  const column = made.column(by);
  if (!column) return undefined;
  const order = column.order();
  const positionAt = (step: number) => order[step] ?? 0;
  return {
    count: order.length,
    positionAt,
    before: (row) =>
      firstStep(order.length, (step) => {
        const position = positionAt(step);
        const compared = compareToMade(row, by, column, position);
        return compared < 0 || (compared === 0 && made.placeOf(row.id) < position);
      }),
  };
}

function compareToMade(row: Row, by: string, column: Column, position: number): number {
  const cell = row[by];
  switch (column.kind) {
    case 'moment':
      return (Date.parse(String(cell)) / 1000 || 0) - (column.seconds[position] ?? 0);
    case 'choice':
      return orderCells(cell, column.values[column.codes[position] ?? 0], by === 'supplier' ? 'ref' : 'text');
    case 'text':
      return orderCells(cell, column.textAt(position), 'text');
  }
}

/** The first step of which something is true that is true of all after it. */
function firstStep(count: number, isTrue: (step: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Walk {
  readonly tests: Tests;
  readonly steps: Steps;
  readonly pace: Pace;
}

async function walkedPage(bulk: BulkTable, request: BulkRequest, walk: Walk): Promise<Row[]> {
  const { tests, steps, pace } = walk;
  const { order, offset, limit, matches } = request;
  const range = rangeOf(request, tests, steps);
  const kept = bulk.kept().filter(matches);
  kept.sort((a, b) => orderCells(a[order.by], b[order.by], order.kind) || compareIds(a.id, b.id));
  if (order.isDescending) kept.reverse();
  const quick = tests.quick.map(({ test }) => test);
  const page: (Row | number)[] = [];
  let skipped = 0;
  const take = (found: Row | number): void => {
    if (skipped < offset) skipped += 1;
    else if (page.length < limit) page.push(found);
  };
  let next = 0;
  let before = kept[0] ? steps.before(kept[0]) : 0;
  /** Kept rows that come before the made one at this step. */
  const takeKept = (step: number): void => {
    while (kept[next] && (order.isDescending ? before > step : before <= step)) {
      take(kept[next] as Row);
      next += 1;
      if (kept[next]) before = steps.before(kept[next] as Row);
    }
  };
  const [from, to, by] = order.isDescending
    ? [range.end - 1, range.start - 1, -1]
    : [range.start, range.end, 1];
  for (let step = from, count = 0; step !== to && page.length < limit; step += by, count += 1) {
    if (count % STEPS === STEPS - 1 && pace.isOver()) await pace.pause();
    const position = steps.positionAt(step);
    if (!quick.every((test) => test(position)) || (tests.slow && !tests.slow(position))) continue;
    takeKept(step);
    take(position);
  }
  for (; kept[next] && page.length < limit; next += 1) take(kept[next] as Row);
  return page.flatMap((found) => (typeof found === 'number' ? (bulk.made.rowAt(found) ?? []) : found));
}

/** A limit on what is ordered by leaves out the beginning or the end. */
function rangeOf({ conditions, order }: BulkRequest, tests: Tests, steps: Steps) {
  let [start, end] = [0, steps.count];
  for (const { condition, test } of tests.quick) {
    if (!condition || !conditions.includes(condition)) continue;
    if (condition.steps.length !== 1 || condition.steps[0]?.key !== order.by) continue;
    const isTrue = (step: number) => test(steps.positionAt(step));
    if (order.kind !== 'id' && order.kind !== 'datetime') continue;
    if (condition.operator.startsWith('gt')) start = Math.max(start, firstStep(steps.count, isTrue));
    if (condition.operator.startsWith('lt'))
      end = Math.min(
        end,
        firstStep(steps.count, (step) => !isTrue(step)),
      );
  }
  return { start: Math.min(start, end), end };
}

/** Ordered by what is not held ready: everything that matches is found first. */
async function sortedPage(bulk: BulkTable, request: BulkRequest, tests: Tests, pace: Pace): Promise<Row[]> {
  const { order, offset, limit, matches } = request;
  const { made } = bulk;
  const found: { readonly cell: Cell | undefined; readonly id: string; readonly row: Row | number }[] = bulk
    .kept()
    .filter(matches)
    .map((row) => ({ cell: row[order.by], id: row.id, row }));
  for (let position = 0; position < made.size; position += 1) {
    if (position % STEPS === STEPS - 1 && pace.isOver()) await pace.pause();
    if (!tests.quick.every(({ test }) => test(position)) || (tests.slow && !tests.slow(position))) continue;
    const pattern = made.patternAt(position);
    const row = pattern?.varies(order.by) ? made.passingRowAt(position) : pattern?.row;
    found.push({ cell: row?.[order.by], id: made.idAt(position), row: position });
  }
  const sorted = await sortInSlices(
    found,
    (a, b) => orderCells(a.cell, b.cell, order.kind) || compareIds(a.id, b.id),
    pace,
  );
  const at = order.isDescending ? Math.max(0, sorted.length - offset - limit) : offset;
  const cut = sorted.slice(at, order.isDescending ? Math.max(0, sorted.length - offset) : offset + limit);
  if (order.isDescending) cut.reverse();
  return cut.flatMap(({ row }) => (typeof row === 'number' ? (made.rowAt(row) ?? []) : row));
}
