import { compare } from '../amount.ts';
import type { SaveContext } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { childrenOf, decimalOf, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { askApprovers, closeChain, withDuty } from './approval-chain.ts';
import { bookReceipt, voidReceipt } from './receipts.ts';

const RECEIPT = 'receipt-request';
const RETURN = 'return-request';
const linesOf = (work: Work, row: Row, table: string) => childrenOf(work, table, row, 'lines');

export function settleReceiptRequest(work: Work, row: Row): Row {
  for (const line of linesOf(work, row, 'receipt-request-lines')) {
    const moved = textOf(line, 'quantity') || textOf(line, 'total');
    if (moved === '' || compare(moved, '0') <= 0) refuse(RECEIPT, "Quantity can't be blank or zero");
  }
  return row;
}

export function assertRequestDeletable(_work: Work, row: Row): void {
  if (!['draft', 'rejected'].includes(textOf(row, 'status'))) {
    refuse(RECEIPT, `Receipt request in status ${textOf(row, 'status')} can't be deleted`);
  }
}

/** Asks whoever the first order line is for. */
export function submitReceiptRequest(work: Work, row: Row): Row {
  const status = textOf(row, 'status');
  if (!['draft', 'rejected'].includes(status)) {
    refuse(RECEIPT, `Receipt request in status ${status} can't be submitted`);
  }
  const [first] = linesOf(work, row, 'receipt-request-lines');
  const line = work.get('order-lines', textOf(first, 'order-line'));
  const approver = work.get('users', textOf(line, 'requester')) ?? withDuty(work, 'receiver');
  if (!approver) refuse(RECEIPT, 'No approver could be found');
  askApprovers(work, 'ReceiptRequest', row.id, [approver]);
  return work.change('receipt-requests', row.id, { status: 'pending_approval' });
}

export function withdrawReceiptRequest(work: Work, row: Row): Row {
  if (row.status !== 'pending_approval') {
    refuse(RECEIPT, `Receipt request in status ${textOf(row, 'status')} can't be withdrawn`);
  }
  closeChain(work, 'ReceiptRequest', row.id);
  return work.change('receipt-requests', row.id, { status: 'draft' });
}

/** What was confirmed is received. */
export function receiveRequested(work: Work, row: Row): Row {
  for (const line of linesOf(work, row, 'receipt-request-lines')) {
    const isSum = work.get('order-lines', textOf(line, 'order-line'))?.type === 'OrderAmountLine';
    const receipt = bookReceipt(work, {
      type: `Receiving${isSum ? 'Amount' : 'Quantity'}Consumption`,
      [isSum ? 'total' : 'quantity']: textOf(line, 'quantity') || textOf(line, 'total'),
      'order-line': textOf(line, 'order-line'),
      notes: line.notes ?? null,
    });
    work.change('receipt-request-lines', line.id, { 'inventory-transaction-id': receipt.id });
  }
  return work.change('receipt-requests', row.id, { status: 'approved' });
}

/** Each line goes back against its receipt, and never more than came with it. */
export function settleReturnRequest(work: Work, row: Row, { before, changes }: SaveContext): Row {
  if (before && changes.some(({ path }) => path !== '')) refuse(RETURN, "Lines can't be changed");
  if (!before) for (const line of linesOf(work, row, 'return-request-lines')) sendBack(work, line);
  return { ...row, number: textOf(row, 'number') || row.id };
}

function sendBack(work: Work, line: Row): void {
  const source = work.get('receiving-transactions', textOf(line, 'source-transaction-id'));
  if (!source || textOf(source, 'status') === 'voided')
    refuse(RETURN, 'Source transaction could not be found');
  if (textOf(source, 'type').includes('Return') || textOf(source, 'quantity') === '') {
    refuse(RETURN, 'Source transaction is no receipt of goods');
  }
  if (compare(decimalOf(line, 'quantity'), decimalOf(source, 'quantity')) > 0) {
    refuse(RETURN, 'Quantity to return is more than was received');
  }
  const returned = bookReceipt(work, {
    type: 'ReceivingQuantityReturnToSupplier',
    quantity: line.quantity ?? null,
    price: source.price ?? null,
    'order-line': source['order-line'] ?? null,
    'original-transaction-id': source.id,
    'original-transaction': source.id,
  });
  work.change('return-request-lines', line.id, {
    price: source.price ?? null,
    'inventory-transaction-id': returned.id,
  });
}

/** A return request that is deleted has sent nothing back. */
export function takeBackReturns(work: Work, row: Row): void {
  for (const line of linesOf(work, row, 'return-request-lines')) {
    const returned = work.get('receiving-transactions', textOf(line, 'inventory-transaction-id'));
    if (returned && textOf(returned, 'status') !== 'voided') voidReceipt(work, returned, {});
  }
}
