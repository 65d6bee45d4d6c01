import { DEAD_INVOICE_STATUSES } from '#domain/records/invoice.ts';
import type { Change } from '#engine/shapes/change.ts';
import type { Tx } from '#store/database.ts';
import type { WokenInvoice } from './append-changes.ts';

/** Statuses in which nothing is left to decide about an invoice because of another one. */
const SETTLED_STATUSES: readonly string[] = ['approved', ...DEAD_INVOICE_STATUSES];

/**
 * Invoices whose lines name one of these orders: by order line, by order id, or by number alone.
 * Served by `invoice_line_by_order_line`, `invoice_line_by_order` and `invoice_line_by_po_number`.
 */
export async function invoicesOnOrders(
  tx: Tx,
  connectionId: string,
  orders: { ids: readonly string[]; lineIds: readonly string[]; poNumbers: readonly string[] },
): Promise<WokenInvoice[]> {
  const rows = await tx.queryArrays(
    `with resting as (
       select l.invoice_id from unnest($2::text[]) line (id) cross join lateral (
         select invoice_id from invoice_line where connection_id = $1 and order_line_id = line.id offset 0) l
       union select l.invoice_id from unnest($3::text[]) named (id) cross join lateral (
         select invoice_id from invoice_line where connection_id = $1 and order_id = named.id offset 0) l
       union select invoice_id from invoice_line
              where connection_id = $1 and order_line_id is null and po_number = any($4::text[]))
     select i.id, i.supplier_id from resting cross join lateral (
       select * from invoice where connection_id = $1 and id = resting.invoice_id offset 0) i
      where i.deleted_at is null and i.status <> all($5::text[])`,
    // A number that an invoice prints is often the id of the order.
    [connectionId, orders.lineIds, orders.ids, [...orders.poNumbers, ...orders.ids], DEAD_INVOICE_STATUSES],
    { name: 'woken_by_orders' },
  );
  return toWoken(rows, 'purchase_order');
}

/** Invoices that a receipt on these orders and order lines concerns. */
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
              where o.connection_id = $1 and o.id = any($3::text[]))
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
 * Open invoices that share an order line with these: what one bills, the other can no longer.
 * Decided ones are left out, so that a long order does not wake its whole history.
 * @param besides invoices that are woken anyway.
 */
export async function openSiblings(
  tx: Tx,
  connectionId: string,
  orderLineIds: readonly string[],
  besides: readonly string[],
): Promise<WokenInvoice[]> {
  const rows = await tx.queryArrays(
    `select distinct i.id, i.supplier_id
       from unnest($2::text[]) line (id) cross join lateral (
         select invoice_id from invoice_line where connection_id = $1 and order_line_id = line.id offset 0) l
       cross join lateral (
         select * from invoice where connection_id = $1 and id = l.invoice_id offset 0) i
      where l.invoice_id <> all($4::text[]) and i.deleted_at is null and i.status <> all($3::text[])`,
    [connectionId, orderLineIds, SETTLED_STATUSES, besides],
    { name: 'woken_siblings' },
  );
  return toWoken(rows, 'invoice');
}

/** Invoices that are still open of suppliers that changed: one that is blocked now stops them, one released lets them go. */
export async function openInvoicesOfSuppliers(
  tx: Tx,
  connectionId: string,
  supplierIds: readonly string[],
): Promise<WokenInvoice[]> {
  const rows = await tx.queryArrays(
    `select i.id, i.supplier_id from unnest($2::text[]) s (id) cross join lateral (
         select * from invoice where connection_id = $1 and supplier_id = s.id offset 0) i
      where i.deleted_at is null and i.status <> all($3::text[])`,
    [connectionId, supplierIds, SETTLED_STATUSES],
    { name: 'woken_by_suppliers' },
  );
  return toWoken(rows, 'supplier');
}

function toWoken(rows: readonly unknown[][], cause: Change['cause']): WokenInvoice[] {
  return rows.map(([id, supplierId]) => ({
    id: String(id),
    supplierId: supplierId === null ? null : String(supplierId),
    cause,
  }));
}
