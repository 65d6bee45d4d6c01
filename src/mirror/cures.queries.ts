import { DEAD_INVOICE_STATUSES } from '#domain/records/invoice.ts';
import type { PastCase } from '#domain/records/past-case.ts';
import type { Tx } from '#store/database.ts';

/** A version to be read, and what it was found by. */
export interface FoundVersion {
  readonly id: string;
  readonly hash: string;
}

/** An article in question: under which our item or part number it goes with one supplier. */
export interface ArticleSought {
  readonly supplierId: string;
  readonly itemId: string | null;
  readonly partKey: string | null;
}

/** More prices of one article with one supplier are no agreement any more. */
const PRICES_EACH_MAX = 20;
/** More comments on one document than that nobody reads; the newest count. */
const COMMENTS_EACH_MAX = 50;
/** Decisions of two years; what is older says nothing about how things are settled today. */
const HISTORY_DAYS = 730;
const HISTORY_ROWS_MAX = 500;

/** Prices of these articles, and of charges under these contracts. */
export async function supplierItemsOf(
  tx: Tx,
  connectionId: string,
  { articles, contractIds }: { articles: readonly ArticleSought[]; contractIds: readonly string[] },
): Promise<FoundVersion[]> {
  const rows = await tx.queryArrays(
    `select s.id, encode(s.hash, 'hex') from unnest($2::text[], $3::text[]) w (supplier_id, item_id) cross join lateral (
         select id, hash from supplier_item where connection_id = $1 and item_id = w.item_id
            and supplier_id = w.supplier_id and deleted_at is null order by length(id) desc, id desc limit $6::int) s
      where w.item_id is not null
     union select s.id, encode(s.hash, 'hex') from unnest($2::text[], $4::text[]) w (supplier_id, part_key) cross join lateral (
         select id, hash from supplier_item where connection_id = $1 and part_keys @> array[w.part_key]
            and supplier_id = w.supplier_id and deleted_at is null order by length(id) desc, id desc limit $6::int) s
      where w.part_key is not null
     union select s.id, encode(s.hash, 'hex') from unnest($5::text[]) w (contract_id) cross join lateral (
         select id, hash from supplier_item where connection_id = $1 and contract_id = w.contract_id and is_charge
            and deleted_at is null order by length(id) desc, id desc limit $6::int) s`,
    [
      connectionId,
      articles.map(({ supplierId }) => supplierId),
      articles.map(({ itemId }) => itemId),
      articles.map(({ partKey }) => partKey),
      contractIds,
      PRICES_EACH_MAX,
    ],
    { name: 'cures_supplier_items' },
  );
  return toVersions(rows);
}

export async function contractsOf(
  tx: Tx,
  connectionId: string,
  ids: readonly string[],
): Promise<FoundVersion[]> {
  if (ids.length === 0) return [];
  const rows = await tx.queryArrays(
    `select c.id, encode(c.hash, 'hex') from unnest($2::text[]) wanted (id) cross join lateral (
       select id, hash from contract where connection_id = $1 and id = wanted.id and deleted_at is null offset 0) c`,
    [connectionId, ids],
    { name: 'cures_contracts' },
  );
  return toVersions(rows);
}

/** Comments on these invoices and orders. Served by `coupa_comment_by_document`. */
export async function commentsOn(
  tx: Tx,
  connectionId: string,
  { invoiceIds, orderIds }: { invoiceIds: readonly string[]; orderIds: readonly string[] },
): Promise<FoundVersion[]> {
  const rows = await tx.queryArrays(
    `select c.id, encode(c.hash, 'hex') from (
         select 'InvoiceHeader' as type, unnest($2::text[]) as id union all select 'OrderHeader', unnest($3::text[])) d
       cross join lateral (
         select id, hash from coupa_comment where connection_id = $1 and commentable_id = d.id
            and commentable_type = d.type and deleted_at is null order by length(id) desc, id desc limit $4::int) c`,
    [connectionId, invoiceIds, orderIds, COMMENTS_EACH_MAX],
    { name: 'cures_comments' },
  );
  return toVersions(rows);
}

/** Who was ever asked to approve these invoices, by invoice id. */
export async function approversOf(
  tx: Tx,
  connectionId: string,
  invoiceIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await tx.queryArrays(
    `select w.id, array_agg(distinct a.approver_id order by a.approver_id)
       from unnest($2::text[]) w (id) cross join lateral (
         select approver_id from coupa_approval where connection_id = $1 and approvable_id = w.id
            and approvable_type = 'InvoiceHeader' and approver_id is not null and deleted_at is null offset 0) a
      group by w.id`,
    [connectionId, invoiceIds],
    { name: 'cures_approvers' },
  );
  return new Map(rows.map(([id, approvers]) => [String(id), approvers as string[]]));
}

/** A decision of a person about a supplier's invoice that has come to an end since, and how long ago it was. */
export interface Settled {
  readonly supplierId: string;
  readonly ageDays: number;
  readonly past: PastCase;
}

/**
 * What people decided about the exceptions of these suppliers, newest first, once an invoice: approved in Coupa with the
 * exception still standing, approved without it, or refused. What is still open is left out.
 * Served by `approval_decided` and `run_by_subject`.
 */
export async function settledCases(
  tx: Tx,
  connectionId: string,
  supplierIds: readonly string[],
): Promise<Settled[]> {
  const rows = await tx.queryArrays(
    `select a.supplier_id, a.subject_id, a.invoice_number, a.cause, a.currency, a.amount, a.at_risk,
            (a.decided_at at time zone c.time_zone)::date, a.decided_by_name, i.status, r.cause,
            extract(day from now() - a.decided_at)::int
       from connection c cross join unnest($2::text[]) s (id) cross join lateral (
         select * from approval where connection_id = $1 and supplier_id = s.id and state in ('approved', 'rejected')
            and cause is not null and decided_at > now() - make_interval(days => $4::int)
          order by decided_at desc limit $5::int) a
       cross join lateral (
         select status from invoice where connection_id = $1 and id = a.subject_id and deleted_at is null
            and status = any($3::text[]) offset 0) i
       left join lateral (
         select cause from run where connection_id = $1 and subject_id = a.subject_id and agent = a.agent
          order by decided_at desc limit 1) r on true
      where c.connection_id = $1
      order by a.supplier_id, a.decided_at desc, a.id`,
    [connectionId, supplierIds, ['approved', ...REFUSED_STATUSES], HISTORY_DAYS, HISTORY_ROWS_MAX],
    { name: 'cures_history' },
  );
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const [supplierId, invoiceId, number, code, currency, total, atRisk, on, by, status, still, age] = row;
    if (seen.has(String(invoiceId))) return [];
    seen.add(String(invoiceId));
    const outcome = REFUSED_STATUSES.includes(String(status))
      ? 'refused'
      : still === code
        ? 'accepted'
        : 'corrected';
    const past: PastCase = {
      invoiceId: String(invoiceId),
      invoiceNumber: String(number),
      code: String(code),
      outcome,
      ...(currency === null ? {} : { currency: String(currency) }),
      ...(total === null ? {} : { total: String(total) }),
      ...(atRisk === null ? {} : { atRisk: String(atRisk) }),
      decidedOn: String(on),
      decidedByName: String(by ?? ''),
    };
    return [{ supplierId: String(supplierId), ageDays: Number(age), past }];
  });
}

const REFUSED_STATUSES: readonly string[] = [...DEAD_INVOICE_STATUSES, 'disputed'];

function toVersions(rows: readonly (readonly unknown[])[]): FoundVersion[] {
  return rows.map(([id, hash]) => ({ id: String(id), hash: String(hash) }));
}
