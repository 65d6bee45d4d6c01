import { chainActions } from '../actions/approvables.ts';
import { settleOrderChange, submitOrderChange } from '../actions/purchase-order-changes.ts';
import { idsOf } from '../row.ts';
import {
  accountRef,
  approvalsOn,
  authors,
  children,
  currencyRef,
  customFields,
  decimal,
  flag,
  integer,
  many,
  paymentTermRef,
  type Resource,
  ref,
  stamps,
  supplierRef,
  text,
  userRef,
  WRITABLE,
  writableDate,
  writableDecimal,
  writableFlag,
  writableText,
} from './resource.ts';

const READ = ['core.purchase_order.read'];
const WRITE = ['core.purchase_order.write'];

/** What shall become of an order; approved, it is the order's next revision. */
const changes: Resource = {
  table: 'order-header-changes',
  path: 'purchase_order_changes',
  root: 'order-header-change',
  scopes: { read: READ, create: WRITE, update: WRITE },
  lookupKeys: ['id'],
  hasAttachments: true,
  defaults: { status: 'draft', exported: false, 'supplier-initiated': false, 'pending-cancel': false },
  fields: {
    ...stamps,
    status: text(),
    'order-header-id': { kind: 'id', isWritable: true, isRequired: true },
    'po-number': text(),
    version: integer,
    total: decimal,
    justification: text(),
    'reject-reason': text(),
    ...many(flag, 'exported', 'supplier-initiated', 'pending-cancel', 'price-hidden'),
    'lines-count': { kind: 'integer', from: (row) => idsOf(row, 'order-line-changes').length },
    'lines-pending-add-count': integer,
    'lines-pending-delete-count': integer,
    ...many(writableText, 'ship-to-attention', 'transmission-emails', 'payment-method'),
    'transmission-method-override': {
      kind: 'text',
      isWritable: true,
      values: ['supplier_default', 'email', 'do_not_transmit'],
    },
    'ship-to-address': ref('addresses', ['id', 'name', 'location-code'], WRITABLE),
    'ship-to-user': userRef(WRITABLE),
    requester: userRef(),
    supplier: supplierRef(),
    currency: currencyRef(),
    'payment-term': paymentTermRef(WRITABLE),
    'shipping-term': ref('shipping-terms', ['id', 'code', 'description', 'active'], WRITABLE),
    'order-line-changes': children('order-line-changes', 'order-header-change-id'),
    approvals: approvalsOn('OrderHeaderChange'),
    'custom-fields': customFields,
    ...authors,
  },
  settle: settleOrderChange,
  actions: {
    submit_for_approval: { scopes: WRITE, run: submitOrderChange },
    ...chainActions('OrderHeaderChange', WRITE),
  },
};

/** With `order-line-id` a line that changes or goes, without a line that comes. */
const lineChanges: Resource = {
  table: 'order-line-changes',
  root: 'order-line-change',
  scopes: {},
  lookupKeys: ['id'],
  defaults: { 'pending-delete': false },
  fields: {
    ...stamps,
    'order-line-id': { kind: 'id', isWritable: true },
    'line-num': text(),
    description: writableText,
    price: writableDecimal,
    quantity: writableDecimal,
    total: writableDecimal,
    'need-by-date': writableDate,
    'pending-delete': writableFlag,
    ...many(writableText, 'source-part-num', 'supp-aux-part-num', 'manufacturer-name'),
    'manufacturer-part-number': writableText,
    account: accountRef(WRITABLE),
    commodity: ref('commodities', ['id', 'name'], WRITABLE),
    uom: ref('uoms', ['id', 'code', 'name'], WRITABLE),
    item: ref('items', ['id', 'name', 'item-number'], WRITABLE),
    'order-header-change-id': { kind: 'id' },
    'custom-fields': customFields,
    ...authors,
  },
};

/** Changes of orders that somebody has to approve. */
export const purchaseOrderChanges: readonly Resource[] = [changes, lineChanges];
