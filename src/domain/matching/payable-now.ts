import { type Decimal, greatest, least, sum, ZERO } from '#kernel/decimal.ts';
import type { Invoice } from '../records/invoice.ts';
import type { ComparedLine } from './compare-lines.ts';
import type { MatchException } from './match-result.ts';

/**
 * What may be paid today, net: what order and receipts support of the goods, less what the invoice deducts itself
 * (a deposit, retention, a discount), and with its charges as far as no finding speaks against them.
 * @param refused lines of which nothing may be paid yet.
 */
export function payableNowOf(
  lines: readonly ComparedLine[],
  { invoice, exceptions, refused }: Findings,
): Decimal {
  const goods = sum(lines.map((line) => (refused.has(line.facts.number) ? ZERO : line.payable)));
  const typed = lines.filter(({ assignment }) => assignment.kind === 'typed');
  // equivalent: nothing is added, and nothing has to be kept above zero.
  if (typed.length === 0) return goods;
  const accused = new Set(exceptions.flatMap((exception) => exception.lines));
  const others = typed.map(({ facts: { number, amount = ZERO } }) =>
    amount.gt(ZERO) && accused.has(number) ? ZERO : amount,
  );
  const total = goods.plus(sum(others));
  // Where goods wait for their receipt, a deduction does not turn the invoice into a claim of ours.
  return invoice.documentType === 'credit_note' ? total : greatest(total, least(goods, ZERO));
}

interface Findings {
  readonly invoice: Invoice;
  readonly exceptions: readonly MatchException[];
  readonly refused: ReadonlySet<string>;
}
