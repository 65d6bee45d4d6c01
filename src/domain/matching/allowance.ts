import { type Decimal, type DecimalText, decimal, greatest, least, ZERO } from '#kernel/decimal.ts';
import { type CurrencyCode, roundToCurrency } from '#kernel/money.ts';
import type { Limit, LineLimit, ScopedLimits, TolerancePolicy } from './tolerance.ts';
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
}

/**
 * Whether a difference stays within a limit. Exactly at the limit is within.
 * Rates are judged in their own measure and not in money: at a price of zero every quantity is worth nothing, and
 * free goods would never be counted.
 */
export function allowance(limit: Limit, excess: Excess, amountIn: AmountReader): Allowance {
  if (limit.mode === 'unlimited') return { tolerated: true, limitMoney: null, limitText: 'unlimited' };
  if (limit.mode === 'rate') return withinRate(decimal(limit.rate), excess);
  if (limit.mode === 'amount') return withinAmount(amountIn(limit.amount), excess, amountIn);
  const byRate = withinRate(decimal(limit.rate), excess);
  const byAmount = withinAmount(amountIn(limit.amount), excess, amountIn);
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

function withinAmount(amount: Decimal, { money }: Excess, amountIn: AmountReader): Bounded {
  return {
    tolerated: money.lte(amount),
    limitMoney: amount,
    limitText: moneyText(amount, amountIn.currency),
  };
}

/** Reads an amount of the policy as one of the invoice's currency, rounded to its decimals. */
export interface AmountReader {
  (amount: DecimalText): Decimal;
  readonly currency: CurrencyCode | undefined;
}

/**
 * @param currency the invoice's. Where the policy states another and no rate leads from it, an amount is worth
 * zero: what cannot be converted is not allowed.
 */
export function amountReader(policy: TolerancePolicy, currency: CurrencyCode | undefined): AmountReader {
  const isOwn = policy.currency === undefined || policy.currency === currency;
  const rate = isOwn ? '1' : currency === undefined ? undefined : policy.rates?.[currency];
  const read = (amount: DecimalText): Decimal => {
    if (rate === undefined) return ZERO;
    const converted = isOwn ? decimal(amount) : decimal(amount).times(decimal(rate));
    return roundToCurrency(converted, currency ?? '');
  };
  return Object.assign(read, { currency });
}

/** What decides which scoped limits a line falls under. */
export interface LineScope {
  readonly supplierId: string | undefined;
  readonly commodity: string | undefined;
  readonly unit: string | undefined;
}

/**
 * The limits in force for a line: those of the most specific rules that name the limit, else the policy's own.
 * Supplier with commodity comes before supplier, supplier before commodity, commodity before unit; where two are
 * equally specific both are returned, and both must be kept, so that the stricter wins.
 */
export function limitsFor(policy: TolerancePolicy, key: LineLimit, scope: LineScope): readonly Limit[] {
  let rank = 0;
  let chosen: Limit[] = [policy.limits[key]];
  for (const rule of policy.scoped) {
    const limit = rule.limits[key];
    const ruleRank = limit === undefined ? 0 : rankIn(rule, scope);
    if (limit === undefined || ruleRank === 0 || ruleRank < rank) continue;
    chosen = ruleRank === rank ? [...chosen, limit] : [limit];
    rank = ruleRank;
  }
  return chosen;
}

/** 0 when the rule does not apply, else the more the narrower it is. */
function rankIn(rule: ScopedLimits, scope: LineScope): number {
  const { supplierIds, commodities, units } = rule;
  if (supplierIds !== undefined && !supplierIds.includes(scope.supplierId ?? '')) return 0;
  if (commodities !== undefined && !includesName(commodities, scope.commodity)) return 0;
  if (units !== undefined && !includesName(units, scope.unit)) return 0;
  return (supplierIds ? 4 : 0) + (commodities ? 2 : 0) + (units ? 1 : 0);
}

function includesName(names: readonly string[], name: string | undefined): boolean {
  if (name === undefined) return false;
  const wanted = name.trim().toUpperCase();
  return names.some((candidate) => candidate.trim().toUpperCase() === wanted);
}

/** The strictest of several allowances: all must be kept. */
export function strictest(allowances: readonly Allowance[]): Allowance {
  return allowances.reduce((strict, next) => {
    if (strict.tolerated !== next.tolerated) return strict.tolerated ? next : strict;
    if (next.limitMoney === null) return strict;
    return strict.limitMoney === null || next.limitMoney.lt(strict.limitMoney) ? next : strict;
  });
}
