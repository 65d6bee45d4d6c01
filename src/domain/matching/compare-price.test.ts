import { describe, expect, it } from 'vitest';
import {
  invoice,
  invoiceLine,
  order,
  orderLine,
  receipt,
  situation,
  toldOn,
  verdictOn,
} from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';
import { type Limit, STARTER_POLICY } from './tolerance.ts';

const bill = (change = {}) => invoice({ lines: [invoiceLine(change)] });
const ordered = (change = {}) => [order({ lines: [orderLine(change)] })];
const allowing = (priceOver: Limit, priceUnder: Limit = { mode: 'rate', rate: '0.10' }) => ({
  ...STARTER_POLICY,
  limits: { ...STARTER_POLICY.limits, priceOver, priceUnder },
});

type Case = [name: string, change: Partial<MatchInput>, told: readonly (readonly (string | null)[])[]];

describe('a price that is not the order’s, in the clerk’s words', () => {
  it.each<Case>([
    [
      '12.76 instead of 12.50: more than 2 %',
      { invoice: bill({ price: '12.76' }) },
      [
        [
          'PRICE_OVER',
          '12.50',
          '12.76',
          '6.50',
          '6.25',
          'Line 1 costs EUR 12.76 per EA; line 1 of order 7 says EUR 12.50: 2.08 % more, EUR 6.50 in all, and 2 % up to 50.00 is allowed.',
          'Would match at EUR 12.50 per EA, and would be within tolerance up to EUR 12.75.',
        ],
      ],
    ],
    [
      'a tenth and a cent less',
      { invoice: bill({ price: '11.24' }) },
      [
        [
          'PRICE_UNDER',
          '12.50',
          '11.24',
          '31.50',
          '31.25',
          'Line 1 costs EUR 11.24 per EA; line 1 of order 7 says EUR 12.50: 10.08 % less, EUR 31.50 in all, and 10 % is allowed.',
          'Would match at EUR 12.50 per EA, and would be within tolerance from EUR 11.25.',
        ],
      ],
    ],
    [
      'a third more, in percent to two places',
      { invoice: bill({ price: '16.6666' }) },
      [
        [
          'PRICE_OVER',
          '12.50',
          '16.6666',
          '104.165',
          '6.25',
          'Line 1 costs EUR 16.6666 per EA; line 1 of order 7 says EUR 12.50: 33.33 % more, EUR 104.165 in all, and 2 % up to 50.00 is allowed.',
          'Would match at EUR 12.50 per EA, and would be within tolerance up to EUR 12.75.',
        ],
      ],
    ],
    [
      'anything for goods that were to be free',
      { invoice: bill({ price: '0.01' }), orders: ordered({ price: '0' }) },
      [
        [
          'PRICE_OVER',
          '0.00',
          '0.01',
          '0.25',
          '0.00',
          'Line 1 costs EUR 0.01 per EA; line 1 of order 7 says EUR 0.00: more, EUR 0.25 in all, and 2 % up to 50.00 is allowed.',
          'Would match at EUR 0.00 per EA.',
        ],
      ],
    ],
    [
      'on a line without a unit',
      {
        invoice: invoice({ lines: [{ ...invoiceLine({ price: '13.00' }), unitOfMeasure: 'EA' }] }),
        orders: [order({ lines: [(({ unitOfMeasure: _unit, ...rest }) => rest)(orderLine())] })],
      },
      [
        [
          'PRICE_OVER',
          '12.50',
          '13.00',
          '12.50',
          '6.25',
          'Line 1 costs EUR 13.00; line 1 of order 7 says EUR 12.50: 4 % more, EUR 12.50 in all, and 2 % up to 50.00 is allowed.',
          'Would match at EUR 12.50, and would be within tolerance up to EUR 12.75.',
        ],
      ],
    ],
    [
      'by the crate of 24: told in pieces',
      {
        invoice: bill({ quantity: '1', unitOfMeasure: 'CS', price: '312.00' }),
        conversions: [{ from: 'CS', to: 'EA', factor: '24' }],
      },
      [
        [
          'PRICE_OVER',
          '12.50',
          '13.00',
          '12.00',
          '6.00',
          'Line 1 costs EUR 13.00 per EA; line 1 of order 7 says EUR 12.50: 4 % more, EUR 12.00 in all, and 2 % up to 50.00 is allowed.',
          'Would match at EUR 12.50 per EA, and would be within tolerance up to EUR 12.75.',
        ],
      ],
    ],
    [
      'in yen, which has no decimals: the bound is rounded to the safe side',
      {
        invoice: invoice({ currency: 'JPY', lines: [invoiceLine({ price: '1300' })] }),
        orders: [order({ currency: 'JPY', lines: [orderLine({ price: '1249' })] })],
      },
      [
        [
          'PRICE_OVER',
          '1249',
          '1300',
          '1275',
          '50',
          'Line 1 costs JPY 1,300 per EA; line 1 of order 7 says JPY 1,249: 4.08 % more, JPY 1,275 in all, and 2 % up to 50 is allowed.',
          'Would match at JPY 1,249 per EA, and would be within tolerance up to JPY 1,251.',
        ],
      ],
    ],
    [
      'where nothing more is allowed, no bound is told',
      { invoice: bill({ price: '12.51' }), policy: allowing({ mode: 'rate', rate: '0' }) },
      [
        [
          'PRICE_OVER',
          '12.50',
          '12.51',
          '0.25',
          '0.00',
          'Line 1 costs EUR 12.51 per EA; line 1 of order 7 says EUR 12.50: 0.08 % more, EUR 0.25 in all, and 0 % is allowed.',
          'Would match at EUR 12.50 per EA.',
        ],
      ],
    ],
    [
      'where the bound would be the price itself, none is told',
      { invoice: bill({ price: '12.60' }), policy: allowing({ mode: 'amount', amount: '0.01' }) },
      [
        [
          'PRICE_OVER',
          '12.50',
          '12.60',
          '2.50',
          '0.01',
          'Line 1 costs EUR 12.60 per EA; line 1 of order 7 says EUR 12.50: 0.8 % more, EUR 2.50 in all, and 0.01 is allowed.',
          'Would match at EUR 12.50 per EA.',
        ],
      ],
    ],
    [
      'where less is allowed by an amount that the price does not have, no bound below nothing is told',
      {
        invoice: bill({ price: '1.00', quantity: '25' }),
        policy: allowing({ mode: 'rate', rate: '0' }, { mode: 'all', rate: '0.5', amount: '400' }),
      },
      [
        [
          'PRICE_UNDER',
          '12.50',
          '1.00',
          '287.50',
          '156.25',
          'Line 1 costs EUR 1.00 per EA; line 1 of order 7 says EUR 12.50: 92 % less, EUR 287.50 in all, and 50 % and 400.00 is allowed.',
          'Would match at EUR 12.50 per EA, and would be within tolerance from EUR 6.25.',
        ],
      ],
    ],
    [
      'on the second of two lines: what the first took of the limit is gone',
      {
        invoice: invoice({
          lines: [
            invoiceLine({ quantity: '50', price: '12.70' }),
            invoiceLine({ id: '12', lineNumber: '2', quantity: '50', price: '14.00' }),
          ],
        }),
        policy: allowing({ mode: 'amount', amount: '50' }),
      },
      [
        [
          'PRICE_OVER',
          '12.50',
          '14.00',
          '75.00',
          '50.00',
          'Line 2 costs EUR 14.00 per EA; line 1 of order 7 says EUR 12.50: 12 % more, EUR 75.00 in all, and 50.00 is allowed.',
          'Would match at EUR 12.50 per EA, and would be within tolerance up to EUR 13.30.',
        ],
      ],
    ],
    [
      'on the second of two lines, where the first took all of the limit',
      {
        invoice: invoice({
          lines: [
            invoiceLine({ quantity: '50', price: '13.50' }),
            invoiceLine({ id: '12', lineNumber: '2', quantity: '50', price: '14.00' }),
          ],
        }),
        policy: allowing({ mode: 'amount', amount: '50' }),
      },
      [
        [
          'PRICE_OVER',
          '12.50',
          '14.00',
          '75.00',
          '50.00',
          'Line 2 costs EUR 14.00 per EA; line 1 of order 7 says EUR 12.50: 12 % more, EUR 75.00 in all, and 50.00 is allowed.',
          'Would match at EUR 12.50 per EA.',
        ],
      ],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});

it('half a unit too much, and a quarter allowed: told to the cent', () => {
  const change = {
    invoice: bill({ quantity: '1', price: '13.00' }),
    policy: allowing({ mode: 'amount', amount: '0.25' }),
  };
  expect(toldOn(change)[0]?.[6]).toBe(
    'Would match at EUR 12.50 per EA, and would be within tolerance up to EUR 12.75.',
  );
});

describe('a price that is let through', () => {
  const variancesOf = (change: Partial<MatchInput>) =>
    matchInvoice(situation(change)).lines[0]?.variances.map(
      ({ kind, expected, actual, difference, amount, percent, limit, limitAmount }) => [
        kind,
        expected,
        actual,
        difference,
        amount,
        percent,
        limit,
        limitAmount,
      ],
    );

  it.each<[name: string, change: Partial<MatchInput>, variances: readonly (readonly (string | null)[])[]]>([
    ['is the order’s', {}, []],
    ['written with other zeros', { invoice: bill({ price: '12.5000' }) }, []],
    [
      '2 % more',
      { invoice: bill({ price: '12.75' }) },
      [['price', '12.50', '12.75', '0.25', '6.25', '2', '2 % up to 50.00', '6.25']],
    ],
    [
      '10 % less',
      { invoice: bill({ price: '11.25' }) },
      [['price', '12.50', '11.25', '-1.25', '-31.25', '-10', '10 %', '31.25']],
    ],
    [
      'for a crate of 7, whose price a piece has no end: cut to six places',
      {
        invoice: bill({ quantity: '1', unitOfMeasure: 'CS', price: '88.00' }),
        conversions: [{ from: 'CS', to: 'EA', factor: '7' }],
      },
      [['price', '12.50', '12.571429', '0.071429', '0.50', '0.5714', '2 % up to 50.00', '1.75']],
    ],
    [
      'whatever it is, where the policy has no limit',
      {
        invoice: bill({ price: '99.00' }),
        policy: { ...allowing({ mode: 'unlimited' }), documentCap: '9999' },
      },
      [['price', '12.50', '99.00', '86.5', '2162.50', '692', 'unlimited', null]],
    ],
  ])('%s', (_name, change, variances) => {
    expect(variancesOf(change)).toEqual(variances);
    expect(verdictOn(change)[0]).not.toBe('exception');
  });

  it('a little less allowed by money: 31.25 of 312.50, and not a cent more', () => {
    const policy = allowing({ mode: 'rate', rate: '0' }, { mode: 'amount', amount: '31.25' });
    expect(verdictOn({ invoice: bill({ price: '11.25' }), policy })).toEqual(['within_tolerance']);
    expect(verdictOn({ invoice: bill({ price: '11.2496' }), policy })).toEqual(['exception', 'PRICE_UNDER']);
  });

  it('is not asked for where the order line bills a sum', () => {
    const change = {
      invoice: bill({ quantity: '5', price: '20.00' }),
      orders: ordered({ kind: 'amount', price: '100.00', total: '100.00' }),
      receipts: [receipt({ quantity: '100' })],
    };
    expect(verdictOn(change)).toEqual(['matched']);
  });
});
