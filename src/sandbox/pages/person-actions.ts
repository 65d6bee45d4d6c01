// What a person does on the pages, the way they would on Coupa's screen.

import { approve, reject } from '../actions/approvals.ts';
import {
  abandonInvoice,
  disputeInvoice,
  releaseHold,
  revalidateInvoice,
  submitInvoice,
  voidInvoice,
  withdrawDispute,
} from '../actions/invoice-life-cycle.ts';
import { changeOrderState } from '../actions/purchase-orders.ts';
import { voidReceipt } from '../actions/receipts.ts';
import { compare, subtract } from '../amount.ts';
import { resourceOf } from '../catalogue/all-resources.ts';
import type { ActionInput, Body } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { childrenOf, decimalOf, type Row, textOf } from '../row.ts';
import type { State, Work } from '../state.ts';
import { createRecord, updateRecord } from '../wire/save.ts';

export type Form = ReadonlyMap<string, string>;
type PersonAction = (work: Work, row: Row, form: Form) => unknown;

const RULES = { hasUniqueInvoiceNumbers: true };
const input = (body: Body): ActionInput => ({ body, query: new Map(), rules: RULES });
const deps = (work: Work) => ({ work, find: resourceOf, rules: RULES });

const decide =
  (act: typeof approve): PersonAction =>
  (work, invoice, form) => {
    const pending = (work.indexed('approvals', 'approvable-id', invoice.id) ?? [])
      .map((id) => work.get('approvals', id))
      .find((row) => row?.status === 'pending_approval' && row['approvable-type'] === 'InvoiceHeader');
    if (!pending) refuse('invoice-header', 'Nobody is asked to approve this invoice now');
    return act(work, pending, input({ reason: form.get('reason') ?? null }));
  };

const INVOICE_ACTIONS: Readonly<Record<string, PersonAction>> = {
  submit: submitInvoice,
  approve: decide(approve),
  reject: decide(reject),
  release: (work, invoice, form) => releaseHold(work, invoice, form.get('reason') ?? ''),
  revalidate: revalidateInvoice,
  withdraw: withdrawDispute,
  void: voidInvoice,
  abandon: (work, invoice) => abandonInvoice(work, invoice, input({})),
  dispute: (work, invoice) =>
    disputeInvoice(work, invoice, input({ 'dispute-reason': { code: 'INCORRECT_QUANTITY' } })),
  receive: receiveMissing,
  comment: (work, invoice, form) => {
    const body = {
      comments: form.get('text') ?? '',
      'commentable-type': 'InvoiceHeader',
      'commentable-id': invoice.id,
    };
    return createRecord(resourceOf('comments'), body, deps(work));
  },
};

/** Books what the invoice bills and nobody received, then looks at the invoice again. */
function receiveMissing(work: Work, invoice: Row): Row {
  for (const line of childrenOf(work, 'invoice-lines', invoice, 'invoice-lines')) {
    const ordered = work.get('order-lines', textOf(line, 'order-line-id'));
    if (!ordered) continue;
    const missing = subtract(decimalOf(ordered, 'invoiced'), decimalOf(ordered, 'received'));
    if (compare(missing, '0') > 0) receive(work, ordered.id, missing);
  }
  return revalidateInvoice(work, invoice);
}

function receive(work: Work, orderLine: string, quantity: string): Row {
  const body = { type: 'ReceivingQuantityConsumption', quantity, 'order-line': { id: orderLine } };
  return createRecord(resourceOf('receiving-transactions'), body, deps(work));
}

const ORDER_ACTIONS: Readonly<Record<string, PersonAction>> = {
  issue: (work, order) => changeOrderState(work, order, 'issue'),
  close: (work, order) => changeOrderState(work, order, 'close'),
  reopen: (work, order) => changeOrderState(work, order, 'reopen'),
  receive: (work, _order, form) => receive(work, form.get('line') ?? '', form.get('quantity') ?? ''),
  revise: (work, order, form) => {
    const line = { id: form.get('line') ?? '', price: form.get('price') ?? '' };
    return updateRecord(resourceOf('purchase-orders'), order, { 'order-lines': [line] }, deps(work));
  },
};

const RECEIPT_ACTIONS: Readonly<Record<string, PersonAction>> = {
  void: (work, receipt) => voidReceipt(work, receipt, { comments: 'Voided on the page' }),
};

const BY_PATH: Readonly<Record<string, { table: string; actions: Readonly<Record<string, PersonAction>> }>> =
  {
    invoices: { table: 'invoices', actions: INVOICE_ACTIONS },
    order_headers: { table: 'purchase-orders', actions: ORDER_ACTIONS },
    inventory_transactions: { table: 'receiving-transactions', actions: RECEIPT_ACTIONS },
  };

/** Does it in the name of whoever's task it is. @returns false when there is no such action or record. */
export function doAsPerson(
  state: State,
  what: { readonly section: string; readonly id: string; readonly verb: string; readonly form: Form },
  now: string,
): boolean {
  const section = Object.hasOwn(BY_PATH, what.section) ? BY_PATH[what.section] : undefined;
  const action =
    section && Object.hasOwn(section.actions, what.verb) ? section.actions[what.verb] : undefined;
  const row = section && state.get(section.table, what.id);
  if (!action || !row) return false;
  state.transact({ now, actor: personFor(state, what.verb, row) }, (work) => action(work, row, what.form));
  return true;
}

/** The approver approves, the receiver receives, the buyer revises; accounts payable does the rest. */
function personFor(state: State, verb: string, row: Row): string {
  if (verb === 'approve' || verb === 'reject') {
    for (const id of state.indexed('approvals', 'approvable-id', row.id) ?? []) {
      const approval = state.get('approvals', id);
      if (approval?.status === 'pending_approval') return textOf(approval, 'approver');
    }
  }
  const duty =
    { receive: 'receiver', revise: 'buyer', close: 'buyer', reopen: 'buyer', issue: 'buyer' }[verb] ??
    'ap-manager';
  for (const user of state.rows('users')) if (user.duty === duty) return user.id;
  return '1';
}
