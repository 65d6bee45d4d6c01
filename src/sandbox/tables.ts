import type { MadeRows, MadeTable } from './made-rows.ts';
import { type BulkTable, compareIds, type Reader, type Row, textOf } from './row.ts';

/** Fields by which rows are looked up so often that a scan would cost too much. */
const INDEXED: Readonly<Record<string, readonly string[]>> = {
  approvals: ['approvable-id'],
  comments: ['commentable-id'],
  'matching-allocations': ['invoice-line-id', 'inventory-transaction-id'],
  'invoice-lines': ['order-line-id', 'po-number'],
  'receiving-transactions': ['order-line'],
  'order-lines': ['order-header-id'],
  attachments: ['owner'],
  'lookup-values': ['lookup', 'parent'],
  'contract-terms': ['contract-id'],
  'supplier-sites': ['supplier-id'],
  'integration-errors': ['integration-run'],
  'integration-history-records': ['document-id'],
  'user-group-memberships': ['user', 'user-group'],
  invoices: ['supplier', 'invoice-number'],
  'purchase-orders': ['po-number'],
  'order-header-revisions': ['purchase-order'],
};

/** The rows of a tenant: those that are kept, over those that are made when they are asked for. */
export interface Tables extends Reader {
  /** Puts, replaces or, with undefined, removes a row. */
  readonly store: (name: string, id: string, row: Row | undefined) => void;
  /** Whether the row, or that there is none any more, is kept. */
  readonly isKept: (name: string, id: string) => boolean;
  /** Lets a made row be as it was made. */
  readonly letGo: (name: string, id: string) => void;
  readonly kept: (name: string) => Row[];
  readonly nextId: (name: string) => string;
  readonly count: (name: string) => number;
  readonly skipIdsTo: (name: string, id: string) => void;
  /** Puts made rows under tables that have none of their own yet. */
  readonly layOver: (made: MadeRows) => void;
}

interface Table {
  readonly rows: Map<string, Row>;
  /** Made rows that were removed. */
  readonly gone: Set<string>;
  nextId: bigint;
  readonly indexes: Map<string, Map<string, string[]>>;
  made?: { readonly rows: MadeTable; readonly isChanged: Uint8Array };
}

export function createTables(): Tables {
  const tables = new Map<string, Table>();
  let below: MadeRows | undefined;
  const table = (name: string): Table => {
    const known = tables.get(name);
    if (known) return known;
    const indexes = new Map((INDEXED[name] ?? []).map((field) => [field, new Map<string, string[]>()]));
    const created: Table = { rows: new Map(), gone: new Set(), nextId: 1n, indexes };
    tables.set(name, created);
    return created;
  };
  const get = (name: string, id: string) => {
    const { rows, gone, made } = table(name);
    const row = rows.get(id);
    if (row || !made || gone.has(id)) return row;
    return made.rows.rowAt(placeIn(made.rows, id));
  };
  const store: Tables['store'] = (name, id, row) => {
    const into = table(name);
    const before = into.rows.get(id);
    for (const [field, index] of into.indexes) {
      moveInIndex(index, id, keyOf(field, before), keyOf(field, row));
    }
    const isMade = into.made !== undefined && placeIn(into.made.rows, id) >= 0;
    const isBack = row !== undefined && !isMade && !into.rows.has(id) && BigInt(id) + 1n < into.nextId;
    if (row) into.rows.set(id, row);
    else into.rows.delete(id);
    // A row that was removed and is put back, because its transaction failed, goes to its place among the ids.
    if (isBack) inOrder(into.rows);
    if (into.made) mark(into, into.made, id, row);
    if (row && BigInt(id) >= into.nextId) into.nextId = BigInt(id) + 1n;
  };
  return {
    get,
    store,
    rows: (name) => {
      const { made } = table(name);
      return made ? allRows(table(name), made) : table(name).rows.values();
    },
    kept: (name) => {
      const rows = [...table(name).rows.values()];
      return table(name).made ? rows.sort((a, b) => compareIds(a.id, b.id)) : rows;
    },
    indexed: (name, field, value) => {
      const { indexes, made, rows, gone } = table(name);
      const index = indexes.get(field);
      if (!index) return undefined;
      const kept = index.get(indexKey(field, value)) ?? [];
      if (!made || !below) return kept;
      const asMade = below.indexed(name, field, value).filter((id) => !rows.has(id) && !gone.has(id));
      return kept.length === 0 || asMade.length === 0
        ? [...asMade, ...kept]
        : [...asMade, ...kept].sort(compareIds);
    },
    bulk: (name) => {
      const { made, rows, gone } = table(name);
      return (
        made &&
        bulkOf(
          made,
          () => [...rows.keys(), ...gone],
          (id) => rows.get(id),
        )
      );
    },
    isKept: (name, id) => table(name).rows.has(id) || table(name).gone.has(id),
    letGo: (name, id) => {
      store(name, id, undefined);
      const { made, gone } = table(name);
      gone.delete(id);
      const place = made ? placeIn(made.rows, id) : -1;
      if (made && place >= 0) made.isChanged[place] = 0;
    },
    nextId: (name) => String(table(name).nextId),
    count: (name) => countOf(table(name)),
    skipIdsTo: (name, id) => {
      table(name).nextId = BigInt(id);
    },
    layOver: (made) => {
      below = made;
      for (const name of made.tables) {
        const rows = made.table(name);
        if (!rows) continue;
        const into = table(name);
        into.made = { rows, isChanged: new Uint8Array(rows.size) };
        if (rows.size > 0) into.nextId = BigInt(rows.idAt(rows.size - 1)) + 1n;
      }
    },
  };
}

function inOrder(rows: Map<string, Row>): void {
  const sorted = [...rows].sort(([a], [b]) => compareIds(a, b));
  rows.clear();
  for (const [id, row] of sorted) rows.set(id, row);
}

/** Position of a made row; -1 for any other. */
function placeIn(made: MadeTable, id: string): number {
  const place = made.placeOf(id);
  return place >= 0 && place < made.size ? place : -1;
}

function mark({ gone }: Table, made: NonNullable<Table['made']>, id: string, row: Row | undefined): void {
  const place = placeIn(made.rows, id);
  if (place < 0) return;
  made.isChanged[place] = 1;
  if (row) gone.delete(id);
  else gone.add(id);
}

/** In the order of their ids: those below the made ones, the made ones as they are now, those above. */
function* allRows({ rows }: Table, { rows: made, isChanged }: NonNullable<Table['made']>): Iterable<Row> {
  for (const row of rows.values()) if (made.placeOf(row.id) < 0) yield row;
  for (let position = 0; position < made.size; position += 1) {
    const row = isChanged[position] === 1 ? rows.get(made.idAt(position)) : made.passingRowAt(position);
    if (row) yield row;
  }
  for (const row of rows.values()) if (made.placeOf(row.id) >= made.size) yield row;
}

/** The made rows nobody touched, and apart from them those that are kept. */
function bulkOf(
  { rows: made, isChanged }: NonNullable<Table['made']>,
  keptIds: () => readonly string[],
  get: (id: string) => Row | undefined,
): BulkTable {
  return {
    made,
    changes: isChanged,
    changedPositions: () => keptIds().flatMap((id) => (placeIn(made, id) < 0 ? [] : placeIn(made, id))),
    kept: () => keptIds().flatMap((id) => get(id) ?? []),
    seenBy: (other) => bulkOf({ rows: made, isChanged }, keptIds, other),
  };
}

function countOf({ rows, made }: Table): number {
  if (!made) return rows.size;
  let count = made.rows.count();
  for (const [position, isChanged] of made.isChanged.entries()) {
    if (isChanged === 1 && made.rows.rowAt(position)) count -= 1;
  }
  return count + rows.size;
}

/** Ids are as they are; numbers of documents are looked up without regard to case. */
const indexKey = (field: string, value: string) => (field.endsWith('-number') ? value.toLowerCase() : value);

/** Under what a row stands in an index; invoices without a number are looked up as such. */
function keyOf(field: string, row: Row | undefined): string | undefined {
  const cell = row?.[field];
  if (row && field === 'invoice-number') return indexKey(field, textOf(row, field));
  return typeof cell === 'string' ? indexKey(field, cell) : undefined;
}

function moveInIndex(
  index: Map<string, string[]>,
  id: string,
  from: string | undefined,
  to: string | undefined,
) {
  if (from === to) return;
  if (from !== undefined)
    index.set(
      from,
      (index.get(from) ?? []).filter((known) => known !== id),
    );
  if (to === undefined) return;
  const ids = index.get(to);
  if (!ids) index.set(to, [id]);
  else {
    const last = ids.at(-1);
    ids.push(id);
    if (last !== undefined && compareIds(last, id) > 0) ids.sort(compareIds);
  }
}
