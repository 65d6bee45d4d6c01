import { compareCodes, compareParts, sharedCode } from './likeness-codes.ts';
import type { Described } from './likeness-describe.ts';
import { clashingMeasures, clashingVariants, compareNumbers } from './likeness-figures.ts';
import type { TermWeights } from './likeness-weights.ts';
import { metCount } from './likeness-words.ts';
import { named } from './wording.ts';

/** Less than half a percent is what rounding leaves. */
const PRICE_EQUAL_MAX = 0.005;
const CODE_CLASH_MIN = 0.5;

/**
 * What two lines agree and differ in, in words: `part number agrees; 3 of 4 words; price equal`. What either line does
 * not state is not mentioned. Nothing at all is `nothing in common`.
 */
export function likenessWhy(a: Described, b: Described, weights: TermWeights): string {
  const parts = [
    ...aboutCodes(a, b, weights),
    ...aboutWords(a, b),
    ...aboutFigures(a, b),
    ...aboutPrice(a, b),
  ];
  return parts.length === 0 ? 'nothing in common' : parts.join('; ');
}

function aboutCodes(a: Described, b: Described, weights: TermWeights): string[] {
  const { partAgrees, partClash } = compareParts(a, b);
  if (partAgrees === 1) return ['part number agrees'];
  const said = partClash === 1 ? ['part numbers differ'] : [];
  const code = sharedCode(a, b);
  if (code !== undefined) return [...said, `both have ${named(code)}`];
  const [ofA, ofB] = [a.codes[0], b.codes[0]];
  const isClash = compareCodes(a, b, weights).codeClash >= CODE_CLASH_MIN;
  if (partClash === 1 || !isClash || ofA === undefined || ofB === undefined) return said;
  return [`${named(ofA)} is not ${named(ofB)}`];
}

function aboutWords(a: Described, b: Described): string[] {
  if (a.text !== '' && a.text === b.text) return ['the same text'];
  const [few, many] = a.words.length <= b.words.length ? [a, b] : [b, a];
  const met = metCount(few, many);
  return met === 0 ? [] : [`${met} of ${few.words.length} words`];
}

function aboutFigures(a: Described, b: Described): string[] {
  const differing = [...clashingVariants(a, b), ...clashingMeasures(a, b)].map((what) => `${what} differs`);
  if (differing.length > 0) return differing;
  return compareNumbers(a, b).numberClash > 0 ? ['numbers differ'] : [];
}

function aboutPrice({ price: a }: Described, { price: b }: Described): string[] {
  if (a === undefined || b === undefined) return [];
  const apart = 1 - Math.min(a, b) / Math.max(a, b);
  if (apart < PRICE_EQUAL_MAX) return ['price equal'];
  return [`price ${Math.round(apart * 100)} % apart`];
}
