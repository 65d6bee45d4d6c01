import { canonicalJson } from '#kernel/canonical-json.ts';
import type { Money } from '#kernel/money.ts';
import type { Ruling, RulingReason } from '../gate.ts';
import type { CoupaCommand } from '../shapes/command.ts';
import type { Proposal } from '../shapes/proposal.ts';

/** What a decision comes to, without its words. */
export interface Outcome {
  readonly verdict: Proposal['verdict'];
  /** Primary exception code, null when there is none. */
  readonly cause: string | null;
  readonly ruling: Ruling['ruling'];
  readonly because: RulingReason;
  readonly headline: string;
}

/**
 * `let_through`: it was an exception and would be none. `stopped`: the other way round. `other`: another exception,
 * other commands, another ruling.
 */
export type Effect = 'let_through' | 'stopped' | 'other';

/** One decision that comes out differently. */
export interface Difference {
  readonly from: Outcome;
  readonly to: Outcome;
  readonly effect: Effect;
  /** The whole amount of the invoice; null when it is unknown. */
  readonly exposure: Money | null;
  /** What is in doubt, by the side that stops it. */
  readonly atRisk: Money | null;
}

export type Comparison =
  | { readonly kind: 'same' }
  /** Nothing else would happen; reasons, comments or task texts read differently. */
  | { readonly kind: 'words' }
  | { readonly kind: 'changed'; readonly difference: Difference };

/**
 * Compares a decision as it was made with the same one made again.
 * @param rule what the gate says; the same policy for both sides, so that only the settings make the difference.
 */
export function compareProposals(
  before: Proposal,
  after: Proposal,
  rule: (proposal: Proposal) => Ruling,
): Comparison {
  if (canonicalJson(before) === canonicalJson(after)) return { kind: 'same' };
  const from = outcomeOf(before, rule(before));
  const to = outcomeOf(after, rule(after));
  const isSameOutcome = from.verdict === to.verdict && from.cause === to.cause && from.ruling === to.ruling;
  if (isSameOutcome && deedsOf(before) === deedsOf(after)) return { kind: 'words' };
  const effect = effectOf(from, to);
  const inDoubt = effect === 'let_through' ? before.atRisk : after.atRisk;
  return {
    kind: 'changed',
    difference: {
      from,
      to,
      effect,
      exposure: after.exposure ?? before.exposure ?? null,
      atRisk: inDoubt ?? null,
    },
  };
}

function outcomeOf(proposal: Proposal, { ruling, because }: Ruling): Outcome {
  const { verdict, cause = null, headline } = proposal;
  return { verdict, cause, ruling, because, headline };
}

function effectOf(from: Outcome, to: Outcome): Effect {
  const isStopped = to.verdict === 'exception';
  if ((from.verdict === 'exception') === isStopped) return 'other';
  return isStopped ? 'stopped' : 'let_through';
}

/** What would be done, without the words that go with it: a limit quoted in a comment is no other deed. */
function deedsOf({ commands, tasks }: Proposal): string {
  return canonicalJson([commands.map(deedOf), tasks.length]);
}

function deedOf(command: CoupaCommand): readonly string[] {
  switch (command.kind) {
    case 'invoice.dispute':
      return [command.kind, command.reasonCode];
    case 'approval.approve':
    case 'approval.reject':
    case 'approval.hold':
      return [command.kind, command.approvalId];
    case 'custom_field.set':
      return [command.kind, command.field, command.value];
    case 'invoice.submit':
    case 'invoice.revalidate_tolerances':
    case 'comment.add':
      return [command.kind];
  }
}
