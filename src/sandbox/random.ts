/** A reproducible source of chance: the same name gives the same sequence, on every machine. */
export interface Chance {
  /** From 0 (included) to 1 (excluded). */
  readonly next: () => number;
  /** Whole number, both ends included. */
  readonly between: (low: number, high: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly isWithin: (share: number) => boolean;
  readonly shuffle: <T>(items: readonly T[]) => T[];
}

/** Chance named by its seed, for example `chance('1:event:7')`. */
export function chance(seed: string): Chance {
  let state = hashText(seed);
  const next = () => {
    // mulberry32: small, fast, good enough to shuffle a pretend company.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(from: readonly T[]): T => {
    const chosen = from[Math.floor(next() * from.length)];
    if (chosen === undefined) throw new RangeError('Expected something to pick from, found an empty list.');
    return chosen;
  };
  const shuffle = <T>(items: readonly T[]): T[] => {
    const left = [...items];
    const result: T[] = [];
    while (left.length > 0) result.push(...left.splice(between(0, left.length - 1), 1));
    return result;
  };
  return { next, between, pick, shuffle, isWithin: (share) => next() < share };
}

function hashText(text: string): number {
  let hash = 2166136261;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
  return hash >>> 0;
}
