import type { Money } from '#kernel/money.ts';
import type { CoupaCommand, TaskDraft } from './command.ts';

/** One reason a person can check: a sentence and where its facts come from. */
export interface Reason {
  readonly text: string;
  /** Coupa records it rests on, such as `purchase_order/7/line/2` or `receipt/91`. */
  readonly sources: readonly string[];
  /**
   * Set on what is told beside the reasons and comes and goes without them, such as how like cases ended. What was
   * proposed, done or rejected is not proposed anew because of it.
   */
  readonly isAside?: true;
}

/** Why we believe it: it follows from rules on checked data, or it is estimated. A rule gets no invented percentage. */
export type Certainty =
  | { readonly basis: 'rule' }
  /** `probability` is calibrated, 0 to 1 as decimal text, on the data set that `calibratedOn` names. */
  | { readonly basis: 'estimate'; readonly probability: string; readonly calibratedOn: string };

/** What an agent would do. It carries no power: only the engine can turn it into an action. */
export interface Proposal {
  /** One line for lists: `Submit for approval`, `Ask for the receipt of 50 EA`. */
  readonly headline: string;
  /** The verdict in one word for lists and counts. */
  readonly verdict: 'matched' | 'within_tolerance' | 'exception' | 'not_applicable';
  /** Primary exception code, undefined when there is none. */
  readonly cause?: string;
  readonly commands: readonly CoupaCommand[];
  readonly tasks: readonly TaskDraft[];
  readonly certainty: Certainty;
  /** The whole amount that the commands let pass or stop. Undefined means unknown, and unknown counts as too much. */
  readonly exposure?: Money;
  /** The part in doubt: what would be overpaid if the exceptions were let through. */
  readonly atRisk?: Money;
  readonly isNewSupplier: boolean;
  readonly isReversible: boolean;
  readonly reasons: readonly Reason[];
  /** What would make it match, one sentence each. */
  readonly counterfactuals: readonly string[];
}
