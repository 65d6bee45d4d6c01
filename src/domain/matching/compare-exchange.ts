import { type Decimal, decimal, divide, ONE, sum, ZERO } from '#kernel/decimal.ts';
import { roundToCurrency } from '#kernel/money.ts';
import type { Invoice } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { type Allowance, allowance, amountReader } from './allowance.ts';
import type { ComparedLine } from './compare-lines.ts';
import { type ComparisonContext, documentException, NOTHING, type Part } from './comparison.ts';
import { orderedAmount } from './order-line-price.ts';
import { decimalWords, money, moneyText } from './wording.ts';

/**
 * What another exchange rate than the order's costs in the currency that is accounted in: 10,000 EUR at 1.11 instead of
 * 1.08 are 300.00 USD. It is no difference of price, and the supplier's least of all; the policy may limit it.
 */
export function compareExchange(
  invoice: Invoice,
  lines: readonly ComparedLine[],
  context: ComparisonContext,
): Part {
  if (invoice.exchangeRate === undefined) return NOTHING;
  const rate = decimal(invoice.exchangeRate);
  const found = lines.flatMap((line) => exchangeOf(line, rate) ?? []);
  const [first] = found;
  if (first === undefined) return NOTHING;
  const { currency } = first;
  const own = found.filter((each) => each.currency === currency);
  const difference = roundToCurrency(sum(own.map(({ cost }) => cost)), currency);
  if (difference.isZero()) return NOTHING;
  const base = sum(own.map(({ agreed }) => agreed));
  const verdict = judge(difference, base, { ...context, currency });
  const variance = {
    kind: 'exchange' as const,
    expected: decimalWords(first.ordered),
    actual: decimalWords(rate),
    difference: null,
    amount: moneyText(difference, currency),
    percent: null,
    limit: verdict.limitText,
    limitAmount: verdict.limitMoney === null ? null : moneyText(verdict.limitMoney, currency),
    tolerated: verdict.tolerated,
  };
  if (verdict.tolerated) return { variances: [variance], exceptions: [] };
  // equivalent: no difference has left before.
  const word = difference.gt(ZERO) ? 'more' : 'less';
  const exception = documentException(
    {
      code: 'FX_VARIANCE',
      expected: variance.expected,
      actual: variance.actual,
      breachAmount: difference.abs(),
      breachLimit: verdict.limitMoney ?? undefined,
      explanation: `The invoice is booked at a rate of ${variance.actual}, the order at ${variance.expected}: ${money(difference.abs(), currency)} ${word}, and ${verdict.limitText} is allowed. The price itself is as agreed.`,
      counterfactual:
        'Would match at the rate of the order, or once the difference is booked as one of exchange.',
      sources: [`invoice/${invoice.id}`],
    },
    { currency },
  );
  return { variances: [variance], exceptions: [exception] };
}

interface Exchange {
  readonly currency: string;
  readonly ordered: Decimal;
  readonly agreed: Decimal;
  readonly cost: Decimal;
}

/** Of one line, where its order line says what it is worth in the books. */
function exchangeOf({ assignment, facts }: ComparedLine, rate: Decimal): Exchange | undefined {
  if (assignment.kind !== 'found' || facts.amount === undefined) return undefined;
  const booked = bookedRate(assignment.orderLine);
  if (booked === undefined || booked.rate.eq(rate)) return undefined;
  return {
    currency: booked.currency,
    ordered: booked.rate,
    agreed: facts.amount.times(booked.rate),
    cost: facts.amount.times(rate.minus(booked.rate)),
  };
}

function bookedRate(line: PurchaseOrderLine): { rate: Decimal; currency: string } | undefined {
  const { accountingTotal, accountingCurrency } = line;
  const total = line.total === undefined ? orderedAmount(line) : decimal(line.total);
  if (accountingTotal === undefined || accountingCurrency === undefined || total === undefined)
    return undefined;
  const rate = divide(decimal(accountingTotal), total);
  return rate === undefined || rate.lte(ZERO) ? undefined : { rate, currency: accountingCurrency };
}

/** Without a limit it is only told. */
function judge(difference: Decimal, base: Decimal, context: ComparisonContext): Allowance {
  const limit = context.policy.fxOver ?? { mode: 'unlimited' };
  return allowance(
    limit,
    { difference: difference.abs(), base: base.abs(), worth: ONE, money: difference.abs() },
    amountReader(context.policy, context.currency),
  );
}
