import { chainHash, genesisHash } from '#audit/record-entry.ts';
import type { Tx } from '#store/database.ts';

/** One thing that happened around an invoice, whoever did it. */
export interface TimelineRow {
  readonly at: string;
  readonly who: 'coupa' | 'purser' | 'person';
  readonly icon: string;
  readonly text: string;
  readonly name: string | null;
  /** Number of the audit entry that proves it; null for what happened in Coupa. */
  readonly entry: string | null;
}

const ROWS_MAX = 200;

/** What Coupa's record, its approvals, comments and receipts tell, and what our own trail tells, newest first. */
export async function timelineOf(tx: Tx, invoiceId: string): Promise<TimelineRow[]> {
  const rows = [
    ...(await ofTrail(tx, invoiceId)),
    ...(await ofVersions(tx, invoiceId)),
    ...(await ofOrders(tx, invoiceId)),
    ...(await ofDocuments(tx, invoiceId)),
  ];
  return rows.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, ROWS_MAX);
}

async function ofTrail(tx: Tx, invoiceId: string): Promise<TimelineRow[]> {
  const rows = await tx.query<{ seq: string; at: string; what: string; body: string }>(
    'select seq, at, what, body from audit_entry where subject = $1 order by seq desc limit $2',
    [`invoice/${invoiceId}`, ROWS_MAX],
  );
  return rows.map((row) => {
    const body = JSON.parse(row.body) as { text?: string; who?: { kind?: string; name?: string } };
    const isPerson = body.who?.kind === 'person';
    return {
      at: row.at,
      who: isPerson ? ('person' as const) : ('purser' as const),
      icon: row.what,
      text: body.text ?? row.what,
      name: body.who?.name ?? null,
      entry: row.seq,
    };
  });
}

/** Each version the mirror has seen; a change of status is what people look for. */
async function ofVersions(tx: Tx, invoiceId: string): Promise<TimelineRow[]> {
  const rows = await tx.query<{ at: string; created: string | null; status: string; seen_at: string }>(
    `select coalesce(doc->>'updatedAt', to_char(seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as at,
            doc->>'createdAt' as created, doc->>'status' as status, seen_at
       from record_version where kind = 'invoice' and record_id = $1 order by seen_at limit $2`,
    [invoiceId, ROWS_MAX],
  );
  const timeline: TimelineRow[] = [];
  const row = (at: string, icon: string, text: string): TimelineRow => ({
    at: new Date(at).toISOString(),
    who: 'coupa',
    icon,
    text,
    name: null,
    entry: null,
  });
  rows.forEach((version, index) => {
    const before = rows[index - 1];
    const status = version.status.replaceAll('_', ' ');
    if (before === undefined) {
      if (version.created !== null)
        timeline.push(row(version.created, 'created', 'Invoice created in Coupa'));
      timeline.push(row(version.at, 'status', `In Coupa with status ${status}`));
    } else if (before.status !== version.status) {
      timeline.push(
        row(version.at, 'status', `Status changed from ${before.status.replaceAll('_', ' ')} to ${status}`),
      );
    } else timeline.push(row(version.at, 'updated', 'Invoice updated in Coupa'));
  });
  return timeline;
}

/** Revisions of the orders it names that Purser saw come. What an order was first is nobody's news. */
async function ofOrders(tx: Tx, invoiceId: string): Promise<TimelineRow[]> {
  const rows = await tx.query<{
    number: string;
    version: string;
    before: string;
    at: string;
    is_late: boolean;
  }>(
    `with named as (
       select l.order_id as id from invoice_line l where l.invoice_id = $1 and l.order_id is not null
       union select o.order_id from invoice_line l join purchase_order_line o on o.id = l.order_line_id
              where l.invoice_id = $1
       union select p.id from invoice_line l join purchase_order p on p.po_number = l.po_number
              where l.invoice_id = $1),
     seen as (
       select v.record_id, coalesce(v.doc->>'version', v.doc->>'internalRevision') as version,
              min(v.doc->>'updatedAt')::timestamptz as at
         from named join record_version v on v.kind = 'purchase_order' and v.record_id = named.id group by 1, 2),
     revised as (
       select *, lag(version) over (partition by record_id order by at) as before from seen where version is not null)
     select o.po_number as number, r.version, r.before, r.at,
            coalesce((r.at at time zone c.time_zone)::date > i.invoice_date, false) as is_late
       from revised r join purchase_order o on o.id = r.record_id join invoice i on i.id = $1 cross join connection c
      where r.before is not null order by r.at limit $2`,
    [invoiceId, ROWS_MAX],
  );
  return rows.map(({ number, version, before, at, is_late }) => ({
    at,
    who: 'coupa',
    icon: 'updated',
    text: `Order ${number} revised in Coupa${is_late ? ', after the invoice date' : ''}: version ${version} instead of ${before}`,
    name: null,
    entry: null,
  }));
}

async function ofDocuments(tx: Tx, invoiceId: string): Promise<TimelineRow[]> {
  const rows = await tx.query<{ kind: string; updated_at: string; doc: Record<string, string | undefined> }>(
    `select 'comment' as kind, c.updated_at, v.doc from coupa_comment c join record_version v
         on v.connection_id = c.connection_id and v.kind = 'coupa_comment' and v.record_id = c.id and v.hash = c.hash
      where c.commentable_type = 'InvoiceHeader' and c.commentable_id = $1 and c.deleted_at is null
     union all
     select 'approval', a.updated_at, v.doc from coupa_approval a join record_version v
         on v.connection_id = a.connection_id and v.kind = 'coupa_approval' and v.record_id = a.id and v.hash = a.hash
      where a.approvable_type = 'InvoiceHeader' and a.approvable_id = $1 and a.deleted_at is null
     limit $2`,
    [invoiceId, ROWS_MAX],
  );
  return rows.map(({ kind, updated_at, doc }) => ({
    at: doc.createdAt ?? updated_at,
    who: 'coupa',
    icon: kind,
    text: kind === 'comment' ? (doc.text ?? '') : `Approval ${(doc.status ?? '').replaceAll('_', ' ')}`,
    name: doc.createdByName ?? doc.approverName ?? null,
    entry: null,
  }));
}

/** The entry that records the run, recomputed from its neighbour. */
export interface Proof {
  readonly entry: string;
  readonly hash: string;
  readonly chainedAt: string;
  readonly anchoredAt: string | null;
  readonly verified: boolean;
}

/** @param runId as the entry's data names it. Undefined when the run has no entry: then something is very wrong. */
export async function proofOf(tx: Tx, invoiceId: string, runId: string): Promise<Proof | undefined> {
  const [entry] = await tx.query<{
    connection_id: string;
    seq: string;
    at: string;
    body: string;
    hash: Buffer;
    previous: Buffer | null;
  }>(
    `select e.connection_id, e.seq, e.at, e.body, e.hash, (select p.hash from audit_entry p
        where p.connection_id = e.connection_id and p.seq = e.seq - 1) as previous
       from audit_entry e where e.subject = $1 and e.what = 'run_decided' and e.body::json->'data'->>'run' = $2
      order by e.seq desc limit 1`,
    [`invoice/${invoiceId}`, runId],
  );
  if (entry === undefined) return undefined;
  const [anchor] = await tx.query<{ at: string }>(
    'select at from audit_anchor where seq >= $1 order by seq limit 1',
    [entry.seq],
  );
  const previous = entry.previous ?? (entry.seq === '1' ? genesisHash(entry.connection_id) : undefined);
  return {
    entry: entry.seq,
    hash: entry.hash.toString('hex'),
    chainedAt: entry.at,
    anchoredAt: anchor?.at ?? null,
    verified: previous !== undefined && chainHash(previous, entry.body).equals(entry.hash),
  };
}
