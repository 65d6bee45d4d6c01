import { cursorAfter, recordKey } from '#coupa/client/read/page-cursor.ts';
import {
  type CoupaPage,
  type CoupaReader,
  PAGE_ROWS,
  type PageRequest,
  type UnreadableRecord,
} from '#coupa/client/read/reader.ts';
import { PurserError } from '#kernel/errors.ts';
import type { ExactJson } from '#kernel/exact-json.ts';

type Row = { [key: string]: ExactJson };

/** Lists of Coupa in memory, with a clock of their own and trouble on demand, for stories that need both exactly. */
export interface CoupaInMemory {
  readonly reader: CoupaReader;
  /** Coupa's own time, in ms. */
  clock: number;
  /** Puts a row in or in the place of one, stamped with Coupa's time. Answers its id. */
  put(resource: string, row: Row): string;
  remove(resource: string, id: string): void;
  /** Runs before each answer; may change rows or throw. */
  before: (call: {
    readonly what: 'get' | 'page' | 'newest';
    readonly resource: string;
    readonly number: number;
  }) => void | Promise<void>;
  /** Ids that cannot be read at all. */
  readonly broken: Set<string>;
}

export function createCoupaInMemory(): CoupaInMemory {
  const lists = new Map<string, Map<string, Row>>();
  let calls = 0;
  const rowsOf = (resource: string): Row[] =>
    [...(lists.get(resource) ?? new Map<string, Row>()).values()].sort((a, b) => Number(a.id) - Number(b.id));
  const coupa: CoupaInMemory = {
    clock: Date.UTC(2026, 3, 1, 8),
    broken: new Set(),
    before: () => undefined,
    put(resource, row) {
      const list = lists.get(resource) ?? new Map<string, Row>();
      lists.set(resource, list);
      const stamped = { 'updated-at': new Date(coupa.clock).toISOString(), ...row };
      list.set(String(row.id), stamped);
      return String(row.id);
    },
    remove(resource, id) {
      lists.get(resource)?.delete(id);
    },
    reader: {
      async get({ resource, id }) {
        calls += 1;
        await coupa.before({ what: 'get', resource, number: calls });
        if (coupa.broken.has(id)) throw unreadable(id);
        return structuredClone(lists.get(resource)?.get(id));
      },
      async newest({ resource }) {
        calls += 1;
        await coupa.before({ what: 'newest', resource, number: calls });
        const { id, updatedAt } = recordKey(rowsOf(resource).at(-1) ?? null);
        return id === undefined ? undefined : { id, ...(updatedAt === undefined ? {} : { updatedAt }) };
      },
      async listPage(request) {
        calls += 1;
        await coupa.before({ what: 'page', resource: request.resource, number: calls });
        return pageOf(rowsOf(request.resource), request, coupa.broken);
      },
    },
  };
  return coupa;
}

function pageOf(rows: readonly Row[], { cursor }: PageRequest, broken: ReadonlySet<string>): CoupaPage {
  const updated = (row: Row): string => recordKey(row).updatedAt ?? '';
  const wanted = rows.filter((row) => {
    if (cursor.by === 'id') {
      const id = BigInt(String(row.id));
      return id > BigInt(cursor.after) && (cursor.until === undefined || id <= BigInt(cursor.until));
    }
    const at = Date.parse(updated(row));
    if (at < Date.parse(cursor.from)) return false;
    return (
      cursor.by === 'updated_at' ||
      (at < Date.parse(cursor.from) + 1000 && Number(row.id) > Number(cursor.after))
    );
  });
  if (cursor.by === 'updated_at')
    wanted.sort((a, b) => (updated(a) < updated(b) ? -1 : updated(a) > updated(b) ? 1 : 0));
  const page = structuredClone(wanted.slice(0, PAGE_ROWS));
  const after = cursorAfter(cursor, page.map(recordKey), PAGE_ROWS);
  const isBroken = (row: Row): boolean => broken.has(String(row.id));
  return {
    records: page.filter((row) => !isBroken(row)),
    unreadable: page
      .filter(isBroken)
      .map((row): UnreadableRecord => ({ id: String(row.id), error: unreadable(String(row.id)) })),
    next: after.cursor,
    isLast: after.isLast,
  };
}

function unreadable(id: string): PurserError {
  return new PurserError('coupa_unreadable', `Record ${id} is cut short.`, { details: { why: 'malformed' } });
}
