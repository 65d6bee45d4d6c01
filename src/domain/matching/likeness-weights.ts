import type { Described } from './likeness-describe.ts';

/** How much a word tells, 0 to 1. */
export type TermWeights = (word: string) => number;

/** Below this many lines the shape of a word says more than how often it occurs. */
const SHAPE_COUNTS_AS = 20;

/**
 * Weighs words by how few of the lines at hand have them, and by their shape as long as lines are few: of two lines
 * nothing can be counted, but a word with digits in it still tells more than a short one.
 */
export function termWeights(lines: Iterable<Described>): TermWeights {
  const counts = new Map<string, number>();
  let total = 0;
  for (const { words, maker } of lines) {
    total += 1;
    for (const word of new Set([...words, ...maker])) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const scale = Math.log(1 + total);
  const trust = total / (total + SHAPE_COUNTS_AS);
  return (word) => {
    const shape = shapeWeight(word);
    if (total === 0) return shape;
    const rarity = Math.log((1 + total) / Math.max(1, counts.get(word) ?? 0)) / scale;
    return trust * rarity + (1 - trust) * shape;
  };
}

function shapeWeight(word: string): number {
  const hasDigit = /\d/.test(word);
  if (hasDigit && /\p{L}/u.test(word) && word.length >= 4) return 1;
  if (hasDigit) return word.length >= 4 ? 0.8 : 0.5;
  if (word.length <= 2) return 0.15;
  return word.length <= 3 ? 0.3 : Math.min(0.8, 0.35 + 0.05 * word.length);
}
