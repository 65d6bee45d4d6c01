import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../records/invoice.ts';
import { bill, on, read } from './line-reading.test-data.ts';
import { billed, invoice, invoiceLine, receipt } from './situation.test-data.ts';
import type { MatchInput } from './three-way-match.ts';

const credit = (line: Partial<InvoiceLine>) =>
  bill({ quantity: '-25', ...line }, { documentType: 'credit_note' });

type Case = [name: string, input: Partial<MatchInput>, expected: readonly unknown[]];

describe('a price for ten, a hundred or a thousand is proven to the cent', () => {
  const screws = {
    orders: on({ quantity: '3500', price: '0.0184' }),
    receipts: [receipt({ quantity: '3500' })],
  };
  const pieces = { quantity: '3500', price: '18.40' };
  const byThousand = 'price_basis: The price of line 1 is for 1000: 3500 at 18.40 for 1000 make EUR 64.40.';
  it.each<Case>([
    [
      'a document that asks for a cent more proves it',
      { ...screws, invoice: bill(pieces, { grossTotal: '64.41' }) },
      ['within_tolerance', byThousand, '64.40'],
    ],
    [
      'a document that asks for a cent less proves it',
      { ...screws, invoice: bill(pieces, { grossTotal: '64.39' }) },
      ['within_tolerance', byThousand, '64.40'],
    ],
    [
      'a document that asks for two cents less denies it',
      { ...screws, invoice: bill(pieces, { grossTotal: '64.38' }) },
      ['exception', 'PRICE_OVER', 'TOTAL_UNBALANCED', '64.40'],
    ],
    [
      'what is free and ordered as free has no price for ten',
      { orders: on({ price: '0' }), invoice: bill({ price: '0' }) },
      ['matched', '0.00'],
    ],
    [
      'what is free has none by its total either',
      { orders: on({ price: '0' }), invoice: bill({ price: '0', total: '0.00' }) },
      ['matched', '0.00'],
    ],
    [
      'the total alone proves it for crates of what was ordered by the piece',
      {
        invoice: bill({ quantity: '2', price: '12500.00', unitOfMeasure: 'CS', total: '250.00' }),
        conversions: [{ from: 'CS', to: 'EA', factor: '10' }],
      },
      [
        'matched',
        'price_basis: The price of line 1 is for 100: 2 at 12500.00 for 100 make EUR 250.00.',
        '250.00',
      ],
    ],
    [
      'a return on the same invoice is read like what is billed',
      {
        invoice: invoice({
          lines: [invoiceLine(), invoiceLine({ id: '12', lineNumber: '2', quantity: '-5', price: '125.00' })],
        }),
      },
      [
        'matched',
        'price_basis: The price of line 2 is for 10: -5 at 125.00 for 10 make EUR -62.50.',
        '250.00',
      ],
    ],
  ])('%s', (_name, input, expected) => {
    expect(read(input)).toEqual(expected);
  });
});

describe('a discount is proven to the cent', () => {
  const before = { billedBefore: [billed('25')] };
  it.each<Case>([
    [
      'one with a minus, to another price than the order’s',
      { invoice: bill({ price: '15.00', discountAmount: '-50.00', total: '325.00' }) },
      [
        'exception',
        'PRICE_OVER',
        'discount: Line 1 takes EUR 50.00 off its list price, which leaves EUR 325.00.',
        '312.50',
      ],
    ],
    [
      'one that leaves less than a euro',
      { orders: on({ price: '0.03' }), invoice: bill({ price: '0.05', total: '0.75' }) },
      ['matched', 'discount: Line 1 takes EUR 0.50 off its list price, which leaves EUR 0.75.', '0.75'],
    ],
    [
      'one whose total has a tenth of a cent',
      {
        orders: on({ price: '0.125' }),
        invoice: bill({ price: '0.25', discountAmount: '3.125', total: '3.125' }),
      },
      ['matched', 'discount: Line 1 takes EUR 3.125 off its list price, which leaves EUR 3.125.', '3.125'],
    ],
    [
      'one of all there is to pay, which the line states',
      { invoice: bill({ price: '12.50', discountAmount: '312.50', total: '0.00' }) },
      [
        'exception',
        'PRICE_UNDER',
        'discount: Line 1 takes EUR 312.50 off its list price, which leaves EUR 0.00.',
        '0.00',
      ],
    ],
    [
      'one on what is given back, as the line states it',
      { ...before, invoice: credit({ price: '15.00', discountAmount: '50.00', total: '-325.00' }) },
      [
        'exception',
        'CREDIT_OVER',
        'discount: Line 1 takes EUR 50.00 off its list price, which leaves EUR -325.00.',
        '-325.00',
      ],
    ],
    [
      'one on what is given back, as the order’s price says',
      { ...before, invoice: credit({ price: '15.00', total: '-312.50' }) },
      [
        'matched',
        'discount: Line 1 takes EUR 62.50 off its list price, which leaves EUR -312.50.',
        '-312.50',
      ],
    ],
    [
      'none where the pieces are billed and the sum is given back',
      { ...before, invoice: bill({ price: '15.00', discountAmount: '62.50', total: '-312.50' }) },
      ['exception', 'TOTAL_UNBALANCED', '-312.50'],
    ],
    [
      'one on a line that names a unit of weight and no weight',
      { invoice: bill({ price: '15.00', weightUnit: 'KG', total: '312.50' }) },
      ['matched', 'discount: Line 1 takes EUR 62.50 off its list price, which leaves EUR 312.50.', '312.50'],
    ],
  ])('%s', (_name, input, expected) => {
    expect(read(input)).toEqual(expected);
  });
});

it('boxes sold by weight are given back by weight', () => {
  const cheese = { quantity: '100', price: '5.00', unitOfMeasure: 'KG' };
  const boxes = { quantity: '-4', unitOfMeasure: 'BX', price: '5.00', weightUnit: 'KG', total: '-407.50' };
  const input = (netWeight: string) => ({
    orders: on(cheese),
    receipts: [],
    billedBefore: [billed('81.5', { price: '5.00' })],
    invoice: credit({ ...boxes, netWeight }),
  });
  const read81 = 'catch_weight: Line 1 is billed by weight: -81.5 KG at 5.00 make EUR -407.50.';
  expect(read(input('81.5'))).toEqual(['matched', read81, '-407.50']);
  expect(read(input('-81.5'))).toEqual(['matched', read81, '-407.50']);
});

it.each([
  ['free of charge', '0.00', '81.5', '0.00'],
  ['for less than a euro', '5.00', '0.1', '0.50'],
])('boxes sold by weight, %s, are billed by weight', (_name, price, netWeight, total) => {
  const box = { quantity: '1', unitOfMeasure: 'BX', price, netWeight, weightUnit: 'KG', total };
  const says = `Line 1 is billed by weight: ${netWeight} KG at ${price} make EUR ${total}.`;
  expect(
    read({ orders: on({ price, unitOfMeasure: 'KG' }), receipts: [receipt()], invoice: bill(box) }),
  ).toEqual(['matched', `catch_weight: ${says}`, total]);
});
