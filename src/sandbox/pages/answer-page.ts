import { momentOf } from '../moment.ts';
import { Refusal } from '../refusal.ts';
import type { Row } from '../row.ts';
import type { DoorAnswer, DoorRequest } from '../server.ts';
import type { State } from '../state.ts';
import type { Tenant } from '../tenant.ts';
import { readPairs } from '../wire/query.ts';
import { handbookPage } from './handbook.ts';
import { type Html, html, page } from './html.ts';
import { invoicePage } from './invoice-page.ts';
import { orderPage } from './order-page.ts';
import { LISTS, listPage, receiptPage, supplierPage, userPage } from './other-pages.ts';
import { doAsPerson } from './person-actions.ts';

export interface PageDeps {
  readonly tenant: Tenant;
  /** The tables with the journal behind them. */
  readonly state: State;
  readonly clock: () => Date;
}

const RECORDS: Readonly<Record<string, { table: string; show: (state: State, row: Row) => Html }>> = {
  invoices: { table: 'invoices', show: invoicePage },
  order_headers: { table: 'purchase-orders', show: orderPage },
  suppliers: { table: 'suppliers', show: supplierPage },
  inventory_transactions: { table: 'receiving-transactions', show: receiptPage },
  users: { table: 'users', show: userPage },
};

/** The screens that deep links lead to, and what a person does on them. */
export function answerPage(request: DoorRequest, deps: PageDeps): DoorAnswer | undefined {
  const [section = '', id, verb, ...rest] = request.path.slice(1).split('/');
  if (rest.length > 0) return undefined;
  if (request.method === 'POST' && id !== undefined && verb !== undefined) {
    return act(request, { section, id, verb }, deps);
  }
  if (request.method !== 'GET' || verb !== undefined) return undefined;
  const query = new Map(readPairs(request.query));
  if (section === '' && id === undefined) return show('Halden Group', handbookPage(deps.tenant));
  const list = Object.hasOwn(LISTS, section) ? LISTS[section] : undefined;
  if (list && id === undefined) return show(list.title, listPage(deps.state, list, query));
  return id === undefined ? undefined : recordPage(deps, section, id, query.get('said'));
}

function recordPage(
  deps: PageDeps,
  section: string,
  id: string,
  said: string | undefined,
): DoorAnswer | undefined {
  const kind = Object.hasOwn(RECORDS, section) ? RECORDS[section] : undefined;
  const row = kind && deps.state.get(kind.table, id);
  if (!kind || !row) return undefined;
  const notice =
    said === undefined
      ? html``
      : html`<p class="said${said === 'Done.' ? '' : ' no'}" role="status">${said}</p>`;
  return show(`${section} ${id}`, html`${notice}${kind.show(deps.state, row)}`);
}

function act(
  request: DoorRequest,
  what: { readonly section: string; readonly id: string; readonly verb: string },
  deps: PageDeps,
): DoorAnswer | undefined {
  if (!isSameOrigin(request)) {
    return {
      ...show('Refused', html`<p>This form was sent from another site. Nothing was done.</p>`),
      status: 403,
    };
  }
  const form = new Map(readPairs(request.body));
  let said = 'Done.';
  try {
    const isDone = doAsPerson(deps.state, { ...what, form }, momentOf(deps.clock()));
    if (!isDone) return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    said = `Not possible: ${thrown.message}`;
  }
  const back = `/${what.section}/${what.id}?said=${encodeURIComponent(said)}`;
  return { status: 303, contentType: 'text/plain', body: '', headers: { Location: back } };
}

/** A browser names the site a form comes from; what names another one, or none, is not ours. */
function isSameOrigin(request: DoorRequest): boolean {
  const { origin, host } = request.headers;
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

function show(title: string, content: Html): DoorAnswer {
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    body: page(title, content),
    headers: {
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
      'Cache-Control': 'no-store',
    },
  };
}
