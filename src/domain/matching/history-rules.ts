import type { DecimalText } from '#kernel/decimal.ts';

/** From when on what people decided before says anything about the next case, and up to where. */
export interface HistoryRules {
  /** So many like cases at least must have been settled. */
  readonly casesMin: number;
  /** So much of them, the recent ones weighing more, must have ended in the same way: 0.8 is 80 %. */
  readonly shareMin: DecimalText;
  /** Hard limits that no history lifts: the part in doubt as a share of the invoice, and in the policy's currency. */
  readonly rateMax: DecimalText;
  readonly amountMax: DecimalText;
  /** The most that may be accepted of one supplier within a year, whatever each single case comes to. */
  readonly yearlyAmountMax: DecimalText;
}

/**
 * Cautious: five cases are what one person may remember, 10 % is where a person always looks. A supplier who is always
 * let have 2 % learns to bill 2 % more, so the year has a limit of its own.
 */
export const HISTORY_RULES: HistoryRules = {
  casesMin: 5,
  shareMin: '0.8',
  rateMax: '0.1',
  amountMax: '250',
  yearlyAmountMax: '1000',
};
