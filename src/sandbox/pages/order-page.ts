import { compare, subtract } from '../amount.ts';
import { childrenOf, decimalOf, type PlainObject, type Row, textOf } from '../row.ts';
import type { State } from '../state.ts';
import { type Button, buttons, codeOf, commentsOf, historyOf, linkTo, when } from './document-parts.ts';
import { facts, type Html, html, statusPill, table } from './html.ts';

/** A purchase order with what was received and billed on it. */
export function orderPage(state: State, order: Row): Html {
  const lines = childrenOf(state, 'order-lines', order, 'order-lines');
  const currency = codeOf(state, 'currencies', order, 'currency');
  return html`<h1>Purchase order ${textOf(order, 'po-number')} ${statusPill(textOf(order, 'status'))}</h1>
<section>${facts([
    ['Supplier', linkTo.supplier(state.get('suppliers', textOf(order, 'supplier')))],
    ['Total', `${textOf(order, 'total')} ${currency}`],
    ['Version', `${textOf(order, 'version')}, internal revision ${textOf(order, 'internal-revision')}`],
    ['Terms', codeOf(state, 'payment-terms', order, 'payment-term')],
    ['Requester', linkTo.user(state.get('users', textOf(order, 'ship-to-user')))],
    ['Ship to', textOf(state.get('addresses', textOf(order, 'ship-to-address')), 'name')],
    ['Created', when(order, 'created-at')],
    ['Id', order.id],
  ])}</section>
${buttons(`/order_headers/${order.id}`, offers(order, lines))}
<h2>Lines</h2><section>${table(
    ['No.', 'Description', 'Ordered#', 'Unit', 'Price#', 'Total#', 'Received#', 'Billed#', 'Match'],
    lines.map((line) => [
      textOf(line, 'line-num'),
      textOf(line, 'description'),
      textOf(line, 'quantity'),
      codeOf(state, 'uoms', line, 'uom'),
      textOf(line, 'price'),
      textOf(line, 'total'),
      textOf(line, 'received'),
      textOf(line, 'invoiced'),
      textOf(line, 'match-type'),
    ]),
  )}</section>
<h2>Receipts</h2><section>${receipts(state, lines)}</section>
<h2>Invoices</h2><section>${invoices(state, lines)}</section>
${revisions(state, order)}${commentsOf(state, 'OrderHeader', order.id)}${historyOf(state, `purchase-orders:${order.id}`)}`;
}

function offers(order: Row, lines: readonly Row[]): Button[] {
  if (order.status !== 'issued') {
    const isOpenable = ['closed', 'soft_closed'].includes(textOf(order, 'status'));
    return isOpenable ? [{ verb: 'reopen', label: 'Reopen' }] : [{ verb: 'issue', label: 'Issue' }];
  }
  const perLine = lines.flatMap((line): Button[] => {
    const open = subtract(decimalOf(line, 'quantity'), decimalOf(line, 'received'));
    const hidden = { line: line.id };
    const number = textOf(line, 'line-num');
    const price = { name: 'price', label: `Price of line ${number}`, value: textOf(line, 'price') };
    const receive = { name: 'quantity', label: `Quantity for line ${number}`, value: open };
    return [
      ...(compare(open, '0') > 0
        ? [{ verb: 'receive', label: `Receive line ${number}`, ask: receive, hidden }]
        : []),
      { verb: 'revise', label: `Change price of line ${number}`, ask: price, hidden },
    ];
  });
  return [...perLine, { verb: 'close', label: 'Close order' }];
}

function receipts(state: State, lines: readonly Row[]): Html {
  const rows = lines.flatMap((line) =>
    (state.indexed('receiving-transactions', 'order-line', line.id) ?? []).flatMap((id) => {
      const row = state.get('receiving-transactions', id);
      return row ? [{ row, line }] : [];
    }),
  );
  return table(
    ['Id', 'Line', 'Type', 'Quantity#', 'Status', 'When', 'Who'],
    rows.map(({ row, line }) => [
      linkTo.receipt(row),
      textOf(line, 'line-num'),
      textOf(row, 'type'),
      textOf(row, 'quantity') || textOf(row, 'total'),
      statusPill(textOf(row, 'status')),
      when(row, 'transaction-date'),
      linkTo.user(state.get('users', textOf(row, 'created-by'))),
    ]),
  );
}

function invoices(state: State, lines: readonly Row[]): Html {
  const ids = lines.flatMap((line) =>
    (state.indexed('invoice-lines', 'order-line-id', line.id) ?? []).map((id) =>
      textOf(state.get('invoice-lines', id), 'invoice-header-id'),
    ),
  );
  const found = [...new Set(ids)].flatMap((id) => state.get('invoices', id) ?? []);
  return table(
    ['Number', 'Date', 'Total#', 'Status'],
    found.map((row) => [
      linkTo.invoice(row),
      when(row, 'invoice-date', true),
      `${textOf(row, 'total-with-taxes')} ${codeOf(state, 'currencies', row, 'currency')}`,
      statusPill(textOf(row, 'status')),
    ]),
  );
}

function revisions(state: State, order: Row): Html {
  const all = (state.indexed('order-header-revisions', 'purchase-order', order.id) ?? []).flatMap(
    (id) => state.get('order-header-revisions', id) ?? [],
  );
  if (all.length === 0) return html``;
  const words = (row: Row) =>
    (Array.isArray(row.changes) ? (row.changes as readonly PlainObject[]) : [])
      .map((change) => `${change.field}: ${change.from ?? 'none'} → ${change.to ?? 'none'}`)
      .join('; ');
  return html`<h2>Revisions</h2><section>${table(
    ['No.', 'Version', 'When', 'Who', 'Changes'],
    all.map((row) => [
      textOf(row, 'revision'),
      textOf(row, 'version'),
      when(row, 'created-at'),
      linkTo.user(state.get('users', textOf(row, 'created-by'))),
      words(row),
    ]),
  )}</section>`;
}
