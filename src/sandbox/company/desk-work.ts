// What the people of the company do with an invoice once it is there.
import { approvalsOf, closeChain } from '../actions/approval-chain.ts';
import { approve, hold, reject } from '../actions/approvals.ts';
import {
  abandonInvoice,
  disputeInvoice,
  releaseHold,
  submitInvoice,
  voidInvoice,
} from '../actions/invoice-life-cycle.ts';
import type { ActionInput, Body } from '../catalogue/resource.ts';
import { decimalOf, type Row, textOf } from '../row.ts';
import type { State, Work } from '../state.ts';

export interface Moment {
  readonly at: string;
  readonly by: string;
}

const input = (body: Body = {}): ActionInput => ({
  body,
  query: new Map(),
  rules: { hasUniqueInvoiceNumbers: true },
});

/** The invoice as it is now. */
function invoiceIn(work: Work, id: string): Row {
  const row = work.get('invoices', id);
  if (!row) throw new RangeError(`Expected an invoice ${id}, found none.`);
  return row;
}

function act(state: State, id: string, moment: Moment, job: (work: Work, invoice: Row) => Row): Row {
  return state.transact({ now: moment.at, actor: moment.by }, (work) => job(work, invoiceIn(work, id)));
}

export const submit = (state: State, id: string, moment: Moment): Row =>
  act(state, id, moment, submitInvoice);

/** Lets a held invoice go on although something was wrong, and says why in a comment. */
export function acceptAnyway(state: State, id: string, moment: Moment, why: string): Row {
  return act(state, id, moment, (work, invoice) => {
    comment(work, invoice, why);
    return releaseHold(work, invoice, why);
  });
}

/** Everybody in the chain approves. Each is asked by the moment the one before has answered. */
export function approveAll(state: State, id: string, at: (position: number) => string): Row {
  for (let position = 0; position < 5; position++) {
    const invoice = state.get('invoices', id);
    if (invoice?.status !== 'pending_approval') break;
    approveNext(state, id, at(position));
  }
  const invoice = state.get('invoices', id);
  if (!invoice) throw new RangeError(`Expected an invoice ${id}, found none.`);
  return invoice;
}

/** The approver who is asked now approves in their own name. */
export function approveNext(state: State, id: string, at: string): void {
  const pending = pendingApproval(state, id);
  if (!pending) return;
  state.transact({ now: at, actor: textOf(pending, 'approver') }, (work) => approve(work, pending, input()));
}

export function pendingApproval(state: State, id: string): Row | undefined {
  return (state.indexed('approvals', 'approvable-id', id) ?? [])
    .flatMap((approval) => state.get('approvals', approval) ?? [])
    .find(
      (approval) => approval.status === 'pending_approval' && approval['approvable-type'] === 'InvoiceHeader',
    );
}

/** The ERP paid and told Coupa. */
export function pay(state: State, id: string, moment: Moment): Row {
  return act(state, id, moment, (work, invoice) => {
    const payment = work.insert('invoice-payments', {
      'amount-paid': decimalOf(invoice, 'total-with-taxes'),
      'payment-date': moment.at,
      notes: 'Payment run',
      'payable-type': 'InvoiceHeader',
      'payable-id': id,
    });
    work.note(`invoices:${id}`, 'paid');
    return work.change('invoices', id, {
      paid: true,
      'payment-date': moment.at,
      payments: [payment.id],
      exported: true,
      'last-exported-at': moment.at,
    });
  });
}

export type Ending = 'on_hold' | 'booking_hold' | 'disputed' | 'rejected' | 'abandoned' | 'voided';

/** Brings a submitted invoice to one of the rarer states, where its state allows it. */
export function end(state: State, id: string, ending: Ending, moment: Moment): Row {
  return act(state, id, moment, (work, invoice) => {
    const status = textOf(invoice, 'status');
    const pending = approvalsOf(work, 'InvoiceHeader', id).find((row) => row.status === 'pending_approval');
    switch (ending) {
      case 'on_hold':
        return pending
          ? hold(work, pending, input({ reason: 'Waiting for the price list of the new quarter' }))
          : invoice;
      case 'rejected':
        return pending ? reject(work, pending, input({ reason: 'Not our delivery' })) : invoice;
      case 'disputed': {
        if (!['pending_approval', 'pending_receipt', 'pending_action'].includes(status)) return invoice;
        const reason = { code: 'INCORRECT_PRICE' };
        return disputeInvoice(
          work,
          invoice,
          input({ 'dispute-reason': reason, comment: 'Please send a corrected invoice.' }),
        );
      }
      case 'booking_hold':
        closeChain(work, 'InvoiceHeader', id);
        work.note(`invoices:${id}`, 'put on booking hold: the period is closed');
        return work.change('invoices', id, { status: 'booking_hold' });
      case 'abandoned':
        return status === 'approved'
          ? invoice
          : abandonInvoice(work, invoice, input({ 'reason-insight': { code: 'API' } }));
      case 'voided':
        return ['approved', 'draft', 'pending_receipt'].includes(status)
          ? voidInvoice(work, invoice)
          : invoice;
    }
  });
}

export function comment(work: Work, invoice: Row, words: string): void {
  work.insert('comments', {
    comments: words,
    'commentable-type': 'InvoiceHeader',
    'commentable-id': invoice.id,
    'to-supplier': false,
    mentionees: null,
  });
  work.note(`invoices:${invoice.id}`, 'commented');
}
