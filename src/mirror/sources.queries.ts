import type { CoupaApproval } from '#domain/records/coupa-approval.ts';
import { DEAD_INVOICE_STATUSES, type Invoice } from '#domain/records/invoice.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import type { BilledBefore, Versioned } from '#engine/shapes/sources.ts';
import type { Tx } from '#store/database.ts';

/** An invoice with what orders it among others on the same order line. */
export interface FoundInvoice {
  readonly versioned: Versioned<Invoice>;
  readonly createdAt: string | null;
}

/** The living invoices among these ids. */
export async function invoicesOf(
  tx: Tx,
  connectionId: string,
  ids: readonly string[],
): Promise<FoundInvoice[]> {
  const rows = await tx.queryArrays(
    `select i.id, encode(i.hash, 'hex'), v.doc, i.created_at
       from invoice i join record_version v
         on v.connection_id = $1 and v.kind = 'invoice' and v.record_id = i.id and v.hash = i.hash
      where i.connection_id = $1 and i.id = any($2::text[]) and i.deleted_at is null`,
    [connectionId, ids],
    { name: 'sources_invoices' },
  );
  return rows.map(([id, hash, doc, createdAt]) => ({
    versioned: versioned('invoice', id, hash, doc as Invoice),
    createdAt: createdAt === null ? null : String(createdAt),
  }));
}

/** The living orders that these ids, order lines or numbers name. A number that is printed is often the order's id. */
export async function ordersOf(
  tx: Tx,
  connectionId: string,
  named: { ids: readonly string[]; lineIds: readonly string[]; numbers: readonly string[] },
): Promise<Versioned<PurchaseOrder>[]> {
  const rows = await tx.queryArrays(
    `with wanted as (
       select unnest($2::text[]) as id
       union select order_id from purchase_order_line where connection_id = $1 and id = any($3::text[])
       union select id from purchase_order where connection_id = $1 and po_number = any($4::text[]))
     select o.id, encode(o.hash, 'hex'), v.doc
       from wanted join purchase_order o on o.connection_id = $1 and o.id = wanted.id and o.deleted_at is null
       join record_version v
         on v.connection_id = $1 and v.kind = 'purchase_order' and v.record_id = o.id and v.hash = o.hash`,
    [connectionId, [...named.ids, ...named.numbers], named.lineIds, named.numbers],
    { name: 'sources_orders' },
  );
  return rows.map(([id, hash, doc]) => versioned('purchase_order', id, hash, doc as PurchaseOrder));
}

/** All living receipts on these order lines, voided ones too: the match knows what they count for. */
export async function receiptsOf(
  tx: Tx,
  connectionId: string,
  lineIds: readonly string[],
): Promise<Versioned<Receipt>[]> {
  const rows = await tx.queryArrays(
    `select r.id, encode(r.hash, 'hex'), v.doc
       from receipt r join record_version v
         on v.connection_id = $1 and v.kind = 'receipt' and v.record_id = r.id and v.hash = r.hash
      where r.connection_id = $1 and r.order_line_id = any($2::text[]) and r.deleted_at is null`,
    [connectionId, lineIds],
    { name: 'sources_receipts' },
  );
  return rows.map(([id, hash, doc]) => versioned('receipt', id, hash, doc as Receipt));
}

/** What one living invoice bills on an order line, with what orders it among the others. */
export interface Billing {
  readonly billed: BilledBefore;
  readonly status: string;
  readonly createdAt: string | null;
}

/** Everything that living invoices bill on these order lines. Served by `invoice_line_by_order_line`. */
export async function billingsOn(
  tx: Tx,
  connectionId: string,
  lineIds: readonly string[],
): Promise<Billing[]> {
  const rows = await tx.queryArrays(
    `select l.order_line_id, l.invoice_id, i.invoice_number, l.quantity, l.amount, l.price, i.status, i.created_at
       from invoice_line l join invoice i on i.connection_id = $1 and i.id = l.invoice_id
      where l.connection_id = $1 and l.order_line_id = any($2::text[])
        and i.deleted_at is null and i.status <> all($3::text[])`,
    [connectionId, lineIds, DEAD_INVOICE_STATUSES],
    { name: 'sources_billed' },
  );
  return rows.map(([orderLineId, invoiceId, invoiceNumber, quantity, amount, price, status, createdAt]) => ({
    billed: {
      orderLineId: String(orderLineId),
      invoiceId: String(invoiceId),
      invoiceNumber: String(invoiceNumber),
      quantity: textOrNull(quantity),
      amount: textOrNull(amount),
      price: textOrNull(price),
    },
    status: String(status),
    createdAt: textOrNull(createdAt),
  }));
}

/** Steps of approval that wait in Coupa for these invoices. */
export async function pendingApprovalsOf(
  tx: Tx,
  connectionId: string,
  invoiceIds: readonly string[],
): Promise<Versioned<CoupaApproval>[]> {
  const rows = await tx.queryArrays(
    `select a.id, encode(a.hash, 'hex'), v.doc
       from coupa_approval a join record_version v
         on v.connection_id = $1 and v.kind = 'coupa_approval' and v.record_id = a.id and v.hash = a.hash
      where a.connection_id = $1 and a.approvable_type = 'InvoiceHeader' and a.approvable_id = any($2::text[])
        and a.status = 'pending_approval' and a.deleted_at is null`,
    [connectionId, invoiceIds],
    { name: 'sources_approvals' },
  );
  return rows.map(([id, hash, doc]) => versioned('coupa_approval', id, hash, doc as CoupaApproval));
}

/**
 * Some invoices of each supplier: at most `each`, enough to say whether there are others.
 * @returns ids by supplier id.
 */
export async function invoicesOfSuppliers(
  tx: Tx,
  connectionId: string,
  supplierIds: readonly string[],
  each: number,
): Promise<Map<string, string[]>> {
  const rows = await tx.queryArrays(
    `select s.id, seen.id from unnest($2::text[]) s(id) cross join lateral (
       select i.id from invoice i
        where i.connection_id = $1 and i.supplier_id = s.id and i.deleted_at is null limit $3::int) seen`,
    [connectionId, supplierIds, each],
    { name: 'sources_suppliers' },
  );
  const bySupplier = new Map<string, string[]>();
  for (const [supplierId, invoiceId] of rows) {
    const seen = bySupplier.get(String(supplierId)) ?? [];
    seen.push(String(invoiceId));
    bySupplier.set(String(supplierId), seen);
  }
  return bySupplier;
}

/** Who we are in Coupa, and which day it is where the books are kept, by the database's clock. */
export async function connectionFacts(
  tx: Tx,
  connectionId: string,
): Promise<{ serviceUserId: string | undefined; today: string }> {
  const [row] = await tx.queryArrays(
    'select service_user_id, (now() at time zone time_zone)::date from connection where connection_id = $1',
    [connectionId],
    { name: 'sources_connection' },
  );
  return { serviceUserId: textOrNull(row?.[0]) ?? undefined, today: String(row?.[1]) };
}

function versioned<R>(kind: Versioned<R>['kind'], id: unknown, hash: unknown, record: R): Versioned<R> {
  return { kind, id: String(id), hash: String(hash), record };
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
