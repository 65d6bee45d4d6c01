// What stands around a receipt: notices before it, requests for it, and what is sent back.
import { chainActions } from '../actions/approvables.ts';
import {
  assertRequestDeletable,
  settleReceiptRequest,
  settleReturnRequest,
  submitReceiptRequest,
  takeBackReturns,
  withdrawReceiptRequest,
} from '../actions/receiving-requests.ts';
import { receiveAsn, settleAsn, settleAsnLine, voidAsn } from '../actions/ship-notices.ts';
import {
  approvalsOn,
  authors,
  children,
  customFields,
  many,
  REQUIRED_TEXT,
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
  writableInteger,
  writableText,
} from './resource.ts';

const READ = ['core.inventory.receiving.read', 'core.inventory.receiveing.read'];
const WRITE = ['core.inventory.receiving.write'];
const ASN = {
  read: ['core.inventory.asn.read'],
  create: ['core.inventory.asn.write'],
  update: ['core.inventory.asn.write'],
};
const ORDER_LINE = ref(
  'order-lines',
  ['id', 'line-num', 'description', 'order-header-id', 'order-header-number', 'quantity', 'received'],
  { isWritable: true, isRequired: true },
);
const required = { isWritable: true, isRequired: true };

/** Asks whoever ordered to confirm that something came. The documents create them on screens only. */
const receiptRequests: Resource = {
  table: 'receipt-requests',
  path: 'receipt_requests',
  root: 'receipt-request',
  scopes: { read: READ, create: WRITE, delete: WRITE },
  lookupKeys: ['id'],
  defaults: { status: 'draft', type: 'ReceiptRequest' },
  fields: {
    ...stamps,
    status: text(),
    type: text(),
    lines: children('receipt-request-lines', 'receipt-request-id', required),
    approvals: approvalsOn('ReceiptRequest'),
    ...authors,
  },
  settle: settleReceiptRequest,
  beforeDelete: assertRequestDeletable,
  actions: {
    submit: { scopes: WRITE, methods: ['POST', 'PUT'], run: submitReceiptRequest },
    withdraw: { scopes: WRITE, methods: ['POST', 'PUT'], run: withdrawReceiptRequest },
    ...chainActions('ReceiptRequest', WRITE),
  },
};

const receiptRequestLines: Resource = {
  table: 'receipt-request-lines',
  root: 'line',
  scopes: {},
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    quantity: writableDecimal,
    total: writableDecimal,
    notes: writableText,
    'order-line': ORDER_LINE,
    'inventory-transaction-id': { kind: 'id' },
    'receipt-request-id': { kind: 'id', isQuiet: true },
    ...authors,
  },
};

/** Goods that go back: each line books a return against the receipt it names. */
const returnRequests: Resource = {
  table: 'return-requests',
  path: 'return_requests',
  root: 'return-request',
  scopes: {
    read: [...READ, 'core.inventory.return_to_supplier.read'],
    create: [...WRITE, 'core.inventory.return_to_supplier.write'],
    update: [...WRITE, 'core.inventory.return_to_supplier.write'],
    delete: [...WRITE, 'core.inventory.return_to_supplier.write'],
  },
  lookupKeys: ['id', 'number'],
  unique: [['number']],
  defaults: { status: 'created' },
  fields: {
    ...stamps,
    number: writableText,
    rma: writableText,
    status: text(),
    address: ref('addresses', ['id', 'name', 'street1', 'city', 'postal-code', 'country'], WRITABLE),
    lines: children('return-request-lines', 'return-request-id', required),
    'custom-fields': customFields,
    ...authors,
  },
  settle: settleReturnRequest,
  beforeDelete: takeBackReturns,
};

const returnRequestLines: Resource = {
  table: 'return-request-lines',
  root: 'line',
  scopes: {},
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    'source-transaction-id': { kind: 'id', ...required },
    quantity: { ...writableDecimal, isRequired: true },
    price: { kind: 'decimal' },
    weight: writableDecimal,
    'inventory-transaction-id': { kind: 'id' },
    'return-request-id': { kind: 'id', isQuiet: true },
    ...authors,
  },
};

const asnHeaders: Resource = {
  table: 'asn-headers',
  path: 'asn/headers',
  root: 'asn-header',
  model: 'advance-ship-notice',
  scopes: ASN,
  lookupKeys: ['id', 'asn-number'],
  unique: [['supplier', 'asn-number']],
  defaults: { status: 'pending_receipt', 'export-flag': false },
  fields: {
    ...stamps,
    'asn-number': REQUIRED_TEXT,
    status: text(),
    'ship-date': { ...writableDate, isRequired: true },
    'delivery-date': writableDate,
    ...many(writableText, 'bill-of-lading', 'carrier', 'container', 'packing-slip', 'ship-method'),
    ...many(writableText, 'ship-note', 'standard-carrier-alpha-code', 'tracking-number', 'trailer', 'uom'),
    'gross-weight': writableDecimal,
    'export-flag': writableFlag,
    supplier: supplierRef(required),
    'ship-to-address': ref('addresses', ['id', 'name', 'location-code'], WRITABLE),
    'ship-to-user': userRef(WRITABLE),
    lines: children('asn-lines', 'asn-header-id', required),
    'custom-fields': customFields,
    ...authors,
  },
  settle: settleAsn,
  actions: {
    receive: { scopes: ASN.update, run: receiveAsn },
    void: { scopes: ASN.update, run: voidAsn },
  },
};

const asnLines: Resource = {
  table: 'asn-lines',
  root: 'asn-line',
  scopes: {},
  lookupKeys: ['id'],
  defaults: { status: 'pending_receipt', received: '0' },
  fields: {
    ...stamps,
    'line-num': writableInteger,
    status: text(),
    description: writableText,
    quantity: { ...writableDecimal, isRequired: true },
    received: { kind: 'decimal' },
    'match-reference': writableText,
    'order-line': ORDER_LINE,
    'inventory-transaction-id': { kind: 'id' },
    uom: ref('uoms', ['id', 'code', 'name'], WRITABLE),
    'asn-header-id': { kind: 'id', isQuiet: true },
    ...authors,
  },
  settle: settleAsnLine,
};

/** What an inspection of goods may come to. */
const inspectionCodes: Resource = {
  table: 'inspection-codes',
  path: 'inspection_codes',
  root: 'inspection-code',
  scopes: { read: ['core.inventory.common.read'] },
  lookupKeys: ['id', 'code'],
  fields: { ...stamps, code: text(), name: text() },
};

/** Notices, requests and returns. */
export const receivingDocuments: readonly Resource[] = [
  receiptRequests,
  receiptRequestLines,
  returnRequests,
  returnRequestLines,
  asnHeaders,
  asnLines,
  inspectionCodes,
];
