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

/** By list and article; a list for all articles stands for itself. */
const byArticle = new WeakMap<readonly UnitConversion[], Map<string, readonly UnitConversion[]> | null>();

/** The conversions that hold for an article. The same list and article give the same list again. */
export function conversionsFor(
  conversions: readonly UnitConversion[],
  partNumber: string | undefined,
): readonly UnitConversion[] {
  let known = byArticle.get(conversions);
  if (known === undefined) {
    known = conversions.every((conversion) => conversion.partNumber === undefined) ? null : new Map();
    byArticle.set(conversions, known);
  }
  if (known === null) return conversions;
  const own = partKey(partNumber);
  const found =
    known.get(own) ??
    conversions.filter((each) => each.partNumber === undefined || partKey(each.partNumber) === own);
  known.set(own, found);
  return found;
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
  // equivalent: the longer way finds none either.
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

type Factors = ReadonlyMap<string, ConversionFactor>;

/** A list of conversions as it is followed: its steps by the unit they begin at, and what was found so far. */
interface Followed {
  readonly steps: ReadonlyMap<string, readonly Step[]>;
  /** Undefined where two ways contradict each other. */
  readonly factors: Map<string, Factors | undefined>;
}

/** Every line asks the same list, and master data may hold thousands of conversions: each unit is followed once. */
const lists = new WeakMap<readonly UnitConversion[], Followed>();

/**
 * What one unit is in every other that any way leads to.
 * @returns undefined when two ways to one of them contradict each other: then none of them can be trusted.
 */
function factorsFrom(start: string, conversions: readonly UnitConversion[]): Factors | undefined {
  // equivalent: it would be read again, to the same end.
  const list = lists.get(conversions) ?? { steps: stepsOf(conversions), factors: new Map() };
  lists.set(conversions, list);
  // equivalent: it would be followed again, to the same end.
  if (!list.factors.has(start)) list.factors.set(start, follow(start, list.steps));
  return list.factors.get(start);
}

function follow(start: string, steps: Followed['steps']): Factors | undefined {
  const known = new Map<string, ConversionFactor>([[start, SAME]]);
  const open = [start];
  for (let unit = open.pop(); unit !== undefined; unit = open.pop()) {
    const here = known.get(unit) ?? SAME;
    for (const step of steps.get(unit) ?? []) {
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
      // equivalent: of two that are not exact either may count, which differ by less than anybody counts.
      else if (next.isExact && !before.isExact) known.set(step.to, next);
    }
  }
  return known;
}

function isAlike(a: Decimal, b: Decimal): boolean {
  // equivalent: factors are above zero, and quotients differ by far less or far more.
  return a.minus(b).abs().lte(a.abs().times(CUT));
}

interface Step {
  readonly to: string;
  readonly factor: Decimal;
  readonly isExact: boolean;
}

/** Each conversion forwards and backwards. */
function stepsOf(conversions: readonly UnitConversion[]): Followed['steps'] {
  const steps = new Map<string, Step[]>();
  const add = (from: string, step: Step) => {
    const group = steps.get(from);
    if (group === undefined) steps.set(from, [step]);
    else group.push(step);
  };
  for (const conversion of conversions) {
    const factor = decimal(conversion.factor);
    if (factor.lte(0)) continue;
    const [from, to] = [unitKey(conversion.from), unitKey(conversion.to)];
    add(from, { to, factor, isExact: true });
    const inverse = divide(ONE, factor);
    // A factor beyond thirty places has no way back that is not nothing.
    // equivalent: the way back of a unit to itself says the same, and a factor above zero has one.
    if (from === to || inverse === undefined || inverse.isZero()) continue;
    add(to, { to: from, factor: inverse, isExact: inverse.times(factor).eq(ONE) });
  }
  return steps;
}

/** The quantity in the other unit. */
export function converted(quantity: Decimal, { factor, isSame }: ConversionFactor): Decimal {
  return isSame ? quantity : quantity.times(factor);
}
