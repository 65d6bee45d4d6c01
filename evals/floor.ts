import { readFileSync, writeFileSync } from 'node:fs';
import type { CodeScore, Score } from './score.ts';

/** What was reached before, and may not be lost: per code, for one size and set of seeds. */
export interface Floor {
  readonly seeds: readonly number[];
  readonly invoices: number;
  readonly months: number;
  readonly codes: Readonly<Record<string, { readonly precision: number; readonly recall: number }>>;
}

const FILE = new URL('match-floor.json', import.meta.url);
const DIGITS = 4;

export function readFloor(): Floor {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Floor;
}

/** Raises the floor to what was reached; never to be wrong about what is never found is nothing reached. It is a decision, so it stands in the change that makes it. */
export function writeFloor(floor: Omit<Floor, 'codes'>, score: Score): void {
  const codes = Object.fromEntries(
    [['all', score.all] as const, ...score.codes]
      .filter(([, one]) => one.planted > 0)
      .map(([code, one]) => [
        code,
        { precision: one.found === 0 ? 0 : cut(one.precision), recall: cut(one.recall) },
      ]),
  );
  writeFileSync(FILE, `${JSON.stringify({ ...floor, codes }, null, 2)}\n`);
}

/** What fell below the floor, one sentence each. */
export function fallsBelow(floor: Floor, score: Score): string[] {
  return Object.entries(floor.codes).flatMap(([code, least]) => {
    const reached: CodeScore | undefined = code === 'all' ? score.all : score.codes.get(code);
    const faults: string[] = [];
    for (const measure of ['precision', 'recall'] as const) {
      const value = cut(reached?.[measure] ?? 0);
      if (value < least[measure]) faults.push(`${code}: ${measure} fell from ${least[measure]} to ${value}.`);
    }
    return faults;
  });
}

/** Cut, not rounded: a floor above what was reached could never be met. */
function cut(share: number): number {
  return Math.floor(share * 10 ** DIGITS) / 10 ** DIGITS;
}
