import { currentPolicy } from '#engine/policy.queries.ts';
import { countRuns, periodOf } from '#engine/replay/past-runs.queries.ts';
import { emptyTally, type Tally } from '#engine/replay/tally.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { InputError } from '#kernel/errors.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { Database } from '#store/database.ts';
import { type ChangedRun, createReplayCache, replayBatch, type UnreadableRun } from './replay-batch.ts';
import { chooseTrial, findAgent } from './trial.ts';

export interface WhatIfQuestion {
  readonly agent: string;
  /** The agent's settings or a tolerance policy; undefined: the settings in force. */
  readonly settings: unknown;
  readonly from: PlainDate | undefined;
  readonly to: PlainDate | undefined;
  readonly which: 'newest' | 'all';
}

export interface WhatIfAnswer {
  readonly agent: string;
  readonly policyVersion: number;
  readonly differences: readonly string[];
  readonly tally: Tally;
  readonly changes: readonly ChangedRun[];
  readonly unreadable: readonly UnreadableRun[];
}

export interface AskAtOnceDeps {
  readonly db: Database;
  readonly agents: readonly AnyAgent[];
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly onProgress: (looked: number, total: number) => void;
}

/**
 * Asks a what-if and waits for the answer, for the command line. Nothing is written: neither the question nor the
 * answer is kept.
 * @throws InputError for an unknown agent, settings that do not fit, or when it is interrupted.
 */
export async function askAtOnce(
  connectionId: string,
  question: WhatIfQuestion,
  { db, agents, now, signal, onProgress }: AskAtOnceDeps,
): Promise<WhatIfAnswer> {
  const agent = findAgent(agents, question.agent);
  const { trial, differences, scope, policyVersion, total } = await db.inConnection(
    connectionId,
    async (tx) => {
      const policy = await currentPolicy(tx);
      const chosen = chooseTrial(agent, policy, question.settings);
      const period = await periodOf(tx, { from: question.from, to: question.to }, now);
      const asked = { agent: agent.id, which: question.which, ...period };
      const count = await countRuns(tx, connectionId, asked);
      return { ...chosen, scope: asked, policyVersion: policy.version, total: count };
    },
  );
  const cache = createReplayCache();
  const changes: ChangedRun[] = [];
  const unreadable: UnreadableRun[] = [];
  let so: { tally: Tally; cursor: string | undefined } = { tally: emptyTally(), cursor: undefined };
  let looked = 0;
  onProgress(looked, total);
  do {
    if (signal.aborted) throw new InputError('Interrupted; nothing was changed.');
    const { cursor } = so;
    const batch = await db.inConnection(connectionId, (tx) =>
      replayBatch(tx, connectionId, { trial, scope }, { tally: so.tally, cursor }, cache),
    );
    changes.push(...batch.changes);
    unreadable.push(...batch.unreadable);
    looked += batch.looked;
    onProgress(looked, total);
    so = batch;
  } while (so.cursor !== undefined);
  return { agent: agent.id, policyVersion, differences, tally: so.tally, changes, unreadable };
}
