import os from 'node:os';
import { describeError } from '#kernel/errors.ts';
import type { Database } from '#store/database.ts';
import type { Parts, Running } from './running.ts';

const BEAT_MS = 5_000;
/** Three beats missed: the process is taken for dead. */
const DEAD_AFTER_SECONDS = 15;
const FORGET_AFTER_SECONDS = 3_600;

/** Says every few seconds that this process lives and what it does, so that others can tell when nobody does a thing. */
export async function startHeartbeat(parts: Parts): Promise<Running> {
  const { db, log, processId } = parts;
  const beat = createBeat(parts);
  await beat();
  const timer = setInterval(() => {
    beat().catch((error: unknown) => log.warn({ ...describeError(error) }, 'heartbeat missed'));
  }, BEAT_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await db.pool
        .query('delete from process_beat where process_id = $1', [processId])
        .catch((error: unknown) =>
          log.warn({ ...describeError(error) }, 'heartbeat could not be taken back'),
        );
    },
  };
}

/**
 * Writes that this process lives, and forgets those that are long gone. It is also how a process finds out whether
 * the database takes writes at all; those who ask while one is on its way get its answer.
 * @throws PurserError saying why nothing can be written: no space, read-only, away.
 */
export function createBeat({ db, config, processId, clock }: Parts): () => Promise<void> {
  const startedAt = clock.now();
  let onItsWay: Promise<void> | undefined;
  const write = (): Promise<void> =>
    db.inDispatch(async (tx) => {
      await tx.execute(
        `insert into process_beat (process_id, roles, host, started_at, beat_at) values ($1, $2, $3, $4, now())
         on conflict (process_id) do update set beat_at = now()`,
        [processId, config.roles.join(','), os.hostname(), startedAt],
      );
      await tx.execute('delete from process_beat where beat_at < now() - make_interval(secs => $1)', [
        FORGET_AFTER_SECONDS,
      ]);
    });
  return () => {
    onItsWay ??= write().finally(() => {
      onItsWay = undefined;
    });
    return onItsWay;
  };
}

/** What nobody does at present, as a sentence for operators; undefined when everything is done by somebody. */
export async function missingRoles(db: Database): Promise<string | undefined> {
  const rows = await db.inDispatch((tx) =>
    tx.query<{ roles: string }>(
      'select roles from process_beat where beat_at > now() - make_interval(secs => $1)',
      [DEAD_AFTER_SECONDS],
    ),
  );
  const done = new Set(rows.flatMap((row) => row.roles.split(',')));
  const missing = ['worker', 'poller'].filter((role) => !done.has(role));
  return missing.length === 0 ? undefined : `No process does the work of: ${missing.join(', ')}.`;
}
