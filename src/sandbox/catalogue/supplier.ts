import { refuse } from '../refusal.ts';
import { textOf } from '../row.ts';
import {
  authors,
  countryRef,
  type Field,
  flag,
  many,
  paymentTermRef,
  type Resource,
  ref,
  stamps,
  supplierRef,
  text,
  WRITABLE,
  writableFlag,
  writableText,
} from './resource.ts';
import { isTaken } from './taken.ts';

const ONE_OF: Readonly<Record<string, readonly string[]>> = {
  status: ['active', 'inactive', 'draft'],
  'invoice-matching-level': ['2-way', '3-way', '3-way-direct', 'none'],
  'po-method': ['cxml', 'xml', 'email', 'prompt', 'mark_as_sent', 'buy_online'],
  'payment-method': ['invoice', 'pcard', 'invoice_only', 'pcard_only', 'virtual_card'],
};

const remitToAddresses: Resource = {
  table: 'remit-to-addresses',
  root: 'remit-to-address',
  listRoot: 'remit-to-addresses',
  scopes: {},
  lookupKeys: ['id', 'remit-to-code'],
  defaults: { active: true },
  fields: {
    ...stamps,
    ...many(writableText, 'remit-to-code', 'name', 'street1', 'street2', 'city', 'state', 'postal-code'),
    ...many(writableText, 'vat-number', 'local-tax-number', 'external-src-ref'),
    active: writableFlag,
    country: countryRef(),
    'supplier-id': { kind: 'id', isQuiet: true },
  },
};

const suppliers: Resource = {
  table: 'suppliers',
  path: 'suppliers',
  root: 'supplier',
  scopes: {
    read: ['core.supplier.read'],
    create: ['core.supplier.write'],
    update: ['core.supplier.write'],
  },
  // Coupa's order when a supplier is named by several keys: id, then number, then name.
  lookupKeys: ['id', 'number', 'name'],
  isFirstKeyEnough: true,
  isUsable: (row) => row.status === 'active',
  hasAttachments: true,
  defaults: {
    status: 'active',
    'on-hold': false,
    'one-time-supplier': false,
    'buyer-hold': false,
    'hold-invoices-for-ap-review': false,
    'send-invoices-to-approvals': false,
    'allow-inv-from-connect': true,
    'allow-inv-no-backing-doc-from-connect': false,
    'invoice-matching-level': '3-way',
    'payment-method': 'invoice',
    'po-method': 'email',
    'remit-to-addresses': [],
  },
  fields: {
    ...stamps,
    name: text({ isWritable: true, isRequired: true }),
    'display-name': writableText,
    number: writableText,
    status: writableText,
    type: text(),
    ...many(writableText, 'account-number', 'po-method', 'po-change-method', 'po-email', 'payment-method'),
    ...many(writableText, 'invoice-matching-level', 'duns', 'tax-id', 'website', 'default-locale'),
    ...many(writableFlag, 'on-hold', 'one-time-supplier', 'buyer-hold', 'hold-invoices-for-ap-review'),
    ...many(writableFlag, 'send-invoices-to-approvals', 'allow-inv-from-connect'),
    ...many(writableFlag, 'allow-inv-no-backing-doc-from-connect', 'allow-change-requests'),
    'do-not-accelerate': flag,
    'primary-contact': { kind: 'object', isWritable: true },
    'primary-address': { kind: 'object', isWritable: true },
    'payment-term': paymentTermRef(WRITABLE),
    'shipping-term': ref('shipping-terms', ['id', 'code', 'description', 'active'], WRITABLE),
    'tax-code': ref('tax-codes', ['id', 'code', 'percentage', 'description'], WRITABLE),
    commodity: ref('commodities', ['id', 'name'], WRITABLE),
    parent: supplierRef(WRITABLE),
    'remit-to-addresses': {
      kind: 'children',
      to: 'remit-to-addresses',
      parentField: 'supplier-id',
      isWritable: true,
    },
    'custom-fields': { kind: 'custom', isWritable: true },
    ...authors,
  } satisfies Record<string, Field>,
  settle: (work, row) => {
    const name = textOf(row, 'name');
    if (isTaken(work, 'suppliers', 'name', name, row.id)) refuse('supplier', 'Name has already been taken');
    const number = textOf(row, 'number');
    if (number !== '' && isTaken(work, 'suppliers', 'number', number, row.id)) {
      refuse('supplier', 'Number has already been taken');
    }
    for (const [field, allowed] of Object.entries(ONE_OF)) {
      const value = textOf(row, field);
      if (value !== '' && !allowed.includes(value))
        refuse('supplier', `${field} is not included in the list`);
    }
    return { ...row, 'display-name': textOf(row, 'display-name') || name };
  },
};

/** Suppliers and where they want their money. */
export const supplierResources: readonly Resource[] = [suppliers, remitToAddresses];
