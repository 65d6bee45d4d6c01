import { type Decimal, ZERO } from '#kernel/decimal.ts';

/** Choices of two or more values that add up to the amount; stops at the second, since then nothing is certain. */
export function subsetsMaking(amount: Decimal, values: readonly Decimal[]): readonly (readonly number[])[] {
  const found: number[][] = [];
  const walk = (at: number, left: Decimal, chosen: readonly number[]) => {
    if (found.length > 1) return;
    if (left.isZero() && chosen.length > 1) {
      found.push([...chosen]);
      return;
    }
    if (at === values.length || left.lte(ZERO)) return;
    walk(at + 1, left.minus(values[at] ?? ZERO), [...chosen, at]);
    walk(at + 1, left, chosen);
  };
  walk(0, amount, []);
  return found;
}
