import { allocateReceipts, type ReceiptShare } from './allocate-receipts.ts';
import { type Advice, adviceOn } from './clerk-advice.ts';
import type { MatchResult } from './match-result.ts';
import { type RepairLadder, repairLadders } from './repair-ladder.ts';
import { compareInvoice, type MatchInput } from './three-way-match.ts';

/** What a person who looks into a match wants to know beyond the match itself; worked out only when somebody looks. */
export interface MatchExplanation {
  /** Which receipts carry which line. */
  readonly receipts: readonly ReceiptShare[];
  /** What was tried for each cause, in order, and what each way found. */
  readonly ladders: readonly RepairLadder[];
  readonly advice: Advice;
}

/** The same input gives the same explanation. */
export function explainMatch(input: MatchInput, result: MatchResult): MatchExplanation {
  return {
    receipts: allocateReceipts(compareInvoice(input).lines, input.receipts),
    ladders: repairLadders(input, result),
    advice: adviceOn(result, input.invoice),
  };
}
