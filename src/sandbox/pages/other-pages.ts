// Suppliers, receipts, users and lists.
import { type Row, textOf } from '../row.ts';
import type { State } from '../state.ts';
import { buttons, codeOf, historyOf, linkTo, when } from './document-parts.ts';
import { facts, type Html, html, statusPill, table } from './html.ts';
import { countByStatus, LOOKED_AT_MAX, namedRows, newestRows } from './newest-rows.ts';

export function supplierPage(state: State, supplier: Row): Html {
  const invoices = [...(state.indexed('invoices', 'supplier', supplier.id) ?? [])]
    .reverse()
    .slice(0, 30)
    .flatMap((id) => state.get('invoices', id) ?? []);
  return html`<h1>${textOf(supplier, 'name')} ${statusPill(textOf(supplier, 'status'))}</h1>
<section>${facts([
    ['Number', textOf(supplier, 'number')],
    ['On hold', supplier['on-hold'] === true ? 'yes' : 'no'],
    ['Terms', codeOf(state, 'payment-terms', supplier, 'payment-term')],
    ['Matching', textOf(supplier, 'invoice-matching-level')],
    ['Orders go to', textOf(supplier, 'po-email')],
    ['Id', supplier.id],
  ])}</section><h2>Latest invoices</h2><section>${invoiceTable(state, invoices)}</section>`;
}

export function receiptPage(state: State, receipt: Row): Html {
  const line = state.get('order-lines', textOf(receipt, 'order-line'));
  const order = state.get('purchase-orders', textOf(line, 'order-header-id'));
  const isVoidable = receipt.status !== 'voided';
  return html`<h1>Receipt ${receipt.id} ${statusPill(textOf(receipt, 'status'))}</h1>
<section>${facts([
    ['Order', order ? html`${linkTo.order(order)} / line ${textOf(line, 'line-num')}` : ''],
    ['Goods', textOf(line, 'description')],
    ['Type', textOf(receipt, 'type')],
    ['Quantity', textOf(receipt, 'quantity')],
    ['Total', textOf(receipt, 'total')],
    ['Date', when(receipt, 'transaction-date')],
    ['Received by', linkTo.user(state.get('users', textOf(receipt, 'created-by')))],
  ])}</section>
${buttons(`/inventory_transactions/${receipt.id}`, isVoidable ? [{ verb: 'void', label: 'Void receipt' }] : [])}
${historyOf(state, `receiving-transactions:${receipt.id}`)}`;
}

export function userPage(state: State, user: Row): Html {
  const waiting = newestRows(state, 'approvals', 'pending_approval')
    .filter((row) => row.approver === user.id)
    .reverse();
  return html`<h1>${textOf(user, 'fullname')}</h1><section>${facts([
    ['Login', textOf(user, 'login')],
    ['Employee', textOf(user, 'employee-number')],
    ['Department', textOf(state.get('departments', textOf(user, 'department')), 'name')],
    ['Manager', linkTo.user(state.get('users', textOf(user, 'manager')))],
    ['Id', user.id],
  ])}</section><h2>Waiting for this person</h2><section>${invoiceTable(
    state,
    waiting.flatMap((row) => state.get('invoices', textOf(row, 'approvable-id')) ?? []),
  )}</section>`;
}

function invoiceTable(state: State, rows: readonly Row[]): Html {
  return table(
    ['Number', 'Supplier', 'Date', 'Total#', 'Status'],
    rows.map((row) => [
      linkTo.invoice(row),
      linkTo.supplier(state.get('suppliers', textOf(row, 'supplier'))),
      when(row, 'invoice-date', true),
      `${textOf(row, 'total-with-taxes')} ${codeOf(state, 'currencies', row, 'currency')}`,
      statusPill(textOf(row, 'status')),
    ]),
  );
}

const PAGE_ROWS = 50;

interface ListKind {
  readonly title: string;
  readonly table: string;
  readonly words: (state: State, row: Row) => string;
  readonly show: (state: State, rows: readonly Row[]) => Html;
}

const supplierName = (state: State, row: Row) =>
  textOf(state.get('suppliers', textOf(row, 'supplier')), 'name');

/** Lists by the first part of their path. */
export const LISTS: Readonly<Record<string, ListKind>> = {
  invoices: {
    title: 'Invoices',
    table: 'invoices',
    words: (state, row) => `${row.id} ${textOf(row, 'invoice-number')} ${supplierName(state, row)}`,
    show: invoiceTable,
  },
  order_headers: {
    title: 'Purchase orders',
    table: 'purchase-orders',
    words: (state, row) => `${textOf(row, 'po-number')} ${supplierName(state, row)}`,
    show: (state, rows) =>
      table(
        ['Number', 'Supplier', 'Created', 'Total#', 'Status'],
        rows.map((row) => [
          linkTo.order(row),
          linkTo.supplier(state.get('suppliers', textOf(row, 'supplier'))),
          when(row, 'created-at', true),
          `${textOf(row, 'total')} ${codeOf(state, 'currencies', row, 'currency')}`,
          statusPill(textOf(row, 'status')),
        ]),
      ),
  },
  inventory_transactions: {
    title: 'Receipts',
    table: 'receiving-transactions',
    words: (state, row) =>
      `${row.id} ${textOf(state.get('order-lines', textOf(row, 'order-line')), 'description')}`,
    show: (state, rows) =>
      table(
        ['Id', 'Goods', 'Quantity#', 'Date', 'Status'],
        rows.map((row) => [
          linkTo.receipt(row),
          textOf(state.get('order-lines', textOf(row, 'order-line')), 'description'),
          textOf(row, 'quantity'),
          when(row, 'transaction-date'),
          statusPill(textOf(row, 'status')),
        ]),
      ),
  },
  suppliers: {
    title: 'Suppliers',
    table: 'suppliers',
    words: (_state, row) => `${textOf(row, 'name')} ${textOf(row, 'number')}`,
    show: (state, rows) =>
      table(
        ['Name', 'Number', 'Terms', 'Matching', 'Status'],
        rows.map((row) => [
          linkTo.supplier(row),
          textOf(row, 'number'),
          codeOf(state, 'payment-terms', row, 'payment-term'),
          textOf(row, 'invoice-matching-level'),
          statusPill(textOf(row, 'status')),
        ]),
      ),
  },
  users: {
    title: 'Users',
    table: 'users',
    words: (_state, row) => `${textOf(row, 'fullname')} ${textOf(row, 'login')}`,
    show: (state, rows) =>
      table(
        ['Name', 'Login', 'Department'],
        rows.map((row) => [
          linkTo.user(row),
          textOf(row, 'login'),
          textOf(state.get('departments', textOf(row, 'department')), 'name'),
        ]),
      ),
  },
};

/** Newest first, searchable, by status. */
export function listPage(state: State, kind: ListKind, query: ReadonlyMap<string, string>): Html {
  const wanted = (query.get('q') ?? '').toLowerCase();
  const status = query.get('status') ?? '';
  const number = Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1);
  const statuses = [...countByStatus(state, kind.table).keys()].filter((name) => name !== '').sort();
  const named = wanted === '' ? [] : namedRows(state, kind.table, wanted);
  const isNamed = new Set(named.map((row) => row.id));
  const found = [
    ...named.filter((row) => status === '' || row.status === status),
    ...newestRows(state, kind.table, status).filter(
      (row) =>
        !isNamed.has(row.id) && (wanted === '' || kind.words(state, row).toLowerCase().includes(wanted)),
    ),
  ];
  const among = state.bulk(kind.table) ? ` among the newest ${LOOKED_AT_MAX}` : '';
  const shown = found.slice((number - 1) * PAGE_ROWS, number * PAGE_ROWS);
  const link = (to: number) =>
    `?${new URLSearchParams({ q: query.get('q') ?? '', status, page: String(to) })}`;
  return html`<h1>${kind.title}</h1><form method="get"><input name="q" aria-label="Search" placeholder="Search" value="${query.get('q') ?? ''}">${
    statuses.length > 0 &&
    html`<select name="status" aria-label="Status"><option value="">any status</option>${statuses.map(
      (name) =>
        name === status
          ? html`<option value="${name}" selected>${name}</option>`
          : html`<option value="${name}">${name}</option>`,
    )}</select>`
  }<button>Search</button></form> <small>${found.length} found${among}</small><section>${kind.show(state, shown)}</section>
<p>${number > 1 && html`<a href="${link(number - 1)}">Newer</a> `}${number * PAGE_ROWS < found.length && html`<a href="${link(number + 1)}">Older</a>`}</p>`;
}
