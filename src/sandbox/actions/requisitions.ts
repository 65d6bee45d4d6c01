import { multiply, round, total } from '../amount.ts';
import { refuse } from '../refusal.ts';
import { childrenOf, decimalOf, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { askApprovers, withDuty } from './approval-chain.ts';

const MODEL = 'requisition-header';

/** A line without a quantity is an amount line, as in Coupa. */
export function settleRequisitionLine(_work: Work, row: Row): Row {
  const isAmount = textOf(row, 'quantity') === '';
  const sum = isAmount
    ? decimalOf(row, 'unit-price')
    : multiply(decimalOf(row, 'unit-price'), decimalOf(row, 'quantity'));
  return {
    ...row,
    'line-type': isAmount ? 'RequisitionAmountLine' : 'RequisitionQuantityLine',
    total: round(sum, 2),
  };
}

export function settleRequisition(work: Work, row: Row): Row {
  const lines = childrenOf(work, 'requisition-lines', row, 'requisition-lines');
  if (lines.length === 0) refuse(MODEL, "Requisition lines can't be blank");
  for (const [index, line] of lines.entries()) {
    if (line['line-num'] === undefined || line['line-num'] === null) {
      work.put('requisition-lines', { ...line, 'line-num': index + 1 });
    }
  }
  return {
    ...row,
    'requested-by': row['requested-by'] ?? work.actor,
    total: round(total(lines.map((line) => decimalOf(line, 'total'))), 2),
  };
}

/** Sends a draft to the requester's manager. Ordering what is approved is not part of this sandbox. */
export function submitRequisition(work: Work, row: Row): Row {
  if (!['draft', 'cart'].includes(textOf(row, 'status'))) {
    refuse(MODEL, `Requisition in status ${textOf(row, 'status')} can't be submitted`);
  }
  const requester = work.get('users', textOf(row, 'requested-by'));
  const approver = work.get('users', textOf(requester, 'manager')) ?? withDuty(work, 'approver');
  if (!approver) refuse(MODEL, 'No approver could be found');
  askApprovers(work, 'RequisitionHeader', row.id, [approver]);
  work.note(`requisitions:${row.id}`, 'submitted for approval');
  return work.change('requisitions', row.id, {
    ...row,
    status: 'pending_approval',
    'submitted-at': work.now,
  });
}
