import { describe, expect, it } from 'vitest';
import { dayOf } from '../moment.ts';
import type { Row } from '../row.ts';
import { dueDate } from './payment-terms.ts';

const term = (cells: object): Row => ({ id: '1', type: 'DaysAfterNetPaymentTerm', ...cells });
const due = (cells: object, day: string, side: 'net' | 'discount' = 'net') => {
  const moment = dueDate(term(cells), `${day}T00:00:00Z`, side);
  return moment && dayOf(moment);
};

describe('an invoice is due', () => {
  it.each([
    ['thirty days after', { 'days-for-net-payment': 30 }, '2026-03-10', '2026-04-09'],
    ['over the end of summer time', { 'days-for-net-payment': 60 }, '2026-09-15', '2026-11-14'],
    ['over the end of a leap February', { 'days-for-net-payment': 1 }, '2028-02-28', '2028-02-29'],
    ['at once', { 'days-for-net-payment': 0 }, '2026-03-10', '2026-03-10'],
  ])('%s', (_how, cells, day, expected) => {
    expect(due(cells, day)).toBe(expected);
  });

  const specific = {
    type: 'SpecificDayPaymentTerm',
    'net-due-day': 15,
    'net-due-month': 1,
    'net-cutoff-day': 20,
  };
  it.each([
    ['before the cutoff: next month', specific, '2026-03-20', '2026-04-15'],
    ['after the cutoff: the month after', specific, '2026-03-21', '2026-05-15'],
    ['over the year', specific, '2026-12-05', '2027-01-15'],
    [
      'on the last day of a short month',
      { ...specific, 'net-due-day': 31, 'net-due-month': 1 },
      '2026-01-05',
      '2026-02-28',
    ],
    [
      'without a cutoff',
      { type: 'SpecificDayPaymentTerm', 'net-due-day': 5, 'net-due-month': 0 },
      '2026-03-31',
      '2026-03-05',
    ],
  ])('on a day of a month, %s', (_how, cells, day, expected) => {
    expect(due(cells, day)).toBe(expected);
  });

  it.each([
    ['days, then the end of that month', 'DaysToBaseEomPaymentTerm', '2026-03-10', '2026-04-30'],
    ['the end of the month, then days', 'BaseEomToDaysPaymentTerm', '2026-03-10', '2026-04-30'],
    ['days, into the next month but one', 'DaysToBaseEomPaymentTerm', '2026-01-31', '2026-03-31'],
    ['the end of a short month, then days', 'BaseEomToDaysPaymentTerm', '2026-02-10', '2026-03-30'],
  ])('after %s', (_how, type, day, expected) => {
    expect(due({ type, 'days-for-net-payment': 30 }, day)).toBe(expected);
  });
});

it('a term without a discount has no day for one', () => {
  expect(due({ 'days-for-net-payment': 30 }, '2026-03-10', 'discount')).toBe(null);
  expect(due({ 'days-for-discount-payment': 10 }, '2026-03-10', 'discount')).toBe('2026-03-20');
  expect(due({ type: 'SpecificDayPaymentTerm' }, '2026-03-10', 'discount')).toBe(null);
  expect(dueDate(undefined, '2026-03-10T00:00:00Z', 'net')).toBe(null);
});
