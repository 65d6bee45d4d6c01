import { type Decimal, type DecimalText, decimal, divide, ONE } from '#kernel/decimal.ts';

/** One `from` is `factor` times one `to`: `{from: 'CS', to: 'EA', factor: '24'}`. Units compare without regard to case. */
export interface UnitConversion {
  readonly from: string;
  readonly to: string;
  readonly factor: DecimalText;
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
 * The factor between two units, read forwards or backwards; no chains. A unit that is not stated is taken to be the
 * other one, since Coupa leaves it out where there is only one.
 * @returns undefined when no conversion is known, or two of them contradict each other.
 */
export function conversionFactor(
  from: string | undefined,
  to: string | undefined,
  conversions: readonly UnitConversion[],
): ConversionFactor | undefined {
  if (isSameUnit(from, to)) return SAME;
  let found: ConversionFactor | undefined;
  for (const conversion of conversions) {
    const factor = factorOf(conversion, from, to);
    if (factor === undefined) continue;
    if (found !== undefined && !found.factor.eq(factor.factor)) return undefined;
    found = found?.isExact === true ? found : factor;
  }
  return found;
}

/** True when both mean the same unit, or one is not stated. */
export function isSameUnit(a: string | undefined, b: string | undefined): boolean {
  return a === b || a === undefined || b === undefined || unitKey(a) === unitKey(b);
}

export function unitKey(unit: string): string {
  return unit.trim().toUpperCase();
}

function factorOf(
  conversion: UnitConversion,
  from: string | undefined,
  to: string | undefined,
): ConversionFactor | undefined {
  const factor = decimal(conversion.factor);
  if (factor.lte(0)) return undefined;
  const [first, second] = [unitKey(conversion.from), unitKey(conversion.to)];
  const [wanted, target] = [unitKey(from ?? ''), unitKey(to ?? '')];
  if (first === wanted && second === target) return { factor, isExact: true, isSame: false };
  if (first !== target || second !== wanted) return undefined;
  const inverse = divide(ONE, factor);
  return inverse === undefined
    ? undefined
    : { factor: inverse, isExact: inverse.times(factor).eq(ONE), isSame: false };
}

/** The quantity in the other unit. */
export function converted(quantity: Decimal, { factor, isSame }: ConversionFactor): Decimal {
  return isSame ? quantity : quantity.times(factor);
}
