import { readFileSync, writeFileSync } from 'node:fs';
import type { Score } from './score.ts';

/** Which companies. */
export interface Size {
  readonly seeds: readonly number[];
  readonly invoices: number;
  readonly months: number;
}

/** What was reached before, and may not be lost, for one size: shares that may not fall and counts that may not rise. */
export interface Floor extends Size {
  readonly primary: number;
  readonly clearAssigned: number;
  readonly unclearLeftOpen: number;
  /** Invoices with a fault that were called matched. */
  readonly letPass: number;
  readonly codes: Readonly<Record<string, { readonly precision: number; readonly recall: number }>>;
  /** Of each kind of invoices with nothing wrong, the share that was not stopped. */
  readonly controls: Readonly<Record<string, number>>;
}

const FILE = new URL('match-floor.json', import.meta.url);
const DIGITS = 4;

export function readFloor(): Floor {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Floor;
}

/** A floor holds for the very companies it was reached on. */
export function isFloorOf(floor: Floor, { seeds, invoices, months }: Size): boolean {
  return floor.invoices === invoices && floor.months === months && `${floor.seeds}` === `${seeds}`;
}

/** Raises the floor to what was reached. It is a decision, so it stands in the change that makes it. */
export function writeFloor(size: Size, score: Score): void {
  writeFileSync(FILE, `${JSON.stringify(reached(size, score), null, 2)}\n`);
}

/** What a score would be as a floor; never to be wrong about what is never found is nothing reached. */
export function reached({ seeds, invoices, months }: Size, score: Score): Floor {
  const codes = [['all', score.all] as const, ...score.codes].filter(([, one]) => one.planted > 0);
  return {
    seeds,
    invoices,
    months,
    primary: cut(score.primaryShare),
    clearAssigned: cut(score.assignments.clearRight),
    unclearLeftOpen: cut(score.assignments.unclearRight),
    letPass: score.letPass.length,
    codes: Object.fromEntries(
      codes.map(([code, { found, precision, recall }]) => [
        code,
        { precision: found === 0 ? 0 : cut(precision), recall: cut(recall) },
      ]),
    ),
    controls: Object.fromEntries(
      [...score.controls].map(([kind, one]) => [kind, cut(1 - one.stopped / one.invoices)]),
    ),
  };
}

/** What fell below the floor, one sentence each. */
export function fallsBelow(floor: Floor, score: Score): string[] {
  const now = reached(floor, score);
  const faults: string[] = [];
  const least = (name: string, wanted: number, found: number | undefined): void => {
    if ((found ?? 0) < wanted) faults.push(`${name} fell from ${wanted} to ${found ?? 0}.`);
  };
  if (now.letPass > floor.letPass) {
    faults.push(`called matched with a fault: ${now.letPass} instead of ${floor.letPass}.`);
  }
  least('primary', floor.primary, now.primary);
  least('clearAssigned', floor.clearAssigned, now.clearAssigned);
  least('unclearLeftOpen', floor.unclearLeftOpen, now.unclearLeftOpen);
  for (const [code, { precision, recall }] of Object.entries(floor.codes)) {
    least(`${code}: precision`, precision, now.codes[code]?.precision);
    least(`${code}: recall`, recall, now.codes[code]?.recall);
  }
  for (const [kind, passed] of Object.entries(floor.controls)) {
    least(`${kind}: let pass`, passed, now.controls[kind]);
  }
  return faults;
}

/** Cut, not rounded: a floor above what was reached could never be met. */
function cut(share: number): number {
  return Math.floor(share * 10 ** DIGITS) / 10 ** DIGITS;
}
