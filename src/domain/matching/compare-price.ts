import { type Decimal, decimal, decimalText, divide, ONE, roundTo, ZERO } from '#kernel/decimal.ts';
import { fractionDigits } from '#kernel/money.ts';
import type { Allowance } from './allowance.ts';
import {
  judge,
  lineException,
  orderLineName,
  orderLineSource,
  type Part,
  type Subject,
} from './comparison.ts';
import type { MatchException, Variance } from './match-result.ts';
import { settled } from './order-line-tally.ts';
import { conversionFactor } from './unit-conversion.ts';
import { limitText, money, moneyText, named, percentText, readBack } from './wording.ts';

export interface PricePart extends Part {
  /** Money above the order's price on this order line so far, this line included. */
  readonly overcharge: Decimal;
}

/**
 * The price against the order's, in money: what the quantity costs as billed and as agreed. So no unit price is
 * ever divided or rounded, whatever units the two are in. Lines on one order line share the absolute limit, or
 * splitting a line would double it.
 */
export function comparePrice(subject: Subject): PricePart {
  const { facts, standing, used, context } = subject;
  const { orderPrice, orderLine } = standing;
  const calm: PricePart = { variances: [], exceptions: [], overcharge: used.overcharge };
  const { quantity, price, extended: charged } = facts;
  // equivalent: what is charged is unknown where quantity or price is.
  if (orderPrice === undefined || quantity === undefined || price === undefined || charged === undefined)
    return calm;
  const conversion = conversionFactor(
    facts.line.unitOfMeasure,
    orderLine.unitOfMeasure,
    standing.conversions,
  );
  if (conversion === undefined) return calm;
  // equivalent: the longer way finds no difference either.
  if (conversion.isSame && (price === orderPrice || price.eq(orderPrice))) return calm;
  const agreed = settled(quantity.times(conversion.factor).times(orderPrice));
  const difference = charged.minus(agreed);
  if (difference.isZero()) return calm;
  // equivalent: a difference of nothing has left before.
  const isOver = difference.gt(ZERO);
  const overcharge = isOver ? used.overcharge.plus(difference) : used.overcharge;
  const verdict = judge(subject, isOver ? 'priceOver' : 'priceUnder', {
    difference: difference.abs(),
    base: agreed,
    worth: ONE,
    money: isOver ? overcharge : difference.abs(),
  });
  // In the order's unit, for people: the comparison itself never divides.
  const billedPrice = divide(price, conversion.factor) ?? price;
  const variance: Variance = {
    kind: 'price',
    expected: moneyText(orderPrice, context.currency),
    actual: moneyText(billedPrice, context.currency),
    difference: decimalText(roundTo(billedPrice.minus(orderPrice), 6)),
    amount: moneyText(difference, context.currency),
    percent: percentText(difference, agreed),
    limit: verdict.limitText,
    limitAmount: verdict.limitMoney === null ? null : limitText(verdict.limitMoney, context.currency),
    tolerated: verdict.tolerated,
    rule: verdict.rule,
  };
  const finding: PriceFinding = { billedPrice, orderPrice, difference, variance, verdict };
  return {
    variances: [variance],
    exceptions: verdict.tolerated ? [] : [priceException(subject, finding)],
    overcharge,
  };
}

interface PriceFinding {
  readonly billedPrice: Decimal;
  readonly orderPrice: Decimal;
  readonly difference: Decimal;
  readonly variance: Variance;
  readonly verdict: Allowance;
}

function priceException(subject: Subject, finding: PriceFinding): MatchException {
  const { facts, standing, context } = subject;
  const { billedPrice, orderPrice, difference, variance, verdict } = finding;
  // equivalent: a difference of nothing has left before.
  const isOver = difference.gt(ZERO);
  const unit = standing.orderLine.unitOfMeasure;
  const per = unit === undefined ? '' : ` per ${named(unit)}`;
  const share =
    variance.percent === null ? '' : `${decimalText(roundTo(readBack(variance.percent).abs(), 2))} % `;
  const inAll = money(difference.abs(), context.currency);
  return lineException(
    facts,
    {
      code: isOver ? 'PRICE_OVER' : 'PRICE_UNDER',
      expected: variance.expected,
      actual: variance.actual,
      breachAmount: difference.abs(),
      breachLimit: verdict.limitMoney ?? undefined,
      explanation:
        `Line ${facts.number} costs ${money(billedPrice, context.currency)}${per}; ` +
        `${orderLineName(standing)} says ${money(orderPrice, context.currency)}: ${share}${isOver ? 'more' : 'less'}, ` +
        `${inAll} in all, and ${verdict.limitText} is allowed.`,
      counterfactual: `Would match at ${money(orderPrice, context.currency)}${per}${passingPrice(subject, finding)}.`,
      sources: [orderLineSource(standing)],
    },
    context,
  );
}

/** The price at the very limit, rounded to the safe side at the decimals people price in. */
function passingPrice(
  { facts, used, context }: Subject,
  { orderPrice, difference, verdict, billedPrice }: PriceFinding,
): string {
  const { quantity } = facts;
  // equivalent: what has no limit is never refused, and a limit of nothing leaves no room.
  if (verdict.limitMoney === null || verdict.limitMoney.isZero() || quantity === undefined) return '';
  // equivalent: a difference of nothing has left before.
  const isOver = difference.gt(ZERO);
  const room = isOver ? verdict.limitMoney.minus(used.overcharge) : verdict.limitMoney;
  const unitsInOrder = divide(difference, billedPrice.minus(orderPrice)) ?? quantity;
  // equivalent: a price credit never comes here.
  const step = divide(room, unitsInOrder.abs());
  // equivalent: no room makes the price itself the bound.
  if (step === undefined || step.lte(ZERO)) return '';
  const places = Math.max(fractionDigits(context.currency ?? ''), orderPrice.decimalPlaces());
  const bound = roundTo(
    isOver ? orderPrice.plus(step) : orderPrice.minus(step),
    places,
    isOver ? 'down' : 'up',
  );
  // equivalent: a price below nothing is a credit, and never comes here.
  if (bound.eq(orderPrice) || bound.lt(decimal('0'))) return '';
  return `, and would be within tolerance ${isOver ? 'up to' : 'from'} ${money(bound, context.currency)}`;
}
