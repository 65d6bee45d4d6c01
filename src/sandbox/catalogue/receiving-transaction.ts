import { orderPlaces } from '../actions/purchase-orders.ts';
import { settleReceipt, voidReceipt } from '../actions/receipts.ts';
import { multiply, round } from '../amount.ts';
import { decimalOf, textOf } from '../row.ts';
import {
  accountRef,
  attachmentsOn,
  authors,
  currencyRef,
  datetime,
  decimal,
  flag,
  many,
  type Resource,
  ref,
  stamps,
  text,
  WRITABLE,
  writableDatetime,
  writableDecimal,
  writableText,
} from './resource.ts';

const WRITE = ['core.inventory.receiving.write'];

export const receivingTransactions: Resource = {
  table: 'receiving-transactions',
  path: 'receiving_transactions',
  otherPaths: ['inventory_transactions'],
  root: 'inventory-transaction',
  // Tenants' own scope lists misspell the read right; both spellings open the door.
  scopes: {
    read: ['core.inventory.receiving.read', 'core.inventory.receiveing.read'],
    create: WRITE,
    update: WRITE,
  },
  lookupKeys: ['id'],
  hasExportFlag: true,
  hasAttachments: true,
  defaults: { status: 'created', exported: false, type: 'ReceivingQuantityConsumption' },
  fields: {
    ...stamps,
    type: writableText,
    status: text(),
    quantity: writableDecimal,
    price: writableDecimal,
    total: {
      kind: 'decimal',
      isWritable: true,
      from: (row, reader) =>
        textOf(row, 'quantity') === ''
          ? row.total
          : round(multiply(decimalOf(row, 'price'), decimalOf(row, 'quantity')), orderPlaces(reader, row)),
    },
    'voided-value': decimal,
    'received-weight': writableDecimal,
    'inspection-code': { kind: 'object', isWritable: true },
    'transaction-date': writableDatetime,
    exported: flag,
    'last-exported-at': datetime,
    'original-transaction-id': { kind: 'id', isWritable: true },
    'original-transaction': ref('receiving-transactions', ['id', 'status', 'type']),
    ...many(writableText, 'notes', 'barcode', 'rfid-tag', 'match-reference'),
    comments: text(),
    account: accountRef(WRITABLE),
    'account-allocations': { kind: 'object', from: () => [] },
    currency: currencyRef(),
    item: { kind: 'object', from: () => null },
    'order-line': ref(
      'order-lines',
      [
        'id',
        'line-num',
        'description',
        'order-header-id',
        'order-header-number',
        'price',
        'quantity',
        'received',
        'invoiced',
        'total',
        'type',
        'status',
      ],
      { isWritable: true, isRequired: true },
    ),
    uom: ref('uoms', ['id', 'code', 'name', 'allowable-precision'], WRITABLE),
    attachments: attachmentsOn('receiving-transactions'),
    'custom-fields': { kind: 'custom', isWritable: true },
    ...authors,
  },
  settle: settleReceipt,
  actions: { void: { scopes: WRITE, run: (work, row, input) => voidReceipt(work, row, input.body) } },
};
