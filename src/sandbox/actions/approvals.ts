import type { ActionInput } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { APPROVABLES, type Approvable, kindOf } from './approvables.ts';
import { approvalsOf, closeChain, startChain } from './approval-chain.ts';
import { bill } from './tolerance.ts';

/** The document an approval is about; only what is pending may be acted on. */
function documentOf(work: Work, approval: Row): Approvable & { readonly document: Row } {
  if (approval.status !== 'pending_approval') {
    refuse('approval', `Approval is not pending, its status is ${textOf(approval, 'status')}`);
  }
  const kind = APPROVABLES[textOf(approval, 'approvable-type')];
  const document = kind && work.get(kind.table, textOf(approval, 'approvable-id'));
  if (!kind || !document) refuse('approval', "Approvable can't be blank");
  return { document, ...kind };
}

function close(work: Work, approval: Row, status: string, { query, body }: ActionInput): string {
  const given = query.get('reason') ?? body.reason ?? body.note;
  const note = typeof given === 'string' ? given : '';
  work.change('approvals', approval.id, {
    status,
    note: note || null,
    'approval-date': work.now,
    'approved-by': status === 'approved' ? work.actor : null,
  });
  return note;
}

/** Approves and asks the next in the chain; after the last the document is approved. Answers the document. */
export function approve(work: Work, approval: Row, input: ActionInput): Row {
  const { document, ...kind } = documentOf(work, approval);
  const { table } = kind;
  const note = close(work, approval, 'approved', input);
  const type = textOf(approval, 'approvable-type');
  work.note(`${table}:${document.id}`, note ? `approved: ${note}` : 'approved');
  return afterApproval(work, type, document, kind);
}

function afterApproval(work: Work, type: string, document: Row, kind: Approvable): Row {
  const next = approvalsOf(work, type, document.id).find((other) => other.status === 'new');
  if (!next) return kind.approve(work, document);
  work.change('approvals', next.id, { status: 'pending_approval' });
  return work.change(kind.table, document.id, { status: 'pending_approval' });
}

export function reject(work: Work, approval: Row, input: ActionInput): Row {
  const { document, table, rejected, ...kind } = documentOf(work, approval);
  const note = close(work, approval, 'rejected', input);
  closeChain(work, textOf(approval, 'approvable-type'), document.id);
  if (table === 'invoices') bill(work, document, -1);
  work.note(`${table}:${document.id}`, note ? `rejected: ${note}` : 'rejected');
  return work.change(table, document.id, { status: rejected, ...kind.reject?.(work, document, note) });
}

/** The approval stays pending with the reason as its note; the document is on hold until somebody decides. */
export function hold(work: Work, approval: Row, input: ActionInput): Row {
  const { document, table, held } = documentOf(work, approval);
  const given = input.query.get('reason') ?? input.body.reason;
  const note = typeof given === 'string' ? given : '';
  work.change('approvals', approval.id, { note: note || null });
  work.note(`${table}:${document.id}`, note ? `held: ${note}` : 'held');
  return work.change(table, document.id, { status: held });
}

const IN_CHAIN = ['pending_approval', 'on_hold'];

function assertInChain(invoice: Row, allowed: readonly string[] = IN_CHAIN): void {
  const status = textOf(invoice, 'status');
  if (!allowed.includes(status))
    refuse('invoice-header', `Invoice in status ${status} has no approvals to act on`);
}

export function restartApprovals(work: Work, invoice: Row): Row {
  assertInChain(invoice, [...IN_CHAIN, 'rejected']);
  closeChain(work, 'InvoiceHeader', invoice.id);
  if (invoice.status === 'rejected') bill(work, invoice, 1);
  work.note(`invoices:${invoice.id}`, 'approvals restarted');
  return startChain(work, invoice);
}

export function bypassApprovals(work: Work, invoice: Row): Row {
  assertInChain(invoice);
  closeChain(work, 'InvoiceHeader', invoice.id);
  work.note(`invoices:${invoice.id}`, 'approvals bypassed');
  return work.change('invoices', invoice.id, { status: 'approved' });
}

export function bypassCurrentApproval(work: Work, invoice: Row): Row {
  assertInChain(invoice);
  const current = approvalsOf(work, 'InvoiceHeader', invoice.id).find(
    (row) => row.status === 'pending_approval',
  );
  if (!current) refuse('invoice-header', 'No approval is pending');
  work.change('approvals', current.id, { status: 'skipped' });
  work.note(`invoices:${invoice.id}`, 'current approval bypassed');
  return afterApproval(work, 'InvoiceHeader', invoice, kindOf('InvoiceHeader'));
}
