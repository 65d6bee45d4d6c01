import { readExactJson } from '#kernel/exact-json.ts';
import { cursorAfter, recordKey } from './page-cursor.ts';
import { type CoupaReader, PAGE_ROWS, type PageRequest } from './reader.ts';

/** A row of the model: an id and when it last changed, in ms, finer than Coupa prints. */
export interface ModelRow {
  readonly id: bigint;
  readonly changedAt: number;
}

/**
 * A Coupa of two columns, for tests: it answers the conditions of our cursors as the documentation describes them,
 * and prints times to the second while keeping them finer.
 */
export function createModelCoupa(
  rows: () => readonly ModelRow[],
): CoupaReader & { readonly pages: PageRequest[] } {
  const pages: PageRequest[] = [];
  return {
    pages,
    async get() {
      return undefined;
    },
    async newest() {
      const [newest] = [...rows()].sort((a, b) => (a.id > b.id ? -1 : 1));
      return newest === undefined ? undefined : { id: String(newest.id) };
    },
    async listPage(request) {
      pages.push(request);
      const { cursor } = request;
      const found = rows()
        .filter((row) => isAsked(row, cursor))
        .sort((a, b) => (cursor.by === 'updated_at' ? a.changedAt - b.changedAt : a.id < b.id ? -1 : 1))
        .slice(0, PAGE_ROWS);
      const records = found.map(({ id, changedAt }) =>
        readExactJson(
          `{"id":${id},"updated-at":"${new Date(changedAt).toISOString().slice(0, 19)}Z"}`,
          'model',
        ),
      );
      const { cursor: next, isLast } = cursorAfter(cursor, records.map(recordKey), PAGE_ROWS);
      return { records, unreadable: [], next, isLast };
    },
  };
}

function isAsked(row: ModelRow, cursor: PageRequest['cursor']): boolean {
  if (cursor.by === 'id') {
    return row.id > BigInt(cursor.after) && (cursor.until === undefined || row.id <= BigInt(cursor.until));
  }
  const from = Date.parse(cursor.from);
  if (cursor.by === 'updated_at') return row.changedAt >= from;
  return row.changedAt >= from && row.changedAt < from + 1000 && row.id > BigInt(cursor.after);
}
