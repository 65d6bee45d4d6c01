import { add, compare, isZero, readDecimal, subtract } from '../amount.ts';
import type { ActionInput, SaveContext } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { type Cell, childrenOf, decimalOf, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { bookReceipt, voidReceipt } from './receipts.ts';

const MODEL = 'advance-ship-notice';
const linesOf = (work: Work, row: Row) => childrenOf(work, 'asn-lines', row, 'lines');

export function settleAsnLine(_work: Work, row: Row): Row {
  if (compare(decimalOf(row, 'quantity'), '0') <= 0) refuse(MODEL, 'Quantity must be greater than 0');
  return row;
}

/** The goods of a notice are all the supplier's own, and of orders that still take goods. */
export function settleAsn(work: Work, row: Row, { before }: SaveContext): Row {
  if (before && textOf(before, 'status') !== 'pending_receipt') {
    refuse(MODEL, `Advance ship notice in status ${textOf(before, 'status')} can't be updated`);
  }
  for (const [index, line] of linesOf(work, row).entries()) {
    const ordered = work.get('order-lines', textOf(line, 'order-line'));
    const order = work.get('purchase-orders', textOf(ordered, 'order-header-id'));
    if (!order || order.supplier !== row.supplier) refuse(MODEL, 'Order line is not of this supplier');
    const filled: Record<string, Cell> = {
      'line-num': line['line-num'] ?? index + 1,
      description: line.description ?? ordered?.description ?? null,
      uom: line.uom ?? ordered?.uom ?? null,
    };
    work.put('asn-lines', { ...line, ...filled });
  }
  return row;
}

/** `{"lines": [{"id": 5, "quantity": "3"}]}` receives some of it; without lines, all that is missing. */
export function receiveAsn(work: Work, row: Row, { body }: ActionInput): Row {
  if (!['pending_receipt', 'partially_received'].includes(textOf(row, 'status'))) {
    refuse(MODEL, `Advance ship notice in status ${textOf(row, 'status')} can't be received`);
  }
  const wanted = Array.isArray(body.lines) ? body.lines : undefined;
  for (const line of linesOf(work, row)) {
    const open = subtract(decimalOf(line, 'quantity'), decimalOf(line, 'received'));
    const quantity = wanted === undefined ? open : quantityOf(wanted, line.id);
    if (isZero(quantity)) continue;
    if (compare(quantity, open) > 0) refuse(MODEL, 'Quantity is more than was announced');
    const receipt = bookReceipt(work, {
      type: 'ReceivingQuantityConsumption',
      quantity,
      'order-line': line['order-line'] ?? null,
      'match-reference': line['match-reference'] ?? null,
    });
    const received = add(decimalOf(line, 'received'), quantity);
    const isAll = compare(received, decimalOf(line, 'quantity')) >= 0;
    work.change('asn-lines', line.id, {
      received,
      status: isAll ? 'received' : 'partially_received',
      'inventory-transaction-id': receipt.id,
    });
  }
  const states = linesOf(work, row).map((line) => line.status);
  const isAll = states.every((status) => status === 'received');
  const isSome = states.some((status) => status !== 'pending_receipt');
  const status = isAll ? 'received' : isSome ? 'partially_received' : 'pending_receipt';
  return work.change('asn-headers', row.id, { status });
}

function quantityOf(wanted: readonly unknown[], id: string): string {
  for (const item of wanted) {
    const line = item as { readonly id?: unknown; readonly quantity?: unknown } | null;
    if (line && String(line.id) === id) return readDecimal(String(line.quantity ?? '')) ?? '0';
  }
  return '0';
}

/** The goods will not come; what came of them is taken back. */
export function voidAsn(work: Work, row: Row): Row {
  if (row.status === 'cancelled') refuse(MODEL, "Advance ship notice in status cancelled can't be voided");
  for (const line of linesOf(work, row)) {
    const receipt = work.get('receiving-transactions', textOf(line, 'inventory-transaction-id'));
    if (receipt && textOf(receipt, 'status') !== 'voided') voidReceipt(work, receipt, {});
    work.change('asn-lines', line.id, { status: 'cancelled', received: '0' });
  }
  return work.change('asn-headers', row.id, { status: 'cancelled' });
}
