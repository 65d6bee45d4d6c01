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
