import { decimal, decimalText } from '#kernel/decimal.ts';
import type { Ruling } from '../gate.ts';
import type { Proposal } from '../shapes/proposal.ts';
import type { Comparison, Difference } from './compare-proposals.ts';

/** What a person said about the proposal of a run. */
export interface PersonsDecision {
  readonly decision: 'approved' | 'rejected';
  readonly by: string;
  readonly at: string;
}

/** One past run, decided again. */
export interface ReplayedRun {
  /** False for a run that is looked at only because a person decided on it, while a newer one of its invoice counts. */
  readonly isCounted: boolean;
  readonly comparison: Comparison | { readonly kind: 'unreadable'; readonly why: string };
  readonly person: PersonsDecision | null;
  readonly wasUnderOtherSettings: boolean;
  readonly wasByOtherCode: boolean;
}

/** Amounts of one currency. Credit notes count by their size, or they would hide as much of the invoices. */
export interface Sum {
  readonly currency: string;
  readonly exposure: string;
  readonly atRisk: string;
}

/** Some runs with their money, one sum a currency: different currencies are never added. */
export interface Amounts {
  readonly count: number;
  readonly sums: readonly Sum[];
  /** Runs among them whose amount or currency is unknown. */
  readonly withoutAmount: number;
}

export interface Side {
  readonly verdict: Proposal['verdict'];
  readonly cause: string | null;
}

/** What a what-if found, as plain JSON: it can be kept after each batch and added to later. */
export interface Tally {
  readonly counted: number;
  readonly same: number;
  readonly wordsOnly: number;
  readonly changed: number;
  readonly unreadable: number;
  /** Of the counted runs: decided under other settings than those that are tried. */
  readonly underOtherSettings: number;
  readonly byOtherCode: number;
  /** Other than stored though settings and code are the same. There is no reason for one; each wants looking at. */
  readonly unexplained: number;
  readonly transitions: readonly (Amounts & { readonly from: Side; readonly to: Side })[];
  readonly rulings: readonly (Amounts & { readonly from: Ruling['ruling']; readonly to: Ruling['ruling'] })[];
  readonly letThrough: Amounts;
  readonly stopped: Amounts;
  readonly people: {
    /** Runs looked at that a person approved or rejected. */
    readonly decided: number;
    /** Of these, changed ones that go against what the person decided. */
    readonly letThroughAgainst: Amounts;
    readonly stoppedAgainst: Amounts;
    /** Changed ones that the person wanted that way. */
    readonly letThroughAsWished: Amounts;
    readonly stoppedAsWished: Amounts;
  };
}

const NONE: Amounts = { count: 0, sums: [], withoutAmount: 0 };

export function emptyTally(): Tally {
  return {
    counted: 0,
    same: 0,
    wordsOnly: 0,
    changed: 0,
    unreadable: 0,
    underOtherSettings: 0,
    byOtherCode: 0,
    unexplained: 0,
    transitions: [],
    rulings: [],
    letThrough: NONE,
    stopped: NONE,
    people: {
      decided: 0,
      letThroughAgainst: NONE,
      stoppedAgainst: NONE,
      letThroughAsWished: NONE,
      stoppedAsWished: NONE,
    },
  };
}

/**
 * Whether a change goes against what a person decided. To approve a proposal is to agree with its verdict, to reject
 * it is to disagree; so a verdict that turns round goes against an approval and with a rejection.
 * @returns null when nobody decided, or an exception stays one.
 */
export function stanceOf(
  { effect }: Difference,
  person: PersonsDecision | null,
): 'against' | 'as_wished' | null {
  if (person === null || effect === 'other') return null;
  return person.decision === 'approved' ? 'against' : 'as_wished';
}

/** Adds a batch of runs. Does not alter what it is given. */
export function addToTally(tally: Tally, runs: readonly ReplayedRun[]): Tally {
  return runs.reduce(addOne, tally);
}

function addOne(tally: Tally, run: ReplayedRun): Tally {
  const { comparison } = run;
  const people = addPeople(tally.people, run);
  if (!run.isCounted) return people === tally.people ? tally : { ...tally, people };
  const isOther = comparison.kind === 'words' || comparison.kind === 'changed';
  const isExplained = run.wasUnderOtherSettings || run.wasByOtherCode;
  const counts = {
    ...tally,
    people,
    counted: tally.counted + 1,
    same: tally.same + Number(comparison.kind === 'same'),
    wordsOnly: tally.wordsOnly + Number(comparison.kind === 'words'),
    changed: tally.changed + Number(comparison.kind === 'changed'),
    unreadable: tally.unreadable + Number(comparison.kind === 'unreadable'),
    underOtherSettings: tally.underOtherSettings + Number(run.wasUnderOtherSettings),
    byOtherCode: tally.byOtherCode + Number(run.wasByOtherCode),
    unexplained: tally.unexplained + Number(isOther && !isExplained),
  };
  return comparison.kind === 'changed' ? addDifference(counts, comparison.difference) : counts;
}

function addDifference(tally: Tally, difference: Difference): Tally {
  const { effect } = difference;
  const from = { verdict: difference.from.verdict, cause: difference.from.cause };
  const to = { verdict: difference.to.verdict, cause: difference.to.cause };
  const isRuledOtherwise = difference.from.ruling !== difference.to.ruling;
  const ruled = { from: difference.from.ruling, to: difference.to.ruling };
  return {
    ...tally,
    transitions: addToGroup(
      tally.transitions,
      { from, to },
      difference,
      (group) => isSide(group.from, from) && isSide(group.to, to),
    ),
    rulings: isRuledOtherwise
      ? addToGroup(
          tally.rulings,
          ruled,
          difference,
          (group) => group.from === ruled.from && group.to === ruled.to,
        )
      : tally.rulings,
    letThrough: effect === 'let_through' ? addAmount(tally.letThrough, difference) : tally.letThrough,
    stopped: effect === 'stopped' ? addAmount(tally.stopped, difference) : tally.stopped,
  };
}

function addPeople(people: Tally['people'], { comparison, person }: ReplayedRun): Tally['people'] {
  if (person === null) return people;
  const decided = people.decided + 1;
  if (comparison.kind !== 'changed') return { ...people, decided };
  const { difference } = comparison;
  const stance = stanceOf(difference, person);
  if (stance === null) return { ...people, decided };
  const isLetThrough = difference.effect === 'let_through';
  const group =
    stance === 'against'
      ? isLetThrough
        ? 'letThroughAgainst'
        : 'stoppedAgainst'
      : isLetThrough
        ? 'letThroughAsWished'
        : 'stoppedAsWished';
  return { ...people, decided, [group]: addAmount(people[group], difference) };
}

function addToGroup<Key extends object>(
  groups: readonly (Amounts & Key)[],
  key: Key,
  difference: Difference,
  isSame: (group: Key) => boolean,
): (Amounts & Key)[] {
  const place = groups.findIndex(isSame);
  const known = groups[place];
  if (known === undefined) return [...groups, { ...key, ...addAmount(NONE, difference) }];
  return groups.with(place, { ...known, ...addAmount(known, difference) });
}

function isSide(a: Side, b: Side): boolean {
  return a.verdict === b.verdict && a.cause === b.cause;
}

function addAmount(amounts: Amounts, { exposure, atRisk }: Difference): Amounts {
  const count = amounts.count + 1;
  const { sums, withoutAmount } = amounts;
  if (exposure === null) return { count, sums, withoutAmount: withoutAmount + 1 };
  const { currency } = exposure;
  const known = sums.find((sum) => sum.currency === currency) ?? { currency, exposure: '0', atRisk: '0' };
  // At risk is always stated in the invoice's own currency; in another one it would be no part of this sum.
  const risk = atRisk?.currency === currency ? atRisk.amount : '0';
  const grown = {
    currency,
    exposure: plus(known.exposure, exposure.amount),
    atRisk: plus(known.atRisk, risk),
  };
  const others = sums.filter((sum) => sum.currency !== currency);
  return {
    count,
    sums: [...others, grown].sort((a, b) => (a.currency < b.currency ? -1 : 1)),
    withoutAmount,
  };
}

function plus(total: string, amount: string): string {
  return decimalText(decimal(total).plus(decimal(amount).abs()));
}
