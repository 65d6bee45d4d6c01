import { childrenOf, type Row, textOf } from './row.ts';
import type { Tenant } from './tenant.ts';

/** What a client or a conformance run needs to know of this sandbox. */
export interface SandboxEnv {
  readonly base: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly api_key: string;
  /** For /sandbox/…, header X-Sandbox-Key. */
  readonly admin_key: string;
  readonly scope_all: string;
  /** The user in whose name the client acts, and on whom approvals wait. */
  readonly service_user_id: string;
  /** Objects that exist, by the names that conformance cases use. */
  readonly vars: Readonly<Record<string, string | number>>;
}

/** Describes the running sandbox with objects found in it. */
export function describeSandbox(tenant: Tenant, base: string, adminKey: string): SandboxEnv {
  const [account] = tenant.oauth.clients;
  return {
    base,
    client_id: account.clientId,
    client_secret: account.clientSecret,
    api_key: account.apiKey ?? '',
    admin_key: adminKey,
    scope_all: account.scopes.join(' '),
    service_user_id: account.userId,
    vars: { client_id: account.clientId, client_secret: account.clientSecret, ...findObjects(tenant) },
  };
}

function findObjects({ state }: Tenant): Record<string, string | number> {
  const rows = state.kept;
  const find = (table: string, test: (row: Row) => boolean) => rows(table).find(test);
  const currency = find('currencies', (row) => row.code === 'USD');
  // An open order in dollars with something left to bill, of a supplier whose name every terminal can show.
  const order = rows('purchase-orders').findLast(
    (row) =>
      row.status === 'issued' &&
      row.currency === currency?.id &&
      /^[\w .,]+$/.test(textOf(state.get('suppliers', textOf(row, 'supplier')), 'name')),
  );
  const [line] = childrenOf(state, 'order-lines', order, 'order-lines');
  const supplier = state.get('suppliers', textOf(order, 'supplier'));
  const other = find('suppliers', (row) => row.status === 'active' && row.id !== supplier?.id);
  const account = state.get('accounts', textOf(line, 'account'));
  const chart = state.get('account-types', textOf(account, 'account-type'));
  const user = find('users', (row) => row.duty === 'requester');
  const colleague = find('users', (row) => row.duty === 'buyer');
  const number = (row: Row | undefined) => Number(row?.id ?? 0);
  return {
    paging_resource: 'invoices',
    account_type_id: number(chart),
    account_type_name: textOf(chart, 'name'),
    enterprise_code: 'SAP',
    account_id: number(account),
    account_code: textOf(account, 'code'),
    account_seg1: textOf(account, 'segment-1'),
    currency: 'USD',
    currency_id: number(currency),
    currency2: 'EUR',
    supplier_id: number(supplier),
    supplier_name: textOf(supplier, 'name'),
    supplier_number: textOf(supplier, 'number'),
    supplier2_id: number(other),
    payment_term_code: 'Net 30',
    shipping_term_code: 'UPS',
    commodity: textOf(state.get('commodities', textOf(line, 'commodity')), 'name'),
    uom: textOf(state.get('uoms', textOf(line, 'uom')), 'code'),
    item_name: 'Blue Pen',
    tax_code_id: number(find('tax-codes', (row) => row.code === 'US0')),
    tag: 'reviewed',
    lookup_name: 'Project',
    dispute_code: 'INCORRECT_QUANTITY',
    user_id: number(user),
    user_login: textOf(user, 'login'),
    user_email: textOf(user, 'email'),
    user2_email: textOf(colleague, 'email'),
    requester: textOf(user, 'login'),
    department: 'Marketing',
    address: textOf(
      find('addresses', () => true),
      'name',
    ),
    po_id: number(order),
    po_line_id: number(line),
    po_price: textOf(line, 'price'),
    reason_insight_code: 'API',
    contract_number: 'C-1',
    integration_code: 'ERP-INV',
    budget_line_id: 1,
    payment_id: 1,
    cf_invoice: 'cf-erp-invoice-number',
  };
}
