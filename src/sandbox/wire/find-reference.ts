// What a body means by a reference: an object of keys that must all match, or one key by itself.
import type { Body, BodyValue, Resource } from '../catalogue/resource.ts';
import { type Cell, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import type { FindResource } from './selection.ts';

interface LookUp {
  readonly work: Work;
  readonly find: FindResource;
}

/** The record that an object of keys, or one key by itself, names; undefined when there is none. */
export function findReference(target: Resource, raw: BodyValue, { work, find }: LookUp): Row | undefined {
  if (typeof raw === 'string' && !/^\d+$/.test(raw)) {
    const keys = target.lookupKeys.filter((key) => key !== 'id');
    return firstRow(work.rows(target.table), (row) => keys.some((key) => textOf(row, key) === raw));
  }
  const wanted: Body = isObject(raw) ? (raw as Body) : { id: typeof raw === 'string' ? raw : null };
  const given = target.lookupKeys.filter((key) => !isNothing(wanted[key] as Cell | undefined));
  const keys = target.isFirstKeyEnough ? given.slice(0, 1) : given;
  if (keys.length === 0) return undefined;
  const texts = keys.map((key) => [key, keyText(target, key, wanted[key], { work, find })] as const);
  const isMeant = (row: Row) => texts.every(([key, text]) => textOf(row, key) === text);
  const id = texts.find(([key]) => key === 'id')?.[1];
  if (id === undefined) return firstRow(work.rows(target.table), isMeant);
  const row = work.get(target.table, id);
  return row && isMeant(row) ? row : undefined;
}

/** What a row must hold where it has this key; a reference is looked up in its turn. */
function keyText(
  target: Resource,
  key: string,
  value: BodyValue | undefined,
  deps: LookUp,
): string | undefined {
  const field = target.fields[key];
  if (key === 'id') return String(value).replace(/^0+(?=\d)/, '');
  if (field?.kind === 'ref') return findReference(deps.find(field.to), value ?? null, deps)?.id;
  return typeof value === 'string' ? value : undefined;
}

export function firstRow(rows: Iterable<Row>, isMeant: (row: Row) => boolean): Row | undefined {
  for (const row of rows) if (isMeant(row)) return row;
  return undefined;
}

export const isNothing = (cell: Cell | undefined) => cell === undefined || cell === null || cell === '';
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
