import { describe, expect, it } from 'vitest';
import type { PastCase } from '../../records/past-case.ts';
import { invoice, invoiceLine, order, orderLine, situation } from '../situation.test-data.ts';
import { matchInvoice } from '../three-way-match.ts';
import { STARTER_POLICY } from '../tolerance.ts';
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

  const RULES = { casesMin: 5, shareMin: '0.8', rateMax: '0.1', amountMax: '250', yearlyAmountMax: '1000' };

  it('of exactly so many of one mind is enough', () => {
    // Without a day nothing fades: four of five are 80 %.
    const { invoiceDate: _day, ...dayless } = DEAR.invoice ?? invoice();
    const four = FIVE.map((each, at) => (at === 0 ? { ...each, outcome: 'corrected' as const } : each));
    const history = { cases: four, acceptedInYear: [] };
    expect(stepOn('history', { ...DEAR, invoice: dayless, history })).toMatchObject({
      found: 'helps',
      says: expect.stringContaining(
        '4 of 5 like cases of this supplier were accepted as billed, 80 % by weight,',
      ),
    });
  });

  it('fades to half in 180 days', () => {
    // One refused today against four accepted 180 days ago: 1 of 3 by weight.
    const cases = [
      pastCase('2026-04-02', { outcome: 'refused' }),
      ...['a', 'b', 'c', 'd'].map((id) => pastCase('2025-10-04', { invoiceId: id })),
    ];
    expect(past(cases)[1]).toContain(
      '4 of 5 like cases of this supplier were accepted as billed, 66.67 % by weight,',
    );
    // A case of tomorrow weighs no more than one of today.
    const later = cases.map((each) =>
      each.outcome === 'refused' ? { ...each, decidedOn: '2026-05-02' } : each,
    );
    expect(past(later)[1]).toContain('66.67 % by weight');
  });

  it('keeps cases of another size apart to the very edge', () => {
    // 12.50 of 325.00 is between 2 and 5 %.
    const of = (atRisk: string) => past(FIVE.map((each) => ({ ...each, total: '1000', atRisk })))[0];
    expect([of('20.00'), of('20.01'), of('50.00'), of('50.01')]).toEqual([
      'nothing',
      'helps',
      'helps',
      'nothing',
    ]);
    const credit = FIVE.map((each) => ({ ...each, total: '-1000', atRisk: '30' }));
    expect(past(credit)[0]).toBe('helps');
  });

  it('at most 1 % are a size of their own', () => {
    const small = {
      invoice: invoice({ lines: [invoiceLine({ price: '12.60', quantity: '100' })], grossTotal: '1260.00' }),
    };
    const policy = {
      ...STARTER_POLICY,
      limits: { ...STARTER_POLICY.limits, priceOver: { mode: 'rate', rate: '0' } as const },
    };
    const of = (atRisk: string) => {
      const history = { cases: FIVE.map((each) => ({ ...each, total: '1000', atRisk })), acceptedInYear: [] };
      return stepOn('history', { ...DEAR, ...small, policy, history })?.found;
    };
    expect([of('0.00'), of('10.00'), of('10.01')]).toEqual(['helps', 'helps', 'nothing']);
  });

  it('says nothing of an invoice without a total, or by cases that have none', () => {
    const { grossTotal: _total, ...bare } = DEAR.invoice ?? invoice();
    const none = 'People have settled no like case of this supplier before (price above the order).';
    expect(past(FIVE, '0', { invoice: bare })[1]).toBe(none);
    expect(past(FIVE.map(({ total: _t, ...each }) => each))[1]).toBe(none);
    expect(past(FIVE.map(({ atRisk: _r, ...each }) => each))[1]).toBe(none);
  });

  it('may speak for exactly so much of an invoice, and not for more', () => {
    const half = {
      invoice: invoice({ lines: [invoiceLine({ price: '20.00', quantity: '5' })], grossTotal: '100.00' }),
      orders: [order({ lines: [orderLine({ price: '19.00' })] })],
    };
    const cases = FIVE.map((each) => ({ ...each, total: '100.00', atRisk: '5.00' }));
    const of = (rateMax: string) => past(cases, '0', { ...half, historyRules: { ...RULES, rateMax } })[0];
    expect([of('0.05'), of('0.0499')]).toEqual(['helps', 'nothing']);
  });

  it('names the last case whatever the order of the list, of two on one day always the same', () => {
    const twins = [
      pastCase('2026-03-10', { invoiceId: 'b', invoiceNumber: 'B' }),
      pastCase('2026-03-10', { invoiceId: 'a', invoiceNumber: 'A' }),
    ];
    const cases = [...FIVE.slice(0, 4), ...twins];
    expect(past(cases)[1]).toContain('(invoice A)');
    expect(past([...cases].reverse())).toEqual(past(cases));
    const refusedLast = [...FIVE, pastCase('2026-03-30', { outcome: 'refused' })];
    expect(past(refusedLast)[1]).toContain('(invoice R-2026-03-30, refused or disputed)');
  });

  it('is not at hand where nobody asked for it', () => {
    expect(stepOn('history', DEAR)).toEqual({
      rung: 'history',
      found: 'not_here',
      says: 'How people settled such cases before is not at hand.',
    });
  });
});
