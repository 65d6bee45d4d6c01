// Custom fields as the tenant's profile describes them: typed, required, and no others.
import { readDecimal } from '../amount.ts';
import type { BodyValue, CustomField } from '../catalogue/resource.ts';
import { dayOf, readMoment } from '../moment.ts';
import { type Cell, type PlainObject, type Reader, type Row, textOf } from '../row.ts';

interface Given {
  readonly raw: BodyValue;
  readonly known: Cell | undefined;
  readonly isNew: boolean;
}

/** The fields after the body was read into them. Names that the tenant does not have are passed over. */
export function readCustomFields(
  described: Readonly<Record<string, CustomField>>,
  { raw, known, isNew }: Given,
  reader: Reader,
): { readonly fields: PlainObject; readonly problems: readonly string[] } {
  const sent = isObject(raw) ? raw : {};
  const fields: Record<string, PlainObject[string]> = isObject(known) ? { ...(known as PlainObject) } : {};
  const problems: string[] = [];
  for (const [name, field] of Object.entries(described)) {
    const value = sent[name] as BodyValue | undefined;
    if (value !== undefined) {
      const read = readValue(field, value, reader);
      if (read === undefined) problems.push(`${name} is invalid: ${JSON.stringify(value).slice(0, 120)}`);
      else fields[name] = read;
    }
    const isBlank = (fields[name] ?? '') === '';
    if (field.isRequired && isBlank && (isNew || value !== undefined))
      problems.push(`${name} can't be blank`);
  }
  return { fields, problems };
}

/** Undefined: it is no value of this kind. */
function readValue(field: CustomField, value: BodyValue, reader: Reader): PlainObject[string] | undefined {
  if (value === null || value === '') return null;
  if (field.kind === 'lookup' || field.kind === 'user') return readReference(field, value, reader);
  if (field.kind === 'money') {
    const amount = isObject(value) ? readDecimal(String(value.amount ?? '')) : undefined;
    const currency = isObject(value) && isObject(value.currency) ? value.currency.code : undefined;
    return amount === undefined || typeof currency !== 'string'
      ? undefined
      : { amount, currency: { code: currency } };
  }
  if (typeof value === 'object') return undefined;
  const text = String(value);
  switch (field.kind) {
    case 'number':
      return readDecimal(text);
    case 'checkbox':
      return ['true', '1', 'false', '0'].includes(text) ? ['true', '1'].includes(text) : undefined;
    case 'date': {
      const moment = readMoment(text, 'tenant');
      return moment && dayOf(moment);
    }
    default:
      return text;
  }
}

/** A lookup's value or a user, by any key that names one; shown as the documents show them. */
function readReference(field: CustomField, value: BodyValue, reader: Reader): PlainObject | undefined {
  const isUser = field.kind === 'user';
  const keys = isUser ? ['id', 'login', 'email'] : ['id', 'name', 'external-ref-num', 'external-ref-code'];
  const wanted = isObject(value)
    ? keys.flatMap((key) => (value[key] === undefined ? [] : [[key, String(value[key])] as const]))
    : undefined;
  if (wanted?.length === 0) return undefined;
  const isMeant = (row: Row) =>
    wanted
      ? wanted.every(([key, text]) => textOf(row, key) === text)
      : keys.some((key) => textOf(row, key) === String(value));
  for (const row of reader.rows(isUser ? 'users' : 'lookup-values')) {
    const isOfLookup =
      isUser || textOf(reader.get('lookups', textOf(row, 'lookup')), 'name') === field.lookup;
    if (!isOfLookup || !isMeant(row)) continue;
    const shown = isUser ? ['login', 'email', 'fullname'] : ['name', 'external-ref-num', 'external-ref-code'];
    return {
      id: Number(row.id),
      ...(isUser ? {} : { active: row.active === true }),
      ...Object.fromEntries(shown.map((key) => [key, textOf(row, key)])),
    };
  }
  return undefined;
}

const isObject = (value: unknown): value is Record<string, BodyValue> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
