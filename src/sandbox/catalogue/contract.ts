import { chainActions } from '../actions/approvables.ts';
import {
  completeContract,
  createPublished,
  settleContract,
  settleContractTerm,
  submitContract,
  updatePublished,
} from '../actions/contracts.ts';
import {
  accountRef,
  approvalsOn,
  attachmentsOn,
  authors,
  contentGroups,
  currencyRef,
  customFields,
  flag,
  many,
  oneOf,
  paymentTermRef,
  REQUIRED_TEXT,
  type Resource,
  ref,
  stamps,
  supplierRef,
  text,
  userRef,
  WRITABLE,
  writableDatetime,
  writableDecimal,
  writableFlag,
  writableInteger,
  writableObject,
  writableText,
} from './resource.ts';

const READ = ['core.contract.read'];
const WRITE = ['core.contract.write'];
const UNITS = ['days', 'months', 'years'];
const required = { isWritable: true, isRequired: true };

const contracts: Resource = {
  table: 'contracts',
  path: 'contracts',
  root: 'contract',
  scopes: { read: READ, create: WRITE, update: WRITE },
  lookupKeys: ['id', 'number', 'name'],
  isFirstKeyEnough: true,
  hasComments: 'Contract',
  hasAttachments: true,
  hasLegalAgreement: true,
  hasContentGroupPaths: true,
  unique: [['number']],
  defaults: { status: 'draft', type: 'MasterContract', terminated: false, 'is-default': false },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    number: REQUIRED_TEXT,
    status: oneOf('draft', 'pending_approval', 'approved', 'published', 'inactive', 'completed'),
    type: text(),
    version: writableInteger,
    ...many(writableText, 'description', 'terms', 'supplier-account', 'requisition-message', 'po-message'),
    ...many(writableText, 'amended-contract-type', 'external-contract-id', 'source-id', 'source-type'),
    ...many(writableText, 'legal-agreement-url', 'length-of-notice-value', 'order-window-tz'),
    'legal-agreement': text(),
    source: text(),
    consent: oneOf('notice', 'consent', 'not_required', 'not_assignable'),
    'term-type': oneOf('fixed', 'auto_renew', 'perpetual'),
    ...many(oneOf('yes', 'no'), 'termination-notice', 'stop-spend-based-on-max-value'),
    ...many(
      oneOf(...UNITS),
      'length-of-notice-unit',
      'renewal-length-unit',
      'termination-notice-length-unit',
    ),
    ...many(writableInteger, 'no-of-renewals', 'renewal-length-value', 'termination-notice-length-value'),
    'whose-paper': writableInteger,
    ...many(writableDatetime, 'start-date', 'end-date', 'published-date', 'execution-date'),
    ...many(writableDecimal, 'minimum-value', 'maximum-value', 'min-commit', 'max-commit', 'savings-pct'),
    ...many(writableFlag, 'terminated', 'preferred', 'used-for-buying', 'use-order-windows'),
    ...many(writableFlag, 'auto-extend-end-date-for-renewal', 'strict-invoicing-rules'),
    ...many(flag, 'is-default', 'supplier-invoiceable', 'use-online-signing'),
    supplier: supplierRef(required),
    currency: currencyRef(WRITABLE),
    department: ref('departments', ['id', 'name'], WRITABLE),
    'default-account': accountRef(WRITABLE),
    'contract-owner': userRef(WRITABLE),
    submitter: userRef(),
    'payment-term': paymentTermRef(WRITABLE),
    'shipping-term': ref('shipping-terms', ['id', 'code', 'description', 'active'], WRITABLE),
    parent: ref('contracts', ['id', 'name', 'number'], WRITABLE),
    'master-contract': ref('contracts', ['id', 'name', 'number'], WRITABLE),
    'contract-terms': {
      kind: 'children',
      to: 'contract-terms',
      parentField: 'contract-id',
      from: (row, reader) =>
        (reader.indexed('contract-terms', 'contract-id', row.id) ?? []).flatMap(
          (id) => reader.get('contract-terms', id) ?? [],
        ),
    },
    approvals: { ...approvalsOn('Contract'), isQuiet: true },
    attachments: { ...attachmentsOn('contracts'), isQuiet: true },
    'content-groups': contentGroups,
    taggings: writableObject,
    'custom-fields': customFields,
    ...authors,
  },
  settle: settleContract,
  actions: {
    submit_for_approval: { scopes: WRITE, isUpdate: true, run: submitContract },
    complete: { scopes: WRITE, run: completeContract },
    update_published: { scopes: WRITE, run: updatePublished },
    create_published: { scopes: WRITE, methods: ['POST'], run: createPublished },
    ...chainActions('Contract', WRITE),
  },
};

const TIERS = Array.from({ length: 20 }, (_, at) => at + 1);

/** Discounts by quantity or amount. */
const contractTerms: Resource = {
  table: 'contract-terms',
  within: [
    {
      path: 'contracts',
      table: 'contracts',
      as: 'contract_terms',
      field: 'contract-id',
      key: 'contract-id',
    },
  ],
  root: 'contract-term',
  scopes: { read: READ, create: WRITE, update: WRITE },
  lookupKeys: ['id', 'name'],
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    type: text(),
    'contract-term-type': {
      ...oneOf(
        'PerOrderContractTerm',
        'TotalQtyContractTerm',
        'TotalAmtContractTerm',
        'PriceRangeContractTerm',
      ),
      isRequired: true,
    },
    'use-pct-discounts': writableFlag,
    ...many(writableDecimal, ...TIERS.flatMap((at) => [`tier-${at}-upper-bound`, `tier-${at}-disc-pct`])),
    'contract-id': { kind: 'id', isWritable: true, isQuiet: true },
    ...authors,
  },
  settle: settleContractTerm,
};

/** What an item costs at one supplier, under a contract or not. */
const supplierItems: Resource = {
  table: 'supplier-items',
  path: 'supplier_items',
  within: [{ path: 'items', table: 'items', as: 'supplier_items', field: 'item', key: 'item' }],
  root: 'supplier-item',
  scopes: {
    read: ['core.catalog.read'],
    create: ['core.catalog.write'],
    update: ['core.catalog.write'],
    delete: ['core.catalog.write'],
  },
  lookupKeys: ['id'],
  unique: [['supplier', 'contract', 'item', 'supplier-part-num']],
  defaults: { preferred: false, availability: 'in_stock' },
  fields: {
    ...stamps,
    'supplier-part-num': REQUIRED_TEXT,
    'supplier-aux-part-num': writableText,
    manufacturer: writableText,
    'unspsc-code': text(),
    availability: oneOf('in_stock', 'out_of_stock', 'backordered'),
    'availability-date': writableDatetime,
    ...many(writableDecimal, 'price', 'savings-pct', 'minimum-order-quantity', 'order-increment'),
    ...many(writableDecimal, ...TIERS.map((at) => `price-tier-${at}`)),
    'price-change': { kind: 'float', isWritable: true },
    'lead-time': writableInteger,
    preferred: writableFlag,
    'is-coupa-advantage': flag,
    item: ref('items', ['id', 'name', 'item-number', 'description', 'active', 'uom'], WRITABLE),
    contract: ref('contracts', ['id', 'name', 'number'], WRITABLE),
    'contract-term': ref('contract-terms', ['id', 'name'], WRITABLE),
    supplier: supplierRef(required),
    currency: currencyRef(WRITABLE),
    ...authors,
  },
};

/** What was agreed with suppliers: contracts, and prices under them. */
export const contractResources: readonly Resource[] = [contracts, contractTerms, supplierItems];
