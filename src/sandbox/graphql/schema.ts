// The catalogue in GraphQL's words: a type for each resource, and two questions for each path.
import { allResources, resourceOf } from '../catalogue/all-resources.ts';
import type { Field, Resource } from '../catalogue/resource.ts';

export interface TypeField {
  readonly name: string;
  /** The catalogue's key. */
  readonly key: string;
  readonly field: Field;
}

export interface ObjectType {
  readonly name: string;
  readonly resource: Resource;
  readonly fields: ReadonlyMap<string, TypeField>;
}

/** A question at the root: `invoice(id:)` or `invoices(query:)`. */
export interface RootField {
  readonly name: string;
  readonly isList: boolean;
  readonly type: ObjectType;
}

/** `invoice-number` and `invoice_number` → `invoiceNumber`; a question mark has no place in a name. */
export function camel(key: string): string {
  return key.replace(/\?$/, '').replace(/[-_/]+(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const pascal = (key: string) => camel(`-${key}`);

const types = new Map<string, ObjectType>();

export function typeOf(table: string): ObjectType {
  const known = types.get(table);
  if (known) return known;
  const resource = resourceOf(table);
  const fields = Object.entries(resource.fields).map(([key, field]): TypeField => {
    const name = camel(key);
    return { name, key, field };
  });
  const made = {
    name: pascal(resource.root),
    resource,
    fields: new Map(fields.map((one) => [one.name, one])),
  };
  types.set(table, made);
  return made;
}

let roots: ReadonlyMap<string, RootField> | undefined;

/** Named after the path, and after the document where that is another word: `purchaseOrders`, `orderHeaders`. */
export function rootFields(): ReadonlyMap<string, RootField> {
  if (roots) return roots;
  const found = new Map<string, RootField>();
  for (const { path, root, table, scopes } of allResources) {
    if (path === undefined || !scopes.read) continue;
    const type = typeOf(table);
    const plural = camel(path);
    for (const [one, several] of [
      [singular(plural), plural],
      [camel(root), `${camel(root)}s`],
    ] as const) {
      if (!found.has(one)) found.set(one, { name: one, isList: false, type });
      if (!found.has(several)) found.set(several, { name: several, isList: true, type });
    }
  }
  roots = found;
  return found;
}

function singular(plural: string): string {
  return plural
    .replace(/ies$/, 'y')
    .replace(/(ss|x|ch)es$/, '$1')
    .replace(/([^s])s$/, '$1');
}

/** All types that can be reached, for whoever asks for the schema. */
export function allTypes(): readonly ObjectType[] {
  return allResources.map(({ table }) => typeOf(table));
}
