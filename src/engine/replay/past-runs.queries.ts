import { InputError } from '#kernel/errors.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { Tx } from '#store/database.ts';
import type { PersonsDecision } from './tally.ts';

/** Which runs are looked at. */
export interface RunScope {
  readonly agent: string;
  /** `newest`: of each invoice the newest run in the period, and every run that a person decided on. */
  readonly which: 'newest' | 'all';
  /** Moments: from the first up to, and without, the second. */
  readonly from: string;
  readonly until: string;
}

/** A run as it is replayed: what was stored, and what a person made of it. */
export interface PastRun {
  readonly lane: number;
  readonly seq: string;
  readonly subjectId: string;
  readonly settingsHash: Buffer;
  readonly codeVersion: string;
  readonly evidenceHash: Buffer;
  readonly packed: Buffer;
  readonly decidedAt: string;
  readonly isCounted: boolean;
  readonly person: PersonsDecision | null;
}

/** Some runs, and where to go on. */
export interface RunPage {
  readonly runs: readonly PastRun[];
  /** Undefined when there are no more. */
  readonly cursor: string | undefined;
  /** How far it is, in the unit of {@link countRuns}. */
  readonly looked: number;
}

/**
 * The moments at which a period of days begins and ends in the connection's time zone; without days from the first
 * run up to now, so that what is decided meanwhile does not move the end.
 */
export async function periodOf(
  tx: Tx,
  days: { readonly from: PlainDate | undefined; readonly to: PlainDate | undefined },
  now: Date,
): Promise<Pick<RunScope, 'from' | 'until'>> {
  const [row] = await tx.query<{ from_at: string; until_at: string }>(
    `select coalesce($1::date::timestamp at time zone c.time_zone, timestamptz '2000-01-01 00:00Z') as from_at,
            least($3::timestamptz, ($2::date + 1)::timestamp at time zone c.time_zone) as until_at
       from connection c where c.connection_id = current_setting('purser.connection_id')`,
    [days.from ?? null, days.to ?? null, now],
  );
  if (row === undefined) throw new InputError('The connection is not there.');
  return { from: row.from_at, until: row.until_at };
}

/** How much there is to look at: invoices, or runs where all of them count. For progress. */
export async function countRuns(tx: Tx, connectionId: string, scope: RunScope): Promise<number> {
  const what = scope.which === 'newest' ? 'count(distinct subject_id)' : 'count(*)';
  const [row] = await tx.query<{ count: string }>(
    `select ${what} as count from run
      where connection_id = $1 and agent = $2 and decided_at >= $3 and decided_at < $4`,
    [connectionId, scope.agent, scope.from, scope.until],
  );
  return Number(row?.count ?? 0);
}

/** The next runs after a cursor; none gives the first. @param limit invoices, or runs where all of them count. */
export async function nextRuns(
  tx: Tx,
  connectionId: string,
  scope: RunScope,
  page: { readonly cursor: string | undefined; readonly limit: number },
): Promise<RunPage> {
  return scope.which === 'newest'
    ? nextNewest(tx, connectionId, scope, page)
    : nextOfAll(tx, connectionId, scope, page);
}

const COLUMNS = `r.lane, r.seq, r.subject_id, r.settings_hash, r.code_version, r.evidence_hash, r.packed, r.decided_at`;

/**
 * By invoice, along `run_by_subject`. The newest run of an invoice is seldom the one a person decided on: what they
 * let pass changes the invoice in Coupa, which is decided again. So the runs they decided on come along.
 */
async function nextNewest(
  tx: Tx,
  connectionId: string,
  scope: RunScope,
  { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
): Promise<RunPage> {
  const rows = await tx.queryArrays(
    `with page as materialized (
       select distinct on (subject_id) subject_id, lane, seq from run
        where connection_id = $1 and agent = $2 and subject_id > $3 and decided_at >= $4 and decided_at < $5
        order by subject_id, decided_at desc, seq desc limit $6),
     asked as materialized (
       select distinct on (a.lane, a.seq) a.lane, a.seq, a.state, coalesce(a.decided_by_name, '') as by, a.decided_at
         from page p cross join lateral (select * from approval where connection_id = $1 and subject_id = p.subject_id
              and agent = $2 and state in ('approved', 'rejected') offset 0) a
        order by a.lane, a.seq, a.decided_at desc),
     wanted as (select lane, seq from page union select lane, seq from asked)
     select ${COLUMNS}, exists (select 1 from page p where p.lane = w.lane and p.seq = w.seq), a.state, a.by, a.decided_at
       from wanted w
       cross join lateral (select * from run where connection_id = $1 and agent = $2 and lane = w.lane and seq = w.seq
            and decided_at >= $4 and decided_at < $5 offset 0) r
       left join asked a on a.lane = w.lane and a.seq = w.seq
      order by r.subject_id`,
    [connectionId, scope.agent, cursor ?? '', scope.from, scope.until, limit],
    { name: 'replay_newest' },
  );
  const runs = rows.map(toPastRun);
  const looked = runs.filter(({ isCounted }) => isCounted).length;
  return { runs, cursor: looked < limit ? undefined : runs.at(-1)?.subjectId, looked };
}

const PLACE = /^(\d{1,4})\.(\d{1,18})$/;

/** By lane and number, along the key. */
async function nextOfAll(
  tx: Tx,
  connectionId: string,
  scope: RunScope,
  { cursor = '0.0', limit }: { readonly cursor: string | undefined; readonly limit: number },
): Promise<RunPage> {
  const [, lane = '0', seq = '0'] = PLACE.exec(cursor) ?? [];
  const rows = await tx.queryArrays(
    `select ${COLUMNS}, true, a.state, a.by, a.decided_at
       from (select * from run where connection_id = $1 and agent = $2 and (lane, seq) > ($3, $4)
              and decided_at >= $5 and decided_at < $6 order by lane, seq limit $7) r
       left join lateral (select state, coalesce(decided_by_name, '') as by, decided_at from approval
            where connection_id = $1 and subject_id = r.subject_id and agent = $2 and lane = r.lane and seq = r.seq
              and state in ('approved', 'rejected') order by decided_at desc limit 1 offset 0) a on true
      order by r.lane, r.seq`,
    [connectionId, scope.agent, lane, seq, scope.from, scope.until, limit],
    { name: 'replay_all' },
  );
  const runs = rows.map(toPastRun);
  const last = runs.at(-1);
  const isOver = runs.length < limit || last === undefined;
  return { runs, cursor: isOver ? undefined : `${last.lane}.${last.seq}`, looked: runs.length };
}

function toPastRun(row: readonly unknown[]): PastRun {
  const [lane, seq, subjectId, settingsHash, codeVersion, evidenceHash, packed, decidedAt, isCounted] = row;
  const [state, by, at] = row.slice(9);
  return {
    lane: Number(lane),
    seq: String(seq),
    subjectId: String(subjectId),
    settingsHash: settingsHash as Buffer,
    codeVersion: String(codeVersion),
    evidenceHash: evidenceHash as Buffer,
    packed: packed as Buffer,
    decidedAt: String(decidedAt),
    isCounted: isCounted === true,
    person:
      state === null || state === undefined
        ? null
        : { decision: state as PersonsDecision['decision'], by: String(by), at: String(at) },
  };
}
