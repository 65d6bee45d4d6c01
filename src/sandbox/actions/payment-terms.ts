import { dayOf, midnight } from '../moment.ts';
import { refuse } from '../refusal.ts';
import { type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';

/** What a term of each type cannot be reckoned without. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  DaysAfterNetPaymentTerm: ['days-for-net-payment'],
  SpecificDayPaymentTerm: ['net-due-day', 'net-due-month'],
  DaysToBaseEomPaymentTerm: ['days-for-net-payment'],
  BaseEomToDaysPaymentTerm: ['days-for-net-payment'],
};

const DAYS = ['net-due-day', 'net-cutoff-day', 'discount-due-day', 'discount-cutoff-day'];

export function settlePaymentTerm(_work: Work, row: Row): Row {
  const type = textOf(row, 'type');
  for (const field of NEEDED[type] ?? []) {
    if (textOf(row, field) === '') refuse('payment-term', `${wordsOf(field)} can't be blank`);
  }
  for (const field of DAYS) {
    const day = textOf(row, field);
    if (day !== '' && (Number(day) < 1 || Number(day) > 31)) {
      refuse('payment-term', `${wordsOf(field)} must be between 1 and 31`);
    }
  }
  return row;
}

function wordsOf(field: string): string {
  const words = field.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * The day by which an invoice is to be paid, or up to which the discount may be taken; null when the term has none.
 * What the four types mean is our reading of their fields, see docs/sandbox.md.
 */
export function dueDate(term: Row | undefined, invoiceDate: string, side: 'net' | 'discount'): string | null {
  if (!term || invoiceDate === '') return null;
  const [year = 0, month = 0, day = 0] = dayOf(invoiceDate).split('-').map(Number);
  const days = numberOf(term, `days-for-${side}-payment`);
  switch (textOf(term, 'type')) {
    case 'SpecificDayPaymentTerm': {
      const dueDay = numberOf(term, `${side}-due-day`);
      if (dueDay === undefined) return null;
      const cutoff = numberOf(term, `${side}-cutoff-day`);
      const late = cutoff !== undefined && day > cutoff ? 1 : 0;
      const dueMonth = month + (numberOf(term, `${side}-due-month`) ?? 0) + late;
      return dayAt(year, dueMonth, Math.min(dueDay, lengthOf(year, dueMonth)));
    }
    case 'DaysToBaseEomPaymentTerm': {
      if (days === undefined) return null;
      const base = new Date(Date.UTC(year, month - 1, day + days));
      return dayAt(base.getUTCFullYear(), base.getUTCMonth() + 2, 0);
    }
    case 'BaseEomToDaysPaymentTerm':
      return days === undefined ? null : dayAt(year, month + 1, days);
    default:
      return days === undefined ? null : dayAt(year, month, day + days);
  }
}

function numberOf(row: Row, field: string): number | undefined {
  const cell = row[field];
  return typeof cell === 'number' ? cell : undefined;
}

/** Months count from 1; day 0 is the last of the month before, as everywhere with dates. */
const dayAt = (year: number, month: number, day: number) =>
  midnight(new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10));
const lengthOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();
