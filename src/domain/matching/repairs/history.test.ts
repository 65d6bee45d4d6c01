import { describe, expect, it } from 'vitest';
import type { PastCase } from '../../records/past-case.ts';
import { situation } from '../situation.test-data.ts';
import { matchInvoice } from '../three-way-match.ts';
import { DEAR, pastCase, stepOn, toldBy } from './ladder.test-data.ts';

const DAYS = ['2026-01-10', '2026-01-20', '2026-02-10', '2026-02-20', '2026-03-10'];
const FIVE = DAYS.map((day) => pastCase(day));

function past(cases: readonly PastCase[], year = '0', more: object = {}) {
  const history = { cases, acceptedInYear: [{ currency: 'EUR', amount: year }] };
  return toldBy('history', { ...DEAR, today: '2026-04-02', history, ...more });
}

describe('how people settled like cases', () => {
  it('is proposed where five of five were accepted, with the last of them and by whom', () => {
    expect(past(FIVE)).toEqual([
      'helps',
      '5 of 5 like cases of this supplier were accepted as billed, 100 % by weight, the last on 2026-03-10 by "Ole Brandt" (invoice R-2026-03-10). To accept this one too would be in keeping; it is still for a person to say.',
    ]);
  });

  it('leaves the verdict as it is', () => {
    const history = { cases: FIVE, acceptedInYear: [] };
    expect(matchInvoice(situation({ ...DEAR, history }))).toEqual(matchInvoice(situation(DEAR)));
  });

  it('of three cases only says nothing', () => {
    expect(past(FIVE.slice(0, 3))).toEqual([
      'nothing',
      expect.stringContaining('; fewer than 5 say nothing.'),
    ]);
  });

  it.each<[string, Partial<PastCase>]>([
    ['another code', { code: 'QTY_OVER_RECEIVED' }],
    ['another currency', { currency: 'USD' }],
    ['a much larger difference', { atRisk: '60.00' }],
    ['a much smaller one', { atRisk: '1.00' }],
    ['the very invoice', { invoiceId: '1' }],
  ])('does not count %s', (_case, change) => {
    expect(past(FIVE.map((each) => ({ ...each, ...change })))).toEqual([
      'nothing',
      'People have settled no like case of this supplier before (price above the order).',
    ]);
  });

  it('needs them to be of one mind', () => {
    const mixed = FIVE.map((each, at) => (at < 2 ? { ...each, outcome: 'corrected' as const } : each));
    expect(past(mixed)).toEqual([
      'nothing',
      expect.stringContaining('; less than 80 % of one mind say nothing.'),
    ]);
  });

  it('proposes nothing where they were refused or corrected', () => {
    const refused = FIVE.map((each) => ({ ...each, outcome: 'refused' as const }));
    expect(past(refused)).toEqual([
      'nothing',
      '5 of 5 like cases of this supplier were refused or disputed, 100 % by weight, the last on 2026-03-10 by "Ole Brandt" (invoice R-2026-03-10).',
    ]);
  });

  it('fades: what was refused long ago weighs less than what was accepted of late', () => {
    const old = ['2024-05-01', '2024-06-01'].map((day) => pastCase(day, { outcome: 'refused' }));
    expect(past([...FIVE, ...old])[0]).toBe('helps');
    const fresh = ['2026-03-20', '2026-03-21'].map((day) => pastCase(day, { outcome: 'refused' }));
    expect(past([...FIVE, ...fresh])[0]).toBe('nothing');
  });

  it('lifts no hard limit', () => {
    const rules = {
      casesMin: 5,
      shareMin: '0.8',
      rateMax: '0.1',
      amountMax: '12.49',
      yearlyAmountMax: '1000',
    };
    expect(past(FIVE, '0', { historyRules: rules })).toEqual([
      'nothing',
      expect.stringContaining(
        'but EUR 12.50 is in doubt here, and custom may not speak for more than 10 % or EUR 12.49.',
      ),
    ]);
    expect(past(FIVE, '0', { historyRules: { ...rules, amountMax: '12.50' } })[0]).toBe('helps');
    expect(past(FIVE, '0', { historyRules: { ...rules, amountMax: '100', rateMax: '0.038' } })[0]).toBe(
      'nothing',
    );
  });

  it('does not teach a supplier to bill more: the year has a limit', () => {
    expect(past(FIVE, '987.50')[0]).toBe('helps');
    expect(past(FIVE, '987.51')).toEqual([
      'nothing',
      expect.stringContaining(
        'but with this one EUR 1,000.01 were accepted of the supplier within a year, and EUR 1,000.00 is where a person looks again',
      ),
    ]);
  });

  it('is not at hand where nobody asked for it', () => {
    expect(stepOn('history', DEAR)).toEqual({
      rung: 'history',
      found: 'not_here',
      says: 'How people settled such cases before is not at hand.',
    });
  });
});
