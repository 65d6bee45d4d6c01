import { type Decimal, type DecimalText, decimal, greatest, least, ONE, ZERO } from '#kernel/decimal.ts';
import { type CurrencyCode, roundToCurrency } from '#kernel/money.ts';
import type { Limit, TolerancePolicy } from './tolerance.ts';
import { moneyText, rateText } from './wording.ts';

/** One difference to be judged. */
export interface Excess {
  /** How far beyond, in the measure that the rate is a share of; zero or more. */
  readonly difference: Decimal;
  /** What was agreed, in the same measure. */
  readonly base: Decimal;
  /** Money that one unit of the measure is worth. */
  readonly worth: Decimal;
  /** The difference in money, as far as the absolute limit counts it (several lines may share one limit). */
  readonly money: Decimal;
}

/** What the policy says about one difference. */
export interface Allowance {
  readonly tolerated: boolean;
  /** The limit in money; null without a limit. */
  readonly limitMoney: Decimal | null;
  /** `2 % up to 50.00` */
  readonly limitText: string;
  /** The rule that states the limit, see `LimitInForce`; left out where no rule can. */
  readonly rule?: string;
}

/**
 * Whether a difference stays within a limit. Exactly at the limit is within.
 * Rates are judged in their own measure and not in money: at a price of zero every quantity is worth nothing, and
 * free goods would never be counted.
 */
export function allowance(limit: Limit, excess: Excess, reader: AmountReader): Allowance {
  if (limit.mode === 'unlimited') return { tolerated: true, limitMoney: null, limitText: 'unlimited' };
  if (limit.mode === 'rate') return withinRate(decimal(limit.rate), excess);
  if (limit.mode === 'amount') return withinAmount(amountIn(reader, limit.amount), excess, reader);
  const byRate = withinRate(decimal(limit.rate), excess);
  const byAmount = withinAmount(amountIn(reader, limit.amount), excess, reader);
  const isEither = limit.mode === 'any';
  const choose = isEither ? greatest : least;
  const joined = { any: 'or', all: 'and', cap: 'up to' }[limit.mode];
  return {
    tolerated: isEither ? byRate.tolerated || byAmount.tolerated : byRate.tolerated && byAmount.tolerated,
    limitMoney: choose(byRate.limitMoney, byAmount.limitMoney),
    limitText: `${byRate.limitText} ${joined} ${byAmount.limitText}`,
  };
}

type Bounded = Allowance & { readonly limitMoney: Decimal };

function withinRate(rate: Decimal, { difference, base, worth }: Excess): Bounded {
  const limit = rate.times(base);
  return {
    tolerated: difference.lte(limit),
    limitMoney: limit.times(worth),
    limitText: rateText(rate),
  };
}

function withinAmount(amount: Decimal, { money }: Excess, { currency }: AmountReader): Bounded {
  return {
    tolerated: money.lte(amount),
    limitMoney: amount,
    limitText: moneyText(amount, currency),
  };
}

/** How amounts of the policy become amounts of the invoice's currency. */
export interface AmountReader {
  readonly currency: CurrencyCode | undefined;
  /** Undefined where the policy states another currency and no rate leads from it. */
  readonly rate: Decimal | undefined;
}

/** @param currency the invoice's. */
export function amountReader(policy: TolerancePolicy, currency: CurrencyCode | undefined): AmountReader {
  if (policy.currency === undefined || policy.currency === currency) return { currency, rate: ONE };
  const rate = currency === undefined ? undefined : policy.rates?.[currency];
  return { currency, rate: rate === undefined ? undefined : decimal(rate) };
}

/**
 * An amount of the policy in the invoice's currency, rounded to its decimals. Without a rate it is worth zero:
 * what cannot be converted is not allowed.
 */
export function amountIn({ currency, rate }: AmountReader, amount: DecimalText): Decimal {
  return rate === undefined ? ZERO : roundToCurrency(decimal(amount).times(rate), currency ?? '');
}

/** The strictest of several allowances: all must be kept. */
export function strictest<Each extends Allowance>(allowances: readonly Each[]): Each {
  return allowances.reduce((strict, next) => {
    if (strict.tolerated !== next.tolerated) return strict.tolerated ? next : strict;
    if (next.limitMoney === null) return strict;
    // equivalent: of two equal limits either may be named.
    return strict.limitMoney === null || next.limitMoney.lt(strict.limitMoney) ? next : strict;
  });
}
