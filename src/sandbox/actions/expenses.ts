import { add, multiply, round } from '../amount.ts';
import type { ActionInput, SaveContext } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { childrenOf, decimalOf, idsOf, isTrue, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { askApprovers, closeChain, withDuty } from './approval-chain.ts';

const MODEL = 'expense-report';
/** In these the report is the employee's to change. */
const OPEN = ['draft', 'working', 'pending_info'];
/** What may still be told of a report that was handed in: how the ERP took it. */
const AFTERWARDS = [
  'paid',
  'payment',
  'erp-document-id',
  'erp-document-status',
  'auditor-note',
  'custom-fields',
  'reject-reason',
];

export function settleExpenseReport(work: Work, row: Row, { before, changes }: SaveContext): Row {
  const status = textOf(before, 'status');
  const isChanged = changes.some(({ path, field }) => path !== '' || !AFTERWARDS.includes(field));
  if (before && isChanged && !OPEN.includes(status)) {
    refuse(MODEL, `Expense report in status ${status} can't be updated`);
  }
  const isPaid = isTrue(row, 'paid');
  if (isPaid && !isTrue(before, 'paid') && !PAYABLE.includes(status)) {
    refuse(MODEL, `Expense report in status ${status || 'draft'} can't be paid`);
  }
  return summedUp(work, { ...row, ...(isPaid ? { status: 'paid' } : {}) });
}

const PAYABLE = ['approved', 'accounting_review', 'approved_for_payment', 'scheduled_for_payment'];

function summedUp(work: Work, row: Row): Row {
  const lines = childrenOf(work, 'expense-lines', row, 'expense-lines');
  let total = '0';
  let reimbursable = '0';
  for (const [index, line] of lines.entries()) {
    const amount = decimalOf(line, 'amount');
    total = add(total, amount);
    if (isTrue(line, 'employee-reimbursable')) reimbursable = add(reimbursable, amount);
    if (line['line-number'] !== index + 1)
      work.put('expense-lines', { ...line, 'line-number': index + 1, 'expense-report-id': row.id });
  }
  const employee = row['expensed-by'] ?? work.actor;
  const currency =
    row.currency ?? lines[0]?.currency ?? work.get('users', String(employee))?.['default-currency'] ?? null;
  return {
    ...row,
    'expensed-by': employee,
    currency,
    total: round(total, 2),
    'reimbursable-total-amount': round(reimbursable, 2),
    'reimbursable-total-currency': currency,
  };
}

/** The amount in the report's currency, from a foreign one by its rate. */
export function settleExpenseLine(work: Work, row: Row, { before }: SaveContext): Row {
  const report = work.get('expense-reports', textOf(row, 'expense-report-id'));
  if (textOf(row, 'expense-report-id') !== '' && !report)
    refuse('expense-line', 'Expense report could not be found');
  if (report && !OPEN.includes(textOf(report, 'status'))) {
    refuse('expense-line', `Expense report in status ${textOf(report, 'status')} can't be updated`);
  }
  const foreign = textOf(row, 'foreign-currency-amount');
  const amount =
    textOf(row, 'amount') ||
    (foreign === '' ? '' : round(multiply(foreign, textOf(row, 'exchange-rate') || '1'), 2));
  if (amount === '') refuse('expense-line', "Amount can't be blank");
  const settled: Row = {
    ...row,
    amount,
    'approved-amount': textOf(row, 'approved-amount') || amount,
    currency: row.currency ?? report?.currency ?? null,
    'expensed-by': row['expensed-by'] ?? report?.['expensed-by'] ?? work.actor,
    status: before?.status === 'sent_back' ? 'draft' : textOf(row, 'status') || 'draft',
  };
  if (report) {
    work.put('expense-lines', settled);
    const kept = idsOf(report, 'expense-lines');
    const lines = kept.includes(row.id) ? kept : [...kept, row.id];
    work.put('expense-reports', summedUp(work, { ...report, 'expense-lines': lines }));
  }
  // Its number was given while its report was added up.
  return { ...settled, 'line-number': work.get('expense-lines', row.id)?.['line-number'] ?? null };
}

export function deleteExpenseLine(work: Work, line: Row): void {
  const report = work.get('expense-reports', textOf(line, 'expense-report-id'));
  if (!report) return;
  assertOpen(report, 'updated');
  const lines = idsOf(report, 'expense-lines').filter((id) => id !== line.id);
  work.put('expense-reports', summedUp(work, { ...report, 'expense-lines': lines }));
}

export function assertDeletableReport(_work: Work, report: Row): void {
  assertOpen(report, 'deleted');
}

function assertOpen(report: Row, did: string): void {
  const status = textOf(report, 'status');
  if (!OPEN.includes(status)) refuse(MODEL, `Expense report in status ${status} can't be ${did}`);
}

export function submitExpenses(work: Work, report: Row): Row {
  assertOpen(report, 'submitted');
  const lines = childrenOf(work, 'expense-lines', report, 'expense-lines');
  if (lines.length === 0) refuse(MODEL, "Expense lines can't be blank");
  if (lines.some((line) => line.status === 'sent_back')) {
    refuse(MODEL, 'Lines that were sent back have to be changed first');
  }
  const employee = work.get('users', textOf(report, 'expensed-by'));
  const approver = work.get('users', textOf(employee, 'manager')) ?? withDuty(work, 'finance-director');
  if (!approver) refuse(MODEL, 'No approver could be found');
  askApprovers(work, 'ExpenseReport', report.id, [approver]);
  work.note(`expense-reports:${report.id}`, 'submitted for approval');
  return work.change('expense-reports', report.id, {
    status: 'pending_approval',
    'submitted-at': work.now,
    'submitted-by': work.actor,
    'reject-reason': null,
  });
}

/** `{"expense-line-id": 5, "comment": "…"}`: the report goes back to the employee with the line marked. */
export function sendBackLine(work: Work, report: Row, { body, query }: ActionInput): Row {
  const id = String(body['expense-line-id'] ?? query.get('expense-line-id') ?? '');
  if (report.status !== 'pending_approval')
    refuse(MODEL, 'Only lines of a report pending approval are sent back');
  if (!idsOf(report, 'expense-lines').includes(id)) refuse(MODEL, 'Expense line could not be found');
  const given = body.comment ?? body.reason ?? query.get('comment');
  work.change('expense-lines', id, {
    status: 'sent_back',
    'last-send-back-comment': typeof given === 'string' ? given : null,
  });
  closeChain(work, 'ExpenseReport', report.id);
  work.note(`expense-reports:${report.id}`, 'a line was sent back');
  return work.change('expense-reports', report.id, { status: 'pending_info' });
}
