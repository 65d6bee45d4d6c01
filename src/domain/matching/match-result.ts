import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { LineRoute } from './assignment.ts';
import type { ExceptionCode, ExceptionLevel } from './exception-code.ts';
import type { Adjustment } from './line-facts.ts';
import type { LineType } from './line-type.ts';
import type { LearnableFact } from './memory.ts';
import type { OrderRoute } from './order-number.ts';

export type MatchOutcome = 'matched' | 'within_tolerance' | 'exception';

/**
 * What the matcher found. Plain JSON: stored with the run, shown on screens, printed by the command line.
 * Absent facts are null. Amounts are in the invoice's currency, quantities in the order line's unit.
 */
export interface MatchResult {
  readonly outcome: MatchOutcome;
  /** The one exception that explains the rest; null when there is none. */
  readonly primary: ExceptionCode | null;
  /** The primary one first, then the others by weight; consequences name their cause. */
  readonly exceptions: readonly MatchException[];
  /** One entry per invoice line, in line order. */
  readonly lines: readonly LineMatch[];
  /** Differences of the document as a whole: charges, totals, caps. */
  readonly variances: readonly Variance[];
  readonly currency: CurrencyCode | null;
  /** What would be overpaid if everything were let through: the sum of the breaches that are no consequence. */
  readonly atRisk: DecimalText;
  /** Net amount that order and receipts support today at agreed prices; null when the lines cannot say. */
  readonly payableNow: DecimalText | null;
  /** What a person may confirm, so that it is known the next time. */
  readonly learnable: readonly LearnableFact[];
}

export interface MatchException {
  readonly code: ExceptionCode;
  readonly level: ExceptionLevel;
  /** Number of the invoice line; null when the document or several lines are meant. */
  readonly line: string | null;
  /** Numbers of all invoice lines it concerns; empty means the document as a whole. */
  readonly lines: readonly string[];
  readonly expected: string;
  readonly actual: string;
  /** The difference in money, and how much of it the policy allows. Null where money does not measure it. */
  readonly breachAmount: DecimalText | null;
  readonly breachLimit: DecimalText | null;
  /** One sentence a tired clerk understands, with the numbers in it. */
  readonly explanation: string;
  /** What would have to be true for it to match, one sentence. */
  readonly counterfactual: string;
  /** Coupa records it rests on, such as `purchase_order/7/line/2`. */
  readonly sources: readonly string[];
  /** The exception of which this one is a mere consequence. */
  readonly consequenceOf: { readonly code: ExceptionCode; readonly line: string | null } | null;
}

/** How a line was compared. `null` modes are lines that have no order line. */
export type MatchMode = 'none' | '2-way' | '3-way' | '3-way-fifo' | 'direct_matching';

export type VarianceKind =
  | 'price'
  | 'quantity_ordered'
  | 'quantity_received'
  | 'amount_ordered'
  | 'amount_received'
  | 'quality'
  | 'line_total'
  | 'unit'
  | 'freight'
  | 'handling'
  | 'misc_charge'
  | 'tax'
  | 'exchange'
  | 'document_total'
  | 'document_cap'
  | 'order_to_date';

/** One measured difference, tolerated or not. Sign: invoice minus what was expected; plus means billed more. */
export interface Variance {
  readonly kind: VarianceKind;
  readonly expected: string;
  readonly actual: string;
  /** In the measure compared: price, quantity or amount. Null where the two cannot be subtracted (units). */
  readonly difference: DecimalText | null;
  /** The difference in money. */
  readonly amount: DecimalText | null;
  /** Percent of what was expected, four decimals at most; null when nothing was expected. */
  readonly percent: DecimalText | null;
  /** The limit in words, such as `2 % up to 50.00`. */
  readonly limit: string;
  /** The limit in money; null when there is none. */
  readonly limitAmount: DecimalText | null;
  readonly tolerated: boolean;
  /** The rule of the policy that decided: `base`, the rule's name or `rule 2`. Left out where rules have no say (rounding, tax). */
  readonly rule?: string;
}

export interface LineMatch {
  /** Number of the invoice line, as printed. */
  readonly line: string;
  readonly lineId: string;
  readonly description: string;
  readonly outcome: MatchOutcome;
  /** Codes of the exceptions that concern this line. */
  readonly codes: readonly ExceptionCode[];
  readonly orderId: string | null;
  readonly poNumber: string | null;
  readonly orderLineId: string | null;
  readonly orderLineNumber: string | null;
  /** 0 to 1: how far the line chosen is ahead of the next one; null when the invoice named it, or none was found. */
  readonly assignmentMargin: number | null;
  readonly mode: MatchMode | null;
  /** Whether quantities or sums were compared; null without an order line. */
  readonly basis: 'quantity' | 'amount' | null;
  /** The invoice's own unit and the order's; quantities below are in the order's. */
  readonly unit: string | null;
  readonly orderUnit: string | null;
  readonly invoiced: Measures;
  /** Price and amount in the order's own currency. */
  readonly ordered: Measures;
  /** Quantity (or amount) that other living invoices billed, and lines of this one that come before. */
  readonly billedBefore: DecimalText | null;
  /** Net of returns and voids; null where receipts play no part. */
  readonly received: DecimalText | null;
  /** What was left to bill on order and receipts before this line, never below zero. */
  readonly open: DecimalText | null;
  readonly variances: readonly Variance[];
  /** How the line was read in the order's terms, where it is not compared as printed. */
  readonly adjustments?: readonly Adjustment[];
  /** How order and line were found, where the invoice does not name both as they are called. */
  readonly foundBy?: { readonly order: OrderRoute; readonly line: LineRoute };
  /** Numbers of all order lines that it bills together, where they are several. */
  readonly pooled?: readonly string[];
  /** What the line is about that is no item of an order. */
  readonly type?: LineType;
}

export interface Measures {
  readonly quantity: DecimalText | null;
  readonly price: DecimalText | null;
  readonly amount: DecimalText | null;
}
