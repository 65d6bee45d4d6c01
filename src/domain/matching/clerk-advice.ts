import { least, sum, ZERO } from '#kernel/decimal.ts';
import { addDays, type PlainDate } from '#kernel/plain-date.ts';
import type { Invoice } from '../records/invoice.ts';
import type { ExceptionCode } from './exception-code.ts';
import type { MatchResult } from './match-result.ts';
import { isSelfBilled } from './self-billing.ts';
import { moneyText, readBack } from './wording.ts';

/** What an experienced clerk would do with the invoice, whatever Coupa's status allows. */
export type Decision =
  | 'pass'
  | 'pass_within_tolerance'
  /** Pay what is supported today, hold the rest. */
  | 'split'
  /** The goods or their receipt are on the way. */
  | 'wait'
  /** Something is missing that the supplier or a colleague has to add. */
  | 'request'
  /** Order, master data or invoice have to be changed. */
  | 'propose_change'
  /** The supplier has to answer. */
  | 'dispute'
  | 'human';

export interface Advice {
  readonly decision: Decision;
  /** Net, in the invoice's currency; null where nothing is to be paid yet or all is. */
  readonly payNow: string | null;
  readonly hold: string | null;
  /** Until when waiting costs nothing; null when it is not about waiting, or no day is known. */
  readonly waitUntil: PlainDate | null;
}

/** Days that approval takes once nothing stands in the way; a guess until the company's own are known. */
const APPROVAL_DAYS = 3;

const WAITS: readonly ExceptionCode[] = ['RECEIPT_MISSING', 'QTY_OVER_RECEIVED'];
const REQUESTS: readonly ExceptionCode[] = [
  'FIELD_MISSING',
  'DOC_MISSING',
  'PO_MISSING',
  'CREDIT_UNREFERENCED',
  'TAX_MISSING',
];
const CHANGES: readonly ExceptionCode[] = [
  'UOM_MISMATCH',
  'PO_CLOSED',
  'PO_INVALID',
  'PRICE_UNDER',
  'DATE_OUT_OF_TERM',
  'TERMS_MISMATCH',
  'QTY_OVER_ORDERED',
  'LINE_AMOUNT_OVER',
  'PO_AMOUNT_OVER',
  'PREPAY_OPEN',
];
const DISPUTES: readonly ExceptionCode[] = [
  'PRICE_OVER',
  'FREIGHT_OVER',
  'HANDLING_OVER',
  'MISC_CHARGE_OVER',
  'TOTAL_UNBALANCED',
  'TAX_OVER',
  'QUALITY_REJECT',
  'CREDIT_OVER',
  'CURRENCY_MISMATCH',
];

/** From what was found to what is done: 20 of 25 received are paid, five are held. */
export function adviceOn(result: MatchResult, invoice: Invoice): Advice {
  const none = { payNow: null, hold: null, waitUntil: null };
  if (result.outcome === 'matched') return { decision: 'pass', ...none };
  if (result.outcome === 'within_tolerance') return { decision: 'pass_within_tolerance', ...none };
  const causes = result.exceptions
    .filter(({ consequenceOf }) => consequenceOf === null)
    .map(({ code }) => code);
  const are = (codes: readonly ExceptionCode[]) => causes.every((code) => codes.includes(code));
  const split = partOf(result);
  const waitUntil = are(WAITS) ? waitClock(invoice) : null;
  if (split !== undefined && are([...WAITS, ...CHANGES, ...DISPUTES]))
    return { decision: 'split', ...split, waitUntil };
  if (are(WAITS)) return { decision: 'wait', ...none, waitUntil };
  if (are(REQUESTS)) return { decision: 'request', ...none };
  if (are(CHANGES)) return { decision: 'propose_change', ...none };
  // What we wrote ourselves is ours to put right: there is nobody to dispute it with.
  if (are([...CHANGES, ...DISPUTES]))
    return { decision: isSelfBilled(invoice) ? 'propose_change' : 'dispute', ...none };
  return { decision: 'human', ...none };
}

/** What order and receipts support, where it is some and not all. */
function partOf({ payableNow, lines, currency }: MatchResult): { payNow: string; hold: string } | undefined {
  if (payableNow === null) return undefined;
  const net = sum(
    lines.flatMap(({ invoiced }) => (invoiced.amount === null ? [] : readBack(invoiced.amount))),
  );
  const pay = least(readBack(payableNow), net);
  if (pay.lte(ZERO) || pay.gte(net)) return undefined;
  return {
    payNow: moneyText(pay, currency ?? undefined),
    hold: moneyText(net.minus(pay), currency ?? undefined),
  };
}

/** The earlier of due day less the days of approval, and the last day of the discount. */
function waitClock({ netDueDate, discountDueDate }: Invoice): PlainDate | null {
  const days = [
    ...(netDueDate === undefined ? [] : [addDays(netDueDate, -APPROVAL_DAYS)]),
    ...(discountDueDate === undefined ? [] : [discountDueDate]),
  ].sort();
  return days[0] ?? null;
}
