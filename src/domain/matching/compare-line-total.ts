import { ZERO } from '#kernel/decimal.ts';
import { roundToCurrency } from '#kernel/money.ts';
import { documentVariance, roundingLimit } from './compare-document.ts';
import { type ComparisonContext, lineException, NOTHING, type Part } from './comparison.ts';
import type { LineFacts } from './line-facts.ts';
import { money, moneyText, quantityText } from './wording.ts';

/**
 * The line's total against price times quantity. What rounds to the total is no difference: Coupa keeps prices at
 * more decimals than amounts.
 */
export function compareLineTotal(facts: LineFacts, context: ComparisonContext): Part {
  const { line, quantity, price, amount, extended: product } = facts;
  if (line.total === undefined) return NOTHING;
  // equivalent: what price times quantity make goes with both, and with an amount.
  if (quantity === undefined || price === undefined || amount === undefined || product === undefined)
    return NOTHING;
  if (product.eq(amount) || roundToCurrency(product, context.currency ?? '').eq(amount)) return NOTHING;
  const difference = amount.minus(product);
  const limit = roundingLimit(1, context);
  const verdict = {
    tolerated: difference.abs().lte(limit),
    limitMoney: limit,
    limitText: moneyText(limit, context.currency),
  };
  const variance = documentVariance(
    { kind: 'line_total', expected: product, actual: amount, verdict },
    context,
  );
  if (verdict.tolerated) return { variances: [variance], exceptions: [] };
  // equivalent: no difference has left before.
  const wrong = difference.gt(ZERO) ? 'too much' : 'too little';
  const exception = lineException(
    facts,
    {
      code: 'TOTAL_UNBALANCED',
      expected: variance.expected,
      actual: variance.actual,
      breachAmount: difference.abs(),
      breachLimit: limit,
      explanation: `Line ${facts.number} asks for ${money(amount, context.currency)}, but ${quantityText(quantity)} at ${moneyText(price, context.currency)} make ${money(product, context.currency)}: ${money(difference.abs(), context.currency)} ${wrong}.`,
      counterfactual: `Would match if line ${facts.number} came to ${money(product, context.currency)}.`,
    },
    context,
  );
  return { variances: [variance], exceptions: [exception] };
}
