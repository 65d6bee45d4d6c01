import { countRuns } from '#engine/replay/past-runs.queries.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { describeError, PurserError } from '#kernel/errors.ts';
import type { Log } from '#kernel/log.ts';
import type { ContentCache } from '#store/content-cache.ts';
import type { Database, Tx } from '#store/database.ts';
import { createReplayCache, replayBatch } from './replay-batch.ts';
import { findAgent } from './trial.ts';
import { endWhatIf, getWhatIfRecord, saveBatch } from './what-if.queries.ts';

const POLL_MS = 2_000;

export interface WhatIfDeps {
  readonly db: Database;
  readonly agents: readonly AnyAgent[];
  readonly log: Log;
}

/** Answers what-ifs, batch by batch, until the signal says stop. Several processes may run it. */
export async function runWhatIfs(deps: WhatIfDeps, signal: AbortSignal): Promise<void> {
  const { db, log } = deps;
  const bell = { ring: (): void => undefined };
  const stopListening = await db
    .listen('what_if', () => bell.ring())
    .catch((error: unknown) => {
      log.warn({ ...describeError(error) }, 'what-ifs are polled: the database does not notify');
      return async () => undefined;
    });
  signal.addEventListener('abort', () => bell.ring(), { once: true });
  const cache = createReplayCache();
  while (!signal.aborted) {
    const worked = await answerNextBatch(deps, cache).catch((error: unknown) => {
      log.warn({ ...describeError(error) }, 'what-if paused');
      return false;
    });
    if (worked || signal.aborted) continue;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      bell.ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
  await stopListening();
}

/**
 * Answers the next batch of the question that waits longest; whoever asks next goes on from there, so a killed
 * process loses one batch. @returns false when nothing is asked.
 */
export async function answerNextBatch(deps: WhatIfDeps, cache: ContentCache): Promise<boolean> {
  const at: { connectionId?: string; id?: string } = {};
  try {
    return await deps.db.inDispatch(async (tx) => {
      const [claimed] = await tx.query<{ connection_id: string; id: string }>(
        'select * from dispatch_claim_what_if()',
      );
      if (claimed === undefined) return false;
      at.connectionId = claimed.connection_id;
      at.id = claimed.id;
      await tx.enter(claimed.connection_id);
      await answerBatch(tx, claimed.connection_id, claimed.id, deps.agents, cache);
      return true;
    });
  } catch (thrown) {
    // The database's own trouble passes; anything else would come again with every try.
    const { connectionId, id } = at;
    if (connectionId === undefined || id === undefined) throw thrown;
    if (thrown instanceof PurserError && thrown.retryable) throw thrown;
    const error = describeError(thrown).message;
    await deps.db.inConnection(connectionId, (tx) => endWhatIf(tx, id, { state: 'failed', error }));
    deps.log.warn({ ...describeError(thrown), whatIf: id }, 'what-if failed');
    return true;
  }
}

async function answerBatch(
  tx: Tx,
  connectionId: string,
  id: string,
  agents: readonly AnyAgent[],
  cache: ContentCache,
): Promise<void> {
  const so = await getWhatIfRecord(tx, id);
  const agent = findAgent(agents, so.agent);
  const settings: unknown = agent.settings.parse(so.settings);
  const settingsHash = sha256(canonicalJson(settings));
  const trial = { agent, settings, settingsHash, autonomy: so.autonomy };
  const scope = { agent: agent.id, which: so.which, from: so.from_at, until: so.until_at };
  const total = so.total ?? (await countRuns(tx, connectionId, scope));
  const from = { tally: so.tally, cursor: so.cursor ?? undefined };
  const batch = await replayBatch(tx, connectionId, { trial, scope }, from, cache);
  await saveBatch(tx, connectionId, { ...so, total }, batch);
}
