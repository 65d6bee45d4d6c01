import type { Described } from './likeness-describe.ts';
import type { Signs } from './likeness-signs.ts';
import { nearness } from './likeness-soft.ts';
import type { TermWeights } from './likeness-weights.ts';

type WordSigns = Pick<
  Signs,
  | 'coverLess'
  | 'coverMore'
  | 'oddLess'
  | 'oddMore'
  | 'bestShared'
  | 'alone'
  | 'trigrams'
  | 'trigramCover'
  | 'neighbours'
  | 'firstWord'
  | 'makerAgrees'
>;

/** Two words that meet by halves of their letters are told as met. */
const MET_MIN = 0.5;

export function compareWords(a: Described, b: Described, weights: TermWeights): WordSigns {
  const ab = coverOf(a, b, weights);
  const ba = coverOf(b, a, weights);
  const trigrams = sharedCount(a.trigrams, b.trigrams);
  return {
    coverLess: Math.min(ab.share, ba.share),
    coverMore: Math.max(ab.share, ba.share),
    oddLess: Math.min(ab.odd, ba.odd),
    oddMore: Math.max(ab.odd, ba.odd),
    bestShared: Math.max(ab.best, ba.best),
    alone: weights.rarityOf([...a.own].filter((word) => b.own.has(word))),
    trigrams: ratio(2 * trigrams, a.trigrams.size + b.trigrams.size),
    trigramCover: ratio(trigrams, Math.min(a.trigrams.size, b.trigrams.size)),
    neighbours: ratio(
      sharedCount(a.neighbours, b.neighbours),
      Math.min(a.neighbours.size, b.neighbours.size),
    ),
    firstWord: firstWord(a, b),
    makerAgrees: makerAgrees(a, b),
  };
}

/** How many of the words of `a` the other line has, in its own spelling. */
export function metCount(a: Described, b: Described): number {
  return a.words.filter((_, index) => meeting(a, index, b) > MET_MIN).length;
}

interface Cover {
  readonly share: number;
  readonly odd: number;
  readonly best: number;
}

/** How much of what `a` says `b` says too, each word counted by its weight. */
function coverOf(a: Described, b: Described, weights: TermWeights): Cover {
  let all = 0;
  let met = 0;
  let odd = 0;
  let best = 0;
  a.words.forEach((word, index) => {
    const meets = meeting(a, index, b);
    // A catalogue number says nothing against a line that has none.
    if (meets === 0 && b.codes.length === 0 && a.codes.includes(word)) return;
    const weight = weights.weightOf(word);
    all += weight;
    met += weight * meets;
    odd = Math.max(odd, weight * (1 - meets));
    best = Math.max(best, weight * meets);
  });
  return { share: ratio(met, all), odd, best };
}

/** How well the word of `a` at this place is met anywhere in `b`: as it is, translated, in two pieces, or nearly. */
function meeting(a: Described, index: number, { wide, wideWords }: Described): number {
  const word = a.words[index] ?? '';
  if (wide.has(word)) return 1;
  for (const form of a.forms[index] ?? []) if (wide.has(form)) return 1;
  let nearest = 0;
  for (const other of wideWords) nearest = Math.max(nearest, nearness(word, other));
  return nearest;
}

function firstWord(a: Described, b: Described): number {
  const [first, other] = [a.words[0], b.words[0]];
  if (first === undefined || other === undefined) return 0;
  if (first === other) return 1;
  return b.own.has(first) || a.own.has(other) ? 0.5 : 0;
}

/** How much of one line's maker the other names; a half where no maker is known. */
function makerAgrees(a: Described, b: Described): number {
  const shares = [
    [a, b],
    [b, a],
  ] as const;
  const known = shares.filter(([{ maker }]) => maker.length > 0);
  if (known.length === 0) return 0.5;
  return Math.max(
    ...known.map(([{ maker }, { own }]) => maker.filter((word) => own.has(word)).length / maker.length),
  );
}

function sharedCount(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let count = 0;
  for (const item of a) if (b.has(item)) count += 1;
  return count;
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
