import {
  authors,
  currencyRef,
  type Field,
  many,
  paymentTermRef,
  type Resource,
  ref,
  stamps,
  supplierRef,
  text,
  WRITABLE,
  writableDatetime,
  writableDecimal,
  writableFlag,
  writableInteger,
  writableText,
} from './resource.ts';

const REQUIRED = { isWritable: true, isRequired: true };

const contracts: Resource = {
  table: 'contracts',
  path: 'contracts',
  root: 'contract',
  scopes: {
    read: ['core.contract.read'],
    create: ['core.contract.write'],
    update: ['core.contract.write'],
  },
  lookupKeys: ['id', 'number', 'name'],
  isFirstKeyEnough: true,
  defaults: { status: 'draft', type: 'MasterContract', terminated: false },
  fields: {
    ...stamps,
    name: text(REQUIRED),
    number: text(REQUIRED),
    status: text(REQUIRED),
    type: text(),
    ...many(writableText, 'description', 'terms', 'term-type', 'stop-spend-based-on-max-value'),
    ...many(writableDatetime, 'start-date', 'end-date', 'published-date'),
    ...many(writableDecimal, 'minimum-value', 'maximum-value', 'savings-pct'),
    ...many(writableFlag, 'terminated', 'preferred', 'used-for-buying'),
    supplier: supplierRef(REQUIRED),
    currency: currencyRef(WRITABLE),
    'payment-term': paymentTermRef(WRITABLE),
    'shipping-term': ref('shipping-terms', ['id', 'code', 'description', 'active'], WRITABLE),
    'custom-fields': { kind: 'custom', isWritable: true },
    ...authors,
  } satisfies Record<string, Field>,
};

const TIERS = Array.from({ length: 20 }, (_, at) => `price-tier-${at + 1}`);

const supplierItems: Resource = {
  table: 'supplier-items',
  path: 'supplier_items',
  root: 'supplier-item',
  scopes: {
    read: ['core.catalog.read'],
    create: ['core.catalog.write'],
    update: ['core.catalog.write'],
  },
  lookupKeys: ['id'],
  defaults: { preferred: false },
  fields: {
    ...stamps,
    'supplier-part-num': text(REQUIRED),
    'supplier-aux-part-num': writableText,
    manufacturer: writableText,
    ...many(writableDecimal, 'price', 'savings-pct', 'minimum-order-quantity', 'order-increment', ...TIERS),
    'lead-time': writableInteger,
    preferred: writableFlag,
    item: { kind: 'object', isWritable: true },
    contract: ref('contracts', ['id', 'name', 'number'], WRITABLE),
    'contract-term': { kind: 'object', isWritable: true },
    supplier: supplierRef(REQUIRED),
    currency: currencyRef(WRITABLE),
    ...authors,
  } satisfies Record<string, Field>,
};

/** What was agreed with suppliers: contracts, and prices under them. */
export const contractResources: readonly Resource[] = [contracts, supplierItems];
