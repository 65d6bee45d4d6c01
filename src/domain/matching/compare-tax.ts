import { type Decimal, decimal, greatest, least, roundTo, sum, ZERO } from '#kernel/decimal.ts';
import { fractionDigits } from '#kernel/money.ts';
import type { Invoice, StatedTax } from '../records/invoice.ts';
import { documentVariance } from './compare-document.ts';
import { type ComparisonContext, documentException, NOTHING, type Part } from './comparison.ts';
import type { LineFacts } from './line-facts.ts';
import { STARTER_TAX } from './tolerance.ts';
import { money, moneyText } from './wording.ts';

/** Tax that is charged beside what its own rates make of what is taxed. */
interface TaxReading {
  readonly charged: Decimal;
  readonly determined: Decimal;
  /** `19 % of EUR 50.00` */
  readonly basis: string;
  /** Number of the invoice line; undefined: the document's tax. */
  readonly line: string | undefined;
}

/**
 * The tax that the invoice charges against the rates it states, line by line and for the document. Whether the rate is
 * the right one is not asked. Tax without a rate or an amount says nothing that could be compared.
 */
export function compareTaxes(
  invoice: Invoice,
  facts: readonly LineFacts[],
  context: ComparisonContext,
): Part {
  // equivalent: where no tax is stated the longer way finds nothing either.
  if (invoice.taxes === undefined && facts.every(({ line }) => line.taxes === undefined)) return NOTHING;
  const ofLines = facts.flatMap(
    ({ line, number, amount }) => readTax(line.taxes, amount, number, context) ?? [],
  );
  const amounts = facts.flatMap(({ amount }) => amount ?? []);
  const net = amounts.length === facts.length ? sum(amounts) : undefined;
  const ofDocument = readTax(invoice.taxes, net, undefined, context);
  const { perLine, perDocument } = limitsOf(context);
  const parts = [
    ...ofLines.map((reading) => judge(reading, perLine, invoice, context)),
    ...(ofDocument === undefined ? [] : [judge(ofDocument, perDocument, invoice, context)]),
  ];
  const small = ofLines.filter(({ charged, determined }) => charged.minus(determined).abs().lte(perLine));
  parts.push(compareSum(small, perDocument, invoice, context));
  return {
    variances: parts.flatMap(({ variances }) => variances),
    exceptions: parts.flatMap(({ exceptions }) => exceptions),
  };
}

/** Where a currency has no decimals the smallest difference is one. */
function limitsOf({ policy, currency }: ComparisonContext): { perLine: Decimal; perDocument: Decimal } {
  const { perLine, perDocument } = policy.tax ?? STARTER_TAX;
  const hasDecimals = currency === undefined || fractionDigits(currency) !== 0;
  return {
    perLine: hasDecimals
      ? decimal(perLine)
      : greatest(decimal(perLine), decimal(policy.rounding.maxWithoutDecimals)),
    perDocument: decimal(perDocument),
  };
}

function readTax(
  taxes: readonly StatedTax[] | undefined,
  net: Decimal | undefined,
  line: string | undefined,
  { currency }: ComparisonContext,
): TaxReading | undefined {
  if (taxes === undefined || net === undefined) return undefined;
  const places = currency === undefined ? 2 : fractionDigits(currency);
  const size = net.abs();
  const parts: { charged: Decimal; determined: Decimal; basis: string }[] = [];
  for (const { rate, base, amount } of taxes) {
    if (rate === undefined || amount === undefined) return undefined;
    // No more can be taxed than is billed, whatever is stated.
    const taxed = base === undefined ? size : least(decimal(base).abs(), size);
    parts.push({
      charged: decimal(amount).abs(),
      determined: roundTo(taxed.times(decimal(rate)).div(100), places, 'half-up'),
      basis: `${decimal(rate).toFixed()} % of ${money(taxed, currency)}`,
    });
  }
  return {
    charged: sum(parts.map(({ charged }) => charged)),
    determined: sum(parts.map(({ determined }) => determined)),
    basis: parts.map(({ basis }) => basis).join(' and '),
    line,
  };
}

function judge(reading: TaxReading, limit: Decimal, invoice: Invoice, context: ComparisonContext): Part {
  const { charged, determined, basis, line } = reading;
  const difference = charged.minus(determined);
  if (difference.isZero()) return NOTHING;
  const { currency } = context;
  const verdict = {
    tolerated: difference.abs().lte(limit),
    limitMoney: limit,
    limitText: moneyText(limit, currency),
  };
  const variance = documentVariance({ kind: 'tax', expected: determined, actual: charged, verdict }, context);
  if (verdict.tolerated) return { variances: [variance], exceptions: [] };
  // equivalent: a difference of nothing has left above.
  const isOver = difference.gt(ZERO);
  const what = line === undefined ? 'The invoice' : `Line ${line}`;
  const exception = documentException(
    {
      code: isOver ? 'TAX_OVER' : 'TAX_UNDER',
      expected: variance.expected,
      actual: variance.actual,
      breachAmount: difference.abs(),
      breachLimit: limit,
      explanation: `${what} charges ${money(charged, currency)} of tax, but ${basis} is ${money(determined, currency)}: ${money(difference.abs(), currency)} ${isOver ? 'too much' : 'too little'}.`,
      counterfactual: `Would match with ${money(determined, currency)} of tax.`,
      sources: [line === undefined ? `invoice/${invoice.id}` : `invoice/${invoice.id}/line/${line}`],
      lines: line === undefined ? [] : [line],
    },
    context,
  );
  return { variances: [variance], exceptions: [exception] };
}

/** Differences that each line was allowed, added up. */
function compareSum(
  small: readonly TaxReading[],
  limit: Decimal,
  invoice: Invoice,
  context: ComparisonContext,
): Part {
  const charged = sum(small.map((one) => one.charged));
  const determined = sum(small.map((one) => one.determined));
  if (charged.minus(determined).abs().lte(limit)) return NOTHING;
  const basis = `the tax of ${small.length} lines by their own rates`;
  return judge({ charged, determined, basis, line: undefined }, limit, invoice, context);
}
