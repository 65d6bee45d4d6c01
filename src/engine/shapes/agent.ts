import type { z } from 'zod';
import type { Change } from './change.ts';
import type { Proposal } from './proposal.ts';
import type { Sources } from './sources.ts';

/** How far an agent may go on its own. Ordered: each mode contains the ones before it. */
export type Autonomy = 'monitor' | 'assisted' | 'autonomous';

/** What an agent is called about: one record in Coupa. */
export interface Subject {
  readonly kind: Change['kind'];
  readonly id: string;
}

/**
 * The shape every agent has. Only `gather` may do I/O; `analyse` and `propose` are pure, so a stored evidence
 * gives the same proposal again tomorrow, which is what replay, evals and the audit rest on. Evidence is plain
 * JSON; records in it are `Versioned`, and the engine stores references in their place.
 */
export interface Agent<Evidence, Finding, Settings> {
  readonly id: string;
  readonly title: string;
  /** Grows with every change of analyse, propose or settings that can alter a decision. */
  readonly codeVersion: string;
  /** Changes that wake it. */
  readonly triggers: readonly Change['kind'][];
  /** OAuth scopes it needs; checked against the connection before the agent can be switched on. */
  readonly coupaScopes: readonly string[];
  /** No policy can take it beyond this, whatever an administrator sets. */
  readonly autonomyCeiling: Autonomy;
  readonly settings: z.ZodType<Settings>;
  /** Ids of documents in the settings that people edit, keep and compare by themselves; they stand beside each decision. */
  snapshots?(settings: Settings): Readonly<Record<string, string>>;
  /** Undefined: the subject is gone, there is nothing to decide. */
  gather(subject: Subject, sources: Sources): Promise<Evidence | undefined>;
  analyse(evidence: Evidence, settings: Settings): Finding;
  propose(finding: Finding, evidence: Evidence, settings: Settings): Proposal;
  /** What somebody who looks into a decision wants to know beyond the finding; plain JSON, and never decided upon. */
  explain?(finding: Finding, evidence: Evidence, settings: Settings): unknown;
}

/** An agent whose three types the engine need not know. */
// biome-ignore lint/suspicious/noExplicitAny: evidence, finding and settings belong to the agent; the engine only carries them.
export type AnyAgent = Agent<any, any, any>;

/** Checks nothing at run time; it lets TypeScript infer the three types from the agent itself. */
export function defineAgent<Evidence, Finding, Settings>(
  agent: Agent<Evidence, Finding, Settings>,
): Agent<Evidence, Finding, Settings> {
  return agent;
}
