import { compare, multiply, percentOf, quotient, round, subtract, total } from '../amount.ts';
import { refuse } from '../refusal.ts';
import { childrenOf, decimalOf, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';

export interface AllocatedLine {
  readonly row: Row;
  /** Table of the allocations. */
  readonly table: string;
  readonly model: string;
  /** What there is to allocate. */
  readonly amount: string;
  readonly places: number;
}

/**
 * Several accounts instead of one: shares that make a hundred per cent, or amounts that make the line's total. Whichever
 * was sent, the other is worked out; the last one takes what rounding leaves. The line itself has no account then.
 */
export function allocate(work: Work, { row, table, model, amount, places }: AllocatedLine): Row {
  const parts = childrenOf(work, table, row, 'account-allocations');
  if (parts.length === 0) return row;
  const isByShare = parts.every((part) => textOf(part, 'pct') !== '');
  if (!isByShare && parts.some((part) => textOf(part, 'amount') === '')) {
    refuse(model, 'Account allocations need a percentage or an amount each');
  }
  const given = total(parts.map((part) => decimalOf(part, isByShare ? 'pct' : 'amount')));
  const whole = isByShare ? '100' : amount;
  if (compare(given, whole) !== 0) {
    refuse(model, `Account allocations come to ${given} instead of ${isByShare ? '100 %' : whole}`);
  }
  let left = amount;
  for (const [index, part] of parts.entries()) {
    const share = isByShare ? textOf(part, 'pct') : shareOf(decimalOf(part, 'amount'), amount);
    const own = isByShare ? round(percentOf(amount, share), places) : decimalOf(part, 'amount');
    const last = index === parts.length - 1 ? left : own;
    left = subtract(left, last);
    work.put(table, { ...part, pct: share, amount: isByShare ? last : own });
  }
  return { ...row, account: null };
}

const PCT_PLACES = 10;

const shareOf = (part: string, whole: string) =>
  compare(whole, '0') === 0 ? '0' : quotient(multiply(part, '100'), whole, PCT_PLACES);

/** An account of its own, or several. */
export function isCharged(row: Row): boolean {
  const parts = row['account-allocations'];
  return textOf(row, 'account') !== '' || (Array.isArray(parts) && parts.length > 0);
}
