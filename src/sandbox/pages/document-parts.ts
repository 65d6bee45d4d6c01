// Pieces that several pages show: links, comments, history, buttons.
import { showMoment } from '../moment.ts';
import { type Reader, type Row, textOf } from '../row.ts';
import type { State } from '../state.ts';
import { type Html, html, table } from './html.ts';

export const linkTo = {
  invoice: (row: Row | undefined): Html | string =>
    row ? html`<a href="/invoices/${row.id}">${textOf(row, 'invoice-number')}</a>` : '',
  order: (row: Row | undefined): Html | string =>
    row ? html`<a href="/order_headers/${row.id}">${textOf(row, 'po-number')}</a>` : '',
  supplier: (row: Row | undefined): Html | string =>
    row ? html`<a href="/suppliers/${row.id}">${textOf(row, 'name')}</a>` : '',
  user: (row: Row | undefined): Html | string =>
    row ? html`<a href="/users/${row.id}">${textOf(row, 'fullname')}</a>` : '',
  receipt: (row: Row): Html => html`<a href="/inventory_transactions/${row.id}">${row.id}</a>`,
};

/** `2026-11-20 09:00`, or the day alone for business dates. */
export function when(row: Row | undefined, field: string, isDay = false): string {
  const moment = textOf(row, field);
  return moment === ''
    ? ''
    : showMoment(moment)
        .slice(0, isDay ? 10 : 16)
        .replace('T', ' ');
}

/** The code behind a reference, such as a currency or a unit. */
export function codeOf(reader: Reader, tableName: string, row: Row | undefined, field: string): string {
  return textOf(reader.get(tableName, textOf(row, field)), 'code');
}

export function commentsOf(state: State, type: string, id: string): Html {
  const all = (state.indexed('comments', 'commentable-id', id) ?? []).flatMap(
    (key) => state.get('comments', key) ?? [],
  );
  const mine = all.filter((row) => row['commentable-type'] === type);
  return html`<h2>Comments</h2><section>${table(
    ['When', 'Who', 'Comment'],
    mine.map((row) => [
      when(row, 'created-at'),
      linkTo.user(state.get('users', textOf(row, 'created-by'))),
      textOf(row, 'comments'),
    ]),
  )}</section>`;
}

export function historyOf(state: State, subject: string): Html {
  const lines = [...state.history(subject)].reverse();
  return html`<h2>History</h2><section><ol class="history">${lines.map(
    (line) =>
      html`<li><time>${showMoment(line.at).slice(0, 16).replace('T', ' ')}</time> ${line.who}: ${line.what}</li>`,
  )}</ol></section>`;
}

export interface Button {
  /** Last part of the path the form posts to. */
  readonly verb: string;
  readonly label: string;
  /** A text to go with it. */
  readonly ask?: { readonly name: string; readonly label: string; readonly value?: string };
  readonly hidden?: Readonly<Record<string, string>>;
}

/** What a person may do here, as they would on Coupa's screen. */
export function buttons(path: string, offered: readonly Button[]): Html {
  if (offered.length === 0) return html``;
  return html`<section aria-label="Actions">${offered.map(
    ({ verb, label, ask, hidden }) =>
      html`<form method="post" action="${path}/${verb}">${
        ask &&
        html`<input name="${ask.name}" aria-label="${ask.label}" placeholder="${ask.label}" value="${ask.value ?? ''}">`
      }${Object.entries(hidden ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<button>${label}</button></form>`,
  )}</section>`;
}
