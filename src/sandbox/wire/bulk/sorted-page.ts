import { type BulkTable, type Cell, compareIds, type Row } from '../../row.ts';
import { orderCells } from '../order-cells.ts';
import { type Pace, sortInSlices } from '../slices.ts';
import { type BulkRequest, SLOW_STEPS } from './bulk-request.ts';
import { type BulkTests, thereIn } from './bulk-tests.ts';

/** Rows of one value of what is ordered by. */
interface Group {
  readonly cell: Cell | undefined;
  readonly rows: (Row | number)[];
}

/** Ordered by what is not held ready: everything that matches is found first. Few values are different. */
export async function sortedPage(
  bulk: BulkTable,
  request: BulkRequest,
  { tests, pace }: { readonly tests: BulkTests; readonly pace: Pace },
): Promise<Row[]> {
  const { order, offset, limit, matches } = request;
  const { made } = bulk;
  const { quick, slow } = tests;
  const isThere = thereIn(bulk);
  const groups = new Map<Cell | undefined, Group>();
  const add = (cell: Cell | undefined, row: Row | number): void => {
    const group = groups.get(cell);
    if (group) group.rows.push(row);
    else groups.set(cell, { cell, rows: [row] });
  };
  for (const row of bulk.kept().filter(matches)) add(row[order.by], row);
  for (let position = 0; position < made.size; position += 1) {
    if (position % SLOW_STEPS === SLOW_STEPS - 1 && pace.isOver()) await pace.pause();
    if ((quick && !quick(position)) || !isThere(position) || (slow && !slow(position))) continue;
    add(made.passingCellAt(position, order.by), position);
  }
  const compare = (a: Group, b: Group) => orderCells(a.cell, b.cell, order.kind);
  const sorted = [...(await sortInSlices([...groups.values()], compare, pace))];
  if (order.isDescending) sorted.reverse();
  const idOf = (row: Row | number) => (typeof row === 'number' ? made.idAt(row) : row.id);
  const page: (Row | number)[] = [];
  let skipped = 0;
  for (let at = 0; at < sorted.length && page.length < limit; ) {
    // `1` and `1.0` are two texts of one value.
    const first = sorted[at] as Group;
    const alike: (Row | number)[] = [];
    while (at < sorted.length && compare(first, sorted[at] as Group) === 0) {
      for (const row of (sorted[at] as Group).rows) alike.push(row);
      at += 1;
    }
    if (skipped + alike.length <= offset) {
      skipped += alike.length;
      continue;
    }
    alike.sort((a, b) =>
      typeof a === 'number' && typeof b === 'number' ? a - b : compareIds(idOf(a), idOf(b)),
    );
    if (order.isDescending) alike.reverse();
    page.push(...alike.slice(offset - skipped, offset - skipped + limit - page.length));
    skipped = offset;
    if (pace.isOver()) await pace.pause();
  }
  return page.flatMap((row) => (typeof row === 'number' ? (made.rowAt(row) ?? []) : row));
}
