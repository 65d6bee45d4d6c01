import { setImmediate as breathe } from 'node:timers/promises';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { describeError, InvariantError } from '#kernel/errors.ts';
import type { ContentCache } from '#store/content-cache.ts';
import type { Tx } from '#store/database.ts';
import { unpackTexts } from '#store/packed-text.ts';
import { refsIn, restoreEvidence } from '../evidence.ts';
import { type AutonomyPolicy, gate } from '../gate.ts';
import { propose } from '../run-agent.ts';
import type { AnyAgent } from '../shapes/agent.ts';
import type { Proposal } from '../shapes/proposal.ts';
import { compareProposals } from './compare-proposals.ts';
import type { PastRun } from './past-runs.queries.ts';
import { loadRecords } from './stored-records.queries.ts';
import type { ReplayedRun } from './tally.ts';

/** What the runs are decided again under. */
export interface Trial {
  readonly agent: AnyAgent;
  /** As the agent reads them. */
  readonly settings: unknown;
  /** Of their canonical text, as it stands beside each run. */
  readonly settingsHash: Buffer;
  /** For the ruling, of both sides. */
  readonly autonomy: AutonomyPolicy;
}

/** Between two breaths other work of this process waits. */
const BREATH_MS = 10;

/** Few enough that their records are young garbage when they have been used: with a thousand it took a third longer. */
const RUNS_AT_ONCE = 200;

/**
 * Decides a batch of past runs again. Reads only; a run that cannot be restored is told, and the others go on.
 * @returns one entry a run, in their order.
 */
export async function replayRuns(
  tx: Tx,
  connectionId: string,
  runs: readonly PastRun[],
  trial: Trial,
  cache: ContentCache,
): Promise<(ReplayedRun & { readonly run: PastRun })[]> {
  const replayed: (ReplayedRun & { readonly run: PastRun })[] = [];
  const read = (from: number): Promise<Readable> =>
    readEvidence(tx, connectionId, runs.slice(from, from + RUNS_AT_ONCE), cache);
  let next = read(0);
  for (let at = 0; at < runs.length; at += RUNS_AT_ONCE) {
    const readable = await next;
    // The database looks up the next records while these runs are decided.
    next = read(at + RUNS_AT_ONCE);
    next.catch(() => undefined);
    await decideAgain(readable, trial, replayed);
  }
  await next;
  return replayed;
}

/** Runs with all that deciding them again takes. */
interface Readable {
  readonly runs: readonly PastRun[];
  readonly opened: readonly Opened[];
  readonly records: ReadonlyMap<string, unknown>;
}

async function readEvidence(
  tx: Tx,
  connectionId: string,
  runs: readonly PastRun[],
  cache: ContentCache,
): Promise<Readable> {
  const opened = runs.map(open);
  const refs = opened.flatMap((one) => ('evidence' in one ? refsIn(one.evidence) : []));
  return { runs, opened, records: await loadRecords(tx, connectionId, refs, cache) };
}

async function decideAgain(
  { runs, opened, records }: Readable,
  trial: Trial,
  into: (ReplayedRun & { readonly run: PastRun })[],
): Promise<void> {
  let since = performance.now();
  for (const [index, run] of runs.entries()) {
    into.push({
      run,
      isCounted: run.isCounted,
      person: run.person,
      wasUnderOtherSettings: !run.settingsHash.equals(trial.settingsHash),
      wasByOtherCode: run.codeVersion !== trial.agent.codeVersion,
      comparison: compare(opened[index] ?? { why: 'It was not read.' }, records, trial),
    });
    if (performance.now() - since < BREATH_MS) continue;
    await breathe();
    since = performance.now();
  }
}

/** A run's texts, its evidence read, or why they cannot be. */
type Opened = { readonly evidence: unknown; readonly proposalText: string } | { readonly why: string };

function open(run: PastRun): Opened {
  try {
    const [evidenceText = '', proposalText = ''] = unpackTexts(run.packed);
    if (!sha256(evidenceText).equals(run.evidenceHash)) {
      throw new InvariantError('The evidence is not what was hashed when it was decided.');
    }
    return { evidence: JSON.parse(evidenceText), proposalText };
  } catch (thrown) {
    return { why: describeError(thrown).message };
  }
}

/** Whatever a run of another time makes the agent stumble over is told of that run, and ends nothing. */
function compare(
  opened: Opened,
  records: ReadonlyMap<string, unknown>,
  { agent, settings, autonomy }: Trial,
): ReplayedRun['comparison'] {
  if ('why' in opened) return { kind: 'unreadable', why: opened.why };
  try {
    const after = propose(agent, restoreEvidence(opened.evidence, records), settings);
    // Stored as canonical text, so most are compared without being read.
    if (canonicalJson(after) === opened.proposalText) return { kind: 'same' };
    const before = JSON.parse(opened.proposalText) as Proposal;
    return compareProposals(before, after, (proposal) => gate(proposal, autonomy, agent.autonomyCeiling));
  } catch (thrown) {
    return { kind: 'unreadable', why: describeError(thrown).message };
  }
}
