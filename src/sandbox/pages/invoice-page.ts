import { childrenOf, type Row, textOf } from '../row.ts';
import type { State } from '../state.ts';
import { type Button, buttons, codeOf, commentsOf, historyOf, linkTo, when } from './document-parts.ts';
import { facts, type Html, html, statusPill, table } from './html.ts';

/** An invoice as an accounts payable clerk would see it. */
export function invoicePage(state: State, invoice: Row): Html {
  const supplier = state.get('suppliers', textOf(invoice, 'supplier'));
  const currency = codeOf(state, 'currencies', invoice, 'currency');
  return html`<h1>Invoice ${textOf(invoice, 'invoice-number')} ${statusPill(textOf(invoice, 'status'))}</h1>
<section>${facts([
    ['Supplier', linkTo.supplier(supplier)],
    ['Document', textOf(invoice, 'document-type')],
    ['Invoice date', when(invoice, 'invoice-date', true)],
    ['Total', `${textOf(invoice, 'total-with-taxes')} ${currency}`],
    ['Printed total', `${textOf(invoice, 'supplier-total')} ${currency}`],
    ['Tax', textOf(invoice, 'tax-amount')],
    ['Shipping', textOf(invoice, 'shipping-amount')],
    ['Terms', codeOf(state, 'payment-terms', invoice, 'payment-term')],
    ['Due', when(invoice, 'net-due-date', true)],
    ['Discount until', when(invoice, 'discount-due-date', true)],
    ['Chart of accounts', textOf(state.get('account-types', textOf(invoice, 'account-type')), 'name')],
    ['Requested by', linkTo.user(state.get('users', textOf(invoice, 'requested-by')))],
    ['Channel', textOf(invoice, 'channel')],
    ['Paid', invoice.paid === true ? when(invoice, 'payment-date', true) : ''],
    ['Exported', invoice.exported === true ? when(invoice, 'last-exported-at') : ''],
    ['Id', invoice.id],
  ])}</section>
${buttons(`/invoices/${invoice.id}`, offers(state, invoice))}
<h2>Lines</h2><section>${lines(state, invoice)}</section>
${tolerances(state, invoice)}
<h2>Approvals</h2><section>${approvals(state, invoice)}</section>
${commentsOf(state, 'InvoiceHeader', invoice.id)}${historyOf(state, `invoices:${invoice.id}`)}`;
}

function lines(state: State, invoice: Row): Html {
  return table(
    ['No.', 'Description', 'Order', 'Quantity#', 'Unit', 'Price#', 'Total#', 'Tax#', 'Account'],
    childrenOf(state, 'invoice-lines', invoice, 'invoice-lines').map((line) => {
      const ordered = state.get('order-lines', textOf(line, 'order-line-id'));
      const order = state.get('purchase-orders', textOf(ordered, 'order-header-id'));
      return [
        textOf(line, 'line-num'),
        textOf(line, 'description'),
        order ? html`${linkTo.order(order)} / ${textOf(ordered, 'line-num')}` : textOf(line, 'po-number'),
        textOf(line, 'quantity'),
        codeOf(state, 'uoms', line, 'uom'),
        textOf(line, 'price'),
        textOf(line, 'total'),
        textOf(line, 'tax-amount'),
        textOf(state.get('accounts', textOf(line, 'account')), 'code'),
      ];
    }),
  );
}

function tolerances(state: State, invoice: Row): Html {
  const rows = [invoice, ...childrenOf(state, 'invoice-lines', invoice, 'invoice-lines')];
  const failed = rows.flatMap((row) =>
    childrenOf(state, 'failed-tolerances', row, 'failed-tolerances').map((failure) => [
      row === invoice ? 'Header' : `Line ${textOf(row, 'line-num')}`,
      textOf(failure, 'code'),
      textOf(failure, 'breach-detail-1'),
      textOf(failure, 'breach-amount'),
      textOf(failure, 'breach-limit'),
      failure.resolved === true ? `yes, ${textOf(failure, 'resolution-strategy')}` : 'no',
    ]),
  );
  if (failed.length === 0) return html``;
  return html`<h2>Failed tolerances</h2><section>${table(['Where', 'Code', 'Detail', 'Breach#', 'Limit#', 'Resolved'], failed)}</section>`;
}

function approvals(state: State, invoice: Row): Html {
  const asked = (state.indexed('approvals', 'approvable-id', invoice.id) ?? [])
    .flatMap((id) => state.get('approvals', id) ?? [])
    .filter((row) => row['approvable-type'] === 'InvoiceHeader');
  return table(
    ['No.', 'Approver', 'Status', 'When', 'Note'],
    asked.map((row) => [
      textOf(row, 'position'),
      linkTo.user(state.get('users', textOf(row, 'approver'))),
      statusPill(textOf(row, 'status')),
      when(row, 'approval-date'),
      textOf(row, 'note'),
    ]),
  );
}

function offers(state: State, invoice: Row): Button[] {
  const comment: Button = { verb: 'comment', label: 'Comment', ask: { name: 'text', label: 'Comment' } };
  const status = textOf(invoice, 'status');
  const pending = (state.indexed('approvals', 'approvable-id', invoice.id) ?? [])
    .map((id) => state.get('approvals', id))
    .find((row) => row?.status === 'pending_approval');
  const approver = state.get('users', textOf(pending, 'approver'));
  const reason = { name: 'reason', label: 'Reason' };
  const decide: Button[] = approver
    ? [
        { verb: 'approve', label: `Approve as ${textOf(approver, 'fullname')}` },
        { verb: 'reject', label: 'Reject', ask: reason },
      ]
    : [];
  switch (status) {
    case 'draft':
    case 'rejected':
      return [
        { verb: 'submit', label: 'Submit for approval' },
        { verb: 'abandon', label: 'Abandon' },
        comment,
      ];
    case 'pending_approval':
      return [...decide, { verb: 'dispute', label: 'Dispute' }, comment];
    case 'pending_receipt':
      return [
        { verb: 'receive', label: 'Post the missing receipts' },
        { verb: 'release', label: 'Release hold', ask: reason },
        { verb: 'dispute', label: 'Dispute' },
        comment,
      ];
    case 'ap_hold':
    case 'on_hold':
    case 'pending_action':
    case 'booking_hold':
      return [
        { verb: 'release', label: 'Release hold', ask: reason },
        { verb: 'revalidate', label: 'Revalidate tolerances' },
        ...decide,
        { verb: 'abandon', label: 'Abandon' },
        comment,
      ];
    case 'disputed':
      return [
        { verb: 'withdraw', label: 'Withdraw dispute' },
        { verb: 'abandon', label: 'Abandon' },
        comment,
      ];
    case 'approved':
      return [{ verb: 'void', label: 'Void' }, comment];
    default:
      return [comment];
  }
}
