import type { Described } from './likeness-describe.ts';
import type { Measure } from './likeness-measures.ts';
import { nearness } from './likeness-soft.ts';
import { variantName } from './likeness-variants.ts';
import type { TermWeights } from './likeness-weights.ts';

/**
 * What two lines are compared by, each from 0 to 1 and the same whichever line comes first. Where two directions
 * differ, `Less` is the smaller and `More` the greater of them.
 */
export interface Signs {
  /** Share of a line's words, by weight, that the other line has too, in its own text. */
  readonly coverLess: number;
  /** The same with the details beside the text. */
  readonly wideLess: number;
  readonly wideMore: number;
  readonly trigrams: number;
  readonly trigramCover: number;
  /** Weight of the weightiest word that the other line has nowhere. */
  readonly oddLess: number;
  readonly oddMore: number;
  /** Weight of the weightiest word that both have. */
  readonly bestShared: number;
  /** A part or model number of one stands in the other. */
  readonly codeAgrees: number;
  /** Both have one that the other has not. */
  readonly codeClash: number;
  readonly partAgrees: number;
  readonly partClash: number;
  /** Both have numbers that the other has not. */
  readonly numberClash: number;
  readonly numberOdd: number;
  readonly measureAgrees: number;
  /** The same dimension, other figures. */
  readonly measureClash: number;
  /** Another colour, side, language, edition. */
  readonly variantClash: number;
  /** One line names a colour, side, language, edition; the other none. */
  readonly variantOdd: number;
  readonly makerAgrees: number;
  readonly firstWord: number;
  readonly pairs: number;
  /** The smaller price as a share of the greater. */
  readonly price: number;
}

/** Where one price is missing: about what a pair gets that nothing is known of. */
const PRICE_UNKNOWN = 0.7;

/** Compares two lines by all signs. */
export function signsOf(a: Described, b: Described, weights: TermWeights): Signs {
  const ab = cover(a, b, weights);
  const ba = cover(b, a, weights);
  const trigrams = sharedCount(a.trigrams, b.trigrams);
  return {
    coverLess: Math.min(ab.own, ba.own),
    wideLess: Math.min(ab.wide, ba.wide),
    wideMore: Math.max(ab.wide, ba.wide),
    trigrams: ratio(2 * trigrams, a.trigrams.size + b.trigrams.size),
    trigramCover: ratio(trigrams, Math.min(a.trigrams.size, b.trigrams.size)),
    oddLess: Math.min(ab.odd, ba.odd),
    oddMore: Math.max(ab.odd, ba.odd),
    bestShared: Math.max(ab.best, ba.best),
    ...compareCodes(a, b, weights),
    ...compareParts(a, b),
    ...compareNumbers(a, b),
    ...compareMeasures(a, b),
    ...compareVariants(a, b),
    makerAgrees: makerAgrees(a, b),
    firstWord: firstWord(a, b),
    pairs: wordPairs(a, b),
    price: priceCloseness(a.price, b.price),
  };
}

interface Cover {
  readonly own: number;
  readonly wide: number;
  readonly odd: number;
  readonly best: number;
}

/** How much of what `a` says `b` says too, each word counted by its weight. */
function cover(a: Described, b: Described, weights: TermWeights): Cover {
  let all = 0;
  let own = 0;
  let wide = 0;
  let odd = 0;
  let best = 0;
  a.words.forEach((word, index) => {
    const weight = weights(word);
    all += weight;
    const inOwn = meets(a, index, b.own, b.words);
    const inWide = inOwn === 1 ? 1 : Math.max(inOwn, meets(a, index, b.wide, b.wideWords));
    own += weight * inOwn;
    wide += weight * inWide;
    odd = Math.max(odd, weight * (1 - inWide));
    best = Math.max(best, weight * inWide);
  });
  return { own: ratio(own, all), wide: ratio(wide, all), odd, best };
}

function meets(a: Described, index: number, set: ReadonlySet<string>, words: readonly string[]): number {
  const word = a.words[index] ?? '';
  if (set.has(word)) return 1;
  const name = variantName(word);
  if (name !== undefined && set.has(name)) return 1;
  const next = a.words[index + 1];
  if (next !== undefined && word.length + next.length > 3 && set.has(word + next)) return 1;
  const before = a.words[index - 1];
  if (before !== undefined && word.length + before.length > 3 && set.has(before + word)) return 1;
  let nearest = 0;
  for (const other of words) nearest = Math.max(nearest, nearness(word, other));
  return nearest;
}

function compareCodes(
  a: Described,
  b: Described,
  weights: TermWeights,
): Pick<Signs, 'codeAgrees' | 'codeClash'> {
  let agrees = 0;
  const oddOf = (x: Described, y: Described): number => {
    let odd = 0;
    for (const code of x.codes) {
      const meeting = meetCode(code, y);
      agrees = Math.max(agrees, meeting * (0.5 + 0.5 * weights(code)));
      odd = Math.max(odd, 1 - meeting);
    }
    return odd;
  };
  const codeClash = Math.min(oddOf(a, b), oddOf(b, a));
  return { codeAgrees: agrees, codeClash };
}

function meetCode(code: string, { codes, run }: Described): number {
  if (codes.includes(code)) return 1;
  if (code.length >= 5 && run.includes(code)) return 0.95;
  let best = 0;
  for (const other of codes) {
    const [short, long] = code.length <= other.length ? [code, other] : [other, code];
    if (short.length >= 4 && (long.startsWith(short) || long.endsWith(short))) {
      best = Math.max(best, 0.5 + 0.4 * (short.length / long.length));
    }
  }
  return best;
}

function compareParts(a: Described, b: Described): Pick<Signs, 'partAgrees' | 'partClash'> {
  if (a.partKey === '' || b.partKey === '') return { partAgrees: 0, partClash: 0 };
  return a.partKey === b.partKey ? { partAgrees: 1, partClash: 0 } : { partAgrees: 0, partClash: 1 };
}

function compareNumbers(a: Described, b: Described): Pick<Signs, 'numberClash' | 'numberOdd'> {
  const aOdd = [...a.numbers].filter((number) => !b.wideNumbers.has(number)).length;
  const bOdd = [...b.numbers].filter((number) => !a.wideNumbers.has(number)).length;
  return { numberClash: upTo(2, Math.min(aOdd, bOdd)), numberOdd: upTo(3, Math.max(aOdd, bOdd)) };
}

const MEASURE_SLACK = 0.03;

function compareMeasures(a: Described, b: Described): Pick<Signs, 'measureAgrees' | 'measureClash'> {
  let agrees = 0;
  let clash = 0;
  const dimensions = new Set([...a.measures, ...b.measures].map(({ dimension }) => dimension));
  for (const dimension of dimensions) {
    const ofA = a.measures.filter((measure) => measure.dimension === dimension);
    const ofB = b.measures.filter((measure) => measure.dimension === dimension);
    const shares = (xs: readonly Measure[], ys: readonly Measure[]): boolean =>
      xs.some((x) => ys.some((y) => y.dimension === x.dimension && near(x.value, y.value)));
    if (shares(ofA, b.wideMeasures) || shares(ofB, a.wideMeasures)) agrees += 1;
    else if (ofA.length > 0 && ofB.length > 0) clash += 1;
  }
  return { measureAgrees: upTo(2, agrees), measureClash: upTo(2, clash) };
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= MEASURE_SLACK * Math.max(a, b);
}

function compareVariants(a: Described, b: Described): Pick<Signs, 'variantClash' | 'variantOdd'> {
  let clash = 0;
  let odd = 0;
  for (const group of new Set([...a.variants.keys(), ...b.variants.keys()])) {
    const ofA = a.variants.get(group);
    const ofB = b.variants.get(group);
    if (ofA === undefined || ofB === undefined) odd += 1;
    else if (![...ofA].some((value) => ofB.has(value))) clash += 1;
  }
  return { variantClash: upTo(2, clash), variantOdd: upTo(3, odd) };
}

function makerAgrees(a: Described, b: Described): number {
  const side = (x: Described, y: Described): number =>
    x.maker.length === 0 ? 0.5 : x.maker.filter((word) => y.own.has(word)).length / x.maker.length;
  if (a.maker.length === 0) return side(b, a);
  return b.maker.length === 0 ? side(a, b) : Math.max(side(a, b), side(b, a));
}

function firstWord(a: Described, b: Described): number {
  const [first, other] = [a.words[0], b.words[0]];
  if (first === undefined || other === undefined) return 0;
  if (first === other) return 1;
  return b.own.has(first) || a.own.has(other) ? 0.5 : 0;
}

/** Neighbours that are neighbours in both. */
function wordPairs(a: Described, b: Described): number {
  const pairsOf = ({ words }: Described): Set<string> =>
    new Set(words.slice(1).map((word, index) => `${words[index]} ${word}`));
  const ofA = pairsOf(a);
  const ofB = pairsOf(b);
  return ratio(sharedCount(ofA, ofB), Math.min(ofA.size, ofB.size));
}

function priceCloseness(a: number | undefined, b: number | undefined): number {
  return a === undefined || b === undefined ? PRICE_UNKNOWN : Math.min(a, b) / Math.max(a, b);
}

/** A count as a share of the most that matters. */
function upTo(most: number, count: number): number {
  return Math.min(most, count) / most;
}

function sharedCount(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let count = 0;
  for (const item of a) if (b.has(item)) count += 1;
  return count;
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
