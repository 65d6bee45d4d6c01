import { type Decimal, decimalText, divide, greatest, least, ONE, roundTo, ZERO } from '#kernel/decimal.ts';
import type { Allowance } from './allowance.ts';
import type { PricePart } from './compare-price.ts';
import { judge, lineException, measure, orderLineName, orderLineSource, type Subject } from './comparison.ts';
import type { MatchException, Variance } from './match-result.ts';
import { limitText, money, moneyText, percentText } from './wording.ts';

/**
 * A sum billed afterwards on goods whose quantity is billed in full: no more of them, but dearer. All that was billed
 * for them, this included, is held against what they cost as agreed, so that a price cannot be raised in two steps
 * further than in one.
 */
export function compareDebit(subject: Subject): PricePart {
  const { facts, standing, used, context } = subject;
  const { orderPrice = ZERO, billedBefore: quantity } = standing;
  const asked = facts.amount ?? ZERO;
  const overcharge = used.overcharge.plus(asked);
  const agreed = quantity.times(orderPrice);
  const over = standing.billedMoney.minus(agreed).plus(overcharge);
  // It was billed too cheaply before, and this makes up for it.
  if (over.lte(ZERO)) return { variances: [], exceptions: [], overcharge };
  const verdict = judge(subject, 'priceOver', { difference: over, base: agreed, worth: ONE, money: over });
  const each = divide(agreed.plus(over), quantity) ?? orderPrice;
  const variance: Variance = {
    kind: 'price',
    expected: moneyText(orderPrice, context.currency),
    actual: moneyText(roundTo(each, 6), context.currency),
    difference: decimalText(roundTo(each.minus(orderPrice), 6)),
    // What earlier invoices were let through with is not let through again.
    amount: moneyText(least(over, asked), context.currency),
    percent: percentText(over, agreed),
    limit: verdict.limitText,
    limitAmount: verdict.limitMoney === null ? null : limitText(verdict.limitMoney, context.currency),
    tolerated: verdict.tolerated,
    rule: verdict.rule,
  };
  const exceptions = verdict.tolerated ? [] : [tooDear(subject, { over, asked, each, verdict })];
  return { variances: [variance], exceptions, overcharge };
}

interface Debit {
  readonly over: Decimal;
  readonly asked: Decimal;
  readonly each: Decimal;
  readonly verdict: Allowance;
}

function tooDear(subject: Subject, { over, asked, each, verdict }: Debit): MatchException {
  const { facts, standing, context } = subject;
  const { orderPrice = ZERO, billedBefore } = standing;
  const of = (value: Decimal) => money(value, context.currency);
  const room = greatest(asked.minus(over).plus(verdict.limitMoney ?? ZERO), ZERO);
  return lineException(
    facts,
    {
      code: 'PRICE_OVER',
      expected: moneyText(orderPrice, context.currency),
      actual: moneyText(roundTo(each, 6), context.currency),
      breachAmount: over,
      breachLimit: verdict.limitMoney ?? undefined,
      explanation: `Line ${facts.number} adds ${of(asked)} to ${measure(billedBefore, subject)} that are billed in full: ${of(over)} more than they cost on ${orderLineName(standing)}, and ${verdict.limitText} is allowed.`,
      counterfactual: room.isZero()
        ? 'Would match without it.'
        : `Would be within tolerance if it added no more than ${of(room)}.`,
      sources: [orderLineSource(standing), ...standing.earlierInvoiceIds.map((id) => `invoice/${id}`)],
    },
    context,
  );
}
