import type { MadeTable } from './made-rows.ts';

/** A cell: text, a decimal as text, a moment as UTC text, ids as text, lists of ids, or plain JSON (custom fields). */
export type Cell =
  | string
  | number
  | boolean
  | null
  | readonly string[]
  | PlainObject
  | readonly PlainObject[];
export interface PlainObject {
  readonly [key: string]: string | number | boolean | null | PlainObject | readonly PlainObject[];
}

/** A record as the sandbox keeps it. Rows are never changed, only replaced. */
export interface Row {
  readonly id: string;
  readonly [field: string]: Cell;
}

/** What reading needs: the present, or the past when reads lag. */
export interface Reader {
  readonly get: (table: string, id: string) => Row | undefined;
  readonly rows: (table: string) => Iterable<Row>;
  /** How a table is laid out of which most rows are made when they are asked for; undefined for any other. */
  readonly bulk: (table: string) => BulkTable | undefined;
  /** Ids of rows whose indexed field has the value; undefined when the field has no index. */
  readonly indexed: (table: string, field: string, value: string) => readonly string[] | undefined;
}

/** Made rows, and kept ones apart from them. */
export interface BulkTable {
  readonly made: MadeTable;
  /** By position 1 where the row is no longer as it was made: it is among the kept ones, or gone. */
  readonly changes: Uint8Array;
  /** The same as a list; short in most companies. */
  readonly changedPositions: () => readonly number[];
  readonly kept: () => Row[];
  /** The same through the eyes of a reader for whom the kept rows are others. */
  readonly seenBy: (get: (id: string) => Row | undefined) => BulkTable;
}

/** The cell as text; empty for nothing. */
export function textOf(row: Row | undefined, field: string): string {
  const cell = row?.[field];
  return typeof cell === 'string' ? cell : cell === null || cell === undefined ? '' : String(cell);
}

/** The cell as decimal text; `0` for nothing. */
export function decimalOf(row: Row | undefined, field: string): string {
  return textOf(row, field) || '0';
}

export function idsOf(row: Row | undefined, field: string): readonly string[] {
  const cell = row?.[field];
  return Array.isArray(cell) ? (cell as readonly string[]) : [];
}

export function isTrue(row: Row | undefined, field: string): boolean {
  return row?.[field] === true;
}

/** The rows a list cell names, in its order. */
export function childrenOf(reader: Reader, table: string, row: Row | undefined, field: string): Row[] {
  return idsOf(row, field).flatMap((id) => reader.get(table, id) ?? []);
}

/** Ids are decimal text; longer is larger. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
