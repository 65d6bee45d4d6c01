import { currentPolicy } from '#engine/policy.queries.ts';
import type { Tx } from '#store/database.ts';

export interface CauseSum {
  readonly cause: string | null;
  readonly verdict: string;
  readonly currency: string | null;
  readonly count: number;
  readonly amount: string | null;
}

/** What waits, by cause and currency. */
export async function causeSums(tx: Tx): Promise<CauseSum[]> {
  const rows = await tx.query<Omit<CauseSum, 'count'> & { count: string }>(
    `select cause, case when cause is null then verdict else 'exception' end as verdict, currency, count(*) as count,
            sum(amount) as amount from approval where state = 'open' group by 1, 2, 3`,
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** @param today the day of the connection's time zone; counts of today begin there, at midnight of that zone. */
export async function counts(tx: Tx, today: string) {
  const [row] = await tx.query<Record<string, string>>(
    `with zone as (select ($1::date)::timestamp at time zone time_zone as since from connection)
     select (select count(*) from approval where state = 'open') as waiting,
            (select count(*) from task where state = 'open') as tasks,
            (select count(*) from approval, zone where state in ('approved', 'rejected') and decided_at >= since) as decided,
            (select count(*) from command, zone where done_at >= since) as sent,
            (select count(*) from command, zone where confirmed_at >= since) as confirmed,
            (select count(*) from command where state in ('failed', 'flagged')) as failed,
            (select count(*) from parked_change where retried_at is null) as parked,
            (select count(*) from unreadable_record) as unreadable`,
    [today],
  );
  const number = (key: string): number => Number(row?.[key] ?? 0);
  return {
    waiting: number('waiting'),
    tasks: number('tasks'),
    decidedToday: number('decided'),
    sentToday: number('sent'),
    confirmedToday: number('confirmed'),
    failed: number('failed'),
    parked: number('parked'),
    unreadable: number('unreadable'),
  };
}

/** The latest verdict of each invoice that was decided in the last 30 days. */
export async function verdictCounts(tx: Tx) {
  const rows = await tx.query<{ verdict: string; count: string }>(
    `select verdict, count(*) as count from (
       select distinct on (subject_id) verdict from run where decided_at > now() - interval '30 days'
       order by subject_id, decided_at desc) latest group by 1`,
  );
  const of = (verdict: string): number => Number(rows.find((row) => row.verdict === verdict)?.count ?? 0);
  return {
    matched: of('matched'),
    within_tolerance: of('within_tolerance'),
    exception: of('exception'),
    not_applicable: of('not_applicable'),
  };
}

/** The next days on which money moves, of what waits. */
export async function clocks(tx: Tx) {
  return tx.query<{
    subject_id: string;
    invoice_number: string;
    supplier_name: string | null;
    clock_kind: 'discount' | 'due';
    clock_date: string;
    amount: string | null;
    currency: string | null;
  }>(
    `select subject_id, invoice_number, supplier_name, clock_kind, clock_date, amount, currency from approval
      where state = 'open' and clock_date is not null order by clock_date, id limit 8`,
  );
}

export async function recentEntries(tx: Tx) {
  const rows = await tx.query<{
    seq: string;
    at: string;
    what: string;
    subject: string | null;
    body: string;
  }>(
    `select seq, at, what, subject, body from audit_entry
      where what <> 'run_decided' order by seq desc limit 12`,
  );
  return rows.map((row) => {
    const body = JSON.parse(row.body) as { text?: string; who?: { name?: string } };
    return {
      at: row.at,
      what: row.what,
      who: body.who?.name ?? '',
      text: body.text ?? '',
      invoiceId: row.subject?.startsWith('invoice/') ? row.subject.slice(8) : null,
      entry: row.seq,
    };
  });
}

export async function anchorState(tx: Tx) {
  const [row] = await tx.query<{ entries: string; anchored: string | null; last_at: string | null }>(
    `select coalesce((select seq from audit_head), 0) as entries,
            (select max(seq) from audit_anchor) as anchored, (select max(at) from audit_anchor) as last_at`,
  );
  return { lastAt: row?.last_at ?? null, entries: row?.entries ?? '0', anchored: row?.anchored ?? '0' };
}

interface WatermarkRow {
  resource: string;
  phase: 'first_load' | 'incremental';
  read_at: string | null;
  failed_at: string | null;
  error: { message?: string } | null;
  done: string;
  expected: string | null;
}

/** Reading: when Coupa last answered, what failed since, how far the first load is. Writing: the switch. */
export async function connectionState(tx: Tx, now: Date) {
  const marks = await tx.query<WatermarkRow>('select * from watermark order by resource');
  const [connection] = await tx.query<{
    writing_stopped: boolean;
    writing_changed_at: string | null;
    writing_changed_by: string | null;
    writing_reason: string | null;
  }>('select writing_stopped, writing_changed_at, writing_changed_by, writing_reason from connection');
  const invoices = marks.find((mark) => mark.resource === 'invoices');
  // A list that Coupa does not grant has an error and no failure: nobody waits for its first load.
  const isRefused = (mark: WatermarkRow) => mark.error !== null && mark.failed_at === null;
  const isLoading =
    marks.length === 0 || marks.some((mark) => mark.phase === 'first_load' && !isRefused(mark));
  const failing = marks.find(
    (mark) => mark.failed_at !== null && (mark.read_at === null || mark.failed_at > mark.read_at),
  );
  const lastReadAt = invoices?.read_at ?? null;
  const { document } = await currentPolicy(tx);
  return {
    coupa: {
      lastReadAt,
      ageSeconds:
        lastReadAt === null
          ? null
          : Math.max(0, Math.round((now.getTime() - new Date(lastReadAt).getTime()) / 1000)),
      state:
        failing !== undefined
          ? ('failing' as const)
          : isLoading
            ? ('first_load' as const)
            : ('reading' as const),
      error: failing?.error?.message ?? null,
      firstLoad: isLoading
        ? marks.map((mark) => ({
            resource: mark.resource,
            done: Number(mark.done),
            expected: mark.expected === null ? null : Number(mark.expected),
          }))
        : null,
    },
    writing: connection ?? {
      writing_stopped: true,
      writing_changed_at: null,
      writing_changed_by: null,
      writing_reason: null,
    },
    mode: Object.values(document.agents)[0]?.autonomy.mode ?? 'monitor',
  };
}
