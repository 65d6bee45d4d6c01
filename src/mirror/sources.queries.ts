import { isSameNumber, isSlip } from '#domain/matching/invoice-number.ts';
import { isBlocked } from '#domain/matching/supplier-fault.ts';
import type { CoupaApproval } from '#domain/records/coupa-approval.ts';
import { DEAD_INVOICE_STATUSES, type Invoice } from '#domain/records/invoice.ts';
import type { InvoiceAllocations } from '#domain/records/matching-allocation.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import type { Supplier } from '#domain/records/supplier.ts';
import type { BilledBefore, Versioned } from '#engine/shapes/sources.ts';
import type { Tx } from '#store/database.ts';
import { contentsOf } from './contents.queries.ts';

/**
 * Looks up the content of a row's version. `offset 0` here and below holds PostgreSQL to one look-up by key a row:
 * left to itself it joins whole tables while they are fresh and their statistics are not, which cost ten times as much.
 */
const VERSION_OF = (kind: string, of: string): string =>
  `cross join lateral (
         select doc from record_version where connection_id = $1 and kind = '${kind}'
            and record_id = ${of}.id and hash = ${of}.hash offset 0) v`;

/** Of copies beyond these nobody learns anything new. */
export const SAME_NUMBER_MAX = 20;

/** An invoice with what orders it among others on the same order line. */
export interface FoundInvoice {
  readonly versioned: Versioned<Invoice>;
  readonly createdAt: string | null;
  /** Other living invoices of the supplier with the same number, or one that only a slip tells apart; nearly always none. */
  readonly sameNumberIds: readonly string[];
}

/** The living invoices among these ids. The look for another one of the same number is served by `invoice_by_slip_key`. */
export async function invoicesOf(
  tx: Tx,
  connectionId: string,
  ids: readonly string[],
): Promise<FoundInvoice[]> {
  const rows = await tx.queryArrays(
    `select i.id, encode(i.hash, 'hex'), i.created_at, (
         select array_agg(array[o.id, o.invoice_number]) from (
           select id, invoice_number from invoice where slip_key = i.slip_key and supplier_id = i.supplier_id
              and connection_id = $1 and id <> i.id and deleted_at is null and status <> all($3::text[])
            order by number_key = i.number_key desc, length(id), id limit $4::int) o)
       from unnest($2::text[]) wanted (id) cross join lateral (
         select id, hash, created_at, supplier_id, number_key, slip_key from invoice
          where connection_id = $1 and id = wanted.id and deleted_at is null offset 0) i`,
    [connectionId, ids, DEAD_INVOICE_STATUSES, SAME_NUMBER_MAX],
    { name: 'sources_invoices' },
  );
  const found = await versionsOf<Invoice>(tx, connectionId, 'invoice', rows);
  return found.map((one, place) => ({
    versioned: one,
    createdAt: textOrNull(rows[place]?.[2]),
    sameNumberIds: alikeIds(one.record.invoiceNumber, rows[place]?.[3] as string[][] | null | undefined),
  }));
}

/** Many numbers have the same characters; few are the same number, or a slip away from it. */
function alikeIds(own: string, others: string[][] | null | undefined): readonly string[] {
  return (others ?? []).flatMap(([id = '', number = '']) =>
    isSameNumber(number, own) || isSlip(number, own) ? id : [],
  );
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
       union select l.order_id from unnest($3::text[]) line (id) cross join lateral (
         select order_id from purchase_order_line where connection_id = $1 and id = line.id offset 0) l
       union select o.id from unnest($4::text[]) printed (number) cross join lateral (
         select id from purchase_order where connection_id = $1 and po_number = printed.number offset 0) o)
     select o.id, encode(o.hash, 'hex')
       from wanted cross join lateral (
         select id, hash from purchase_order
          where connection_id = $1 and id = wanted.id and deleted_at is null offset 0) o`,
    [connectionId, [...named.ids, ...named.numbers], named.lineIds, named.numbers],
    { name: 'sources_orders' },
  );
  return versionsOf(tx, connectionId, 'purchase_order', rows);
}

/** One revision of an order, and since when it has it. */
export interface SeenRevision {
  readonly orderId: string;
  readonly revision: string;
  /** Coupa's time of the oldest content that bears it, as ISO text. */
  readonly at: string;
  /** The same as a day of the connection's time zone. */
  readonly day: string;
}

/** The revisions of these orders that Purser has seen, oldest first. */
export async function revisionsOf(
  tx: Tx,
  connectionId: string,
  orderIds: readonly string[],
): Promise<SeenRevision[]> {
  const rows = await tx.queryArrays(
    `select seen.id, seen.revision, seen.at, (seen.at::timestamptz at time zone c.time_zone)::date
       from connection c cross join lateral (
         select wanted.id, coalesce(v.doc->>'version', v.doc->>'internalRevision') as revision,
                min(v.doc->>'updatedAt') as at
           from unnest($2::text[]) wanted (id) cross join lateral (
             select doc from record_version where connection_id = $1 and kind = 'purchase_order'
                and record_id = wanted.id offset 0) v
          group by 1, 2) seen
      where c.connection_id = $1 and seen.revision is not null order by seen.at, seen.id`,
    [connectionId, orderIds],
    { name: 'sources_revisions' },
  );
  return rows.map(([orderId, revision, at, day]) => ({
    orderId: String(orderId),
    revision: String(revision),
    at: String(at),
    day: String(day),
  }));
}

/** All living receipts on these order lines, voided ones too: the match knows what they count for. */
export async function receiptsOf(
  tx: Tx,
  connectionId: string,
  lineIds: readonly string[],
): Promise<Versioned<Receipt>[]> {
  const rows = await tx.queryArrays(
    `select r.id, encode(r.hash, 'hex')
       from unnest($2::text[]) line (id) cross join lateral (
         select id, hash from receipt
          where connection_id = $1 and order_line_id = line.id and deleted_at is null offset 0) r`,
    [connectionId, lineIds],
    { name: 'sources_receipts' },
  );
  return versionsOf(tx, connectionId, 'receipt', rows);
}

/** What Coupa has set against receipts on these invoices, by invoice id. Most ranges have none that need it. */
export async function allocationsOf(
  tx: Tx,
  connectionId: string,
  invoiceIds: readonly string[],
): Promise<Map<string, Versioned<InvoiceAllocations>>> {
  if (invoiceIds.length === 0) return new Map();
  const rows = await tx.queryArrays(
    `select a.id, encode(a.hash, 'hex') from unnest($2::text[]) wanted (id) cross join lateral (
       select id, hash from invoice_allocation
        where connection_id = $1 and id = wanted.id and deleted_at is null offset 0) a`,
    [connectionId, invoiceIds],
    { name: 'sources_allocations' },
  );
  const found = await versionsOf<InvoiceAllocations>(tx, connectionId, 'invoice_allocation', rows);
  return new Map(found.map((one) => [one.id, one]));
}

/** What one living invoice bills on an order line, with what orders it among the others. */
export interface Billing {
  readonly billed: BilledBefore;
  readonly status: string;
  readonly createdAt: string | null;
}

/**
 * What living invoices bill on these order lines. Served by `invoice_line_by_order_line`.
 * @param lines each with the one invoice that is left out: most lines are billed by the very invoice that asks.
 */
export async function billingsOn(
  tx: Tx,
  connectionId: string,
  lines: ReadonlyMap<string, string | null>,
): Promise<Billing[]> {
  const rows = await tx.queryArrays(
    `select l.order_line_id, l.invoice_id, i.invoice_number, l.quantity, l.amount, l.price, i.status, i.created_at,
            l.unit, l.description, l.reference, i.document_type = 'credit_note'
       from unnest($2::text[], $4::text[]) line (id, besides) cross join lateral (
         select * from invoice_line where connection_id = $1 and order_line_id = line.id
            and invoice_id is distinct from line.besides offset 0) l
       cross join lateral (
         select * from invoice where connection_id = $1 and id = l.invoice_id offset 0) i
      where i.deleted_at is null and i.status <> all($3::text[])`,
    [connectionId, [...lines.keys()], DEAD_INVOICE_STATUSES, [...lines.values()]],
    { name: 'sources_billed' },
  );
  return rows.map(
    ([
      orderLineId,
      invoiceId,
      invoiceNumber,
      quantity,
      amount,
      price,
      status,
      createdAt,
      unit,
      description,
      reference,
      isCredit,
    ]) => ({
      billed: {
        orderLineId: String(orderLineId),
        invoiceId: String(invoiceId),
        invoiceNumber: String(invoiceNumber),
        quantity: textOrNull(quantity),
        amount: textOrNull(amount),
        price: textOrNull(price),
        ...(unit === null ? {} : { unitOfMeasure: String(unit) }),
        ...(description === null ? {} : { description: String(description) }),
        ...(reference === null ? {} : { reference: String(reference) }),
        ...(isCredit === true ? { isCredit: true as const } : {}),
      },
      status: String(status),
      createdAt: textOrNull(createdAt),
    }),
  );
}

/** Steps of approval that wait in Coupa for these invoices. */
export async function pendingApprovalsOf(
  tx: Tx,
  connectionId: string,
  invoiceIds: readonly string[],
): Promise<Versioned<CoupaApproval>[]> {
  const rows = await tx.queryArrays(
    `select a.id, encode(a.hash, 'hex'), v.doc
       from unnest($2::text[]) wanted (id) cross join lateral (
         select * from coupa_approval where connection_id = $1 and approvable_type = 'InvoiceHeader'
            and approvable_id = wanted.id and status = 'pending_approval' and deleted_at is null offset 0) a
       ${VERSION_OF('coupa_approval', 'a')}`,
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

/** Those of the suppliers that are not active or on payment hold, by id: the others stop nothing. */
export async function blockedSuppliers(
  tx: Tx,
  connectionId: string,
  supplierIds: readonly string[],
): Promise<Map<string, Versioned<Supplier>>> {
  const rows = await tx.queryArrays(
    `select s.id, encode(s.hash, 'hex'), v.doc
       from unnest($2::text[]) wanted (id) cross join lateral (
         select * from supplier where connection_id = $1 and id = wanted.id and deleted_at is null offset 0) s
       ${VERSION_OF('supplier', 's')}`,
    [connectionId, supplierIds],
    { name: 'sources_blocked' },
  );
  const all = rows.map(([id, hash, doc]) => versioned('supplier', id, hash, doc as Supplier));
  return new Map(all.filter(({ record }) => isBlocked(record)).map((supplier) => [supplier.id, supplier]));
}

/** How the suppliers bill: of at most `each` of their invoices, how many name an order. By supplier id. */
export async function orderUseOfSuppliers(
  tx: Tx,
  connectionId: string,
  supplierIds: readonly string[],
  each: number,
): Promise<Map<string, { seen: number; withOrder: number }>> {
  const rows = await tx.queryArrays(
    `select s.id, count(*)::int, count(*) filter (where exists (
         select 1 from invoice_line l where l.connection_id = $1 and l.invoice_id = i.id
            and (l.order_line_id is not null or l.order_id is not null or l.po_number is not null)))::int
       from unnest($2::text[]) s (id) cross join lateral (
         select id from invoice where connection_id = $1 and supplier_id = s.id and deleted_at is null
          order by invoice_number desc limit $3::int) i
      group by s.id`,
    [connectionId, supplierIds, each],
    { name: 'sources_order_use' },
  );
  return new Map(
    rows.map(([id, seen, withOrder]) => [String(id), { seen: Number(seen), withOrder: Number(withOrder) }]),
  );
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

/** Rows of id and hash with their contents. */
export async function versionsOf<R>(
  tx: Tx,
  connectionId: string,
  kind: Versioned<R>['kind'],
  rows: readonly (readonly unknown[])[],
): Promise<Versioned<R>[]> {
  const named = rows.map(([id, hash]) => ({ id: String(id), hash: String(hash) }));
  const records = await contentsOf<R>(tx, connectionId, kind, named);
  return named.flatMap(({ id, hash }, place) => {
    const record = records[place];
    return record === undefined ? [] : [{ kind, id, hash, record }];
  });
}

function versioned<R>(kind: Versioned<R>['kind'], id: unknown, hash: unknown, record: R): Versioned<R> {
  return { kind, id: String(id), hash: String(hash), record };
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
