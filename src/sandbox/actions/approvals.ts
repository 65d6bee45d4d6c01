import type { ActionInput } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { APPROVABLES, approvalsOf, askApprovers, closeChain, startChain } from './approval-chain.ts';
import { bill } from './tolerance.ts';

/** The document an approval is about; only what is pending may be acted on. */
function documentOf(
  work: Work,
  approval: Row,
): { document: Row; table: string; approved: string; held: string } {
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
  const { document, table, approved } = documentOf(work, approval);
  const note = close(work, approval, 'approved', input);
  const type = textOf(approval, 'approvable-type');
  work.note(`${table}:${document.id}`, note ? `approved: ${note}` : 'approved');
  return afterApproval(work, { type, table, document, approved });
}

function afterApproval(
  work: Work,
  { type, table, document, approved }: { type: string; table: string; document: Row; approved: string },
): Row {
  const next = approvalsOf(work, type, document.id).find((other) => other.status === 'new');
  if (next) {
    work.change('approvals', next.id, { status: 'pending_approval' });
    return work.change(table, document.id, { status: 'pending_approval' });
  }
  return work.change(table, document.id, { status: approved });
}

export function reject(work: Work, approval: Row, input: ActionInput): Row {
  const { document, table } = documentOf(work, approval);
  const note = close(work, approval, 'rejected', input);
  closeChain(work, textOf(approval, 'approvable-type'), document.id);
  if (table === 'invoices') bill(work, document, -1);
  work.note(`${table}:${document.id}`, note ? `rejected: ${note}` : 'rejected');
  return work.change(table, document.id, { status: table === 'requisitions' ? 'draft' : 'rejected' });
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
  return afterApproval(work, {
    type: 'InvoiceHeader',
    table: 'invoices',
    document: invoice,
    approved: 'approved',
  });
}

/** `{approver: {id|login|email}}` or `approver_id`: asked last. */
export function addApprover(work: Work, invoice: Row, { body, query }: ActionInput): Row {
  if (invoice.status !== 'pending_approval') refuse('invoice-header', 'Invoice is not pending approval');
  const given = body.approver;
  const named = given && typeof given === 'object' && !Array.isArray(given) ? Object.values(given) : [given];
  const wanted = [...named, body['approver-id'], query.get('approver-id')];
  const user = [...work.rows('users')].find((row) =>
    [row.id, row.login, row.email].some((key) => wanted.includes(String(key))),
  );
  if (!user) refuse('invoice-header', "Approver can't be blank");
  askApprovers(work, 'InvoiceHeader', invoice.id, [user]);
  const added = approvalsOf(work, 'InvoiceHeader', invoice.id).at(-1);
  if (added) work.change('approvals', added.id, { status: 'new', type: 'AddedApproval' });
  work.note(`invoices:${invoice.id}`, `${textOf(user, 'fullname')} added as approver`);
  return work.change('invoices', invoice.id, {});
}

/** Only approvers that were added by hand can be taken away again. */
export function removeApproval(work: Work, invoice: Row, { body, query }: ActionInput): Row {
  const id = body['approval-id'] ?? query.get('approval-id');
  const approval = approvalsOf(work, 'InvoiceHeader', invoice.id).find((row) => row.id === id);
  if (approval?.type !== 'AddedApproval' || approval.status !== 'new') {
    refuse('invoice-header', 'Approval was not added by hand or is not open');
  }
  work.change('approvals', approval.id, { status: 'skipped' });
  work.note(`invoices:${invoice.id}`, 'added approver removed');
  return work.change('invoices', invoice.id, {});
}
