import type { DecimalText } from '#kernel/decimal.ts';
import { type CurrencyCode, toCurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import { listOf, loose, objectOf, reference, type Shape } from '../schema/shape.ts';
import * as wire from '../schema/wire.ts';

/** The type of a column that a field may be searched by. */
export type SqlType = 'text' | 'numeric' | 'boolean' | 'date' | 'timestamptz';

/** What a record of Coupa reads to, under Coupa's names. */
export type WireObject = Readonly<Record<string, unknown>>;

/** Coupa's names down to the values that are read. */
export interface Tree {
  readonly [name: string]: Tree | Shape<unknown>;
}

/** One field of a record: which of Coupa's fields it is read from, and how. */
export interface Field<T> {
  readonly tree: Tree;
  /** Total: what passed the tree's shape always converts. */
  readonly from: (wire: WireObject) => T;
  readonly sql: SqlType;
}

type Maybe<T> = Field<T | undefined>;

/**
 * Fields by Coupa's names, outer ones before a dot: `text('account-type.name')`. Of several names the first that says
 * something counts. Amounts and the record's own id are the only values that make a record unreadable: anything else
 * that is not as documented says nothing.
 */
export const text = (...names: readonly string[]): Maybe<string> => field(names, loose(wire.text), 'text');
export const idOf = (...names: readonly string[]): Maybe<string> =>
  field(names, loose(wire.optionalId), 'text');
export const amount = (...names: readonly string[]): Maybe<DecimalText> =>
  field(names, wire.amount, 'numeric');
export const flag = (...names: readonly string[]): Maybe<boolean> =>
  field(names, loose(wire.flag), 'boolean');
export const day = (...names: readonly string[]): Maybe<PlainDate> => field(names, wire.looseDay, 'date');
export const instant = (...names: readonly string[]): Maybe<string> =>
  field(names, wire.looseInstant, 'timestamptz');
/** The code of a currency, under `<name>.code`. */
export const currency = (name: string): Maybe<CurrencyCode> => {
  const code = text(`${name}.code`);
  return { ...code, from: (found) => toCurrencyCode(code.from(found) ?? '') };
};

/** The field, or this where Coupa says nothing. */
export function or<T>(maybe: Maybe<T>, instead: T): Field<T> {
  return { ...maybe, from: (found) => maybe.from(found) ?? instead };
}

/** Values of several of Coupa's fields that belong together, by Coupa's names; those that say nothing are left out. */
export function texts(names: readonly string[]): Field<Readonly<Record<string, string>>> {
  const each = names.map((name) => [name, text(name)] as const);
  return {
    tree: merge(each.map(([, one]) => one.tree)),
    sql: 'text',
    from: (found) =>
      Object.fromEntries(
        each.flatMap(([name, one]) => {
          const value = one.from(found);
          return value === undefined ? [] : [[name, value] as const];
        }),
      ),
  };
}

/** A list of objects, such as the lines of a document. */
export function list<T>(name: string, fields: FieldsOf<T>): Field<readonly T[]> {
  const item = shapeOf(merge(Object.values<Field<unknown>>(fields).map((one) => one.tree)));
  const shape = listOf(item);
  return {
    tree: { [name]: shape },
    sql: 'text',
    from: (found) =>
      ((found[name] as readonly WireObject[] | undefined) ?? []).map((one) => build(fields, one)),
  };
}

/** A field for each of a record's own; one that the record may lack may say nothing. */
export type FieldsOf<T> = {
  readonly [K in keyof T]-?: Field<Record<never, never> extends Pick<T, K> ? T[K] | undefined : T[K]>;
};

/** The record, without what says nothing. */
export function build<T>(fields: FieldsOf<T>, found: WireObject): T {
  const record: Record<string, unknown> = {};
  for (const [name, one] of Object.entries<Field<unknown>>(fields)) {
    const value = one.from(found);
    if (value !== undefined) record[name] = value;
  }
  // Sound by the type of the fields: only those that T may lack can say nothing.
  return record as T;
}

/** The shape that reads a tree: an association that is not as documented says nothing. */
export function shapeOf(tree: Tree, expected?: string): Shape<WireObject> {
  return objectOf(fieldsIn(tree), expected);
}

function fieldsIn(tree: Tree): Record<string, Shape<unknown>> {
  return Object.fromEntries(
    Object.entries(tree).map(([name, part]) => [
      name,
      isShape(part) ? part : loose(reference(fieldsIn(part))),
    ]),
  );
}

/** Trees laid over each other. */
export function merge(trees: readonly Tree[]): Tree {
  const merged: Record<string, Tree | Shape<unknown>> = {};
  for (const tree of trees) {
    for (const [name, part] of Object.entries(tree)) {
      const known = merged[name];
      merged[name] = known === undefined || isShape(known) || isShape(part) ? part : merge([known, part]);
    }
  }
  return merged;
}

function field<T>(names: readonly string[], shape: Shape<T | undefined>, sql: SqlType): Maybe<T> {
  const paths = names.map((name) => name.split('.'));
  return {
    sql,
    tree: merge(
      paths.map(
        (path) => path.reduceRight<Tree | Shape<unknown>>((part, name) => ({ [name]: part }), shape) as Tree,
      ),
    ),
    from: (found) => {
      for (const path of paths) {
        let at: unknown = found;
        for (const name of path) at = (at as WireObject | undefined)?.[name];
        // The tree's shape read it as T.
        if (at !== undefined) return at as T;
      }
      return undefined;
    },
  };
}

function isShape(part: Tree | Shape<unknown>): part is Shape<unknown> {
  return typeof part.read === 'function';
}
