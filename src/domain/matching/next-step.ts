import type { CoupaVerdict } from './coupa-verdict.ts';
import type { MatchResult } from './match-result.ts';

/** What follows from a match. Coupa's API has no match, hold or release of invoices, so some of it is a person's. */
export type NextStep =
  /** Send the draft into approval. */
  | 'submit'
  /** Approve, as the approver whose turn it is. */
  | 'approve'
  /** Put our pending approval on hold. */
  | 'hold'
  /** Let Coupa look at its tolerances again. */
  | 'revalidate'
  /** Let Coupa look again, and have a person release what its API cannot. */
  | 'revalidate_and_release'
  /** Ask, in a comment, for the receipt that is missing. */
  | 'ask_for_receipt'
  /** Explain the exception in a comment. */
  | 'explain'
  /** Dispute with the configured reason; without one explain. */
  | 'dispute_or_explain'
  /** Dispute with the configured reason; without one a person's task. */
  | 'dispute_or_task'
  /** A person has to clear the exception in Coupa. */
  | 'task'
  /** A person has to withdraw the dispute. */
  | 'withdraw_dispute'
  /** It is approved already: explain, and have a person look before it is paid. */
  | 'stop_late'
  /** It is paid: kept for those who look into the past, since nothing can be stopped any more. */
  | 'found_after_payment'
  /** In order; others have to act first. */
  | 'wait'
  /** Disputed, held because its supplier is blocked, or doubted by Coupa while others approve: they move first. */
  | 'leave'
  /** The status allows nothing. */
  | 'not_applicable';

/**
 * What the table below distinguishes in a match. `coupa`: Purser finds nothing, and a failed tolerance of Coupa that
 * nobody resolved says otherwise. `receipt`: a receipt alone would cure what Purser finds.
 */
export type Situation = 'agrees' | 'coupa' | 'receipt' | 'exception';

/** Rows by invoice status; the status of an invoice whose pending approval is ours has a row of its own. */
export type StepRow = Readonly<Record<Situation, NextStep>>;

const NOT_APPLICABLE: StepRow = {
  agrees: 'not_applicable',
  coupa: 'not_applicable',
  receipt: 'not_applicable',
  exception: 'not_applicable',
};

/**
 * What follows, by status. `agrees` is matched or within tolerance. Disputing is documented from pending action,
 * pending receipt and pending approval only; a receipt of ours that is late is no reason to dispute with a supplier.
 *
 * Where Coupa alone objects, the stricter of the two holds: nothing is submitted or approved, and nobody is asked to
 * release. Letting Coupa look again lets nothing pass, so it stays right; and the dispute that has lost its reason by
 * Purser's reading is a person's to withdraw, who is told what Coupa still says.
 */
export const NEXT_STEPS: Readonly<Record<string, StepRow>> = {
  draft: { agrees: 'submit', coupa: 'task', receipt: 'ask_for_receipt', exception: 'explain' },
  'pending_approval (ours)': { agrees: 'approve', coupa: 'hold', receipt: 'hold', exception: 'hold' },
  pending_approval: {
    agrees: 'wait',
    coupa: 'leave',
    receipt: 'ask_for_receipt',
    exception: 'dispute_or_explain',
  },
  pending_receipt: {
    agrees: 'revalidate',
    coupa: 'revalidate',
    receipt: 'ask_for_receipt',
    exception: 'dispute_or_explain',
  },
  pending_action: {
    agrees: 'revalidate',
    coupa: 'revalidate',
    receipt: 'ask_for_receipt',
    exception: 'dispute_or_task',
  },
  ap_hold: { agrees: 'revalidate', coupa: 'revalidate', receipt: 'ask_for_receipt', exception: 'task' },
  on_hold: { agrees: 'revalidate', coupa: 'revalidate', receipt: 'ask_for_receipt', exception: 'task' },
  booking_hold: {
    agrees: 'revalidate_and_release',
    coupa: 'revalidate',
    receipt: 'ask_for_receipt',
    exception: 'task',
  },
  disputed: { agrees: 'withdraw_dispute', coupa: 'withdraw_dispute', receipt: 'leave', exception: 'leave' },
  approved: { agrees: 'wait', coupa: 'wait', receipt: 'stop_late', exception: 'stop_late' },
  'approved (paid)': {
    agrees: 'wait',
    coupa: 'wait',
    receipt: 'found_after_payment',
    exception: 'found_after_payment',
  },
  new: NOT_APPLICABLE,
  processing: NOT_APPLICABLE,
  rejected: NOT_APPLICABLE,
  abandoned: NOT_APPLICABLE,
  voided: NOT_APPLICABLE,
  invalid: NOT_APPLICABLE,
  payable_adjustment: NOT_APPLICABLE,
};

/** Held as it must be: a task on each invoice of a blocked supplier would help nobody. */
const HOLDS: readonly string[] = ['ap_hold', 'on_hold', 'booking_hold', 'pending_action'];

/** What decides beside status and match. */
export interface StepFacts {
  readonly isOurs: boolean;
  readonly isPaid: boolean;
  readonly coupa?: CoupaVerdict | null;
}

/**
 * @param isOurs whether the pending approval of the invoice is one that Purser may decide.
 * @param isPaid whether Coupa says that the invoice is paid.
 * @param coupa what Coupa's own check says beside it; left out or null when it found nothing.
 */
export function nextStep(
  status: string,
  result: MatchResult,
  { isOurs, isPaid, coupa }: StepFacts,
): NextStep {
  const own = rowOf(status, { isOurs, isPaid });
  // A status that nobody documented allows nothing.
  const row = Object.hasOwn(NEXT_STEPS, own) ? NEXT_STEPS[own] : undefined;
  if (HOLDS.includes(status) && result.primary === 'SUPPLIER_BLOCKED') return 'leave';
  return (row ?? NOT_APPLICABLE)[situationOf(result, coupa)];
}

function rowOf(status: string, { isOurs, isPaid }: { isOurs: boolean; isPaid: boolean }): string {
  if (isOurs && status === 'pending_approval') return 'pending_approval (ours)';
  return isPaid && status === 'approved' ? 'approved (paid)' : status;
}

export function situationOf(
  { outcome, exceptions }: MatchResult,
  coupa: CoupaVerdict | null = null,
): Situation {
  if (outcome !== 'exception') return coupa === null || coupa.holds === null ? 'agrees' : 'coupa';
  const causes = exceptions.filter(({ consequenceOf }) => consequenceOf === null);
  const isReceipt = causes.every(({ code }) => code === 'RECEIPT_MISSING' || code === 'QTY_OVER_RECEIVED');
  return isReceipt ? 'receipt' : 'exception';
}
