// Charts of accounts and what hangs on them: entities, accounts, rules, groups, periods.
import { settleAccount } from '../actions/accounts.ts';
import {
  authors,
  COMMON,
  currencyRef,
  customFields,
  flag,
  many,
  oneOf,
  REQUIRED_TEXT,
  type Resource,
  ref,
  SEGMENTS,
  stamps,
  text,
  WRITABLE,
  writableDate,
  writableFlag,
  writableObject,
  writableText,
} from './resource.ts';

const ACCOUNTING = {
  read: ['core.accounting.read'],
  create: ['core.accounting.write'],
  update: ['core.accounting.write'],
};
const LEGAL = {
  read: ['core.legal_entity.read'],
  create: ['core.legal_entity.write'],
  update: ['core.legal_entity.write'],
};
const CHART = ref('account-types', ['id', 'name'], { isWritable: true, isRequired: true });

const legalEntities: Resource = {
  table: 'legal-entities',
  path: 'legal_entities',
  root: 'legal-entity',
  listRoot: 'legal-entities',
  scopes: LEGAL,
  lookupKeys: ['id', 'name', 'abbreviation'],
  unique: [['name']],
  defaults: { active: true },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    abbreviation: REQUIRED_TEXT,
    active: writableFlag,
    'accounting-method': oneOf('ifrs', 'ifrs_9', 'us_gaap'),
    ...many(writableText, 'description', 'corporate-sector', 'swift-code'),
    ...many(
      writableText,
      'external-identification-company-code',
      'external-identification-creditor-id',
      'external-identification-ic-identifier-gl',
      'external-identification-lei',
    ),
    ...many(
      writableText,
      'external-identification-name-matching',
      'external-identification-name-trading',
      'external-identification-swift',
    ),
    'use-fx-rates-reciprocal': writableFlag,
    currency: currencyRef({ isWritable: true, isRequired: true }),
    'legal-entity-address': ref('addresses', ['id', 'name', 'city'], WRITABLE),
    'bill-to-address': ref('addresses', ['id', 'name', 'city'], WRITABLE),
    parent: ref('legal-entities', ['id', 'name'], WRITABLE),
    ...authors,
  },
};

/** There is no path to change a chart. */
const accountTypes: Resource = {
  table: 'account-types',
  path: 'account_types',
  root: 'account-type',
  scopes: { read: ['core.accounting.read'], create: ['core.accounting.write'] },
  lookupKeys: ['id', 'name'],
  unique: [['name']],
  defaults: { active: true, 'dynamic-flag': false },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    active: writableFlag,
    'legal-entity-name': text(),
    'dynamic-flag': flag,
    currency: currencyRef(WRITABLE),
    'primary-address': ref('addresses', ['id', 'name'], WRITABLE),
    'primary-contact': writableObject,
    enterprise: { kind: 'object' },
    ...authors,
  },
};

const accounts: Resource = {
  table: 'accounts',
  path: 'accounts',
  root: 'account',
  scopes: ACCOUNTING,
  lookupKeys: ['id', 'code', 'account-type', ...SEGMENTS],
  unique: [['account-type', 'code']],
  defaults: { active: true },
  fields: {
    ...stamps,
    name: writableText,
    code: text(),
    active: writableFlag,
    'account-type-id': { kind: 'id', from: (row) => row['account-type'] },
    'account-type': CHART,
    ...many(writableText, ...SEGMENTS),
    'custom-fields': customFields,
    ...authors,
  },
  settle: settleAccount,
};

const perSegment = (...suffixes: string[]) =>
  SEGMENTS.flatMap((segment) => suffixes.map((suffix) => `${segment}-${suffix}`));

const accountValidationRules: Resource = {
  table: 'account-validation-rules',
  path: 'account_validation_rules',
  root: 'account-validation-rule',
  scopes: ACCOUNTING,
  lookupKeys: ['id', 'name'],
  defaults: { active: true },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    'error-message': REQUIRED_TEXT,
    description: REQUIRED_TEXT,
    active: writableFlag,
    ...many(writableText, ...perSegment('condition', 'min', 'max')),
    'account-type': ref('account-types', ['id', 'name'], WRITABLE),
    ...authors,
  },
};

const accountGroups: Resource = {
  table: 'account-groups',
  path: 'account_groups',
  root: 'account-group',
  scopes: ACCOUNTING,
  lookupKeys: ['id', 'name'],
  unique: [['name']],
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    'account-group-type': { kind: 'integer', isWritable: true, isRequired: true },
    ...many(writableText, ...perSegment('col', 'op', 'val')),
    'account-type': CHART,
    ...authors,
  },
};

const periods: Resource = {
  table: 'periods',
  path: 'periods',
  root: 'period',
  // The scopes name creating alone; without reading nobody would know what there is.
  scopes: { read: COMMON.read, create: COMMON.create },
  lookupKeys: ['id', 'name'],
  unique: [['account-type', 'name']],
  defaults: { 'is-open': true },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    'start-date': { ...writableDate, isRequired: true },
    'end-date': { ...writableDate, isRequired: true },
    'is-open': writableFlag,
    ...many(writableFlag, ...SEGMENTS),
    'account-type': ref('account-types', ['id', 'name'], WRITABLE),
    ...authors,
  },
};

/** Charts of accounts and what hangs on them. */
export const accounting: readonly Resource[] = [
  legalEntities,
  accountTypes,
  accounts,
  accountValidationRules,
  accountGroups,
  periods,
];
