// A cell of a plot that is another in each retelling: ids, invoice numbers and moments, alone or within words.
import { momentOf, showMoment } from '../../moment.ts';
import type { Cell, PlainObject } from '../../row.ts';
import { rekeyedNumber } from '../plan.ts';
import { dayNumber, dayText, momentText, moved, type Shift, type When, whenOf } from './when.ts';

/** The tables in which stories leave records. */
export const RECORD_TABLES = [
  'invoices',
  'invoice-lines',
  'tax-lines',
  'purchase-orders',
  'order-lines',
  'receiving-transactions',
  'approvals',
  'matching-allocations',
  'comments',
  'invoice-payments',
  'failed-tolerances',
] as const;

/**
 * Ids of the scratch company: `8`, two digits for the table, six that count. Nothing else that a story writes has nine
 * digits that begin so, and an order's number of nine digits still takes a zero where ten places are filled.
 */
export const firstMark = (table: number): number => 800_000_001 + (table + 1) * 1_000_000;
const MARK = /0?8\d{8}/;
const MARKED = /0?8\d{8}|\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))?/g;

/** An invoice number of the plot: the supplier's running number in its pattern, or such a number keyed otherwise. */
export interface PlotNumber {
  readonly text: string;
  readonly pattern: string;
  /** Counts from 0 within the plot. */
  readonly running: number;
  /** Whose year and month it bears. */
  readonly when: When;
  readonly isRekeyed: boolean;
}

type Piece =
  | { readonly kind: 'id'; readonly table: number; readonly n: number; readonly places: number }
  | { readonly kind: 'number'; readonly at: number }
  | { readonly kind: 'moment' | 'shown'; readonly when: When }
  | { readonly kind: 'day'; readonly day: number };

export type Recipe =
  | Piece
  | { readonly kind: 'same'; readonly cell: Cell }
  | { readonly kind: 'text'; readonly pieces: readonly (string | Piece)[] }
  | { readonly kind: 'list'; readonly items: readonly Recipe[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Recipe])[] };

/** One retelling: where its records are, what its invoices are called, when it happened. */
export interface Retelling {
  readonly shift: Shift;
  readonly idOf: (table: number, n: number) => string;
  /** The number that stands where the plot has this one. */
  readonly numberAt: (index: number) => string;
}

/** What the marks of one plot stand for. */
export interface Marks {
  /** The plot's first id in each table. */
  readonly first: readonly number[];
  readonly numbers: readonly PlotNumber[];
  /** Texts that were looked at already; most come again and again. */
  readonly known: Map<string, Recipe | undefined>;
}

/** @returns undefined for a cell that is the same in each retelling. */
export function recipeOf(cell: Cell | undefined, marks: Marks): Recipe | undefined {
  if (typeof cell === 'string') {
    // The shortest that varies is an id of nine digits or a number that holds one.
    if (cell.length < 9) return undefined;
    if (!marks.known.has(cell)) marks.known.set(cell, textRecipe(cell, marks));
    return marks.known.get(cell);
  }
  if (typeof cell !== 'object' || cell === null) return undefined;
  if (Array.isArray(cell)) {
    const items = (cell as readonly Cell[]).map((item) => anyRecipe(item, marks));
    return items.every(isSame) ? undefined : { kind: 'list', items };
  }
  const entries = Object.entries(cell as PlainObject).map(
    ([key, value]) => [key, anyRecipe(value, marks)] as const,
  );
  return entries.every(([, recipe]) => isSame(recipe)) ? undefined : { kind: 'object', entries };
}

const anyRecipe = (cell: Cell, marks: Marks): Recipe => recipeOf(cell, marks) ?? { kind: 'same', cell };
const isSame = ({ kind }: Recipe): boolean => kind === 'same';

function textRecipe(text: string, marks: Marks): Recipe | undefined {
  const pieces = piecesOf(text, marks);
  const [only] = pieces;
  if (pieces.length === 1) return typeof only === 'string' ? undefined : only;
  return { kind: 'text', pieces };
}

function piecesOf(text: string, marks: Marks): (string | Piece)[] {
  const at = marks.numbers.findIndex((number) => text.includes(number.text));
  const number = marks.numbers[at];
  if (number) {
    const parts = text.split(number.text);
    return parts.flatMap((part, index): (string | Piece)[] => [
      ...(index > 0 ? [{ kind: 'number', at } as const] : []),
      ...(part === '' ? [] : piecesOf(part, marks)),
    ]);
  }
  const pieces: (string | Piece)[] = [];
  let done = 0;
  for (const match of text.matchAll(MARKED)) {
    const piece = pieceOf(match[0], marks);
    if (piece === undefined) continue;
    if (match.index > done) pieces.push(text.slice(done, match.index));
    pieces.push(piece);
    done = match.index + match[0].length;
  }
  if (done < text.length || pieces.length === 0) pieces.push(text.slice(done));
  return pieces;
}

function pieceOf(text: string, { first }: Marks): Piece | undefined {
  if (MARK.test(text)) {
    const mark = Number(text);
    const table = Math.floor(mark / 1_000_000) - 801;
    const n = mark - (first[table] ?? Number.NaN);
    if (!(n >= 0)) throw new RangeError(`Expected an id of the story itself, got ${text}.`);
    return { kind: 'id', table, n, places: text.startsWith('0') ? text.length : 0 };
  }
  if (text.length === 10) return { kind: 'day', day: dayNumber(text) };
  if (text.endsWith('Z')) return { kind: 'moment', when: whenOf(text) };
  return { kind: 'shown', when: whenOf(momentOf(new Date(text))) };
}

/** The cell as this retelling has it. */
export function retell(recipe: Recipe, retelling: Retelling): Cell {
  switch (recipe.kind) {
    case 'id': {
      const id = retelling.idOf(recipe.table, recipe.n);
      return recipe.places > 0 ? id.padStart(recipe.places, '0') : id;
    }
    case 'number':
      return retelling.numberAt(recipe.at);
    case 'moment':
      return momentText(moved(recipe.when, retelling.shift));
    case 'shown':
      return showMoment(momentText(moved(recipe.when, retelling.shift)));
    case 'day':
      return dayText(recipe.day + retelling.shift.days);
    case 'text':
      return recipe.pieces
        .map((piece) => (typeof piece === 'string' ? piece : String(retell(piece, retelling))))
        .join('');
    case 'same':
      return recipe.cell;
    case 'list':
      return recipe.items.map((item) => retell(item, retelling)) as unknown as Cell;
    case 'object':
      return Object.fromEntries(
        recipe.entries.map(([key, value]) => [key, retell(value, retelling)]),
      ) as PlainObject;
  }
}

/** The number as the other hand keys it, or as the supplier prints it. */
export function numberText(number: PlotNumber, printed: string): string {
  return number.isRekeyed ? rekeyedNumber(printed) : printed;
}
