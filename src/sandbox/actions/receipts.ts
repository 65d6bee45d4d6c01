import { add, compare, isZero, multiply, round, subtract } from '../amount.ts';
import type { Body, SaveContext } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { type Cell, decimalOf, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { releaseReceipt } from './matching-allocations.ts';
import { addReceived, isReceivable, orderPlaces } from './purchase-orders.ts';
import { followReceipts } from './requisition-orders.ts';

const MODEL = 'inventory-transaction';
const CREATABLE = [
  'InventoryReceipt',
  'ReceivingQuantityConsumption',
  'ReceivingAmountConsumption',
  'ReceivingQuantityReturnToSupplier',
  'ReceivingAmountReturnToSupplier',
];

/** Completes a new receipt from its order line and adds to what the line has received. */
export function settleReceipt(work: Work, row: Row, { before }: SaveContext): Row {
  if (before) refuse(MODEL, 'Only the export flag of a receipt can be updated');
  const type = textOf(row, 'type');
  if (!CREATABLE.includes(type)) refuse(MODEL, 'Type is not included in the list');
  const line = work.get('order-lines', textOf(row, 'order-line'));
  if (!line) refuse(MODEL, "Order line can't be blank");
  if (!isReceivable(work, line)) refuse(MODEL, 'Order line is not open for receiving');
  const isAmount = type.includes('Amount');
  const moved = isAmount ? textOf(row, 'total') || textOf(row, 'quantity') : textOf(row, 'quantity');
  if (moved === '' || isZero(moved)) refuse(MODEL, "Quantity can't be blank or zero");
  const price = textOf(row, 'price') || decimalOf(line, 'price');
  const isReturn = type.includes('Return');
  if (isReturn && compare(decimalOf(line, 'received'), moved) < 0) {
    refuse(MODEL, 'Quantity to return is more than was received');
  }
  addReceived(work, line, isReturn ? subtract('0', moved) : moved);
  followReceipts(work, textOf(line, 'order-header-id'));
  work.note(`receiving-transactions:${row.id}`, isReturn ? 'returned to supplier' : 'received');
  work.note(
    `purchase-orders:${textOf(line, 'order-header-id')}`,
    `line ${textOf(line, 'line-num')}: ${moved} ${isReturn ? 'returned' : 'received'}`,
  );
  const places = orderPlaces(work, line);
  return {
    ...row,
    status: 'created',
    price: isAmount ? null : price,
    quantity: isAmount ? null : moved,
    total: round(isAmount ? moved : multiply(price, moved), places),
    'transaction-date': row['transaction-date'] ?? work.now,
    account: row.account ?? line.account ?? null,
    currency: row.currency ?? line.currency ?? null,
    uom: row.uom ?? line.uom ?? null,
  };
}

/** A receipt that the tenant books itself, as a caller's would be. */
export function bookReceipt(work: Work, cells: Readonly<Record<string, Cell>>): Row {
  const row = work.insert('receiving-transactions', { ...cells, exported: false, 'custom-fields': {} });
  const context = { body: {}, before: undefined, changes: [], rules: { hasUniqueInvoiceNumbers: true } };
  return work.put('receiving-transactions', settleReceipt(work, row, context));
}

/** Takes a receipt back: the line's received falls, a Void… transaction is written beside it. */
export function voidReceipt(work: Work, row: Row, body: Body): Row {
  const type = textOf(row, 'type');
  if (textOf(row, 'status') === 'voided') refuse(MODEL, 'Receipt has already been voided');
  if (type.startsWith('Void')) refuse(MODEL, "A void can't be voided");
  const line = work.get('order-lines', textOf(row, 'order-line'));
  if (!line) refuse(MODEL, "Order line can't be blank");
  if (!isReceivable(work, line)) refuse(MODEL, 'Receipts of a closed order line cannot be voided');
  const moved = textOf(row, 'quantity') || decimalOf(row, 'total');
  const isReturn = type.includes('Return');
  addReceived(work, line, isReturn ? moved : subtract('0', moved));
  followReceipts(work, textOf(line, 'order-header-id'));
  releaseReceipt(work, row.id);
  const reason = typeof body.comments === 'string' ? body.comments : null;
  work.note(`receiving-transactions:${row.id}`, 'voided');
  work.insert('receiving-transactions', {
    ...row,
    type: `Void${type}`,
    // So marked that who skips voided receipts, or reads the type, comes to the same sum.
    status: 'voided',
    'original-transaction-id': row.id,
    'original-transaction': row.id,
    'created-at': work.now,
    'updated-at': work.now,
    'created-by': work.actor,
    'transaction-date': work.now,
    exported: false,
    'last-exported-at': null,
    comments: reason,
  });
  return work.change('receiving-transactions', row.id, {
    status: 'voided',
    'voided-value': add('0', moved),
    comments: reason,
  });
}
