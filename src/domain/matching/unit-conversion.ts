import { type Decimal, type DecimalText, decimal, divide, ONE } from '#kernel/decimal.ts';
import { partKey } from './part-key.ts';

/** One `from` is `factor` times one `to`: `{from: 'CS', to: 'EA', factor: '24'}`. Units compare without regard to case. */
export interface UnitConversion {
  readonly from: string;
  readonly to: string;
  readonly factor: DecimalText;
  /** For this article alone; left out: for every one. */
  readonly partNumber?: string;
}

/** The conversions that hold for an article. */
export function conversionsFor(
  conversions: readonly UnitConversion[],
  partNumber: string | undefined,
): readonly UnitConversion[] {
  if (conversions.every((conversion) => conversion.partNumber === undefined)) return conversions;
  const own = partKey(partNumber);
  return conversions.filter(
    (conversion) => conversion.partNumber === undefined || partKey(conversion.partNumber) === own,
  );
}

/** How many of `to` one `from` is. */
export interface ConversionFactor {
  readonly factor: Decimal;
  /** False when the factor is a quotient that may not end (1 EA = 1/12 CS). */
  readonly isExact: boolean;
  /** True when there is nothing to convert, as with nearly every line. */
  readonly isSame: boolean;
}

const SAME: ConversionFactor = { factor: ONE, isExact: true, isSame: true };

/**
 * The factor between two units, read forwards or backwards, over as many steps as it takes (a pallet of boxes of pieces).
 * A unit that is not stated is taken to be the other one, since Coupa leaves it out where there is only one.
 * @returns undefined when no way leads there, or any two ways contradict each other.
 */
export function conversionFactor(
  from: string | undefined,
  to: string | undefined,
  conversions: readonly UnitConversion[],
): ConversionFactor | undefined {
  if (isSameUnit(from, to)) return SAME;
  if (conversions.length === 0) return undefined;
  return factorsFrom(unitKey(from ?? ''), conversions)?.get(unitKey(to ?? ''));
}

/** True when both mean the same unit, or one is not stated. */
export function isSameUnit(a: string | undefined, b: string | undefined): boolean {
  return a === b || a === undefined || b === undefined || unitKey(a) === unitKey(b);
}

export function unitKey(unit: string): string {
  return unit.trim().toUpperCase();
}

/** Quotients are cut at thirty places: ways that differ by less say the same. */
const CUT = decimal('0.000000000000000001');

/**
 * What one unit is in every other that any way leads to.
 * @returns undefined when two ways to one of them contradict each other: then none of them can be trusted.
 */
function factorsFrom(
  start: string,
  conversions: readonly UnitConversion[],
): ReadonlyMap<string, ConversionFactor> | undefined {
  const known = new Map<string, ConversionFactor>([[start, SAME]]);
  const open = [start];
  for (let unit = open.pop(); unit !== undefined; unit = open.pop()) {
    const here = known.get(unit) ?? SAME;
    for (const conversion of conversions) {
      const step = stepFrom(unit, conversion);
      if (step === undefined) continue;
      const next = {
        factor: here.factor.times(step.factor),
        isExact: here.isExact && step.isExact,
        isSame: false,
      };
      const before = known.get(step.to);
      if (before === undefined) {
        known.set(step.to, next);
        open.push(step.to);
      } else if (!isAlike(before.factor, next.factor)) return undefined;
      else if (next.isExact && !before.isExact) known.set(step.to, next);
    }
  }
  return known;
}

function isAlike(a: Decimal, b: Decimal): boolean {
  return a.minus(b).abs().lte(a.abs().times(CUT));
}

function stepFrom(
  unit: string,
  conversion: UnitConversion,
): { readonly to: string; readonly factor: Decimal; readonly isExact: boolean } | undefined {
  const factor = decimal(conversion.factor);
  if (factor.lte(0)) return undefined;
  const [from, to] = [unitKey(conversion.from), unitKey(conversion.to)];
  if (from === unit) return { to, factor, isExact: true };
  if (to !== unit) return undefined;
  const inverse = divide(ONE, factor);
  return inverse === undefined
    ? undefined
    : { to: from, factor: inverse, isExact: inverse.times(factor).eq(ONE) };
}

/** The quantity in the other unit. */
export function converted(quantity: Decimal, { factor, isSame }: ConversionFactor): Decimal {
  return isSame ? quantity : quantity.times(factor);
}
