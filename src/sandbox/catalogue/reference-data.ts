// Small master data that everything else points at and that has little behaviour of its own.
import { type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import {
  authors,
  COMMON,
  contentGroups,
  countryRef,
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
  writableFlag,
  writableText,
} from './resource.ts';

/** Countries have no path in the documents; addresses and taxes name them. */
const countries: Resource = {
  table: 'countries',
  root: 'country',
  listRoot: 'countries',
  scopes: {},
  lookupKeys: ['id', 'code', 'name'],
  fields: { ...stamps, code: text(), name: text() },
};

const departments: Resource = {
  table: 'departments',
  path: 'departments',
  root: 'department',
  scopes: COMMON,
  lookupKeys: ['id', 'name'],
  unique: [['name']],
  defaults: { active: true },
  fields: { ...stamps, name: REQUIRED_TEXT, active: writableFlag, 'custom-fields': customFields, ...authors },
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
  unique: [['name']],
  defaults: { active: true, category: 'goods', preferred: 'Automatic' },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    'translated-name': { kind: 'text', from: (row) => row.name },
    active: writableFlag,
    category: oneOf('goods', 'services'),
    subcategory: oneOf('raw_materials', 'investment_goods', 'services_exceptions'),
    deductibility: oneOf('fully_deductible', 'partially_deductible', 'not_deductible'),
    preferred: oneOf('Yes', 'No', 'Automatic', 'Always', 'Never'),
    'imported-from-taxonomy': flag,
    'parent-id': { kind: 'id', from: (row) => row.parent },
    parent: ref('commodities', ['id', 'name'], WRITABLE),
    'custom-fields': customFields,
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
    ...many(writableText, 'state-iso-code', 'postal-code', 'attention', 'vat-number', 'local-tax-number'),
    ...many(writableText, 'business-group-name', 'external-src-name', 'external-src-ref'),
    type: text(),
    active: writableFlag,
    country: countryRef(),
    'vat-country': countryRef(),
    'content-groups': contentGroups,
    'custom-fields': customFields,
    ...authors,
  },
};

/** Content groups: who may see what. Coupa's path calls them business groups. */
const businessGroups: Resource = {
  table: 'business-groups',
  path: 'business_groups',
  root: 'business-group',
  scopes: COMMON,
  lookupKeys: ['id', 'name'],
  unique: [['name']],
  fields: { ...stamps, name: REQUIRED_TEXT, description: writableText, ...authors },
};

const LEVELS = Array.from({ length: 10 }, (_, index) => `level-${index + 1}-name`);

const lookups: Resource = {
  table: 'lookups',
  path: 'lookups',
  root: 'lookup',
  scopes: COMMON,
  lookupKeys: ['id', 'name'],
  unique: [['name']],
  defaults: { active: true, 'fixed-depth': false },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    description: writableText,
    active: writableFlag,
    'fixed-depth': writableFlag,
    ...many(writableText, ...LEVELS),
    'values-count': {
      kind: 'integer',
      from: (row, reader) => (reader.indexed('lookup-values', 'lookup', row.id) ?? []).length,
    },
    'content-groups': contentGroups,
    ...authors,
  },
};

const lookupValues: Resource = {
  table: 'lookup-values',
  path: 'lookup_values',
  root: 'lookup-value',
  scopes: COMMON,
  lookupKeys: ['id', 'external-ref-code', 'external-ref-num', 'name', 'lookup'],
  unique: [['lookup', 'parent', 'external-ref-num']],
  defaults: { active: true, 'is-default': false, depth: 0 },
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
    'parent-id': { kind: 'id', from: (row) => row.parent },
    lookup: ref('lookups', ['id', 'name', 'active'], { isWritable: true, isRequired: true }),
    parent: ref('lookup-values', ['id', 'name', 'external-ref-num', 'external-ref-code'], WRITABLE),
    'account-type': ref('account-types', ['id', 'name'], WRITABLE),
    'custom-fields': customFields,
    'children-count': {
      kind: 'integer',
      from: (row, reader) => (reader.indexed('lookup-values', 'parent', row.id) ?? []).length,
    },
    ...authors,
  },
  settle: settleLookupValue,
};

/** The code is "a concatenation of the External Ref Num fields starting with the root"; the root has depth 0. */
function settleLookupValue(work: Work, row: Row): Row {
  const parent = work.get('lookup-values', textOf(row, 'parent'));
  const codes = [textOf(parent, 'external-ref-code'), textOf(row, 'external-ref-num')];
  return {
    ...row,
    depth: parent ? Number(parent.depth ?? 0) + 1 : 0,
    'external-ref-code': codes.filter((code) => code !== '').join('-') || null,
  };
}

/** Dispute reasons have no list of their own in the documents; they are only named on disputes. */
const disputeReasons: Resource = {
  table: 'dispute-reasons',
  root: 'dispute-reason',
  scopes: {},
  lookupKeys: ['id', 'code'],
  isUsable: (row) => row.active === true,
  fields: { ...stamps, code: text(), description: text(), ...authors },
};

/** Why an order was reopened, an expense line sent back: named by code, without a path of their own. */
const reasonInsights: Resource = {
  table: 'reason-insights',
  root: 'reason-insight',
  scopes: {},
  lookupKeys: ['id', 'code'],
  fields: { ...stamps, code: text(), description: text(), 'reason-type': text(), ...authors },
};

const announcements: Resource = {
  table: 'announcements',
  path: 'announcements',
  root: 'announcement',
  scopes: { read: ['core.common.read'] },
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    ...many(text(), 'subject', 'message', 'summary', 'short-description', 'announceable-type'),
    important: flag,
    'start-at': { kind: 'datetime' },
    'announceable-id': { kind: 'id' },
    ...authors,
  },
};

/** Master data without behaviour of its own. */
export const referenceData: readonly Resource[] = [
  countries,
  departments,
  uoms,
  commodities,
  addresses,
  businessGroups,
  lookups,
  lookupValues,
  disputeReasons,
  reasonInsights,
  announcements,
];
