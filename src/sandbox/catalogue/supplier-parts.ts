// The contact and the address that are part of a supplier: sent and shown whole, looked up by nobody.
import { type PlainObject, type Reader, type Row, textOf } from '../row.ts';
import type { Field } from './resource.ts';

const CONTACT = [
  'email',
  'name-prefix',
  'name-suffix',
  'name-additional',
  'name-given',
  'name-family',
  'name-fullname',
  'notes',
  'phone-work',
  'phone-mobile',
  'phone-fax',
];
const ADDRESS = [
  'name',
  'location-code',
  'street1',
  'street2',
  'street3',
  'street4',
  'city',
  'state',
  'postal-code',
  'attention',
  'business-group-name',
  'vat-number',
  'local-tax-number',
  'type',
];

export const primaryContact: Field = {
  kind: 'object',
  isWritable: true,
  from: (row) => {
    const sent = objectOf(row['primary-contact']);
    return sent && { ...frame(row), ...inOrder(CONTACT, sent), active: sent.active ?? true, purposes: [] };
  },
};

export const primaryAddress: Field = {
  kind: 'object',
  isWritable: true,
  from: (row, reader) => {
    const sent = objectOf(row['primary-address']);
    if (!sent) return null;
    const countries = {
      country: countryOf(reader, sent.country),
      'vat-country': countryOf(reader, sent['vat-country']),
    };
    return { ...frame(row), ...inOrder(ADDRESS, sent), ...countries, active: sent.active ?? true };
  },
};

/** They have the supplier's number: each has one of each. */
const frame = (row: Row): PlainObject => ({
  id: Number(row.id),
  'created-at': textOf(row, 'created-at') || null,
  'updated-at': textOf(row, 'updated-at') || null,
});

const inOrder = (keys: readonly string[], sent: PlainObject): PlainObject =>
  Object.fromEntries(keys.map((key) => [key, sent[key] ?? null]));

function objectOf(cell: unknown): PlainObject | null {
  return typeof cell === 'object' && cell !== null && !Array.isArray(cell) ? (cell as PlainObject) : null;
}

/** As it was sent, and with the rest of what the tenant knows of it. */
function countryOf(reader: Reader, sent: PlainObject[string] | undefined): PlainObject | null {
  const wanted = typeof sent === 'string' ? { code: sent } : objectOf(sent);
  if (!wanted) return null;
  for (const row of reader.rows('countries')) {
    if (row.code === wanted.code || row.name === wanted.name || row.id === String(wanted.id)) {
      return { id: Number(row.id), code: textOf(row, 'code'), name: textOf(row, 'name') };
    }
  }
  return wanted;
}
