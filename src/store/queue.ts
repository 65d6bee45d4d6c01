import pg from 'pg';
import PgBoss from 'pg-boss';
import type { JsonValue } from '#kernel/canonical-json.ts';
import type { Clock } from '#kernel/clock.ts';
import { assert, describeError, PurserError } from '#kernel/errors.ts';
import { type Cron, cronAdmits, readCron } from './cron.ts';
import { type Database, databaseError, type Tx } from './database.ts';
import { withClient } from './owner-client.ts';

/** Slow and timed work, kept in the database. What decides about invoices is the change feed, never this. */
export interface Queue {
  /**
   * Puts a job in.
   * @returns false when one with the same key waits already: asking twice is asking once.
   * @throws InvariantError for a queue that was not prepared; PurserError when the database is away.
   */
  send(name: string, data: JsonValue, options?: SendOptions): Promise<boolean>;
  /** Sends an empty job at each minute the cron line admits (UTC), once however many processes say so. */
  schedule(name: string, cron: string): void;
  /**
   * Does the jobs of a queue, one at a time. A handler that throws is tried again later, four times in all. It must
   * bear to run twice: a job that outlives its lease is given to somebody else.
   */
  work(name: string, handler: JobHandler): void;
  /** Takes no more jobs and resolves when the one in work has ended. */
  stop(): Promise<void>;
}

export interface SendOptions {
  readonly afterMs?: number;
  readonly key?: string;
  /** Sends as part of this transaction: rolled back with it. */
  readonly tx?: Tx;
}

/** The signal is aborted when the lease ends or the process stops. */
export type JobHandler = (data: JsonValue, signal: AbortSignal) => Promise<void>;

export interface QueueDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly onError?: (queue: string, thrown: unknown) => void;
}

const SCHEMA = 'pgboss';
const LEASE_SECONDS = 900;
/** The signal comes before the lease ends, so that an obedient handler never runs beside its successor. */
const HANDLER_MS = (LEASE_SECONDS - 60) * 1000;
const POLL_MS = 2_000;
const CRON_LOOK_MS = 10_000;
const MAINTENANCE_SECONDS = 30;
const MINUTE_MS = 60_000;

/**
 * Makes the queues, as the owner and at the time of migrations; the application's role may then use them and owns
 * nothing of them. Safe to repeat.
 */
export async function prepareQueue(
  ownerUrl: string,
  appRole: string,
  names: readonly string[],
): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, max: 1, supervise: false, schedule: false });
  boss.on('error', () => undefined);
  await boss.start();
  try {
    for (const name of names) {
      // One job of a key may wait; retries wait longer and longer.
      await boss.createQueue(name, {
        name,
        policy: 'short',
        retryLimit: 3,
        retryDelay: 5,
        retryBackoff: true,
        expireInSeconds: LEASE_SECONDS,
      });
    }
  } finally {
    await boss.stop({ graceful: false });
  }
  await grantUse(ownerUrl, appRole);
}

async function grantUse(ownerUrl: string, appRole: string): Promise<void> {
  await withClient(ownerUrl, 'purser migrate', async (client) => {
    const role = pg.escapeIdentifier(appRole);
    await client.query(`grant usage on schema ${SCHEMA} to ${role}`);
    await client.query(`grant select, insert, update, delete on all tables in schema ${SCHEMA} to ${role}`);
    // What makes and drops queues stays with the owner.
    await client.query(`revoke execute on all functions in schema ${SCHEMA} from public`);
  });
}

/**
 * Opens the queues that {@link prepareQueue} made. pg-boss is used for its tables and its maintenance; the loop that
 * takes and finishes jobs is ours, because its own does not wait for what it writes and ends the process when the
 * database goes away in between.
 */
export async function openQueue(deps: QueueDeps): Promise<Queue> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => runSql(deps.db, text, values) },
    schema: SCHEMA,
    migrate: false,
    supervise: true,
    schedule: false,
    maintenanceIntervalSeconds: MAINTENANCE_SECONDS,
  });
  boss.on('error', (thrown) => deps.onError?.('maintenance', thrown));
  await boss.start();
  const known = new Set((await boss.getQueues()).map((queue) => queue.name));
  const stopping = new AbortController();
  const loops: Promise<void>[] = [];
  const schedules = new Map<string, Cron>();

  function assertKnown(name: string): void {
    // pg-boss answers a job for a queue it does not have with silence.
    assert(known.has(name), `There is no queue ${name}; name it where queues are prepared.`);
  }

  async function send(name: string, data: JsonValue, options: SendOptions = {}): Promise<boolean> {
    assertKnown(name);
    const { tx } = options;
    const id = await boss.send(name, { data } as object, {
      singletonKey: options.key ?? crypto.randomUUID(),
      ...(options.afterMs === undefined ? {} : { startAfter: Math.ceil(options.afterMs / 1000) }),
      ...(tx === undefined
        ? {}
        : { db: { executeSql: (text: string, values: unknown[]) => runInTx(tx, text, values) } }),
    });
    return id !== null;
  }

  return {
    send,
    schedule(name, cron) {
      assertKnown(name);
      schedules.set(name, readCron(cron));
      if (schedules.size === 1) loops.push(keepTime({ boss, schedules, signal: stopping.signal, deps }));
    },
    work(name, handler) {
      assertKnown(name);
      loops.push(workOff({ boss, name, handler, signal: stopping.signal, deps }));
    },
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await boss.stop({ graceful: false });
    },
  };
}

interface WorkLoop {
  readonly boss: PgBoss;
  readonly name: string;
  readonly handler: JobHandler;
  readonly signal: AbortSignal;
  readonly deps: QueueDeps;
}

async function workOff({ boss, name, handler, signal, deps }: WorkLoop): Promise<void> {
  while (!signal.aborted) {
    // A fault of the database comes as an empty list; the next look shows whether it is back.
    const [job] = await boss.fetch<{ data: JsonValue }>(name, { batchSize: 1 });
    if (job === undefined) {
      await deps.clock.sleep(POLL_MS, signal);
      continue;
    }
    try {
      await handler(job.data.data, AbortSignal.any([signal, AbortSignal.timeout(HANDLER_MS)]));
      await finish(boss, name, job.id);
    } catch (thrown) {
      deps.onError?.(name, thrown);
      // When this fails too, the lease ends and the job is given out again.
      await boss
        .fail(name, job.id, describeError(thrown))
        .catch((second: unknown) => deps.onError?.(name, second));
    }
  }
}

async function finish(boss: PgBoss, name: string, id: string): Promise<void> {
  const { affected } = (await boss.complete(name, id)) as unknown as { affected: number };
  if (affected === 1) return;
  throw new PurserError(
    'lease_lost',
    `A job of ${name} took longer than its lease and was given to somebody else.`,
    {
      retryable: true,
    },
  );
}

interface TimeLoop {
  readonly boss: PgBoss;
  readonly schedules: ReadonlyMap<string, Cron>;
  readonly signal: AbortSignal;
  readonly deps: QueueDeps;
}

/** Looks several times a minute; of all who do, the first sends, since one job a minute and queue is let in. */
async function keepTime({ boss, schedules, signal, deps }: TimeLoop): Promise<void> {
  let seen = -1;
  while (!signal.aborted) {
    const now = deps.clock.now();
    const minute = Math.floor(now.getTime() / MINUTE_MS);
    if (minute !== seen) {
      seen = minute;
      for (const [name, cron] of schedules) {
        if (!cronAdmits(cron, now)) continue;
        await boss
          .send(name, { data: null }, { singletonKey: 'schedule', singletonSeconds: 60 })
          .catch((thrown: unknown) => {
            seen = -1;
            deps.onError?.(name, thrown);
          });
      }
    }
    await deps.clock.sleep(CRON_LOOK_MS, signal);
  }
}

async function runSql(db: Database, text: string, values: unknown[] = []): Promise<{ rows: unknown[] }> {
  try {
    return await db.pool.query(text, values);
  } catch (cause) {
    throw databaseError(cause);
  }
}

async function runInTx(tx: Tx, text: string, values: unknown[]): Promise<{ rows: unknown[] }> {
  return { rows: await tx.query(text, values) };
}
