import type { Cell, Row } from './row.ts';
import type { HistoryLine } from './state.ts';

/** Records that are made when they are asked for; what was changed lies over them in the state. */
export interface MadeRows {
  readonly tables: readonly string[];
  readonly table: (name: string) => MadeTable | undefined;
  /** As `Reader.indexed`, of the records as they were made. */
  readonly indexed: (table: string, field: string, value: string) => readonly string[];
  readonly history: (subject: string) => readonly HistoryLine[];
}

/** One table of them. A position counts from 0 in the order of ids. */
export interface MadeTable {
  readonly size: number;
  /** How many of them have happened. */
  readonly count: () => number;
  readonly idAt: (position: number) => string;
  /** Where an id stands, before 0 and beyond the size for ids of others; NaN for what is no id. */
  readonly placeOf: (id: string) => number;
  /** Undefined for what has not happened yet. */
  readonly rowAt: (position: number) => Row | undefined;
  /** As rowAt, for whoever walks through very many: nothing is remembered. */
  readonly passingRowAt: (position: number) => Row | undefined;
  /** A record of which each cell is made when it is read: for a look at a few of them. */
  readonly passingViewAt: (position: number) => Row | undefined;
  /** Where the records stand that a list of ids in a cell names, all of one made table. */
  readonly childrenAt: (position: number, key: string) => Children | undefined;
  /** One cell of a record that has happened, for walks too. */
  readonly passingCellAt: (position: number, key: string) => Cell | undefined;
  readonly column: (key: string) => Column | undefined;
  /** What many records are copies of, and whether they differ in a cell; undefined for what has not happened yet. */
  readonly patternAt: (position: number) => Pattern | undefined;
}

export interface Children {
  readonly table: string;
  readonly positions: readonly number[];
}

export interface Pattern {
  readonly row: Row;
  readonly varies: (key: string) => boolean;
}

interface Ordered {
  /** Positions in ascending order of the value; equal ones in the order of ids. */
  readonly order: () => Uint32Array;
  /** Where kept rows belong in the order; filled by whoever finds out. */
  readonly places: WeakMap<Row, number>;
}

/** A field of all records, held ready. */
export type Column = MomentColumn | ChoiceColumn | TextColumn;

export interface MomentColumn extends Ordered {
  readonly kind: 'moment';
  /** 0 for what has not happened yet. */
  readonly seconds: Uint32Array;
}

export interface ChoiceColumn extends Ordered {
  readonly kind: 'choice';
  readonly codes: Uint8Array;
  readonly values: readonly Cell[];
}

export interface TextColumn extends Ordered {
  readonly kind: 'text';
  readonly textAt: (position: number) => string;
  /** Positions of a text without regard to case. */
  readonly find: (text: string) => readonly number[];
}

/** Code of a record in a column of choices that has not happened yet. */
export const NOT_YET = 255;
