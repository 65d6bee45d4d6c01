import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { type StoredEvidence, storeEvidence } from './evidence.ts';
import { type AutonomyPolicy, gate, type Ruling } from './gate.ts';
import type { AnyAgent, Subject } from './shapes/agent.ts';
import type { Proposal } from './shapes/proposal.ts';
import type { Sources } from './shapes/sources.ts';

/** One decision with all it rests on, ready to be written. */
export interface Decision {
  readonly subject: Subject;
  readonly evidence: StoredEvidence;
  readonly proposal: Proposal;
  /** Over what the proposal would do and why; two equal situations give one hash. */
  readonly proposalHash: Buffer;
  readonly ruling: Ruling;
}

/**
 * The way of one change, from waking an agent to a decision. Read this file first. It only reads and computes:
 * a crash in here costs a repetition and nothing else. What follows from the decision is written by
 * `run-agents.ts`, for a whole range in one transaction.
 *
 * @returns undefined when the subject is gone and there is nothing to decide.
 */
export async function runAgent(
  agent: AnyAgent,
  subject: Subject,
  settings: unknown,
  policy: AutonomyPolicy,
  sources: Sources,
): Promise<Decision | undefined> {
  const evidence: unknown = await agent.gather(subject, sources);
  if (evidence === undefined) return undefined;
  const proposal = propose(agent, evidence, settings);
  const ruling = gate(proposal, policy, agent.autonomyCeiling);
  return {
    subject,
    evidence: storeEvidence(evidence),
    proposal,
    proposalHash: hashOfProposal(proposal),
    ruling,
  };
}

/** The pure inside, which a replay runs again on stored evidence. */
export function propose(agent: AnyAgent, evidence: unknown, settings: unknown): Proposal {
  const finding: unknown = agent.analyse(evidence, settings);
  return agent.propose(finding, evidence, settings);
}

function hashOfProposal(proposal: Proposal): Buffer {
  const { commands, tasks, cause, verdict, reasons } = proposal;
  const texts = reasons.flatMap(({ text, isAside }) => (isAside ? [] : text));
  return sha256(canonicalJson({ commands, tasks, cause, verdict, texts }));
}
