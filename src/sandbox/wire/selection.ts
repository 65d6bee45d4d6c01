// Which keys of a record go out: the default, `fields=`, or `return_object=`.
import { type Field, fieldNamed, type Resource } from '../catalogue/resource.ts';
import { Refusal } from '../refusal.ts';

/** A tree of chosen keys. `all` custom fields is written as an empty tree under `custom-fields`. */
export interface Selection {
  readonly resource: Resource;
  readonly entries: readonly SelectedField[];
}

export interface SelectedField {
  readonly key: string;
  readonly field: Field;
  /** For references and children. */
  readonly inner?: Selection;
  /** Chosen custom fields; undefined is all. */
  readonly customKeys?: readonly string[];
}

export type FindResource = (table: string) => Resource;

const NATURAL_KEYS = ['code', 'name', 'number', 'login', 'po-number', 'invoice-number'];
const DEPTH_MAX = 8;

/** Everything but the quiet fields; references slim, children whole. */
export function defaultSelection(resource: Resource, find: FindResource, depth = 0): Selection {
  const entries = Object.entries(resource.fields).flatMap(([key, field]): SelectedField[] => {
    if (field.isQuiet) return [];
    if (field.kind === 'ref' || field.kind === 'refs') {
      return [{ key, field, inner: pick(find(field.to), field.slim, find) }];
    }
    if (field.kind !== 'children') return [{ key, field }];
    return depth >= DEPTH_MAX
      ? []
      : [{ key, field, inner: defaultSelection(find(field.to), find, depth + 1) }];
  });
  return { resource, entries };
}

function pick(resource: Resource, keys: readonly string[], find: FindResource): Selection {
  const entries = keys.flatMap((key): SelectedField[] => {
    const field = fieldNamed(resource, key);
    if (!field) return [];
    if (field.kind === 'ref' || field.kind === 'refs') {
      return [{ key, field, inner: pick(find(field.to), field.slim, find) }];
    }
    if (field.kind === 'children') return [{ key, field, inner: defaultSelection(find(field.to), find, 1) }];
    return [{ key, field }];
  });
  return { resource, entries };
}

/** `fields=["id",{"invoice_lines":["id"]}]`; names that do not exist are passed over. */
export function chosenSelection(resource: Resource, raw: string, find: FindResource): Selection {
  let tree: unknown;
  try {
    tree = JSON.parse(raw);
  } catch {
    throw new Refusal(400, { base: [`fields is not valid JSON: ${raw.slice(0, 200)}`] });
  }
  if (!Array.isArray(tree)) throw new Refusal(400, { base: ['fields must be a JSON array.'] });
  return choose(resource, tree, find, 0);
}

function choose(resource: Resource, tree: readonly unknown[], find: FindResource, depth: number): Selection {
  if (depth > DEPTH_MAX) throw new Refusal(400, { base: ['fields is nested too deeply.'] });
  const entries: SelectedField[] = [];
  for (const item of tree) {
    if (typeof item === 'string') entries.push(...pick(resource, [item.replaceAll('_', '-')], find).entries);
    else if (item && typeof item === 'object') {
      for (const [name, inner] of Object.entries(item)) {
        const chosen = chooseInner(resource, name.replaceAll('_', '-'), inner, find, depth);
        if (chosen) entries.push(chosen);
      }
    }
  }
  return { resource, entries };
}

function chooseInner(
  resource: Resource,
  key: string,
  inner: unknown,
  find: FindResource,
  depth: number,
): SelectedField | undefined {
  const field = fieldNamed(resource, key);
  if (!field) return undefined;
  const names = Array.isArray(inner) ? inner : [];
  if (field.kind === 'custom') {
    const keys = names
      .filter((name): name is string => typeof name === 'string')
      .map((name) => name.replaceAll('_', '-'));
    return keys.length > 0 ? { key, field, customKeys: keys } : { key, field };
  }
  if (field.kind !== 'ref' && field.kind !== 'refs' && field.kind !== 'children') return { key, field };
  return { key, field, inner: choose(find(field.to), names, find, depth + 1) };
}

/** `return_object=limited`: ids; `shallow`: own cells, and ids with natural keys of what they point at. */
export function returnSelection(
  resource: Resource,
  mode: 'limited' | 'shallow',
  find: FindResource,
): Selection {
  if (mode === 'limited') return pick(resource, ['id'], find);
  const entries = defaultSelection(resource, find).entries.map((entry): SelectedField => {
    if (!entry.inner) return entry;
    const target = entry.inner.resource;
    const keys = ['id', ...NATURAL_KEYS.filter((key) => fieldNamed(target, key))];
    return { ...entry, inner: pick(target, keys, find) };
  });
  return { resource, entries };
}
