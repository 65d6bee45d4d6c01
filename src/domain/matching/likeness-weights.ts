import type { Described } from './likeness-describe.ts';

/** What words tell among the lines at hand. All values 0 to 1. */
export interface TermWeights {
  /** How much a word tells: 1 when no other line has it. */
  readonly weightOf: (word: string) => number;
  /** How few lines have all these words: 1 when at most two do, such as the two that are compared. */
  readonly rarityOf: (words: readonly string[]) => number;
}

/** Below this many lines the shape of a word says more than how often it occurs. */
const SHAPE_COUNTS_AS = 20;
/** As long as there are no lines to ask, words together are nearly alone: the mean between having no doubt and none. */
const RARITY_UNKNOWN = 0.95;

/**
 * Weighs words by how few of the lines at hand have them, and by their shape as long as lines are few: of two lines
 * nothing can be counted, but a word with digits in it still tells more than a short one. Give it the lines of both
 * sides, and as many order lines of the supplier as there are; a text that comes twice counts once.
 */
export function termWeights(lines: Iterable<Described>): TermWeights {
  const { places, total } = placesOf(lines);
  const trust = total / (total + SHAPE_COUNTS_AS);
  const blended = (counted: number, assumed: number): number => trust * counted + (1 - trust) * assumed;
  return {
    weightOf: (word) => {
      const count = Math.max(1, places.get(word)?.size ?? 0);
      const rarity = total === 0 ? 0 : Math.log((1 + total) / count) / Math.log(1 + total);
      return blended(rarity, shapeWeight(word));
    },
    rarityOf: (words) => {
      if (words.length === 0) return 0;
      // Two lines are always two: there is nothing to tell them from.
      const rarity =
        total <= 2
          ? RARITY_UNKNOWN
          : 1 - Math.log(Math.max(2, countOf(words, places)) / 2) / Math.log(total / 2);
      return blended(rarity, RARITY_UNKNOWN);
    },
  };
}

type Places = ReadonlyMap<string, ReadonlySet<number>>;

/** In which lines each word stands. */
function placesOf(lines: Iterable<Described>): { readonly places: Places; readonly total: number } {
  const places = new Map<string, Set<number>>();
  const seen = new Set<string>();
  for (const { text, own } of lines) {
    if (seen.has(text)) continue;
    seen.add(text);
    for (const word of own) {
      const at = places.get(word);
      if (at === undefined) places.set(word, new Set([seen.size]));
      else at.add(seen.size);
    }
  }
  return { places, total: seen.size };
}

/** In how many lines all the words stand. */
function countOf(words: readonly string[], places: Places): number {
  const sets: ReadonlySet<number>[] = [];
  let fewest: ReadonlySet<number> | undefined;
  for (const word of words) {
    const set = places.get(word);
    if (set === undefined) return 0;
    if (fewest === undefined || set.size < fewest.size) fewest = set;
    sets.push(set);
  }
  if (fewest === undefined || fewest.size <= 2) return fewest?.size ?? 0;
  let count = 0;
  for (const line of fewest) if (isInAll(line, sets)) count += 1;
  return count;
}

function isInAll(line: number, sets: readonly ReadonlySet<number>[]): boolean {
  for (const set of sets) if (!set.has(line)) return false;
  return true;
}

function shapeWeight(word: string): number {
  const hasDigit = /\d/.test(word);
  if (hasDigit && /\p{L}/u.test(word) && word.length >= 4) return 1;
  if (hasDigit) return word.length >= 4 ? 0.8 : 0.5;
  if (word.length <= 2) return 0.15;
  return word.length <= 3 ? 0.3 : Math.min(0.8, 0.35 + 0.05 * word.length);
}
