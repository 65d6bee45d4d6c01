import type { Amounts, RulingKind, WhatIfRow } from '../../api/contract.ts';
import { formatDate } from '../../ui/format/dates.ts';
import { percentOf } from '../../ui/format/decimal-text.ts';
import type { Tone } from '../../ui/format/words.ts';
import { LIMIT_WORDS } from './tolerance-words.ts';

/** What differs from the settings in force, in a line. */
export function triedWords(differences: readonly string[]): string {
  const [first, ...more] = differences;
  if (first === undefined) return 'The settings in force';
  return more.length === 0 ? differenceWords(first) : `${differenceWords(first)} and ${more.length} more`;
}

const NAMES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(LIMIT_WORDS.map(([key, words]) => [`limits.${key}`, words])),
  orderToDateOver: 'All invoices on one order',
  documentCap: 'Tolerated in all on one invoice',
};

/** `tolerances.limits.priceOver.rate: "0.02" to "0.03"` as `Price above the order: 2 % to 3 %`. */
export function differenceWords(difference: string): string {
  const [, path = '', before = '', after = ''] =
    /^tolerances\.(.+?): "(.*)" to "(.*)"$/.exec(difference) ?? [];
  const part = /\.(rate|amount)$/.exec(path)?.[1];
  const name = NAMES[part === undefined ? path : path.slice(0, -part.length - 1)];
  if (name === undefined) return difference.replace(/^tolerances\./, '').replaceAll('"', '');
  const show = (text: string): string => (part === 'rate' ? `${percentOf(text)} %` : text);
  return `${name}: ${show(before)} to ${show(after)}`;
}

/** Which runs were looked at. */
export function periodWords({ which, from, to }: Pick<WhatIfRow, 'which' | 'from' | 'to'>): string {
  const runs = which === 'newest' ? 'Newest of each invoice' : 'All runs';
  const since = from === null ? '' : ` from ${formatDate(from)}`;
  return `${runs}${since}${to === null ? '' : ` to ${formatDate(to)}`}`;
}

const STATES: Readonly<Record<WhatIfRow['state'], { tone: Tone; words: string }>> = {
  running: { tone: 'waiting', words: 'Running' },
  finished: { tone: 'matched', words: 'Answered' },
  cancelled: { tone: 'paid', words: 'Cancelled' },
  failed: { tone: 'exception', words: 'Failed' },
};

export function stateTone(state: WhatIfRow['state']): Tone {
  return STATES[state].tone;
}

export function stateWords(state: WhatIfRow['state']): string {
  return STATES[state].words;
}

const RULINGS: Readonly<Record<RulingKind, string>> = {
  record_only: 'Recorded only',
  ask: 'A person decides',
  act: 'Follows by itself',
};

/** @param because the reason of the ruling: a task is no deed of ours. */
export function rulingWords(ruling: string, because?: string): string {
  if (because === 'task_only') return 'A task for a person';
  return RULINGS[ruling as RulingKind] ?? ruling;
}

/** How far it is, 0 to 100; 0 while nothing was counted. */
export function percentDone({ looked, total, state }: Pick<WhatIfRow, 'looked' | 'total' | 'state'>): number {
  if (state === 'finished') return 100;
  if (total === null || total === 0) return 0;
  return Math.min(100, Math.floor((looked / total) * 100));
}

/** Whether there is money to show at all. */
export function isNothing(amounts: Amounts): boolean {
  return amounts.count === 0;
}
