import type { AutonomyPolicy } from '#engine/gate.ts';
import type { RunScope } from '#engine/replay/past-runs.queries.ts';
import type { Trial } from '#engine/replay/replay-runs.ts';
import { emptyTally, type Tally } from '#engine/replay/tally.ts';
import { ConflictError, NotFoundError } from '#kernel/errors.ts';
import { newId } from '#kernel/id.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { Tx } from '#store/database.ts';
import { insertRows } from '#store/insert-rows.ts';
import type { ChangedRun, ReplayedBatch, UnreadableRun } from './replay-batch.ts';

/** One question as it lies in the table. */
export interface WhatIfRecord {
  readonly id: string;
  readonly agent: string;
  readonly asked_by: string;
  readonly asked_by_name: string;
  readonly settings: unknown;
  readonly differences: readonly string[];
  readonly autonomy: AutonomyPolicy;
  readonly policy_version: number;
  readonly which: RunScope['which'];
  readonly from_date: PlainDate | null;
  readonly to_date: PlainDate | null;
  readonly from_at: string;
  readonly until_at: string;
  readonly state: 'running' | 'finished' | 'cancelled' | 'failed';
  /** Null until the first batch has counted. */
  readonly total: number | null;
  readonly looked: number;
  readonly cursor: string | null;
  readonly tally: Tally;
  readonly unreadable: readonly UnreadableRun[];
  readonly listed: number;
  readonly error: string | null;
  readonly started_at: string;
  readonly finished_at: string | null;
}

/** More at once would only keep each other waiting. */
const RUNNING_MAX = 3;
/** Older ones are forgotten with their lists when a new one is asked. */
const KEPT_MAX = 50;
/** Of runs that change, so many are listed; all are counted. Those that go against people are listed beyond it. */
export const LISTED_MAX = 10_000;
/** Of runs that cannot be decided again so many are kept as examples. */
const UNREADABLE_MAX = 20;

/** @throws ConflictError `too_many_what_ifs` while others of this connection are being answered. */
export async function addWhatIf(
  tx: Tx,
  connectionId: string,
  question: {
    readonly trial: Trial;
    readonly differences: readonly string[];
    readonly policyVersion: number;
    readonly scope: RunScope;
    readonly days: { readonly from: PlainDate | undefined; readonly to: PlainDate | undefined };
    readonly by: { readonly id: string; readonly name: string };
    readonly now: Date;
  },
): Promise<string> {
  const { trial, scope, days, by } = question;
  // The connection's row is the lock: two who ask at once are counted one after the other.
  await tx.query('select 1 from connection where connection_id = $1 for update', [connectionId]);
  const [running] = await tx.query<{ count: string }>(
    `select count(*) as count from what_if where state = 'running'`,
  );
  if (Number(running?.count ?? 0) >= RUNNING_MAX) {
    throw new ConflictError(
      'too_many_what_ifs',
      `${RUNNING_MAX} what-ifs are being answered. Wait for one, or cancel one.`,
    );
  }
  await tx.execute(
    `delete from what_if where id in (select id from what_if where state <> 'running'
       order by started_at desc, id desc offset ${KEPT_MAX - 1})`,
  );
  const id = newId('wif');
  await tx.execute(
    `insert into what_if (connection_id, id, agent, asked_by, asked_by_name, settings, differences, autonomy,
       policy_version, which, from_date, to_date, from_at, until_at, tally, started_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      connectionId,
      id,
      trial.agent.id,
      by.id,
      by.name,
      JSON.stringify(trial.settings),
      JSON.stringify(question.differences),
      JSON.stringify(trial.autonomy),
      question.policyVersion,
      scope.which,
      days.from ?? null,
      days.to ?? null,
      scope.from,
      scope.until,
      JSON.stringify(emptyTally()),
      question.now,
    ],
  );
  return id;
}

/** @throws NotFoundError when this connection has no such question, or it was forgotten. */
export async function getWhatIfRecord(tx: Tx, id: string): Promise<WhatIfRecord> {
  const [row] = await tx.query<WhatIfRecord>('select * from what_if where id = $1', [id]);
  if (row === undefined) throw new NotFoundError('what-if', id);
  return row;
}

/** The questions that are kept, newest first. */
export function listWhatIfRecords(tx: Tx, agent: string | undefined): Promise<WhatIfRecord[]> {
  return tx.query<WhatIfRecord>(
    `select * from what_if where $1::text is null or agent = $1 order by started_at desc, id desc limit ${KEPT_MAX + RUNNING_MAX}`,
    [agent ?? null],
  );
}

/** Keeps what a batch found. */
export async function saveBatch(
  tx: Tx,
  connectionId: string,
  so: WhatIfRecord,
  batch: ReplayedBatch,
): Promise<void> {
  const listed = await listChanges(tx, connectionId, so, batch.changes);
  const isOver = batch.cursor === undefined;
  await tx.execute(
    `update what_if set tally = $2, looked = looked + $3, cursor = $4, unreadable = $5, listed = $6, total = $7,
            state = case when $8 then 'finished' else state end, finished_at = case when $8 then clock_timestamp() end,
            served_at = clock_timestamp() where id = $1`,
    [
      so.id,
      JSON.stringify(batch.tally),
      batch.looked,
      batch.cursor ?? null,
      JSON.stringify([...so.unreadable, ...batch.unreadable].slice(0, UNREADABLE_MAX)),
      so.listed + listed,
      so.total,
      isOver,
    ],
  );
}

async function listChanges(
  tx: Tx,
  connectionId: string,
  { id, listed }: WhatIfRecord,
  changes: readonly ChangedRun[],
): Promise<number> {
  const room = LISTED_MAX - listed;
  const kept = changes.filter(({ stance }, index) => index < room || stance === 'against');
  const rows = kept.map((change, index) => [
    connectionId,
    id,
    listed + index + 1,
    change.effect,
    change.stance,
    JSON.stringify(change),
  ]);
  await insertRows(
    tx,
    'what_if_change (connection_id, what_if_id, place, effect, stance, doc)',
    ['text', 'text', 'int', 'text', 'text', 'json'],
    rows,
  );
  return kept.length;
}

/** Listed changes in the order they were found, after a place. */
export async function changesAfter(
  tx: Tx,
  id: string,
  filter: {
    readonly effect: ChangedRun['effect'] | undefined;
    readonly stance: 'against' | 'as_wished' | undefined;
  },
  page: { readonly after: number; readonly limit: number },
): Promise<{ readonly place: number; readonly doc: ChangedRun }[]> {
  return tx.query(
    `select place, doc from what_if_change where what_if_id = $1 and place > $2
        and ($3::text is null or effect = $3) and ($4::text is null or stance = $4) order by place limit $5`,
    [id, page.after, filter.effect ?? null, filter.stance ?? null, page.limit],
  );
}

/** Ends a question that is being answered; what it found so far stays. */
export async function endWhatIf(
  tx: Tx,
  id: string,
  end: { readonly state: 'cancelled' | 'failed'; readonly error?: string },
): Promise<void> {
  await tx.execute(
    `update what_if set state = $2, error = $3, finished_at = clock_timestamp() where id = $1 and state = 'running'`,
    [id, end.state, end.error ?? null],
  );
}
