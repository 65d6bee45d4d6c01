// Small master data: everything that others point at and that has little behaviour of its own.
import { refuse } from '../refusal.ts';
import { textOf } from '../row.ts';
import type { Work } from '../state.ts';
import {
  authors,
  currencyRef,
  flag,
  integer,
  many,
  type Resource,
  ref,
  stamps,
  text,
  WRITABLE,
  writableDate,
  writableDatetime,
  writableDecimal,
  writableFlag,
  writableFloat,
  writableInteger,
  writableText,
} from './resource.ts';

const COMMON = {
  read: ['core.common.read'],
  create: ['core.common.write'],
  update: ['core.common.write'],
};
const REQUIRED_TEXT = text({ isWritable: true, isRequired: true });
const COUNTRY = { kind: 'object', isWritable: true } as const;

/** Another row of the table with the same text in the field, the row itself left aside. */
export function isTaken(work: Work, table: string, field: string, value: string, exceptId: string): boolean {
  for (const row of work.rows(table)) {
    if (row.id !== exceptId && textOf(row, field).toLowerCase() === value.toLowerCase()) return true;
  }
  return false;
}

const currencies: Resource = {
  table: 'currencies',
  path: 'currencies',
  root: 'currency',
  scopes: { read: ['core.common.read'] },
  lookupKeys: ['id', 'code'],
  isUsable: (row) => row.enabled === true,
  fields: {
    ...stamps,
    code: text(),
    name: text(),
    symbol: text(),
    decimals: integer,
    enabled: flag,
  },
};

const departments: Resource = {
  table: 'departments',
  path: 'departments',
  root: 'department',
  scopes: COMMON,
  lookupKeys: ['id', 'name'],
  defaults: { active: true },
  fields: { ...stamps, name: REQUIRED_TEXT, active: writableFlag, ...authors },
};

const uoms: Resource = {
  table: 'uoms',
  path: 'uoms',
  root: 'uom',
  scopes: { read: ['core.common.read', 'core.uom.read'] },
  lookupKeys: ['id', 'code'],
  defaults: { active: true },
  fields: {
    ...stamps,
    code: text(),
    name: text(),
    'allowable-precision': integer,
    active: flag,
    ...authors,
  },
};

const commodities: Resource = {
  table: 'commodities',
  path: 'commodities',
  root: 'commodity',
  listRoot: 'commodities',
  scopes: COMMON,
  lookupKeys: ['id', 'name'],
  defaults: { active: true, category: 'goods', preferred: 'Automatic' },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    active: writableFlag,
    category: writableText,
    subcategory: writableText,
    deductibility: writableText,
    preferred: writableText,
    'imported-from-taxonomy': flag,
    parent: ref('commodities', ['id', 'name'], WRITABLE),
    'custom-fields': { kind: 'custom', isWritable: true },
    ...authors,
  },
};

const paymentTerms: Resource = {
  table: 'payment-terms',
  path: 'payment_terms',
  root: 'payment-term',
  scopes: COMMON,
  lookupKeys: ['id', 'code'],
  defaults: { active: true, type: 'DaysAfterNetPaymentTerm' },
  fields: {
    ...stamps,
    code: REQUIRED_TEXT,
    description: writableText,
    type: text(),
    'days-for-net-payment': writableInteger,
    'days-for-discount-payment': writableInteger,
    'discount-rate': writableDecimal,
    'net-cutoff-day': writableInteger,
    'net-due-day': writableInteger,
    'net-due-month': writableInteger,
    'discount-cutoff-day': writableInteger,
    'discount-due-day': writableInteger,
    'discount-due-month': writableInteger,
    active: writableFlag,
    ...authors,
  },
};

const shippingTerms: Resource = {
  table: 'shipping-terms',
  path: 'shipping_terms',
  root: 'shipping-term',
  scopes: COMMON,
  lookupKeys: ['id', 'code'],
  defaults: { active: true },
  fields: { ...stamps, code: REQUIRED_TEXT, description: writableText, active: writableFlag, ...authors },
};

const taxCodes: Resource = {
  table: 'tax-codes',
  path: 'tax_codes',
  root: 'tax-code',
  scopes: COMMON,
  lookupKeys: ['id', 'code'],
  defaults: { active: true },
  fields: {
    ...stamps,
    code: REQUIRED_TEXT,
    description: writableText,
    percentage: writableFloat,
    country: COUNTRY,
    'effective-date': writableDate,
    active: writableFlag,
    ...authors,
  },
};

const exchangeRates: Resource = {
  table: 'exchange-rates',
  path: 'exchange_rates',
  root: 'exchange-rate',
  scopes: COMMON,
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    rate: { ...writableDecimal, isRequired: true },
    'rate-date': { ...writableDatetime, isRequired: true },
    'from-currency': currencyRef({ isWritable: true, isRequired: true }),
    'to-currency': currencyRef({ isWritable: true, isRequired: true }),
    ...authors,
  },
};

const addresses: Resource = {
  table: 'addresses',
  path: 'addresses',
  root: 'address',
  listRoot: 'addresses',
  scopes: COMMON,
  lookupKeys: ['id', 'name', 'location-code'],
  defaults: { active: true },
  fields: {
    ...stamps,
    ...many(
      writableText,
      'name',
      'location-code',
      'street1',
      'street2',
      'street3',
      'street4',
      'city',
      'state',
    ),
    ...many(writableText, 'postal-code', 'attention', 'vat-number', 'local-tax-number'),
    'business-group-name': text(),
    active: writableFlag,
    country: COUNTRY,
    'vat-country': COUNTRY,
    ...authors,
  },
};

const accountTypes: Resource = {
  table: 'account-types',
  path: 'account_types',
  root: 'account-type',
  scopes: { read: ['core.accounting.read'], create: ['core.accounting.write'] },
  lookupKeys: ['id', 'name'],
  defaults: { active: true, 'dynamic-flag': false },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    active: writableFlag,
    'legal-entity-name': text(),
    'dynamic-flag': flag,
    currency: currencyRef(WRITABLE),
    'primary-address': ref('addresses', ['id', 'name'], WRITABLE),
    enterprise: { kind: 'object' },
    ...authors,
  },
};

const SEGMENTS = Array.from({ length: 20 }, (_, index) => `segment-${index + 1}`);

const accounts: Resource = {
  table: 'accounts',
  path: 'accounts',
  root: 'account',
  scopes: {
    read: ['core.accounting.read'],
    create: ['core.accounting.write'],
    update: ['core.accounting.write'],
  },
  lookupKeys: ['id', 'code'],
  defaults: { active: true },
  fields: {
    ...stamps,
    name: writableText,
    code: text(),
    active: writableFlag,
    'account-type-id': { kind: 'id', from: (row) => row['account-type'] },
    'account-type': ref('account-types', ['id', 'name'], { isWritable: true, isRequired: true }),
    ...many(writableText, ...SEGMENTS),
    ...authors,
  },
  settle: (work, row) => {
    if (textOf(row, 'segment-1') === '') refuse('account', "Segment 1 - Company can't be blank");
    const segments = SEGMENTS.map((segment) => textOf(row, segment));
    while (segments.at(-1) === '') segments.pop();
    const code = segments.join('-');
    if (code !== textOf(row, 'code') && isTaken(work, 'accounts', 'code', code, row.id)) {
      refuse('account', 'Code has already been taken');
    }
    return { ...row, code };
  },
};

const lookups: Resource = {
  table: 'lookups',
  path: 'lookups',
  root: 'lookup',
  scopes: COMMON,
  lookupKeys: ['id', 'name'],
  defaults: { active: true, 'fixed-depth': false },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    description: writableText,
    active: writableFlag,
    'fixed-depth': writableFlag,
    'level-1-name': writableText,
    ...authors,
  },
};

const lookupValues: Resource = {
  table: 'lookup-values',
  path: 'lookup_values',
  root: 'lookup-value',
  scopes: COMMON,
  lookupKeys: ['id', 'external-ref-code', 'external-ref-num', 'name'],
  defaults: { active: true, 'is-default': false, depth: 1 },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    description: writableText,
    active: writableFlag,
    'is-default': writableFlag,
    depth: integer,
    'external-ref-num': writableText,
    'external-ref-code': text(),
    'lookup-id': { kind: 'id', from: (row) => row.lookup },
    lookup: ref('lookups', ['id', 'name', 'active'], { isWritable: true, isRequired: true }),
    parent: ref('lookup-values', ['id', 'name'], WRITABLE),
    ...authors,
  },
  settle: (_work, row) => ({ ...row, 'external-ref-code': textOf(row, 'external-ref-num') || null }),
};

const legalEntities: Resource = {
  table: 'legal-entities',
  path: 'legal_entities',
  root: 'legal-entity',
  listRoot: 'legal-entities',
  scopes: { read: ['core.legal_entity.read'] },
  lookupKeys: ['id', 'name', 'abbreviation'],
  fields: {
    ...stamps,
    name: text(),
    abbreviation: text(),
    description: text(),
    active: flag,
    'external-identification-company-code': text(),
    'accounting-method': text(),
    currency: currencyRef(),
    'legal-entity-address': ref('addresses', ['id', 'name', 'city']),
    ...authors,
  },
};

/** Dispute reasons have no list of their own in the documents; they are only named on disputes. */
const disputeReasons: Resource = {
  table: 'dispute-reasons',
  root: 'dispute-reason',
  scopes: {},
  lookupKeys: ['id', 'code'],
  isUsable: (row) => row.active === true,
  fields: { ...stamps, code: text(), description: text() },
};

/** Master data without behaviour of its own. */
export const referenceData: readonly Resource[] = [
  currencies,
  departments,
  uoms,
  commodities,
  paymentTerms,
  shippingTerms,
  taxCodes,
  exchangeRates,
  addresses,
  accountTypes,
  accounts,
  lookups,
  lookupValues,
  legalEntities,
  disputeReasons,
];
