import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import type { Receipt } from '../records/receipt.ts';
import { billed, invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';
import { type Limits, STARTER_POLICY } from './tolerance.ts';

// Every number that is worked out where tolerances and matching are explained, each at its limit and one step beyond.
// Those that stand elsewhere are listed, with the cases of an accounts payable desk, in docs/matching-cases.md.

const bill = (...lines: readonly Partial<InvoiceLine>[]) =>
  invoice({
    lines: lines.map((line, at) => invoiceLine({ id: `${at + 11}`, lineNumber: `${at + 1}`, ...line })),
  });
const on = (line: Partial<PurchaseOrderLine>, ...rest: readonly Partial<PurchaseOrderLine>[]) => [
  order({ lines: [orderLine(line), ...rest.map((each, at) => orderLine({ id: `${at + 72}`, ...each }))] }),
];
const came = (quantity: string, change: Partial<Receipt> = {}) => [receipt({ quantity, ...change })];
const allowing = (limits: Partial<Limits>) => ({
  ...STARTER_POLICY,
  limits: { ...STARTER_POLICY.limits, ...limits },
});
/** The verdict with breach and limit of what is wrong. */
function verdict(change: Partial<MatchInput>): readonly (string | null)[] {
  const { outcome, exceptions } = matchInvoice(situation(change));
  return [
    outcome,
    ...exceptions.flatMap(({ code, breachAmount, breachLimit }) => [code, breachAmount, breachLimit]),
  ];
}
const PASSES = ['matched'];
const NEARLY = ['within_tolerance'];

describe('100 ordered at 12.50, 60 received, 40 billed', () => {
  const before = { receipts: came('60'), billedBefore: [billed('40')] };
  it.each<[quantity: string, price: string, expected: readonly (string | null)[], payable: string]>([
    ['20', '12.50', PASSES, '250.00'],
    ['20', '12.75', NEARLY, '255.00'],
    ['20', '12.76', ['exception', 'PRICE_OVER', '5.20', '5.00'], '250.00'],
    ['25', '12.75', ['exception', 'QTY_OVER_RECEIVED', '62.50', '0.00'], '255.00'],
    ['25', '12.50', ['exception', 'QTY_OVER_RECEIVED', '62.50', '0.00'], '250.00'],
    ['20.01', '12.50', ['exception', 'QTY_OVER_RECEIVED', '0.125', '0.00'], '250.00'],
  ])('%s more at %s', (quantity, price, expected, payable) => {
    const change = { ...before, invoice: bill({ quantity, price }) };
    expect(verdict(change)).toEqual(expected);
    expect(matchInvoice(situation(change)).payableNow).toBe(payable);
  });

  it('25 are five too many, a quarter of the 20 that are open, and 6.25 too dear', () => {
    const [line] = matchInvoice(situation({ ...before, invoice: bill({ price: '12.75' }) })).lines;
    expect(line).toMatchObject({ open: '20' });
    expect(line?.variances).toMatchObject([
      { kind: 'quantity_received', difference: '5', amount: '62.50' },
      { kind: 'price', amount: '6.25', percent: '2' },
    ]);
  });
});

describe('quantities by value, as ledgers do it', () => {
  it('what is cheap may be more pieces too many: 5.00 are fifty at 0.10', () => {
    const cheap = (quantity: string) =>
      verdict({
        invoice: bill({ quantity, price: '0.10' }),
        orders: on({ quantity: '1000', price: '0.10' }),
        receipts: came('100'),
        policy: allowing({ quantityOverReceived: { mode: 'amount', amount: '5.00' } }),
      });
    expect(cheap('150')).toEqual(NEARLY);
    expect(cheap('151')).toEqual(['exception', 'QTY_OVER_RECEIVED', '5.10', '5.00']);
  });

  it('nothing received blocks whatever is billed, with its worth at the order’s price', () => {
    expect(verdict({ receipts: [] })).toEqual(['exception', 'RECEIPT_MISSING', '312.50', '0.00']);
    expect(verdict({ receipts: [], invoice: bill({ price: '0' }), orders: on({ price: '0' }) })).toEqual([
      'exception',
      'RECEIPT_MISSING',
      '0.00',
      '0.00',
    ]);
  });

  it('100.002 of 100 ordered are too many at nothing allowed', () => {
    const of = (quantity: string) =>
      verdict({ invoice: bill({ quantity }), receipts: came('200'), orders: on({}, { quantity: '9000' }) });
    expect(of('100')).toEqual(PASSES);
    expect(of('100.002')).toEqual(['exception', 'QTY_OVER_ORDERED', '0.025', '0.00']);
  });

  it.each(['KG', 'KGM', 'T', 'TNE', 'LTR', 'MTQ', 'HLT', 'LBR', 'GLL', 'GRM'])(
    'half a percent more of %s than was weighed, and no more',
    (unit) => {
      const of = (quantity: string) =>
        verdict({
          invoice: bill({ quantity, price: '1.00', unitOfMeasure: unit }),
          orders: on({ quantity: '2000', price: '1.00', unitOfMeasure: unit }),
          receipts: came('1000', { unitOfMeasure: unit }),
        });
      expect(of('1005')).toEqual(NEARLY);
      expect(of('1005.01')).toEqual(['exception', 'QTY_OVER_RECEIVED', '5.01', '5.00']);
    },
  );

  it('98.4 kg came for 100: what the scales say is billed, half a percent more, and not a gram beyond', () => {
    const of = (quantity: string) =>
      verdict({
        invoice: bill({ quantity, price: '5.00', unitOfMeasure: 'KG' }),
        orders: on({ price: '5.00', unitOfMeasure: 'KG' }),
        receipts: came('98.4', { unitOfMeasure: 'KG' }),
      })[0];
    expect([of('98.4'), of('98.892'), of('98.893')]).toEqual(['matched', 'within_tolerance', 'exception']);
  });
});

describe('prices', () => {
  it.each<[name: string, quantity: string, price: string, expected: readonly (string | null)[]]>([
    ['one fils more than 2 % of 10.000', '1', '10.201', ['exception', 'PRICE_OVER', '0.201', '0.200']],
    ['2 % of 10.000', '1', '10.200', NEARLY],
  ])('in dinars: %s', (_name, quantity, price, expected) => {
    const change = {
      invoice: { ...bill({ quantity, price }), currency: 'BHD' } as Invoice,
      orders: [order({ currency: 'BHD', lines: [orderLine({ price: '10.000' })] })],
    };
    expect(verdict(change)).toEqual(expected);
  });

  it.each<[price: string, expected: readonly (string | null)[]]>([
    ['1020', NEARLY],
    ['1021', ['exception', 'PRICE_OVER', '21', '20']],
  ])('in yen: %s for 1000', (price, expected) => {
    const change = {
      invoice: { ...bill({ quantity: '1', price }), currency: 'JPY' } as Invoice,
      orders: [order({ currency: 'JPY', lines: [orderLine({ price: '1000' })] })],
    };
    expect(verdict(change)).toEqual(expected);
  });

  it('5 crates at 42.00 are 120 pieces at 1.75, once it is known that a crate has 24', () => {
    const crates = {
      invoice: bill({ quantity: '5', price: '42.00', unitOfMeasure: 'CS' }),
      orders: on({ quantity: '120', price: '1.75' }),
      receipts: came('120'),
    };
    expect(verdict(crates)).toEqual(['exception', 'UOM_MISMATCH', '210.00', null]);
    expect(matchInvoice(situation(crates)).learnable).toMatchObject([
      { kind: 'conversion', from: 'CS', to: 'EA', factor: '24' },
    ]);
    expect(verdict({ ...crates, conversions: [{ from: 'CS', to: 'EA', factor: '24' }] })).toEqual(PASSES);
  });

  it('3,500 at 18.40 for a thousand are 64.40, and 64,400.00 asked for is a thousand times too much', () => {
    const screws = (total: string) =>
      verdict({
        invoice: bill({ quantity: '3500', price: '18.40', total }),
        orders: on({ quantity: '3500', price: '0.0184' }),
        receipts: came('3500'),
      });
    expect(screws('64.40')).toEqual(PASSES);
    expect(screws('64400.00')).toEqual(['exception', 'PRICE_OVER', '64335.60', '1.28']);
  });
});

describe('freight that the order has a line for', () => {
  const planned = (shippingAmount: string) =>
    verdict({
      invoice: { ...bill({ quantity: '100', price: '12.50' }), shippingAmount },
      orders: on({}, { kind: 'amount', description: 'Freight', total: '200.00', matchType: '2-way' }),
    });
  it('costs what was planned, and beyond it what any freight may: 3 % of 1,250.00 or 50.00', () => {
    expect(planned('200.00')).toEqual(PASSES);
    expect(planned('250.00')).toEqual(NEARLY);
    expect(planned('250.01')).toEqual(['exception', 'FREIGHT_OVER', '50.01', '50.00']);
  });
});

describe('tax', () => {
  const lines = (count: number, tax: string) =>
    Array.from({ length: count }, (_, at) => ({
      quantity: '1',
      price: '12.50',
      taxes: [{ rate: '19', amount: tax }],
      orderLineId: `${at + 71}`,
    }));
  const taxed = (count: number, tax: string) => {
    const all = lines(count, tax);
    return verdict({
      invoice: bill(...all),
      orders: [order({ lines: all.map(({ orderLineId: id }) => orderLine({ id })) })],
      receipts: all.map(({ orderLineId }, at) => receipt({ id: `9${at}`, orderLineId })),
    })[0];
  };
  it('two cents a line pass, either way; three do not: 19 % of 12.50 are 2.38', () => {
    expect([taxed(1, '2.40'), taxed(1, '2.41'), taxed(1, '2.36'), taxed(1, '2.35')]).toEqual([
      'within_tolerance',
      'exception',
      'within_tolerance',
      'exception',
    ]);
  });

  it('two cents on each of 50 lines are 1.00 and pass, on 51 they do not', () => {
    expect([taxed(50, '2.40'), taxed(51, '2.40')]).toEqual(['within_tolerance', 'exception']);
  });
});
