import { storable } from '../schema/wire.ts';

/** A tenant has dozens of custom fields on a document; thousands are an attack on whoever shows them. */
const FIELDS_MAX = 500;
const LIST_ITEMS_MAX = 100;

/**
 * Values of custom fields as text, by Coupa's field name; empty ones are left out. Money is `12.50 EUR`, a lookup
 * its external reference, a user the login, a list its values joined by a comma.
 */
export function fromCustomFields(
  fields: Readonly<Record<string, unknown>> | null | undefined,
): Readonly<Record<string, string>> {
  const values: [string, string][] = [];
  for (const [name, value] of Object.entries(fields ?? {})) {
    if (values.length === FIELDS_MAX) break;
    const shown = fieldText(value);
    if (shown !== undefined) values.push([storable(name), shown]);
  }
  return Object.fromEntries(values);
}

/** The same, or undefined where there are none: most records of most lists. */
export function anyCustomFields(
  fields: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, string>> | undefined {
  const values = fromCustomFields(fields);
  return Object.keys(values).length === 0 ? undefined : values;
}

function fieldText(value: unknown): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'string') return storable(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    const items = value.slice(0, LIST_ITEMS_MAX).map(fieldText);
    const shown = items.filter((item) => item !== undefined).join(', ');
    return shown === '' ? undefined : shown;
  }
  return typeof value === 'object' ? objectText(value as Readonly<Record<string, unknown>>) : undefined;
}

/** Keys by which Coupa itself looks objects up, the most stable first. */
const NATURAL_KEYS = [
  'external-ref-code',
  'external-ref-num',
  'login',
  'code',
  'name',
  'number',
  'id',
] as const;

function objectText(value: Readonly<Record<string, unknown>>): string | undefined {
  const amount = value.amount;
  if (typeof amount === 'string') {
    const currency = value.currency;
    const code = typeof currency === 'object' ? fieldText(currency) : undefined;
    return code === undefined ? amount : `${amount} ${code}`;
  }
  for (const key of NATURAL_KEYS) {
    const found = value[key];
    if (typeof found === 'string' && found !== '') return storable(found);
  }
  return undefined;
}
