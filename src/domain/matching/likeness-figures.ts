import type { Described } from './likeness-describe.ts';
import type { Measure } from './likeness-measures.ts';
import type { Signs } from './likeness-signs.ts';

/** Beyond these counts one more makes no difference. */
const CLASHES_MAX = 2;
const ODD_MAX = 3;
/** 21.5 inches are sold as 22, 14.7 megapixels as 15. */
const MEASURE_SLACK = 0.03;
/** Where one price is missing: about what a pair gets that nothing is known of. */
const PRICE_UNKNOWN = 0.7;

/** Numbers without regard to what they count. */
export function compareNumbers(a: Described, b: Described): Pick<Signs, 'numberClash' | 'numberOdd'> {
  const ofA = oddNumbers(a, b);
  const ofB = oddNumbers(b, a);
  return {
    numberClash: upTo(CLASHES_MAX, Math.min(ofA, ofB)),
    numberOdd: upTo(ODD_MAX, Math.max(ofA, ofB)),
  };
}

/** How many numbers of `a` the other line has neither as they are nor, with their unit, in another one. */
function oddNumbers(a: Described, b: Described): number {
  if (a.numbers.size === 0) return 0;
  const odd = [...a.numbers].filter((number) => !b.wideNumbers.has(number));
  if (odd.length === 0) return 0;
  const met = a.measures.filter((measure) => shareOne([measure], b.wideMeasures));
  return odd.filter((number) => !met.some((measure) => measure.number === number)).length;
}

/** Numbers with units, dimension by dimension. */
export function compareMeasures(a: Described, b: Described): Pick<Signs, 'measureAgrees' | 'measureClash'> {
  const verdicts = measureVerdicts(a, b);
  return {
    measureAgrees: upTo(CLASHES_MAX, verdicts.filter(({ verdict }) => verdict === 'agrees').length),
    measureClash: upTo(CLASHES_MAX, verdicts.filter(({ verdict }) => verdict === 'clash').length),
  };
}

/** The dimensions in which both lines have figures and share none, such as `length`. */
export function clashingMeasures(a: Described, b: Described): string[] {
  return measureVerdicts(a, b)
    .filter(({ verdict }) => verdict === 'clash')
    .map(({ dimension }) => dimension);
}

type Verdict = 'agrees' | 'clash' | 'unsaid';

function measureVerdicts(
  a: Described,
  b: Described,
): readonly { readonly dimension: string; readonly verdict: Verdict }[] {
  if (a.measures.length === 0 && b.measures.length === 0) return [];
  const dimensions = new Set([...a.measures, ...b.measures].map(({ dimension }) => dimension));
  return [...dimensions].map((dimension) => {
    const ofA = a.measures.filter((measure) => measure.dimension === dimension);
    const ofB = b.measures.filter((measure) => measure.dimension === dimension);
    if (shareOne(ofA, b.wideMeasures) || shareOne(ofB, a.wideMeasures))
      return { dimension, verdict: 'agrees' };
    return { dimension, verdict: ofA.length > 0 && ofB.length > 0 ? 'clash' : 'unsaid' };
  });
}

/** What tells one article of a family from the next. */
export function compareVariants(a: Described, b: Described): Pick<Signs, 'variantClash' | 'variantOdd'> {
  const groups = new Set([...a.variants.keys(), ...b.variants.keys()]);
  const clash = clashingVariants(a, b).length;
  const odd = [...groups].filter((group) => !a.variants.has(group) || !b.variants.has(group)).length;
  return { variantClash: upTo(CLASHES_MAX, clash), variantOdd: upTo(ODD_MAX, odd) };
}

/** The groups of which each line names another value, such as `colour`. */
export function clashingVariants(a: Described, b: Described): string[] {
  return [...a.variants]
    .filter(([group, values]) => {
      const others = b.variants.get(group);
      return others !== undefined && ![...values].some((value) => others.has(value));
    })
    .map(([group]) => group);
}

/** The smaller price as a share of the greater. */
export function priceCloseness({ price: a }: Described, { price: b }: Described): number {
  return a === undefined || b === undefined ? PRICE_UNKNOWN : Math.min(a, b) / Math.max(a, b);
}

function shareOne(few: readonly Measure[], many: readonly Measure[]): boolean {
  return few.some((one) =>
    many.some(
      ({ dimension, value }) =>
        dimension === one.dimension &&
        Math.abs(value - one.value) <= MEASURE_SLACK * Math.max(value, one.value),
    ),
  );
}

/** A count as a share of the most that matters. */
function upTo(most: number, count: number): number {
  return Math.min(most, count) / most;
}
