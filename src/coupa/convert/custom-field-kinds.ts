import type { ExactJson } from '#kernel/exact-json.ts';
import { storable } from '../schema/wire.ts';

/** What the values of a custom field look like. JSON numbers are text from the wire on, so digits tell them. */
export type CustomFieldKind =
  | 'text'
  | 'number'
  | 'date'
  | 'boolean'
  | 'lookup'
  | 'user'
  | 'money'
  | 'list'
  | 'object';

/** More on one record is an attack on whoever keeps count. */
const FIELDS_MAX = 500;
const NAME_CHARACTERS_MAX = 200;
const NUMBER = /^-?\d{1,30}(\.\d{1,30})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * The custom fields that a record carries a value of, by name, each with its kind; those of its lines under
 * `lines.<name>`. Whatever is no record carries none.
 */
export function customFieldKinds(json: ExactJson): ReadonlyMap<string, CustomFieldKind> {
  const found = new Map<string, CustomFieldKind>();
  if (!isObject(json)) return found;
  note(found, '', json['custom-fields']);
  for (const [name, value] of Object.entries(json)) {
    if (!name.endsWith('lines') || !Array.isArray(value)) continue;
    for (const line of value) if (isObject(line)) note(found, 'lines.', line['custom-fields']);
  }
  return found;
}

function note(found: Map<string, CustomFieldKind>, prefix: string, fields: ExactJson | undefined): void {
  if (!isObject(fields)) return;
  for (const [name, value] of Object.entries(fields)) {
    const kind = kindOf(value);
    if (kind === undefined || found.size >= FIELDS_MAX || name.length > NAME_CHARACTERS_MAX) continue;
    const key = prefix + storable(name);
    found.set(key, widest(found.get(key), kind));
  }
}

/** One kind that holds both: a text may look like a number or a date by chance, never the other way round. */
export function widest(known: CustomFieldKind | undefined, kind: CustomFieldKind): CustomFieldKind {
  if (known === undefined || known === kind) return kind;
  return isTextual(known) && isTextual(kind) ? 'text' : kind;
}

function isTextual(kind: CustomFieldKind): boolean {
  return kind === 'text' || kind === 'number' || kind === 'date';
}

function kindOf(value: ExactJson | undefined): CustomFieldKind | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') {
    if (NUMBER.test(value)) return 'number';
    return DATE.test(value) ? 'date' : 'text';
  }
  if (Array.isArray(value)) return value.length === 0 ? undefined : 'list';
  if ('amount' in value) return 'money';
  if ('login' in value) return 'user';
  return 'external-ref-num' in value || 'external-ref-code' in value || 'name' in value ? 'lookup' : 'object';
}

function isObject(json: ExactJson | undefined): json is { readonly [key: string]: ExactJson } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
