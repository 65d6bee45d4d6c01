import { type EntryDraft, recordEntries } from '#audit/record-entry.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import { describeError, InputError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';
import { queueCommands } from './act.queries.ts';
import type { AutonomyPolicy, Ruling, RulingReason } from './gate.ts';
import { currentPolicy } from './policy.queries.ts';
import { type AgentPolicy, policyOf } from './policy-document.ts';
import {
  advanceCursor,
  type Claim,
  type Decided,
  type Earlier,
  earlierDecisions,
  insertRuns,
  openApprovals,
  openTasks,
  type Shown,
  subjectsOf,
  supersedeApprovals,
} from './run.queries.ts';
import { type Decision, runAgent } from './run-agent.ts';
import type { AnyAgent } from './shapes/agent.ts';
import type { Sources } from './shapes/sources.ts';

export interface RunAgentsDependencies {
  /** Reads for exactly these subjects, set-based. */
  readonly sourcesFor: (tx: Tx, connectionId: string, subjectIds: readonly string[]) => Sources;
  readonly now: () => Date;
}

/** What became of a range, for metrics and for those who wait. */
export interface RangeOutcome {
  readonly connectionId: string;
  readonly subjects: number;
  readonly asked: number;
  readonly queued: number;
}

/**
 * Decides every subject of a range and writes cursor, runs, approvals, commands, tasks and audit entries in the
 * caller's transaction: all of it is there afterwards, or none.
 */
export async function runAgents(
  tx: Tx,
  agent: AnyAgent,
  claim: Claim,
  upTo: bigint,
  deps: RunAgentsDependencies,
): Promise<RangeOutcome> {
  const subjects = (await subjectsOf(tx, claim, upTo)).filter((subject) =>
    agent.triggers.some((kind) => kind === subject.kind),
  );
  if (subjects.length === 0) {
    await advanceCursor(tx, agent.id, claim, upTo);
    return { connectionId: claim.connectionId, subjects: 0, asked: 0, queued: 0 };
  }
  const ids = subjects.map((subject) => subject.subjectId);
  const [policyVersion, earlier] = await Promise.all([
    currentPolicy(tx),
    earlierDecisions(tx, claim.connectionId, agent.id, ids),
  ]);
  const policy = policyOf(policyVersion.document, agent);
  const sources = deps.sourcesFor(tx, claim.connectionId, ids);
  const decided: Decided[] = [];
  for (const { subjectId, seq } of subjects) {
    const decision = await decideOne(agent, subjectId, policy.settings, policy.autonomy, sources);
    if (decision !== undefined) {
      decided.push({ seq, decision: { ...decision, ruling: settle(decision, earlier.get(subjectId)) } });
    }
  }
  await insertRuns(tx, agent, claim, policy, policyVersion.version, decided);
  const now = deps.now();
  const { entries, ...outcome } = await follow(
    tx,
    agent,
    claim,
    policyVersion.version,
    decided,
    earlier,
    sources,
    now,
  );
  await advanceCursor(tx, agent.id, claim, upTo);
  const runEntries = decided.map((one) =>
    entryOf(agent, claim, { version: policyVersion.version, snapshots: policy.snapshots }, one),
  );
  await recordEntries(tx, claim.connectionId, [...runEntries, ...entries], now);
  return { connectionId: claim.connectionId, subjects: decided.length, ...outcome };
}

async function decideOne(
  agent: AnyAgent,
  subjectId: string,
  settings: unknown,
  policy: AutonomyPolicy,
  sources: Sources,
): Promise<Decision | undefined> {
  try {
    return await runAgent(agent, { kind: 'invoice', id: subjectId }, settings, policy, sources);
  } catch (cause) {
    const { code, message } = describeError(cause);
    if (code !== 'unexpected') throw cause;
    throw new InputError(`${agent.title} could not decide invoice ${subjectId}: ${message}.`, {
      subjectId,
      cause,
    });
  }
}

/** The gate looks at one proposal; this looks at what people and we did about the same one before. */
function settle(decision: Decision, earlier: Earlier | undefined): Ruling {
  const { ruling } = decision;
  if (ruling.ruling === 'record_only' || earlier === undefined) return ruling;
  // A no holds, whatever happened in between.
  if (earlier.rejected.some((hash) => hash.equals(decision.proposalHash))) {
    return { ruling: 'record_only', because: 'rejected_before' };
  }
  if (!earlier.last?.proposalHash.equals(decision.proposalHash)) return ruling;
  if (earlier.last.state !== 'open') return { ruling: 'record_only', because: 'already_done' };
  // Was asked, may act now: the policy has become wider, so the question is withdrawn.
  return ruling.ruling === 'ask' ? { ruling: 'record_only', because: 'already_asked' } : ruling;
}

async function follow(
  tx: Tx,
  agent: AnyAgent,
  claim: Claim,
  policyVersion: number,
  decided: readonly Decided[],
  earlier: ReadonlyMap<string, Earlier>,
  sources: Sources,
  now: Date,
): Promise<{ asked: number; queued: number; entries: readonly EntryDraft[] }> {
  const stale = decided.flatMap(({ decision }) => {
    const openId = earlier.get(decision.subject.id)?.openApprovalId;
    const isStillAsked = decision.ruling.because === 'already_asked';
    return openId !== undefined && !isStillAsked ? [openId] : [];
  });
  await supersedeApprovals(tx, stale);
  const asks = decided.filter(({ decision }) => decision.ruling.ruling === 'ask');
  const asked = [];
  for (const one of asks) asked.push({ ...one, shown: await shownOf(one.decision, sources) });
  await openApprovals(tx, agent, claim, policyVersion, asked);
  const acts = decided.filter(({ decision }) => decision.ruling.ruling === 'act');
  const queued = acts.filter(({ decision }) => decision.proposal.commands.length > 0);
  const queue = await queueCommands(
    tx,
    claim.connectionId,
    queued.map(({ seq, decision }) => ({
      commands: decision.proposal.commands,
      origin: 'policy',
      originId: null,
      askedBy: { id: agent.id, name: agent.title },
      run: { agent: agent.id, lane: claim.lane, seq },
      subjectId: decision.subject.id,
    })),
    now,
  );
  await openTasks(
    tx,
    claim.connectionId,
    acts.flatMap(({ seq, decision }) =>
      decision.proposal.tasks.map((task) => ({
        ...task,
        subjectId: decision.subject.id,
        origin: runId({ agent: agent.id, lane: claim.lane, seq }),
      })),
    ),
  );
  return { asked: asked.length, queued: queued.length, entries: queue.entries };
}

async function shownOf(decision: Decision, sources: Sources): Promise<Shown> {
  const dossier = await sources.invoiceDossier(decision.subject.id);
  const invoice = dossier?.invoice.record;
  const today = await sources.today();
  return {
    invoiceNumber: invoice?.invoiceNumber || `#${decision.subject.id}`,
    supplierId: invoice?.supplierId,
    supplierName: invoice?.supplierName,
    entityName: invoice?.entityName,
    clock: invoice === undefined ? undefined : clockOf(invoice, today),
  };
}

/** The next day on which money moves: the discount while it can still be had, else the due date. */
function clockOf(invoice: Invoice, today: string): Shown['clock'] {
  const { discountDueDate, netDueDate } = invoice;
  if (discountDueDate !== undefined && discountDueDate >= today)
    return { kind: 'discount', date: discountDueDate };
  return netDueDate === undefined ? undefined : { kind: 'due', date: netDueDate };
}

/** A run's key as one text: `three-way-match.2.4711`. */
export function runId(key: { agent: string; lane: number; seq: string }): string {
  return `${key.agent}.${key.lane}.${key.seq}`;
}

/** What became of a proposal, for people who read the trail. Where there was nothing to do the headline says it all. */
const RULING_WORDS: Readonly<Record<RulingReason, string>> = {
  nothing_to_do: '',
  monitor: 'recorded only, in monitor mode',
  assisted: 'waits for a person, in assisted mode',
  task_only: 'handed to a person as a task',
  command: 'waits for a person, the policy does not allow it alone',
  certainty: 'waits for a person, it is not certain enough',
  irreversible: 'waits for a person, there is no way back',
  new_supplier: 'waits for a person, the supplier is new',
  exposure_unknown: 'waits for a person, the amount or its limit is unknown',
  exposure: 'waits for a person, the amount is above the limit',
  at_risk: 'waits for a person, too much of it is in doubt',
  policy: 'let pass by the policy',
  already_asked: 'waits for a person already',
  rejected_before: 'a person rejected it before',
  already_done: 'done already',
};

function entryOf(
  agent: AnyAgent,
  claim: Claim,
  policy: { readonly version: number } & Pick<AgentPolicy, 'snapshots'>,
  one: Decided,
): EntryDraft {
  const { decision, seq } = one;
  const { proposal, ruling, evidence } = decision;
  const words = RULING_WORDS[ruling.because];
  return {
    what: 'run_decided',
    who: { kind: 'agent', id: agent.id, name: agent.title },
    subject: `invoice/${decision.subject.id}`,
    text: words === '' ? `${proposal.headline}.` : `${proposal.headline}: ${words}.`,
    data: {
      run: runId({ agent: agent.id, lane: claim.lane, seq }),
      verdict: proposal.verdict,
      cause: proposal.cause,
      ruling: ruling.ruling,
      because: ruling.because,
      evidence: evidence.hash.toString('hex'),
      proposal: decision.proposalHash.toString('base64url'),
      policy: policy.version,
      ...policy.snapshots,
      code: agent.codeVersion,
    },
  };
}
