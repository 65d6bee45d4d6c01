import { type Decimal, ZERO } from '#kernel/decimal.ts';

/**
 * Choices of two or more values that add up to the amount; stops at the second, since then nothing is certain.
 * @param values above zero, and few: each is tried with and without.
 */
export function subsetsMaking(amount: Decimal, values: readonly Decimal[]): readonly (readonly number[])[] {
  const found: number[][] = [];
  const walk = (at: number, left: Decimal, chosen: readonly number[]) => {
    if (found.length > 1) return;
    if (left.isZero() && chosen.length > 1) {
      found.push([...chosen]);
      return;
    }
    const value = values[at];
    // equivalent: what is left at zero cannot be made up of more.
    if (value === undefined || left.lte(ZERO)) return;
    walk(at + 1, left.minus(value), [...chosen, at]);
    walk(at + 1, left, chosen);
  };
  walk(0, amount, []);
  return found;
}
