import type { LineRow } from '../../api/contract.ts';

/** How a line was found, in a few words; the sentence stands behind them. Undefined where the invoice names it. */
export function foundWords({ foundBy }: LineRow): string | undefined {
  if (foundBy === null) return undefined;
  const { order, line } = foundBy;
  const words = order === 'exact' ? BY_LINE[line] : BY_ORDER[order];
  return words ?? 'found by Purser';
}

const BY_ORDER: Readonly<Record<string, string>> = {
  normalised: 'number written otherwise',
  pattern: 'number as they write it',
  reference: 'found by reference',
  one_character: 'number mended',
  search: 'found by search',
};

const BY_LINE: Readonly<Record<string, string>> = {
  identity: 'found by article',
  likeness: 'found by description',
  reference: 'found by reference',
};

/** What a line is that bills no item of an order. */
export function typeWords(type: string): string {
  return TYPES[type] ?? type.replaceAll('_', ' ');
}

const TYPES: Readonly<Record<string, string>> = {
  freight: 'Freight',
  handling: 'Handling',
  misc_charge: 'Other charge',
  tax: 'Tax',
  discount: 'Discount',
  deposit: 'Deposit',
  retainage: 'Retention',
  rounding: 'Rounding',
};

/** Whether there is more to tell about a line than its row holds. */
export function hasMore({ foundBy, readings, carriedBy }: LineRow): boolean {
  return foundBy !== null || readings.length > 0 || carriedBy.length > 0;
}

/** `line 2`, `lines 2 and 3 together`. */
export function orderLineWords({ order, pooled }: LineRow): string {
  if (pooled.length > POOLED_NAMED_MAX) return `${pooled.length} lines together`;
  if (pooled.length > 1) return `lines ${pooled.slice(0, -1).join(', ')} and ${pooled.at(-1)} together`;
  return order?.lineNumber === null || order === null ? '' : `line ${order.lineNumber}`;
}

/** More than that are counted. */
const POOLED_NAMED_MAX = 4;
