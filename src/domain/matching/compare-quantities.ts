import { type Decimal, decimalText, greatest, least, ZERO } from '#kernel/decimal.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import type { Allowance } from './allowance.ts';
import {
  judge,
  lineException,
  measure,
  measureText,
  NOTHING,
  orderLineName,
  orderLineSource,
  type Part,
  type Subject,
} from './comparison.ts';
import type { ExceptionCode } from './exception-code.ts';
import type { MatchException, Variance } from './match-result.ts';
import type { OrderLineStanding } from './order-line-standing.ts';
import { settled, together } from './order-line-tally.ts';
import type { LineLimit } from './tolerance.ts';
import { limitText, moneyText, named, percentText } from './wording.ts';

export interface QuantityPart extends Part {
  /** What was left to bill before this line, never below zero. */
  readonly open: Decimal;
  /** What of the line neither order nor receipts support, beyond what is tolerated. */
  readonly excess: Decimal;
}

/**
 * What is billed to date against what was ordered and received. Both may be exceeded at once; each is told.
 * On amount lines the same is asked of sums.
 */
export function compareQuantities(subject: Subject): QuantityPart {
  const { standing, taken, used } = subject;
  // equivalent: without it the line was refused before.
  const ordered = standing.ordered ?? ZERO;
  const hasReceipts = standing.mode !== '2-way' && standing.mode !== 'none';
  const bound = hasReceipts ? least(ordered, standing.accepted) : ordered;
  const before = together(standing.billedBefore, used.quantity);
  const billed = settled(together(before, taken));
  const open = greatest(bound.minus(before), ZERO);
  // equivalent: the longer way finds nothing either.
  if (billed.lte(bound)) return { variances: [], exceptions: [], open, excess: ZERO };
  const byOrder = compareWith(subject, { what: 'ordered', bound: ordered, before, billed });
  const byReceipts = hasReceipts
    ? compareWith(subject, { what: 'received', bound: standing.received, before, billed })
    : NOTHING;
  // Beyond what was received there is nothing left for inspection to refuse.
  const refused = hasReceipts && standing.accepted.lt(standing.received);
  const byInspection = refused
    ? compareWith(subject, {
        what: 'accepted',
        bound: standing.accepted,
        before,
        billed: least(billed, greatest(standing.received, before)),
      })
    : NOTHING;
  const exceptions = [...byOrder.exceptions, ...byReceipts.exceptions, ...byInspection.exceptions];
  return {
    variances: [...byOrder.variances, ...byReceipts.variances, ...byInspection.variances],
    exceptions,
    open,
    excess: exceptions.length === 0 ? ZERO : least(taken, billed.minus(bound)),
  };
}

interface Yardstick {
  readonly what: 'ordered' | 'received' | 'accepted';
  readonly bound: Decimal;
  /** Billed before this line, and with it. */
  readonly before: Decimal;
  readonly billed: Decimal;
}

function compareWith(subject: Subject, yardstick: Yardstick): Part {
  const { standing, taken, context } = subject;
  const { what, bound, before, billed } = yardstick;
  const over = billed.minus(bound);
  // A line that bills nothing cannot bill too much, however much earlier documents did.
  if (over.lte(ZERO) || taken.isZero()) return NOTHING;
  const verdict = judge(subject, limitOf(subject, what), {
    difference: over,
    base: greatest(bound, ZERO),
    worth: standing.worth,
    money: over.times(standing.worth),
  });
  // Of an excess that earlier documents began, a line answers for no more than it bills itself.
  const own = least(over, taken);
  const open = greatest(bound.minus(before), ZERO);
  const variance: Variance = {
    kind: what === 'accepted' ? 'quality' : `${standing.basis}_${what}`,
    expected: measureText(open, subject),
    actual: measureText(taken, subject),
    difference: decimalText(own),
    amount: moneyText(own.times(standing.worth), context.currency),
    percent: percentText(over, bound),
    limit: verdict.limitText,
    limitAmount: verdict.limitMoney === null ? null : limitText(verdict.limitMoney, context.currency),
    tolerated: verdict.tolerated,
    rule: verdict.rule,
  };
  const overrun: Overrun = { ...yardstick, over, own, open, verdict };
  const exceptions = verdict.tolerated ? [] : [overrunException(subject, overrun)];
  return { variances: [variance], exceptions };
}

function limitOf({ standing }: Subject, what: Yardstick['what']): LineLimit {
  if (what !== 'ordered') return 'quantityOverReceived';
  return standing.basis === 'quantity' ? 'quantityOverOrdered' : 'lineAmountOver';
}

interface Overrun extends Yardstick {
  readonly over: Decimal;
  readonly own: Decimal;
  readonly open: Decimal;
  readonly verdict: Allowance;
}

function overrunException(subject: Subject, overrun: Overrun): MatchException {
  const { facts, standing, taken, context } = subject;
  const { what, own, open, verdict } = overrun;
  const code = codeOf(subject, what);
  const receipts = what !== 'ordered' ? standing.receiptIds.map((id) => `receipt/${id}`) : [];
  return lineException(
    facts,
    {
      code,
      expected: measureText(open, subject),
      actual: measureText(taken, subject),
      breachAmount: own.times(standing.worth),
      breachLimit: verdict.limitMoney ?? undefined,
      explanation: code === 'RECEIPT_MISSING' ? missingSentence(subject) : overrunSentence(subject, overrun),
      counterfactual: counterfactual(subject, overrun, code),
      sources: [
        orderLineSource(standing),
        ...receipts,
        ...standing.earlierInvoiceIds.map((id) => `invoice/${id}`),
      ],
    },
    context,
  );
}

function codeOf({ standing }: Subject, what: Yardstick['what']): ExceptionCode {
  if (what === 'ordered') return standing.basis === 'quantity' ? 'QTY_OVER_ORDERED' : 'LINE_AMOUNT_OVER';
  if (what === 'accepted') return 'QUALITY_REJECT';
  return standing.hasArrived ? 'QTY_OVER_RECEIVED' : 'RECEIPT_MISSING';
}

function missingSentence(subject: Subject): string {
  const billed = measure(subject.taken, subject);
  const { standing, facts } = subject;
  if (standing.reference === '') {
    return `Line ${facts.number} bills ${billed} and names no delivery note or match reference, without which ${orderLineName(standing)} is not matched to a receipt.`;
  }
  return `Line ${facts.number} bills ${billed}, and nothing has been ${verbOf(standing)} on ${orderLineName(standing)}${underReference(standing)}.${earlySentence(standing)}`;
}

/** Services are confirmed, goods received. */
function verbOf({ orderLine }: OrderLineStanding): string {
  return isService(orderLine) ? 'confirmed' : 'received';
}

function isService({ kind, serviceType }: PurchaseOrderLine): boolean {
  return kind === 'amount' || (serviceType !== undefined && serviceType !== 'non_service');
}

function underReference({ reference }: OrderLineStanding): string {
  return reference === undefined || reference === '' ? '' : ` under reference ${named(reference)}`;
}

/** Receipts that look as if they answered the question, and why they do not. */
function earlySentence({ early, order }: OrderLineStanding): string {
  const [first] = early;
  if (first === undefined) return '';
  const [more, verb] = early.length === 1 ? ['', 'does'] : [` and ${early.length - 1} more`, 'do'];
  return ` Receipt ${named(first.id)}${more} of ${first.receivedDate ?? ''} ${verb} not count: the order is of ${order.orderDate ?? ''}.`;
}

function overrunSentence(subject: Subject, { what, bound, before, open, own }: Overrun): string {
  const of = (value: Decimal) => measure(value, subject);
  const agreed = `${of(bound)} ${what} on ${orderLineName(subject.standing)}${underReference(subject.standing)}`;
  const left = before.isZero() ? '' : `, ${of(before)} billed before, ${of(open)} open`;
  return `Line ${subject.facts.number} bills ${of(subject.taken)}, ${of(own)} more than it may: ${agreed}${left}.${earlySentence(subject.standing)}`;
}

function counterfactual(subject: Subject, { what, over, own }: Overrun, code: ExceptionCode): string {
  const place = `order line ${subject.standing.orderLine.lineNumber}`;
  if (what === 'ordered') {
    return `Would match if ${measure(own, subject)} less were billed, or the order were raised by ${measure(over, subject)} on ${place}.`;
  }
  if (what === 'accepted') {
    return `Would match if ${measure(own, subject)} less were billed, or credited; they were refused on ${place}.`;
  }
  const more = code === 'RECEIPT_MISSING' ? '' : ' more';
  return `Would match if ${withMore(measure(over, subject), more)} were ${verbOf(subject.standing)} on ${place}.`;
}

/** `5 more EA`, `5 EA`; for sums `EUR 5.00 more`. */
function withMore(text: string, more: string): string {
  const [first = '', ...rest] = text.split(' ');
  const isNumber = /^\d/.test(first);
  return isNumber && rest.length > 0 ? `${first}${more} ${rest.join(' ')}` : `${text}${more}`;
}
