import { InputError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';
import { type ListCursor, readListCursor, writeListCursor } from './page-cursor.ts';

/** Rows of a page: what fits a screen twice over, and the most that the page may hold. */
export const PAGE_ROWS_MAX = 200;

/** Beyond so many it is "more than": counting on would cost more than it tells. */
const COUNT_MAX = 10_000;

export interface InvoiceFilter {
  readonly search?: string | undefined;
  readonly status?: string | undefined;
  readonly supplier?: string | undefined;
  readonly entity?: string | undefined;
  readonly currency?: string | undefined;
}

export type InvoiceSort = 'updated' | 'due' | 'amount';

/** One invoice of the list, with what was decided about it last. */
export interface ListedInvoice {
  readonly id: string;
  readonly invoiceNumber: string;
  readonly supplierId: string | null;
  readonly supplierName: string | null;
  readonly entityName: string | null;
  readonly status: string;
  readonly grossTotal: string | null;
  readonly currency: string | null;
  readonly invoiceDate: string | null;
  readonly netDueDate: string | null;
  readonly updatedAt: string;
  readonly verdict: string | null;
  readonly cause: string | null;
}

/** What each order sorts by; `type` reads a cursor's value back. Rows without a value come last. */
const ORDERS: Readonly<Record<InvoiceSort, { column: string; type: string; isDescending: boolean }>> = {
  updated: { column: 'updated_at', type: 'timestamptz', isDescending: true },
  due: { column: 'net_due_date', type: 'date', isDescending: false },
  amount: { column: 'gross_total', type: 'numeric', isDescending: true },
};

/**
 * One page of living invoices, continued strictly after the cursor: rows that arrive between two pages are neither
 * skipped nor shown twice. Served by `invoice_by_update`, `invoice_by_due_date`, `invoice_by_amount`, and for one
 * supplier or status by `invoice_by_supplier` and `invoice_by_status`.
 */
export async function listInvoicePage(
  tx: Tx,
  connectionId: string,
  filter: InvoiceFilter,
  page: { readonly sort: InvoiceSort; readonly cursor: string | undefined; readonly limit: number },
): Promise<{ rows: ListedInvoice[]; next: string | null }> {
  const order = ORDERS[page.sort];
  const direction = order.isDescending ? 'desc' : 'asc';
  // An index serves an order only when both say the same of missing values, even where none can be missing.
  const nulls = order.column === 'updated_at' ? '' : 'nulls last';
  const orderBy = `i.${order.column} ${direction} ${nulls}, i.id ${direction}`;
  const values: unknown[] = [connectionId];
  const where = conditionsOf(filter, values);
  if (page.cursor !== undefined) where.push(after(readListCursor(page.cursor), order, values));
  const limit = Math.min(page.limit, PAGE_ROWS_MAX);
  const rows = await tx
    .query<ListedInvoice & { sortValue: string | null }>(
      `with page as materialized (
         select i.*, i.${order.column}::text as sort_value from invoice i where ${where.join(' and ')}
          order by ${orderBy} limit ${limit + 1})
       select i.id, i.invoice_number as "invoiceNumber", i.supplier_id as "supplierId",
              i.supplier_name as "supplierName", i.entity_name as "entityName", i.status,
              i.gross_total as "grossTotal", i.currency, i.invoice_date as "invoiceDate",
              i.net_due_date as "netDueDate", i.updated_at as "updatedAt", r.verdict, r.cause,
              i.sort_value as "sortValue"
         from page i left join lateral (
           select verdict, cause from run where connection_id = $1 and subject_id = i.id
            order by decided_at desc limit 1) r on true
        order by ${orderBy}`,
      values,
    )
    .catch(asBadCursor);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    rows: rows.slice(0, limit).map(({ sortValue: _place, ...row }) => row),
    next: last === undefined ? null : writeListCursor({ value: last.sortValue, id: last.id }),
  };
}

/** How many invoices the filter leaves; counted up to 10,000. */
export async function countInvoices(tx: Tx, connectionId: string, filter: InvoiceFilter): Promise<number> {
  const values: unknown[] = [connectionId];
  const where = conditionsOf(filter, values);
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int as count from (
       select 1 from invoice i where ${where.join(' and ')} limit ${COUNT_MAX}) counted`,
    values,
  );
  return row?.count ?? 0;
}

function conditionsOf(filter: InvoiceFilter, values: unknown[]): string[] {
  const where = ['i.connection_id = $1', 'i.deleted_at is null'];
  const add = (value: unknown, sql: (place: string) => string): void => {
    values.push(value);
    where.push(sql(`$${values.length}`));
  };
  if (filter.status !== undefined) add(filter.status, (place) => `i.status = ${place}`);
  if (filter.supplier !== undefined) add(filter.supplier, (place) => `i.supplier_id = ${place}`);
  if (filter.entity !== undefined) add(filter.entity, (place) => `i.entity_name = ${place}`);
  if (filter.currency !== undefined) add(filter.currency, (place) => `i.currency = ${place}`);
  const search = filter.search?.trim() ?? '';
  if (search !== '') {
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
    add(pattern, (place) => `i.search_text like lower(${place})`);
  }
  return where;
}

function after(
  cursor: ListCursor,
  order: { column: string; type: string; isDescending: boolean },
  values: unknown[],
): string {
  const sign = order.isDescending ? '<' : '>';
  values.push(cursor.id);
  const id = `$${values.length}`;
  if (cursor.value === null) return `(i.${order.column} is null and i.id ${sign} ${id})`;
  values.push(cursor.value);
  const value = `$${values.length}::${order.type}`;
  const beyond = `(i.${order.column}, i.id) ${sign} (${value}, ${id})`;
  // The last edit is never missing, and without the second part an index can begin exactly at the cursor.
  return order.column === 'updated_at' ? beyond : `(${beyond} or i.${order.column} is null)`;
}

/** A cursor made by hand may hold a value of another kind. */
function asBadCursor(thrown: unknown): never {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code.startsWith('22')) throw new InputError('The cursor is not one that this list gave out.');
  throw thrown;
}
