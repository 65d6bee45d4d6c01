import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { likeness } from './likeness.ts';
import { type Described, describeLine } from './likeness-describe.ts';
import { type TermWeights, termWeights } from './likeness-weights.ts';
import type { LineFacts } from './line-facts.ts';

/**
 * How alike descriptions are, each prepared once; words that many of the order lines have tell less. Prices are left to
 * the score itself, which knows their units.
 * @param orderLines all that come into question.
 */
export function describedLikeness(
  orderLines: () => Iterable<PurchaseOrderLine>,
): (facts: LineFacts, orderLine: PurchaseOrderLine) => number {
  const prepared = new Map<string, Described>();
  const of = (description: string): Described => {
    const known = prepared.get(description) ?? describeLine({ description });
    prepared.set(description, known);
    return known;
  };
  // Most invoices never ask, so the words are weighed at the first question.
  let weights: TermWeights | undefined;
  return ({ line }, orderLine) => {
    weights ??= termWeights([...orderLines()].map(({ description }) => of(description)));
    return likeness(of(line.description), of(orderLine.description), weights);
  };
}
