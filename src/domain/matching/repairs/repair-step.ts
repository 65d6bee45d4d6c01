import type { ComparedLine } from '../compare-lines.ts';
import type { MatchException, MatchResult } from '../match-result.ts';
import type { MatchInput } from '../three-way-match.ts';

/** Ways to cure an exception without asking anybody, the cheapest evidence first, and asking last. */
export const RUNGS = [
  're_extract',
  'order_number',
  'unit_or_basis',
  'tax_inside',
  'charge_typing',
  'tier_price',
  'contract_price',
  'price_change',
  'recent_receipt',
  'history',
  'ask_owner',
] as const;

export type Rung = (typeof RUNGS)[number];

/** What one way found. */
export interface RepairStep {
  readonly rung: Rung;
  /**
   * `helps`: with it the exception would be gone, or there is evidence on which somebody may accept it. Never more than
   * a proposal: the match stays what it is. `not_here`: what it would look at is not at hand.
   */
  readonly found: 'helps' | 'nothing' | 'not_here';
  /** What was found and what follows from it, for a clerk. */
  readonly says: string;
  /** Records it rests on, such as `contract/12`; left out: those of the exception. */
  readonly sources?: readonly string[];
}

/** What a way may look at. */
export interface Climb {
  readonly input: MatchInput;
  readonly result: MatchResult;
  readonly cause: MatchException;
  readonly line: ComparedLine | undefined;
}

export function helps(rung: Rung, says: string, sources?: readonly string[]): RepairStep {
  return { rung, found: 'helps', says, ...(sources === undefined ? {} : { sources }) };
}

export function nothing(rung: Rung, says: string, sources?: readonly string[]): RepairStep {
  return { rung, found: 'nothing', says, ...(sources === undefined ? {} : { sources }) };
}

export function notHere(rung: Rung, says: string): RepairStep {
  return { rung, found: 'not_here', says };
}
