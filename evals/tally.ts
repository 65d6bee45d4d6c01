/** How well one code, or the faults in one currency, are found. */
export interface CodeScore {
  readonly planted: number;
  readonly found: number;
  readonly right: number;
  /** Right of found; 1 when nothing was found. */
  readonly precision: number;
  /** Right of planted; 1 when nothing was planted. */
  readonly recall: number;
}

/** A score while it is counted. */
export type Tally = { -readonly [K in 'planted' | 'found' | 'right']: CodeScore[K] };

/** The tally of a key, begun when it is first asked for. */
export function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  const tally = tallies.get(key) ?? { planted: 0, found: 0, right: 0 };
  tallies.set(key, tally);
  return tally;
}

/** What is planted most often first. */
export function scoresOf(tallies: ReadonlyMap<string, Tally>): Map<string, CodeScore> {
  const sorted = [...tallies].sort(([, a], [, b]) => b.planted - a.planted || b.found - a.found);
  return new Map(sorted.map(([key, tally]) => [key, scoreOf(tally)]));
}

export function scoreOf({ planted, found, right }: Tally): CodeScore {
  return {
    planted,
    found,
    right,
    precision: found === 0 ? 1 : right / found,
    recall: planted === 0 ? 1 : right / planted,
  };
}

/** Part of a whole; 1 when there was nothing to be had. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** How often a second thing was seen beside a first. */
export type Counts = Map<string, Map<string, number>>;

export function countPair(counts: Counts, first: string, second: string): void {
  const row = counts.get(first) ?? new Map<string, number>();
  counts.set(first, row);
  row.set(second, (row.get(second) ?? 0) + 1);
}
