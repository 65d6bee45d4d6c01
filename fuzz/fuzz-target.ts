import type { Dice } from '../chaos/dice.ts';

/** One promise that is tried with very many inputs. */
export interface FuzzTarget {
  /** What must hold, in one sentence. */
  readonly promise: string;
  /** Trials of a whole run; an exhaustive target says how many there are. */
  readonly trials: number;
  run(trials: number, dice: Dice): Promise<FuzzResult>;
}

export interface FuzzResult {
  /** How many inputs were tried. */
  readonly tried: number;
  /** What did not hold, with the input that shows it. */
  readonly faults: readonly string[];
  /** What the inputs led to, so that a run that tried nothing of interest shows. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Nothing of a record's size may take longer to read or to refuse. */
const SLOW_MS = 250;

/** Whether the work takes long by itself: a machine that was busy once is not busy three times at the same place. */
export function isSlow(work: () => void): boolean {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const started = performance.now();
    work();
    if (performance.now() - started <= SLOW_MS) return false;
  }
  return true;
}

/** Counts outcomes and keeps the first faults; a million of the same teach nothing. */
export function createTally(): {
  count(outcome: string): void;
  fault(words: string): void;
  result(tried: number): FuzzResult;
} {
  const outcomes: Record<string, number> = {};
  const faults: string[] = [];
  let faultsSeen = 0;
  return {
    count: (outcome) => {
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    },
    fault: (words) => {
      faultsSeen += 1;
      if (faults.length < 20) faults.push(words);
    },
    result: (tried) => ({
      tried,
      outcomes,
      faults: faultsSeen > faults.length ? [...faults, `… ${faultsSeen} in all`] : faults,
    }),
  };
}
