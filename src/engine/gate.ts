import { decimal } from '#kernel/decimal.ts';
import type { Autonomy } from './shapes/agent.ts';
import type { CommandKind } from './shapes/command.ts';
import type { Certainty, Proposal } from './shapes/proposal.ts';

/** What an administrator allows one agent to do on its own. Limits that are not set do not exist: nothing passes them. */
export interface AutonomyPolicy {
  readonly mode: Autonomy;
  /** Largest exposure that may pass without a person, by currency. A currency that is not listed has no such amount. */
  readonly exposureMax: Readonly<Record<string, string>>;
  /** Largest part of the exposure that may be in doubt: 0.10 is 10 %. */
  readonly atRiskRateMax: string;
  /** Least probability of an estimate, 0 to 1. */
  readonly probabilityMin: string;
  /** Whether a supplier with fewer than three earlier invoices may pass without a person. */
  readonly allowsNewSupplier: boolean;
  /** Whether what Coupa offers no way back from may be done without a person. */
  readonly allowsIrreversible: boolean;
  /** Commands that may be carried out without a person; all others ask. */
  readonly commands: readonly CommandKind[];
}

/** `record_only`: kept, nothing follows. `ask`: waits for a person. `act`: carried out. */
export interface Ruling {
  readonly ruling: 'record_only' | 'ask' | 'act';
  readonly because: RulingReason;
}

export type RulingReason =
  | 'nothing_to_do'
  | 'monitor'
  | 'assisted'
  | 'task_only'
  | 'command'
  | 'certainty'
  | 'irreversible'
  | 'new_supplier'
  | 'exposure_unknown'
  | 'exposure'
  | 'at_risk'
  | 'policy'
  | 'already_asked'
  | 'rejected_before'
  | 'already_done';

const ORDER: readonly Autonomy[] = ['monitor', 'assisted', 'autonomous'];

/**
 * Decides what may happen to a proposal. Pure, total, and the only place where autonomy is decided.
 * The agent's ceiling wins over the policy, and whatever is unknown counts as too much.
 */
export function gate(proposal: Proposal, policy: AutonomyPolicy, ceiling: Autonomy): Ruling {
  const mode = lower(policy.mode, ceiling);
  if (proposal.commands.length === 0 && proposal.tasks.length === 0) return recordOnly('nothing_to_do');
  if (mode === 'monitor') return recordOnly('monitor');
  // A task is a request to a person already; asking a person whether to ask a person helps nobody.
  if (proposal.commands.length === 0) return { ruling: 'act', because: 'task_only' };
  if (mode === 'assisted') return ask('assisted');
  const doubt = doubtOf(proposal, policy);
  return doubt === undefined ? { ruling: 'act', because: 'policy' } : ask(doubt);
}

function doubtOf(proposal: Proposal, policy: AutonomyPolicy): RulingReason | undefined {
  if (!proposal.commands.every((command) => policy.commands.includes(command.kind))) return 'command';
  if (!isCertainEnough(proposal.certainty, policy.probabilityMin)) return 'certainty';
  if (!proposal.isReversible && !policy.allowsIrreversible) return 'irreversible';
  if (proposal.isNewSupplier && !policy.allowsNewSupplier) return 'new_supplier';
  const { exposure, atRisk } = proposal;
  const limit = exposure === undefined ? undefined : policy.exposureMax[exposure.currency];
  if (exposure === undefined || limit === undefined) return 'exposure_unknown';
  // A credit of a million is as large a mistake as an invoice of a million.
  const amount = decimal(exposure.amount).abs();
  if (amount.gt(decimal(limit))) return 'exposure';
  if (atRisk === undefined) return undefined;
  if (atRisk.currency !== exposure.currency) return 'exposure_unknown';
  const riskMax = amount.times(decimal(policy.atRiskRateMax));
  return decimal(atRisk.amount).abs().gt(riskMax) ? 'at_risk' : undefined;
}

function isCertainEnough(certainty: Certainty, probabilityMin: string): boolean {
  return certainty.basis === 'rule' || decimal(certainty.probability).gte(decimal(probabilityMin));
}

/** The more careful of the two. */
export function lower(a: Autonomy, b: Autonomy): Autonomy {
  return ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b;
}

function recordOnly(because: RulingReason): Ruling {
  return { ruling: 'record_only', because };
}

function ask(because: RulingReason): Ruling {
  return { ruling: 'ask', because };
}
