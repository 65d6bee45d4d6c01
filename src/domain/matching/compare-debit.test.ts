import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../records/invoice.ts';
import { billed, invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

// 100 bearings at 10.00 ordered, received and billed; now the supplier bills a sum on top of them. The order has more
// lines, so that its total is not what stops it.

const orders = [
  order({
    lines: [orderLine({ price: '10.00' }), orderLine({ id: '72', quantity: '1', price: '90000.00' })],
  }),
];
const { quantity: _quantity, unitOfMeasure: _unit, ...rest } = invoiceLine();
const sumLine = (amount: string, change: Partial<InvoiceLine> = {}): InvoiceLine => ({
  ...rest,
  kind: 'amount',
  description: 'Alloy surcharge as agreed',
  price: amount,
  total: amount,
  ...change,
});
const full = [billed('100', { price: '10.00' })];
const told = (lines: readonly InvoiceLine[], change: Partial<MatchInput> = {}) => {
  const { outcome, exceptions } = matchInvoice(
    situation({ orders, billedBefore: full, invoice: invoice({ lines }), ...change }),
  );
  return [
    outcome,
    ...exceptions.flatMap(({ code, breachAmount, breachLimit }) => [code, breachAmount, breachLimit]),
  ];
};
const NEARLY = ['within_tolerance'];

describe('a sum on goods that are billed in full', () => {
  it.each<[name: string, lines: readonly InvoiceLine[], change: Partial<MatchInput>, expected: unknown]>([
    ['makes them 2 % dearer', [sumLine('20.00')], {}, NEARLY],
    ['half a unit of money on all of them', [sumLine('0.50')], {}, NEARLY],
    ['a cent more', [sumLine('20.01')], {}, ['exception', 'PRICE_OVER', '20.01', '20.00']],
    [
      'in two lines, together a cent more',
      [sumLine('10.00'), sumLine('10.01', { id: '12', lineNumber: '2' })],
      {},
      ['exception', 'PRICE_OVER', '20.01', '20.00'],
    ],
    [
      'after they were billed 1 % too dear',
      [sumLine('10.01')],
      { billedBefore: [billed('100', { price: '10.10' })] },
      ['exception', 'PRICE_OVER', '20.01', '20.00'],
    ],
    [
      'after a debit before it',
      [sumLine('0.01')],
      {
        billedBefore: [
          ...full,
          billed('0', { quantity: null, amount: '20.00', price: null, invoiceId: '3' }),
        ],
      },
      ['exception', 'PRICE_OVER', '20.01', '20.00'],
    ],
    [
      'makes up for a price that was too low',
      [sumLine('50.00')],
      { billedBefore: [billed('100', { price: '9.50' })] },
      ['matched'],
    ],
    [
      'on a piece less than all, where it may be for that piece',
      [sumLine('10.01')],
      { billedBefore: [billed('99', { price: '10.00' })] },
      ['exception', 'LINE_AMOUNT_OVER', '0.01', '0.00', 'QTY_OVER_RECEIVED', '0.01', '0.00'],
    ],
    [
      'on goods billed in crates, of which it is not known how many they are',
      [sumLine('10.00')],
      { billedBefore: [billed('100', { unitOfMeasure: 'CS', price: '10.00' })] },
      ['exception', 'LINE_AMOUNT_OVER', '10.00', '0.00', 'QTY_OVER_RECEIVED', '10.00', '0.00'],
    ],
    [
      'beside pieces of them',
      [sumLine('10.00'), { ...invoiceLine({ id: '12', lineNumber: '2', quantity: '1', price: '10.00' }) }],
      {},
      [
        'exception',
        ...['LINE_AMOUNT_OVER', '10.00', '0.00', 'LINE_AMOUNT_OVER', '10.00', '0.00'],
        ...['QTY_OVER_RECEIVED', '10.00', '0.00', 'QTY_OVER_RECEIVED', '10.00', '0.00'],
      ],
    ],
  ])('%s', (_name, lines, change, expected) => {
    expect(told(lines, change)).toEqual(expected);
  });

  it('is told with what it adds to, and how much it might', () => {
    const result = (amount: string, price = '10.00') =>
      matchInvoice(
        situation({
          orders,
          billedBefore: [billed('100', { price })],
          invoice: invoice({ lines: [sumLine(amount)] }),
        }),
      );
    expect(result('30.00').exceptions[0]).toMatchObject({
      expected: '10.00',
      actual: '10.30',
      explanation:
        'Line 1 adds EUR 30.00 to 100 EA that are billed in full: EUR 30.00 more than they cost on line 1 of order 7, and 2 % up to 50.00 is allowed.',
      counterfactual: 'Would be within tolerance if it added no more than EUR 20.00.',
      sources: ['invoice/1/line/1', 'purchase_order/7/line/1', 'invoice/2'],
    });
    expect(result('30.00').payableNow).toBe('0.00');
    expect(result('20.00').payableNow).toBe('20.00');
    expect(result('5.00', '10.30').exceptions[0]?.counterfactual).toBe('Would match without it.');
    expect(result('5.00', '10.15').lines[0]?.variances).toMatchObject([
      {
        kind: 'price',
        expected: '10.00',
        actual: '10.20',
        difference: '0.2',
        amount: '5.00',
        percent: '2',
        limitAmount: '20.00',
        tolerated: true,
      },
    ]);
  });

  it('takes no receipt: whether the goods came was asked when they were billed', () => {
    expect(told([sumLine('20.00')], { receipts: [] })).toEqual(NEARLY);
    expect(told([sumLine('20.00')], { receipts: [receipt({ quantity: '3' })] })).toEqual(NEARLY);
  });
});
