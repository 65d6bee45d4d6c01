import { DEAD_INVOICE_STATUSES } from '#domain/records/invoice.ts';
import type { Change } from '#engine/shapes/change.ts';
import type { Tx } from '#store/database.ts';
import type { WokenInvoice } from './append-changes.ts';

/** A supplier that never names an order line must not have its whole pile decided again with each receipt. */
const UNPLACED_MAX = 200;

/** Statuses in which nothing is left to decide about an invoice because of another one. */
const SETTLED_STATUSES: readonly string[] = ['approved', ...DEAD_INVOICE_STATUSES];

/**
 * Open invoices of these suppliers with a line whose order is not found: any order or receipt of the supplier may be the
 * one that is meant. The first conditions are those of `invoice_unplaced`, word for word, or PostgreSQL could not use it;
 * sorted only afterwards, or it would read all invoices of the supplier in the order of `invoice_by_supplier`. The
 * number of an order is indexed in the database's own collation, the one on a line is kept in another.
 */
const UNPLACED = (suppliers: string): string => `
  select u.id from (${suppliers}) s (id) cross join lateral (
    select id from (
      select id, updated_at from invoice
       where connection_id = $1 and supplier_id = s.id and is_unplaced and deleted_at is null
         and status not in (${SETTLED_STATUSES.map((status) => `'${status}'`).join(', ')}) offset 0) i
     order by updated_at desc limit ${UNPLACED_MAX} offset 0) u
   where exists (select 1 from invoice_line l
     where l.connection_id = $1 and l.invoice_id = u.id and l.order_line_id is null
       and not exists (
         select 1 from purchase_order where connection_id = $1 and id in (l.order_id, l.po_number) offset 0)
       and not exists (
         select 1 from purchase_order
          where connection_id = $1 and po_number = l.po_number collate "default" offset 0) offset 0)`;

/**
 * Invoices whose lines name one of these orders: by order line, by order id, or by number alone; and those of their
 * suppliers that may mean one of them.
 * Served by `invoice_line_by_order_line`, `invoice_line_by_order` and `invoice_line_by_po_number`.
 */
export async function invoicesOnOrders(
  tx: Tx,
  connectionId: string,
  orders: {
    ids: readonly string[];
    lineIds: readonly string[];
    poNumbers: readonly string[];
    supplierIds: readonly string[];
  },
): Promise<WokenInvoice[]> {
  const rows = await tx.queryArrays(
    `with resting as (
       select l.invoice_id from unnest($2::text[]) line (id) cross join lateral (
         select invoice_id from invoice_line where connection_id = $1 and order_line_id = line.id offset 0) l
       union select l.invoice_id from unnest($3::text[]) named (id) cross join lateral (
         select invoice_id from invoice_line where connection_id = $1 and order_id = named.id offset 0) l
       union select invoice_id from invoice_line
              where connection_id = $1 and order_line_id is null and po_number = any($4::text[])
       union ${UNPLACED('select unnest($6::text[])')})
     select i.id, i.supplier_id from resting cross join lateral (
       select * from invoice where connection_id = $1 and id = resting.invoice_id offset 0) i
      where i.deleted_at is null and i.status <> all($5::text[])`,
    // A number that an invoice prints is often the id of the order.
    [
      connectionId,
      orders.lineIds,
      orders.ids,
      [...orders.poNumbers, ...orders.ids],
      DEAD_INVOICE_STATUSES,
      orders.supplierIds,
    ],
    { name: 'woken_by_orders' },
  );
  return toWoken(rows, 'purchase_order');
}

/** Invoices that a receipt on these orders and order lines concerns, or may concern. */
export async function invoicesOnReceipts(
  tx: Tx,
  connectionId: string,
  receipts: { orderIds: readonly string[]; lineIds: readonly string[] },
): Promise<WokenInvoice[]> {
  const rows = await tx.queryArrays(
    `with resting as (
       select l.invoice_id from unnest($2::text[]) line (id) cross join lateral (
         select invoice_id from invoice_line where connection_id = $1 and order_line_id = line.id offset 0) l
       union select invoice_id from invoice_line
              where connection_id = $1 and order_id = any($3::text[]) and order_line_id is null
       union select l.invoice_id from purchase_order o join invoice_line l
                 on l.connection_id = $1 and l.order_line_id is null and l.po_number in (o.po_number, o.id)
              where o.connection_id = $1 and o.id = any($3::text[])
       union ${UNPLACED(`select distinct supplier_id from unnest($3::text[]) r (order_id) cross join lateral (
         select supplier_id from purchase_order where connection_id = $1 and id = r.order_id offset 0) o`)})
     select i.id, i.supplier_id from resting cross join lateral (
       select * from invoice where connection_id = $1 and id = resting.invoice_id offset 0) i
      where i.deleted_at is null and i.status <> all($4::text[])`,
    [connectionId, receipts.lineIds, receipts.orderIds, DEAD_INVOICE_STATUSES],
    { name: 'woken_by_receipts' },
  );
  return toWoken(rows, 'receipt');
}

/** The invoices themselves that these steps of approval belong to. */
export async function invoicesByIds(
  tx: Tx,
  connectionId: string,
  ids: readonly string[],
  cause: Change['cause'],
): Promise<WokenInvoice[]> {
  const rows = await tx.queryArrays(
    'select id, supplier_id from invoice where connection_id = $1 and id = any($2::text[]) and deleted_at is null',
    [connectionId, ids],
    { name: 'woken_by_ids' },
  );
  return toWoken(rows, cause);
}

/**
 * Open invoices that share an order line with these, since what one bills, the other can no longer; that bear the same
 * number, since one of them may be the other's copy; and credit notes that name one of these as their original.
 * Decided ones are left out, so that a long order does not wake its whole history.
 * @param numbered suppliers with the keys of the numbers.
 * @param besides invoices that are woken anyway.
 */
export async function openSiblings(
  tx: Tx,
  connectionId: string,
  {
    orderLineIds,
    numbered,
  }: {
    orderLineIds: readonly string[];
    numbered: readonly { readonly supplierId: string; readonly key: string; readonly slip: string }[];
  },
  besides: readonly string[],
): Promise<WokenInvoice[]> {
  const rows = await tx.queryArrays(
    `with beside as (
       select l.invoice_id as id from unnest($2::text[]) line (id) cross join lateral (
         select invoice_id from invoice_line where connection_id = $1 and order_line_id = line.id offset 0) l
       union select i.id from unnest($5::text[], $6::text[], $7::text[]) n (supplier_id, key, slip)
         cross join lateral (
         select id from invoice
          where connection_id = $1 and supplier_id = n.supplier_id and slip_key = n.slip and number_key = n.key
         offset 0) i
       union select i.id from unnest($5::text[], $6::text[]) n (supplier_id, key) cross join lateral (
         select id from invoice
          where connection_id = $1 and supplier_id = n.supplier_id and original_number_key = n.key offset 0) i)
     select i.id, i.supplier_id from beside cross join lateral (
       select * from invoice where connection_id = $1 and id = beside.id offset 0) i
      where beside.id <> all($4::text[]) and i.deleted_at is null and i.status <> all($3::text[])`,
    [
      connectionId,
      orderLineIds,
      SETTLED_STATUSES,
      besides,
      numbered.map(({ supplierId }) => supplierId),
      numbered.map(({ key }) => key),
      numbered.map(({ slip }) => slip),
    ],
    { name: 'woken_siblings' },
  );
  return toWoken(rows, 'invoice');
}

/**
 * Invoices that are still open of suppliers of which something changed: one that is blocked now stops them, one released
 * lets them go, and what people taught may make them match.
 */
export async function openInvoicesOfSuppliers(
  tx: Tx,
  connectionId: string,
  supplierIds: readonly string[],
  cause: Change['cause'],
): Promise<WokenInvoice[]> {
  const rows = await tx.queryArrays(
    `select i.id, i.supplier_id from unnest($2::text[]) s (id) cross join lateral (
         select * from invoice where connection_id = $1 and supplier_id = s.id offset 0) i
      where i.deleted_at is null and i.status <> all($3::text[])`,
    [connectionId, supplierIds, SETTLED_STATUSES],
    { name: 'woken_by_suppliers' },
  );
  return toWoken(rows, cause);
}

/** Invoices that are still open and on which, or on whose orders, somebody wrote: it may say that a price was agreed. */
export async function openInvoicesWithComments(
  tx: Tx,
  connectionId: string,
  { invoiceIds, orderIds }: { invoiceIds: readonly string[]; orderIds: readonly string[] },
): Promise<WokenInvoice[]> {
  if (invoiceIds.length === 0 && orderIds.length === 0) return [];
  const rows = await tx.queryArrays(
    `with spoken_of as (
       select unnest($2::text[]) as id
       union select l.invoice_id from unnest($3::text[]) named (id) cross join lateral (
         select invoice_id from invoice_line where connection_id = $1 and order_id = named.id offset 0) l)
     select i.id, i.supplier_id from spoken_of cross join lateral (
       select * from invoice where connection_id = $1 and id = spoken_of.id offset 0) i
      where i.deleted_at is null and i.status <> all($4::text[])`,
    [connectionId, invoiceIds, orderIds, SETTLED_STATUSES],
    { name: 'woken_by_comments' },
  );
  return toWoken(rows, 'comment');
}

/** The user Purser writes as: its own words change nothing that it did not know. */
export async function serviceUserOf(tx: Tx, connectionId: string): Promise<string | undefined> {
  const [row] = await tx.queryArrays('select service_user_id from connection where connection_id = $1', [
    connectionId,
  ]);
  return typeof row?.[0] === 'string' ? row[0] : undefined;
}

function toWoken(rows: readonly unknown[][], cause: Change['cause']): WokenInvoice[] {
  return rows.map(([id, supplierId]) => ({
    id: String(id),
    supplierId: supplierId === null ? null : String(supplierId),
    cause,
  }));
}
