import { sum } from '#kernel/decimal.ts';
import { EXCEPTION_CODES } from './exception-code.ts';
import type { LineMatch, MatchResult } from './match-result.ts';
import { listed, money, named, readBack } from './wording.ts';

/** The verdict in one sentence: `Line 1 … (Price above the order).` or `All 3 lines agree with order 7 …`. */
export function verdictSentence(result: MatchResult): string {
  const { outcome, lines, exceptions } = result;
  if (outcome === 'exception') {
    const causes = exceptions.filter(({ consequenceOf }) => consequenceOf === null);
    const titles = [...new Set(causes.map(({ code }) => EXCEPTION_CODES[code].title.toLowerCase()))];
    return `${causes.length === 1 ? 'One finding' : `${causes.length} findings`}: ${listed(titles)}.`;
  }
  const whole = lines.length === 1 ? 'The line agrees' : `All ${lines.length} lines agree`;
  const within = outcome === 'within_tolerance' ? ', within tolerance' : '';
  return `${whole} with ${comparedWith(lines)}${within}.`;
}

function comparedWith(lines: readonly LineMatch[]): string {
  const numbers = [...new Set(lines.flatMap(({ poNumber }) => poNumber ?? []))];
  const orders =
    numbers.length === 0
      ? 'the order'
      : `order${numbers.length === 1 ? '' : 's'} ${listed(numbers.map(named))}`;
  return lines.some(({ received }) => received !== null) ? `${orders} and the receipts` : orders;
}

/**
 * How much could be paid today where that is a part of the invoice; undefined when it is all or nothing.
 * A short payment keeps the supplier's money moving while the rest waits for its receipt.
 */
export function payableSentence(result: MatchResult): string | undefined {
  const { payableNow, currency, lines, outcome } = result;
  if (payableNow === null || outcome !== 'exception') return undefined;
  const net = sum(
    lines.flatMap(({ invoiced }) => (invoiced.amount === null ? [] : readBack(invoiced.amount))),
  );
  const payable = readBack(payableNow);
  if (payable.lte(0) || payable.gte(net)) return undefined;
  const of = currency ?? undefined;
  return `Order and receipts support ${money(payable, of)} of ${money(net, of)} today.`;
}
