import {
  cancelOrder,
  changeOrderState,
  type ORDER_MOVES,
  orderPlaces,
  settleOrder,
  settleOrderLine,
} from '../actions/purchase-orders.ts';
import { multiply, round } from '../amount.ts';
import { decimalOf, isTrue, type Row, textOf } from '../row.ts';
import { attachmentsOf } from './attachment.ts';
import {
  type Action,
  accountRef,
  authors,
  currencyRef,
  date,
  datetime,
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

const move = (verb: keyof typeof ORDER_MOVES): Action => ({
  scopes: WRITE,
  run: (work, row) => changeOrderState(work, row, verb),
});

const purchaseOrders: Resource = {
  table: 'purchase-orders',
  path: 'purchase_orders',
  root: 'order-header',
  scopes: { read: READ, create: WRITE, update: WRITE },
  lookupKeys: ['id', 'po-number'],
  hasExportFlag: true,
  hasComments: 'OrderHeader',
  hasAttachments: true,
  defaults: {
    status: 'draft',
    version: 1,
    'internal-revision': 0,
    exported: false,
    'acknowledged-flag': false,
    'price-hidden': false,
    'invoice-stop': false,
    'payment-method': 'invoice',
    'order-confirmation-level': 0,
    'order-lines': [],
    'deleted-lines': [],
  },
  fields: {
    ...stamps,
    'po-number': writableText,
    status: text(),
    'transmission-status': text(),
    version: integer,
    'internal-revision': integer,
    exported: flag,
    'last-exported-at': datetime,
    'acknowledged-flag': writableFlag,
    'acknowledged-at': datetime,
    'change-type': text(),
    'confirmation-status': text(),
    'coupa-accelerate-status': text(),
    'invoice-stop': flag,
    'price-hidden': flag,
    'payment-method': writableText,
    'order-confirmation-level': integer,
    'ship-to-attention': writableText,
    'transmission-emails': writableText,
    'transmission-method-override': writableText,
    classification: writableText,
    total: decimal,
    type: { kind: 'text', isWritable: true, isQuiet: true },
    'requisition-header': ref('requisitions', ['id', 'status']),
    requester: userRef(WRITABLE),
    'ship-to-user': userRef(WRITABLE),
    'ship-to-address': ref(
      'addresses',
      [
        'id',
        'name',
        'location-code',
        'street1',
        'street2',
        'city',
        'state',
        'postal-code',
        'active',
        'country',
      ],
      WRITABLE,
    ),
    supplier: supplierRef({ isWritable: true, isRequired: true }),
    currency: currencyRef(WRITABLE),
    'payment-term': paymentTermRef(WRITABLE),
    'shipping-term': ref('shipping-terms', ['id', 'code', 'description', 'active'], WRITABLE),
    attachments: attachmentsOf('purchase-orders'),
    'order-lines': {
      kind: 'children',
      to: 'order-lines',
      parentField: 'order-header-id',
      isWritable: true,
      isRequired: true,
    },
    'custom-fields': { kind: 'custom', isWritable: true },
    ...authors,
  },
  settle: settleOrder,
  actions: {
    issue: move('issue'),
    issue_without_send: move('issue_without_send'),
    ignore_window_and_issue: move('ignore_window_and_issue'),
    release_from_buyer_hold: move('release_from_buyer_hold'),
    close: move('close'),
    reopen: move('reopen'),
    cancel: { scopes: WRITE, run: cancelOrder },
  },
};

const isQuantityLine = (row: Row) => textOf(row, 'type') !== 'OrderAmountLine';

const softClose = (field: string, value: boolean): Action => ({
  scopes: WRITE,
  run: (work, row) => work.change('order-lines', row.id, { [field]: value }),
});

const orderLines: Resource = {
  table: 'order-lines',
  path: 'purchase_order_lines',
  root: 'order-line',
  scopes: { read: READ },
  lookupKeys: ['id'],
  hasAttachments: true,
  defaults: {
    status: 'created',
    type: 'OrderQuantityLine',
    invoiced: '0.0',
    'total-invoiced': '0.00',
    received: '0.0',
    version: 1,
    'savings-pct': '0.0',
    'service-type': 'non_service',
    'invoice-stop': false,
    'soft-closed-for-receiving': false,
    'soft-closed-for-invoicing': false,
    'receipt-approval-required': false,
  },
  fields: {
    ...stamps,
    type: writableText,
    'line-num': writableText,
    'sub-line-num': integer,
    description: writableText,
    price: writableDecimal,
    quantity: writableDecimal,
    total: {
      kind: 'decimal',
      isWritable: true,
      from: (row, reader) =>
        isQuantityLine(row)
          ? round(multiply(decimalOf(row, 'price'), decimalOf(row, 'quantity')), orderPlaces(reader, row))
          : row.total,
    },
    'accounting-total': { kind: 'decimal', from: (row) => row.total },
    'reporting-total': { kind: 'decimal', from: (row) => row.total },
    invoiced: decimal,
    'total-invoiced': decimal,
    received: decimal,
    'need-by-date': writableDate,
    'order-header-id': { kind: 'id' },
    'order-header-number': {
      kind: 'text',
      from: (row, reader) =>
        textOf(reader.get('purchase-orders', textOf(row, 'order-header-id')), 'po-number'),
    },
    'match-type': writableText,
    'receipt-required': writableFlag,
    'receipt-approval-required': flag,
    'service-type': text(),
    'source-part-num': writableText,
    'supp-aux-part-num': writableText,
    'supplier-order-number': writableText,
    'savings-pct': decimal,
    'invoice-stop': flag,
    'soft-closed-for-receiving': { ...flag, isQuiet: true },
    'soft-closed-for-invoicing': { ...flag, isQuiet: true },
    status: text(),
    version: integer,
    account: accountRef(WRITABLE),
    'account-allocations': { kind: 'object', from: () => [] },
    commodity: ref('commodities', ['id', 'name'], WRITABLE),
    contract: { kind: 'object' },
    currency: currencyRef(WRITABLE),
    department: ref('departments', ['id', 'name'], WRITABLE),
    item: { kind: 'object', from: () => null },
    period: { kind: 'object' },
    requester: userRef(WRITABLE),
    supplier: {
      ...supplierRef(),
      kind: 'ref',
      to: 'suppliers',
      slim: ['id', 'name', 'display-name', 'number'],
      from: (row, reader) =>
        textOf(reader.get('purchase-orders', textOf(row, 'order-header-id')), 'supplier'),
    },
    uom: ref('uoms', ['id', 'code', 'name', 'allowable-precision'], WRITABLE),
    attachments: { kind: 'object', from: () => [] },
    'custom-fields': { kind: 'custom', isWritable: true },
    ...authors,
  },
  settle: settleOrderLine,
  actions: {
    soft_close_for_receiving: softClose('soft-closed-for-receiving', true),
    soft_close_for_invoicing: softClose('soft-closed-for-invoicing', true),
    reopen_for_receiving: softClose('soft-closed-for-receiving', false),
    reopen_for_invoicing: softClose('soft-closed-for-invoicing', false),
  },
};

/** What changed from one revision of an order to the next, as from and to. */
const orderRevisions: Resource = {
  table: 'order-header-revisions',
  path: 'purchase_order_revisions',
  root: 'order-header-revision',
  scopes: { read: READ },
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    'purchase-order': ref('purchase-orders', ['id', 'po-number']),
    revision: integer,
    version: integer,
    changes: { kind: 'object' },
    'revision-date': date,
    ...many(text(), 'reason'),
    ...authors,
  },
};

export const isOrderOpen = (order: Row | undefined): boolean =>
  textOf(order, 'status') === 'issued' && !isTrue(order, 'invoice-stop');

/** Orders, their lines and their revisions. */
export const purchaseOrderResources: readonly Resource[] = [purchaseOrders, orderLines, orderRevisions];
