import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import type { LineFacts } from './line-facts.ts';

/** Compares descriptions, each prepared once. */
export function describedLikeness(): (facts: LineFacts, orderLine: PurchaseOrderLine) => number {
  const prepared = new Map<string, ReadonlySet<string>>();
  const wordsOf = (text: string) => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const words = new Set(
      text
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word !== ''),
    );
    prepared.set(text, words);
    return words;
  };
  return ({ line }, orderLine) => {
    const [a, b] = [wordsOf(line.description), wordsOf(orderLine.description)];
    if (a.size === 0 || b.size === 0) return 0;
    const shared = [...a].filter((word) => b.has(word)).length;
    return shared / Math.min(a.size, b.size) / 2 + shared / Math.max(a.size, b.size) / 2;
  };
}
