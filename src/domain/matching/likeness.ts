import type { Described } from './likeness-describe.ts';
import { BASE, KNOTS, POINTS } from './likeness-points.ts';
import { type Signs, signsOf } from './likeness-signs.ts';
import type { TermWeights } from './likeness-weights.ts';

/**
 * From here on a pair is taken for one article where nothing else decides. It is where precision and recall balance
 * best on the training pairs, of which one in ten is a match; who asks a person anyway may go lower.
 */
export const LIKENESS_THRESHOLD = 0.35;

/** What a pair of the very same text scores at least, where its prices do not speak against it. */
const SAME_TEXT = 0.99;

/**
 * How likely two lines mean one article, 0 to 1, by their descriptions and prices; `likeness(a, b)` is
 * `likeness(b, a)`. An additive model: each sign gives or takes points (log-odds) by a table, with straight lines
 * between its knots, and more agreement never takes any. Nothing is learned from the words of one trade, so the same
 * table serves all. Describe a line without its price to hear what the text alone says.
 */
export function likeness(a: Described, b: Described, weights: TermWeights): number {
  const signs = signsOf(a, b, weights);
  return Math.max(scoreOf(signs), floorOf(a, b, signs));
}

function scoreOf(signs: Signs): number {
  let points = BASE;
  for (const sign of Object.keys(POINTS) as (keyof Signs)[]) points += pointsOf(sign, signs[sign]);
  return 1 / (1 + Math.exp(-points));
}

function pointsOf(sign: keyof Signs, value: number): number {
  const table = POINTS[sign] ?? [];
  const last = KNOTS.length - 1;
  let at = 0;
  while (at < last - 1 && value > (KNOTS[at + 1] ?? 1)) at += 1;
  const [from = 0, to = 1] = [KNOTS[at], KNOTS[at + 1]];
  const [low = 0, high = 0] = [table[at], table[at + 1]];
  return low + ((value - from) / (to - from)) * (high - low);
}

/** The same text is the same article, unless part numbers or prices say otherwise; a table of shares cannot know. */
function floorOf(a: Described, b: Described, { partClash, price }: Signs): number {
  if (a.text === '' || partClash > 0) return 0;
  if (!haveSameWords(a, b)) return 0;
  // Of equal texts at less than half the price most are another edition; from three quarters on hardly any is.
  const belief = Math.max(0, Math.min(1, (price - 0.4) / 0.3));
  return SAME_TEXT * (0.3 + 0.7 * belief);
}

function haveSameWords(a: Described, b: Described): boolean {
  const words = new Set(b.words);
  return a.words.length === b.words.length && a.words.every((word) => words.has(word));
}
