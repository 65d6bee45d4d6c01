import { compareIds, type Row, textOf } from '../row.ts';
import type { State } from '../state.ts';

/** Of a table too large to keep so many rows are looked through for a page: others wait meanwhile. */
export const LOOKED_AT_MAX = 5_000;

/** Rows from the newest back, those of a status where one is given; all of them but in a very large table. */
export function newestRows(state: State, table: string, status = ''): readonly Row[] {
  const kept = state.kept(table).filter((row) => status === '' || row.status === status);
  const bulk = state.bulk(table);
  if (!bulk) return kept.reverse();
  const made: Row[] = [];
  const column = bulk.made.column('status');
  const code = column?.kind === 'choice' ? column.values.indexOf(status) : -1;
  for (let at = bulk.made.size - 1; at >= 0 && made.length < LOOKED_AT_MAX; at -= 1) {
    if (bulk.changes[at] === 1 || (status !== '' && column?.kind === 'choice' && column.codes[at] !== code))
      continue;
    const row = bulk.made.passingRowAt(at);
    if (row && (status === '' || row.status === status)) made.push(row);
  }
  return [...kept, ...made].sort((a, b) => compareIds(b.id, a.id));
}

/** How many rows there are of each status. */
export function countByStatus(state: State, table: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (status: string) => counts.set(status, (counts.get(status) ?? 0) + 1);
  for (const row of state.kept(table)) count(textOf(row, 'status'));
  const bulk = state.bulk(table);
  const column = bulk?.made.column('status');
  if (!bulk || column?.kind !== 'choice') return counts;
  const many = new Uint32Array(256);
  for (let at = 0; at < column.codes.length; at += 1) {
    const code = column.codes[at] ?? 255;
    if (bulk.changes[at] === 0) many[code] = (many[code] ?? 0) + 1;
  }
  for (const [code, value] of column.values.entries()) {
    const status = String(value ?? '');
    if (many[code]) counts.set(status, (counts.get(status) ?? 0) + many[code]);
  }
  return counts;
}

/** Rows that an id or a number names exactly, wherever they are. */
export function namedRows(state: State, table: string, name: string): readonly Row[] {
  const ids = [
    ...(state.get(table, name) ? [name] : []),
    ...(state.indexed(table, 'invoice-number', name) ?? []),
    ...(state.indexed(table, 'po-number', name) ?? []),
  ];
  return [...new Set(ids)].flatMap((id) => state.get(table, id) ?? []);
}
