import { type EntryDraft, recordEntries } from '#audit/record-entry.ts';
import { canonicalJson, type JsonValue } from '#kernel/canonical-json.ts';
import type { Clock } from '#kernel/clock.ts';
import { describeError, PurserError } from '#kernel/errors.ts';
import { newId } from '#kernel/id.ts';
import type { Log } from '#kernel/log.ts';
import type { Database, Tx } from '#store/database.ts';
import { type Claim, claimLane } from './run.queries.ts';
import { type RangeOutcome, type RunAgentsDependencies, runAgents } from './run-agents.ts';
import type { AnyAgent } from './shapes/agent.ts';

/** Changes a transaction: 100 or 200 are no faster (`bench change-to-decision`), and a small company would wait longer behind them. */
const RANGE_MAX = 64;
/** After each failure the range shrinks to a quarter: 64, 16, 4, 1. */
const SHRINK = 4;
/** Tries of one single change before it is parked and the lane goes on. The three before it were ranges that held it. */
const ATTEMPTS_MAX = 7;
/**
 * NOTIFY wakes the workers for what is new. Nothing notifies of a lane whose worker was killed: the database frees it
 * within half a second, and this is how soon an idle worker then sees it, so that it goes on within a second in all.
 */
const POLL_MS = 400;
const FAILED_PAUSE_MS = 500;

export interface DispatchDependencies extends RunAgentsDependencies {
  readonly db: Database;
  readonly agents: readonly AnyAgent[];
  readonly clock: Clock;
  readonly log: Log;
  /** Told after each committed range; must not throw. */
  readonly onRange?: (agent: AnyAgent, outcome: RangeOutcome, durationMs: number) => void;
}

/** What the worker did with its turn. */
export type Turn = 'idle' | 'worked' | 'failed' | 'parked';

/** Keeps deciding until the signal says stop. Several may run in a process, and in any number of processes. */
export async function dispatchChanges(
  deps: DispatchDependencies,
  options: { workers: number; signal: AbortSignal },
): Promise<void> {
  const wakers = new Set<() => void>();
  const wake = (): void => {
    for (const waker of wakers) waker();
  };
  const stopListening = await deps.db.listen('feed', wake).catch((error: unknown) => {
    deps.log.warn({ ...describeError(error) }, 'changes are polled: the database does not notify');
    return async () => undefined;
  });
  options.signal.addEventListener('abort', wake, { once: true });
  const work = async (): Promise<void> => {
    while (!options.signal.aborted) {
      const turns: Turn[] = [];
      for (const agent of deps.agents) turns.push(await takeTurn(agent, deps));
      if (turns.includes('worked') || turns.includes('parked')) continue;
      await pause(turns.includes('failed') ? FAILED_PAUSE_MS : POLL_MS);
    }
  };
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        wakers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      wakers.add(done);
    });
  await Promise.all(Array.from({ length: options.workers }, work));
  await stopListening();
}

/**
 * Claims one lane, decides one range of it, commits. A fault never leaves this function: it is counted, and the
 * lane goes on with a smaller range, until the one bad change is parked.
 */
export async function takeTurn(agent: AnyAgent, deps: DispatchDependencies): Promise<Turn> {
  const started = performance.now();
  const at: { claim?: Claim; upTo?: bigint; isParked?: boolean } = {};
  try {
    const outcome = await deps.db.inDispatch(async (tx) => {
      const claim = await claimLane(tx, agent.id);
      if (claim === undefined) return undefined;
      at.claim = claim;
      const { attempts, error } = await countAttempt(deps.db, agent, claim);
      const size = Math.max(1, Math.floor(RANGE_MAX / SHRINK ** (attempts - 1)));
      const upTo = claim.seq + BigInt(size) < claim.last ? claim.seq + BigInt(size) : claim.last;
      at.upTo = upTo;
      if (size === 1 && attempts > ATTEMPTS_MAX) {
        await park(tx, agent, claim, upTo, { attempts: attempts - 1, error }, deps);
        at.isParked = true;
        return { connectionId: claim.connectionId, subjects: 0, asked: 0, queued: 0 };
      }
      const result = await runAgents(tx, agent, claim, upTo, deps);
      const cleared = tx.execute(
        'delete from feed_attempt where connection_id = $1 and agent = $2 and lane = $3',
        [claim.connectionId, agent.id, claim.lane],
        { name: 'attempt_clear' },
      );
      const isNews = result.asked > 0 || result.queued > 0;
      const told = isNews
        ? tx.execute(`select pg_notify('screen', $1)`, [claim.connectionId], { name: 'notify_screen' })
        : undefined;
      await Promise.all([cleared, told]);
      return result;
    });
    if (outcome === undefined) return 'idle';
    deps.onRange?.(agent, outcome, performance.now() - started);
    return at.isParked ? 'parked' : 'worked';
  } catch (cause) {
    await noteFailure(agent, at.claim, cause, deps);
    return 'failed';
  }
}

/**
 * Counts the try before it is made, in a transaction of its own: a failing transaction would roll its own count
 * back, and a process that dies cannot count at all.
 */
async function countAttempt(
  db: Database,
  agent: AnyAgent,
  claim: Claim,
): Promise<{ attempts: number; error: unknown }> {
  const [row] = await db.inConnection(claim.connectionId, async (tx) => {
    // A server that crashes within half a second may forget the try: one more, then, and no wait for the disk here.
    const relaxed = tx.execute('set local synchronous_commit = off');
    const counted = tx.query<{ attempts: number; last_error: unknown }>(
      `insert into feed_attempt (connection_id, agent, lane, seq, attempts) values ($1, $2, $3, $4, 1)
       on conflict (connection_id, agent, lane) do update
         set attempts = case when feed_attempt.seq = excluded.seq then feed_attempt.attempts + 1 else 1 end,
             seq = excluded.seq
       returning attempts, last_error`,
      [claim.connectionId, agent.id, claim.lane, claim.seq.toString()],
      { name: 'attempt_count' },
    );
    return (await Promise.all([counted, relaxed]))[0];
  });
  return { attempts: row?.attempts ?? 1, error: row?.last_error };
}

async function park(
  tx: Tx,
  agent: AnyAgent,
  claim: Claim,
  seq: bigint,
  failure: { attempts: number; error: unknown },
  deps: DispatchDependencies,
): Promise<void> {
  const error = (failure.error as JsonValue | undefined) ?? {
    code: 'worker_died',
    message: 'The process ended each time it tried this change.',
  };
  const [change] = await tx.query<{ subject_id: string; kind: string }>(
    'select subject_id, kind from change where connection_id = $1 and lane = $2 and seq = $3',
    [claim.connectionId, claim.lane, seq.toString()],
  );
  const subjectId = change?.subject_id ?? '';
  await tx.execute(
    'insert into parked_change (connection_id, id, agent, lane, seq, kind, subject_id, attempts, error) values ($1,$2,$3,$4,$5,$6,$7,$8,$9)',
    [
      claim.connectionId,
      newId('prk'),
      agent.id,
      claim.lane,
      seq.toString(),
      change?.kind ?? 'invoice',
      subjectId,
      failure.attempts,
      canonicalJson(error),
    ],
  );
  await tx.execute('delete from feed_attempt where connection_id = $1 and agent = $2 and lane = $3', [
    claim.connectionId,
    agent.id,
    claim.lane,
  ]);
  await tx.execute(
    'update feed_cursor set seq = $4, served_at = clock_timestamp() where connection_id = $1 and agent = $2 and lane = $3',
    [claim.connectionId, agent.id, claim.lane, seq.toString()],
  );
  const entry: EntryDraft = {
    what: 'change_parked',
    who: { kind: 'system', id: 'engine', name: 'Purser' },
    subject: `invoice/${subjectId}`,
    text: `${agent.title} could not decide this invoice ${failure.attempts} times; it is set aside for a person.`,
    data: { agent: agent.id, lane: claim.lane, seq: seq.toString(), error },
  };
  await recordEntries(tx, claim.connectionId, [entry], deps.now());
  deps.log.error(
    { agent: agent.id, connection: claim.connectionId, subject: subjectId, error },
    'change parked',
  );
}

async function noteFailure(
  agent: AnyAgent,
  claim: Claim | undefined,
  cause: unknown,
  deps: DispatchDependencies,
): Promise<void> {
  const error = describeError(cause);
  deps.log.warn(
    { agent: agent.id, connection: claim?.connectionId, lane: claim?.lane, ...error },
    'range failed',
  );
  if (claim === undefined) return;
  // The database's own trouble is nobody's poison: it must not bring a healthy change nearer to being parked.
  const isTransient = cause instanceof PurserError && cause.retryable;
  const counted = deps.db.inConnection(claim.connectionId, async (tx) => {
    await tx.execute(
      `update feed_attempt set last_error = $4, attempts = greatest(0, attempts - $5::int)
        where connection_id = $1 and agent = $2 and lane = $3`,
      [claim.connectionId, agent.id, claim.lane, canonicalJson(error), isTransient ? 1 : 0],
    );
    // A lane that fails waits its turn like any other.
    await tx.execute(
      'update feed_cursor set served_at = clock_timestamp() where connection_id = $1 and agent = $2 and lane = $3',
      [claim.connectionId, agent.id, claim.lane],
    );
  });
  await counted.catch((error: unknown) =>
    deps.log.warn({ ...describeError(error) }, 'failure could not be counted'),
  );
}
