import { divide } from '#kernel/decimal.ts';
import type { ComparedLine } from '../compare-lines.ts';
import { orderPriceOf } from '../order-line-price.ts';
import { matchInvoice } from '../three-way-match.ts';
import { named } from '../wording.ts';
import { type Climb, helps, nothing, type RepairStep } from './repair-step.ts';

/** A pack size or price basis under which value stays the same, tried out on the whole invoice. */
export function unitOrBasis({ input, result, cause, line }: Climb): RepairStep {
  const rung = 'unit_or_basis';
  const fact = result.learnable.find(({ kind }) => kind === 'conversion');
  if (cause.code === 'UOM_MISMATCH' && fact?.kind === 'conversion') {
    const { from, to, factor } = fact;
    const conversions = [...(input.conversions ?? []), { from, to, factor }];
    const isCured = !matchInvoice({ ...input, conversions }).exceptions.some(
      (other) => other.code === 'UOM_MISMATCH' && other.line === cause.line,
    );
    if (isCured) return helps(rung, `1 ${named(from)} = ${factor} ${named(to)}: ${fact.proof}`);
  }
  const basis = line === undefined ? undefined : basisOf(line);
  if (basis !== undefined) {
    return nothing(
      rung,
      `The price is exactly ${basis} the order's: it is probably for ${basis.replace(' times', '')} pieces, but the invoice asks for the whole.`,
    );
  }
  return nothing(rung, 'No pack size and no price for 10, 100 or 1,000 makes both sides come to the same.');
}

function basisOf({ facts, assignment }: ComparedLine): string | undefined {
  const orderPrice = assignment.kind === 'found' ? orderPriceOf(assignment.orderLine) : undefined;
  if (facts.price === undefined || orderPrice === undefined) return undefined;
  const ratio = divide(facts.price, orderPrice);
  const basis = ['10', '100', '1000'].find((each) => ratio?.eq(each) === true);
  return basis === undefined ? undefined : `${basis} times`;
}
