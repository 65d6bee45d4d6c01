import type { Action, ActionInput } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { type Cell, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { approvalsOf, askApprovers } from './approval-chain.ts';
import { applyOrderChange } from './purchase-order-changes.ts';
import { receiveRequested } from './receiving-requests.ts';
import { orderApproved } from './requisition-orders.ts';
import { setLines } from './requisitions.ts';

/** What approving, rejecting and holding mean for one kind of document. */
export interface Approvable {
  readonly table: string;
  /** Under which refusals are reported. */
  readonly model: string;
  readonly held: string;
  readonly rejected: string;
  /** The document afterwards, when the last approver agreed. */
  readonly approve: (work: Work, document: Row) => Row;
  /** What a rejection leaves besides the status. */
  readonly reject?: (work: Work, document: Row, note: string) => Readonly<Record<string, Cell>>;
}

const becomes = (table: string, status: string) => (work: Work, document: Row) =>
  work.change(table, document.id, { status });

export const APPROVABLES: Readonly<Record<string, Approvable>> = {
  InvoiceHeader: {
    table: 'invoices',
    model: 'invoice-header',
    held: 'on_hold',
    rejected: 'rejected',
    approve: becomes('invoices', 'approved'),
  },
  Contract: {
    table: 'contracts',
    model: 'contract',
    held: 'pending_approval',
    rejected: 'draft',
    approve: becomes('contracts', 'approved'),
  },
  ExpenseReport: {
    table: 'expense-reports',
    model: 'expense-report',
    held: 'pending_info',
    rejected: 'draft',
    approve: becomes('expense-reports', 'approved'),
    reject: (_work, _document, note) => ({ 'reject-reason': note || null }),
  },
  OrderHeaderChange: {
    table: 'order-header-changes',
    model: 'order-header-change',
    held: 'pending_approval',
    rejected: 'rejected',
    approve: applyOrderChange,
    reject: (_work, _document, note) => ({ 'reject-reason': note || null }),
  },
  ReceiptRequest: {
    table: 'receipt-requests',
    model: 'receipt-request',
    held: 'pending_approval',
    rejected: 'rejected',
    approve: receiveRequested,
  },
  RequisitionHeader: {
    table: 'requisitions',
    model: 'requisition-header',
    held: 'pending_buyer_action',
    rejected: 'draft',
    approve: orderApproved,
    reject: (work, document, note) => {
      setLines(work, document, 'draft');
      return { 'reject-reason-comment': note || null };
    },
  },
};

/** `add_approver` and `remove_approval`, the same for every kind of document. */
export function chainActions(type: string, scopes: readonly string[]): Readonly<Record<string, Action>> {
  return {
    add_approver: { scopes, run: (work, row, input) => addApprover(work, { type, row, input }) },
    remove_approval: { scopes, run: (work, row, input) => removeApproval(work, { type, row, input }) },
  };
}

interface ChainCall {
  readonly type: string;
  readonly row: Row;
  readonly input: ActionInput;
}

/** @throws RangeError for a type that has no approvals: a mistake in the catalogue. */
export function kindOf(type: string): Approvable {
  const kind = APPROVABLES[type];
  if (!kind) throw new RangeError(`Expected an approvable type, got ${type}.`);
  return kind;
}

/** `{approver: {id|login|email}}` or `approver_id`: asked last. */
function addApprover(work: Work, { type, row, input: { body, query } }: ChainCall): Row {
  const { table, model } = kindOf(type);
  if (row.status !== 'pending_approval') refuse(model, `${titleOf(model)} is not pending approval`);
  const given = body.approver;
  const named = given && typeof given === 'object' && !Array.isArray(given) ? Object.values(given) : [given];
  const wanted = [...named, body['approver-id'], query.get('approver-id')];
  const user = [...work.rows('users')].find((other) =>
    [other.id, other.login, other.email].some((key) => wanted.includes(String(key))),
  );
  if (!user) refuse(model, "Approver can't be blank");
  askApprovers(work, type, row.id, [user]);
  const added = approvalsOf(work, type, row.id).at(-1);
  if (added) work.change('approvals', added.id, { status: 'new', type: 'AddedApproval' });
  work.note(`${table}:${row.id}`, `${textOf(user, 'fullname')} added as approver`);
  return work.change(table, row.id, {});
}

/** Only approvers that were added by hand can be taken away again. */
function removeApproval(work: Work, { type, row, input: { body, query } }: ChainCall): Row {
  const { table, model } = kindOf(type);
  const id = body['approval-id'] ?? query.get('approval-id');
  const approval = approvalsOf(work, type, row.id).find((other) => other.id === id);
  if (approval?.type !== 'AddedApproval' || approval.status !== 'new') {
    refuse(model, 'Approval was not added by hand or is not open');
  }
  work.change('approvals', approval.id, { status: 'skipped' });
  work.note(`${table}:${row.id}`, 'added approver removed');
  return work.change(table, row.id, {});
}

/** `invoice-header` → `Invoice`. */
function titleOf(model: string): string {
  const word = model.replace('-header', '').replaceAll('-', ' ');
  return word.charAt(0).toUpperCase() + word.slice(1);
}
