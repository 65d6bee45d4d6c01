import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../records/invoice.ts';
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

const bill = (line: Partial<InvoiceLine>) => invoice({ lines: [invoiceLine(line)] });

describe('the article billed, on a line that names its order line', () => {
  const bearing = { orders: [order({ lines: [orderLine({ itemId: '4', partNumber: 'B-6204' })] })] };
  it.each<[name: string, line: Partial<InvoiceLine>, verdict: readonly string[]]>([
    ['is not named', {}, ['matched']],
    ['has the part number ordered', { partNumber: 'b 6204' }, ['matched']],
    ['has another part number', { partNumber: 'B-6205' }, ['exception', 'ITEM_UNMATCHED']],
    ['is the item ordered', { itemId: '4' }, ['matched']],
    ['is another item', { itemId: '5' }, ['exception', 'ITEM_UNMATCHED']],
    ['is another item under the part number ordered', { itemId: '5', partNumber: 'B-6204' }, ['matched']],
    ['has only an auxiliary number, which says nothing', { auxPartNumber: 'HELLER-9' }, ['matched']],
  ])('%s', (_name, line, verdict) => {
    expect(verdictOn({ ...bearing, invoice: bill(line) })).toEqual(verdict);
  });

  it.each([
    ['is the one ordered where this supplier calls it so', '5', ['matched']],
    ['is another where another supplier calls it so', '6', ['exception', 'ITEM_UNMATCHED']],
  ])('%s', (_name, supplierId, verdict) => {
    const called = { theirs: 'HELLER-9', ours: 'B-6204', confirmed: 1, rejected: 0, lastOn: '2026-03-01' };
    const memory = { conversions: [], crossReferences: [{ supplierId, ...called }], orderNumberForms: [] };
    expect(verdictOn({ ...bearing, memory, invoice: bill({ partNumber: 'HELLER-9' }) })).toEqual(verdict);
  });

  it('is a substitute that somebody has to accept', () => {
    expect(toldOn({ ...bearing, invoice: bill({ partNumber: 'B-6205' }) })).toEqual([
      [
        'ITEM_UNMATCHED',
        'B-6204',
        'B-6205',
        '312.50',
        null,
        'Line 1 bills article B-6205, but article B-6204 was ordered on line 1 of order 7: a substitute has to be accepted.',
        'Would be compared if the buyer accepted B-6205 for B-6204.',
      ],
    ]);
  });
});

describe('what can be paid of a line', () => {
  it.each<[name: string, change: Partial<MatchInput>, payable: string]>([
    ['all of it', {}, '312.50'],
    ['20 of 25 at the price billed', { receipts: [receipt({ quantity: '20' })] }, '250.00'],
    [
      '20 of 25 at the price billed, which is within tolerance',
      { invoice: bill({ price: '12.60' }), receipts: [receipt({ quantity: '20' })] },
      '252.00',
    ],
    [
      '20 of 25 at the order’s price, where the price billed is refused',
      { invoice: bill({ price: '13.00' }), receipts: [receipt({ quantity: '20' })] },
      '250.00',
    ],
    [
      'the cent that rounding leaves on a line of no pieces',
      { invoice: bill({ quantity: '0', total: '0.01' }) },
      '0.01',
    ],
  ])('%s', (_name, change, payable) => {
    expect(matchInvoice(situation(change)).payableNow).toBe(payable);
  });
});

it('nothing is at risk where nothing is wrong', () => {
  expect(matchInvoice(situation()).atRisk).toBe('0.00');
});

describe('the total of a line against price times quantity', () => {
  it.each<[name: string, line: Partial<InvoiceLine>, verdict: readonly string[]]>([
    ['to the cent', { total: '312.50' }, ['matched']],
    ['a cent off', { total: '312.51' }, ['within_tolerance']],
    ['two cents off', { total: '312.52' }, ['exception', 'TOTAL_UNBALANCED']],
    ['rounded to the cent', { quantity: '24.999', total: '312.49' }, ['matched']],
    ['with a tenth of a cent, as it comes out', { quantity: '24.33', total: '304.125' }, ['matched']],
  ])('%s', (_name, line, verdict) => {
    expect(verdictOn({ invoice: bill(line) })).toEqual(verdict);
  });

  it.each([
    ['312.52', 'too much'],
    ['312.48', 'too little'],
  ])('%s is EUR 0.02 %s', (total, wrong) => {
    expect(toldOn({ invoice: bill({ total }) })).toEqual([
      [
        'TOTAL_UNBALANCED',
        '312.50',
        total,
        '0.02',
        '0.01',
        `Line 1 asks for EUR ${total}, but 25 at 12.50 make EUR 312.50: EUR 0.02 ${wrong}.`,
        'Would match if line 1 came to EUR 312.50.',
      ],
    ]);
  });
});
