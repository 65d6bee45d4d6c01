import { refuse } from '../refusal.ts';
import { type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';

/** Which table a commentable or approvable type lives in. */
export const DOCUMENT_TABLES: Readonly<Record<string, string>> = {
  InvoiceHeader: 'invoices',
  OrderHeader: 'purchase-orders',
  RequisitionHeader: 'requisitions',
  Contract: 'contracts',
  ExpenseReport: 'expense-reports',
  User: 'users',
};

/** Commenting needs a document that exists; it does not move the document's updated-at. */
export function settleComment(work: Work, row: Row): Row {
  const table = DOCUMENT_TABLES[textOf(row, 'commentable-type')];
  const id = textOf(row, 'commentable-id');
  if (!table || !work.get(table, id)) refuse('comment', "Commentable can't be blank");
  if (textOf(row, 'comments').trim() === '') refuse('comment', "Comments can't be blank");
  const mentioned = [...textOf(row, 'comments').matchAll(/@\[User:(\d+)\]/g)].map((found) => found[1] ?? '');
  work.note(`${table}:${id}`, 'commented');
  return { ...row, mentionees: mentioned.length > 0 ? mentioned.join(',') : null };
}
