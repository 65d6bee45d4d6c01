// Currencies, rates, terms and taxes: what amounts are reckoned by.
import { settlePaymentTerm } from '../actions/payment-terms.ts';
import {
  authors,
  COMMON,
  contentGroups,
  countryRef,
  currencyRef,
  customFields,
  flag,
  integer,
  many,
  oneOf,
  REQUIRED_TEXT,
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

const currencies: Resource = {
  table: 'currencies',
  path: 'currencies',
  root: 'currency',
  listRoot: 'currencies',
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
    'enabled-flag': { kind: 'boolean', isQuiet: true, from: (row) => row.enabled },
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

const paymentTerms: Resource = {
  table: 'payment-terms',
  path: 'payment_terms',
  root: 'payment-term',
  scopes: COMMON,
  lookupKeys: ['id', 'code'],
  unique: [['code']],
  defaults: { active: true, type: 'DaysAfterNetPaymentTerm' },
  fields: {
    ...stamps,
    code: REQUIRED_TEXT,
    description: writableText,
    type: oneOf(
      'DaysAfterNetPaymentTerm',
      'SpecificDayPaymentTerm',
      'BaseEomToDaysPaymentTerm',
      'DaysToBaseEomPaymentTerm',
    ),
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
    'content-groups': contentGroups,
    'custom-fields': customFields,
    ...authors,
  },
  settle: settlePaymentTerm,
};

const shippingTerms: Resource = {
  table: 'shipping-terms',
  path: 'shipping_terms',
  root: 'shipping-term',
  scopes: COMMON,
  lookupKeys: ['id', 'code'],
  unique: [['code']],
  defaults: { active: true },
  fields: {
    ...stamps,
    code: REQUIRED_TEXT,
    description: writableText,
    active: writableFlag,
    'content-groups': contentGroups,
    'custom-fields': customFields,
    ...authors,
  },
};

const taxCodes: Resource = {
  table: 'tax-codes',
  path: 'tax_codes',
  root: 'tax-code',
  scopes: COMMON,
  lookupKeys: ['id', 'code'],
  unique: [['country', 'code']],
  defaults: { active: true },
  fields: {
    ...stamps,
    code: REQUIRED_TEXT,
    description: writableText,
    percentage: writableFloat,
    country: countryRef(),
    'effective-date': writableDate,
    'tax-rate': ref('tax-rates', ['id', 'percentage', 'country', 'description'], WRITABLE),
    active: writableFlag,
    ...authors,
  },
};

const taxRates: Resource = {
  table: 'tax-rates',
  path: 'tax_rates',
  root: 'tax-rate',
  scopes: { read: ['core.common.read'] },
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    percentage: { kind: 'decimal' },
    country: ref('countries', ['id', 'code', 'name']),
    description: text(),
    'tax-description': text(),
    'tax-rate-type': { kind: 'object' },
    ...many(flag, 'active', 'exempt', 'reverse-charge', 'out-of-scope', 'customer-accounting'),
    'effective-date': { kind: 'date' },
    'expiration-date': { kind: 'date' },
    ...authors,
  },
};

const taxRegistrations: Resource = {
  table: 'tax-registrations',
  path: 'tax_registrations',
  root: 'tax-registration',
  scopes: {
    read: ['core.invoice.read'],
    create: ['core.invoice.write'],
    update: ['core.invoice.write'],
  },
  lookupKeys: ['id', 'number'],
  defaults: { active: true, local: false },
  fields: {
    ...stamps,
    number: REQUIRED_TEXT,
    country: countryRef({ isWritable: true, isRequired: true }),
    active: writableFlag,
    local: writableFlag,
    'owner-id': { kind: 'id', isWritable: true },
    'owner-type': writableText,
    'fiscal-representative': { kind: 'object' },
    ...authors,
  },
};

/** What amounts are reckoned by. */
export const termsAndTax: readonly Resource[] = [
  currencies,
  exchangeRates,
  paymentTerms,
  shippingTerms,
  taxCodes,
  taxRates,
  taxRegistrations,
];
