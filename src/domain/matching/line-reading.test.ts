// long: one list of cases in a clerk’s words, to be read from top to bottom
import { describe, expect, it } from 'vitest';
import { bill, on, read } from './line-reading.test-data.ts';
import { invoice, invoiceLine, order, orderLine, receipt } from './situation.test-data.ts';
import type { MatchInput } from './three-way-match.ts';

describe('a price for ten, a hundred or a thousand', () => {
  const screws = {
    orders: on({ quantity: '3500', price: '0.0184' }),
    receipts: [receipt({ quantity: '3500' })],
  };
  const pieces = { quantity: '3500', price: '18.40' };
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly unknown[]]>([
    [
      'that the total of the line proves',
      { ...screws, invoice: bill({ ...pieces, total: '64.40' }) },
      [
        'matched',
        'price_basis: The price of line 1 is for 1000: 3500 at 18.40 for 1000 make EUR 64.40.',
        '64.40',
      ],
    ],
    [
      'that a total off by a cent does not',
      { ...screws, invoice: bill({ ...pieces, total: '64.41' }) },
      ['exception', 'PRICE_OVER', 'TOTAL_UNBALANCED', '64.40'],
    ],
    [
      'that a total rounded to the cent proves',
      { ...screws, invoice: bill({ ...pieces, quantity: '3499', total: '64.38' }) },
      [
        'matched',
        'price_basis: The price of line 1 is for 1000: 3499 at 18.40 for 1000 make EUR 64.3816.',
        '64.38',
      ],
    ],
    [
      'that the order’s very price proves, with no total anywhere',
      { ...screws, invoice: bill(pieces) },
      [
        'matched',
        'price_basis: The price of line 1 is for 1000: 3500 at 18.40 for 1000 make EUR 64.40.',
        '64.40',
      ],
    ],
    [
      'that a cent beside the order’s price does not, with no total anywhere',
      { ...screws, invoice: bill({ ...pieces, price: '18.41' }) },
      ['exception', 'PRICE_OVER', '64.40'],
    ],
    [
      'that the document’s total proves, within a tenth of the order’s price',
      { ...screws, invoice: bill({ ...pieces, price: '20.24' }, { grossTotal: '70.84' }) },
      [
        'exception',
        'PRICE_OVER',
        'price_basis: The price of line 1 is for 1000: 3500 at 20.24 for 1000 make EUR 70.84.',
        '64.40',
      ],
    ],
    [
      'that no total proves a hair beyond a tenth',
      { ...screws, invoice: bill({ ...pieces, price: '20.25' }, { grossTotal: '70.88' }) },
      ['exception', 'PRICE_OVER', 'TOTAL_UNBALANCED', '64.40'],
    ],
    [
      'that the order proves, and the total of the document',
      { ...screws, invoice: bill(pieces, { grossTotal: '76.64', taxTotal: '12.24' }) },
      [
        'matched',
        'price_basis: The price of line 1 is for 1000: 3500 at 18.40 for 1000 make EUR 64.40.',
        '64.40',
      ],
    ],
    [
      'and freight in that total',
      { ...screws, invoice: bill(pieces, { grossTotal: '74.40', shippingAmount: '10.00' }) },
      [
        'within_tolerance',
        'price_basis: The price of line 1 is for 1000: 3500 at 18.40 for 1000 make EUR 64.40.',
        '64.40',
      ],
    ],
    [
      'that the total of the document denies',
      { ...screws, invoice: bill(pieces, { grossTotal: '64400.00' }) },
      ['exception', 'PRICE_OVER', '64.40'],
    ],
    [
      'that a total of two cents more denies',
      { ...screws, invoice: bill(pieces, { grossTotal: '64.42' }) },
      ['exception', 'PRICE_OVER', 'TOTAL_UNBALANCED', '64.40'],
    ],
    [
      'that the total of two lines can not prove',
      {
        ...screws,
        invoice: invoice({
          grossTotal: '128.80',
          lines: [invoiceLine(pieces), invoiceLine({ id: '12', lineNumber: '2', ...pieces })],
        }),
      },
      [
        'exception',
        'PRICE_OVER',
        'PRICE_OVER',
        'QTY_OVER_ORDERED',
        'TOTAL_UNBALANCED',
        'QTY_OVER_RECEIVED',
        '64.40',
      ],
    ],
    [
      'for ten',
      { orders: on({ price: '1.25' }), invoice: bill({ price: '12.50', total: '31.25' }) },
      ['matched', 'price_basis: The price of line 1 is for 10: 25 at 12.50 for 10 make EUR 31.25.', '31.25'],
    ],
    [
      'for a hundred, half a cent rounded up',
      { orders: on({ price: '0.125' }), invoice: bill({ price: '12.50', total: '3.13' }) },
      [
        'within_tolerance',
        'price_basis: The price of line 1 is for 100: 25 at 12.50 for 100 make EUR 3.125.',
        '3.13',
      ],
    ],
    [
      'on an order that is free proves nothing',
      { orders: on({ price: '0' }), invoice: bill({ price: '12.50' }) },
      ['exception', 'PRICE_OVER', '0.00'],
    ],
    [
      'on an order without a price proves nothing',
      {
        orders: [order({ lines: [(({ price: _p, ...rest }) => rest)(orderLine({ total: '1250.00' }))] })],
        invoice: bill({ price: '125.00' }),
      },
      ['exception', 'FIELD_MISSING', '0.00'],
    ],
    [
      'of a crate of ten at ten times the price is none',
      {
        invoice: bill({ quantity: '2', price: '125.00', unitOfMeasure: 'CS' }),
        conversions: [{ from: 'CS', to: 'EA', factor: '10' }],
      },
      ['matched', '250.00'],
    ],
  ])('%s', (_name, input, expected) => {
    expect(read(input)).toEqual(expected);
  });
});

describe('a list price less a discount', () => {
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly unknown[]]>([
    [
      'that the line states',
      { invoice: bill({ price: '15.00', discountAmount: '62.50', total: '312.50' }) },
      ['matched', 'discount: Line 1 takes EUR 62.50 off its list price, which leaves EUR 312.50.', '312.50'],
    ],
    [
      'that the line states with a minus',
      { invoice: bill({ price: '15.00', discountAmount: '-62.50', total: '312.50' }) },
      ['matched', 'discount: Line 1 takes EUR 62.50 off its list price, which leaves EUR 312.50.', '312.50'],
    ],
    [
      'that the line states, off by a cent',
      { invoice: bill({ price: '15.00', discountAmount: '62.49', total: '312.40' }) },
      ['exception', 'PRICE_OVER', 'TOTAL_UNBALANCED', '312.50'],
    ],
    [
      'that the line states, to another price than the order’s',
      { invoice: bill({ price: '15.00', discountAmount: '50.00', total: '325.00' }) },
      [
        'exception',
        'PRICE_OVER',
        'discount: Line 1 takes EUR 50.00 off its list price, which leaves EUR 325.00.',
        '312.50',
      ],
    ],
    [
      'of nothing is none',
      { invoice: bill({ price: '15.00', discountAmount: '0', total: '375.00' }) },
      ['exception', 'PRICE_OVER', '312.50'],
    ],
    [
      'that the order’s price explains',
      { invoice: bill({ price: '15.00', total: '312.50' }) },
      ['matched', 'discount: Line 1 takes EUR 62.50 off its list price, which leaves EUR 312.50.', '312.50'],
    ],
    [
      'that nothing explains',
      { invoice: bill({ price: '15.00', total: '320.00' }) },
      ['exception', 'PRICE_OVER', 'TOTAL_UNBALANCED', '312.50'],
    ],
    [
      'that is none: the total is more',
      { invoice: bill({ price: '12.00', total: '312.50' }) },
      ['exception', 'TOTAL_UNBALANCED', '312.50'],
    ],
    [
      'on an order that is free',
      { orders: on({ price: '0' }), invoice: bill({ price: '15.00', total: '0' }) },
      ['exception', 'PRICE_OVER', 'TOTAL_UNBALANCED', '0.00'],
    ],
    [
      'of a line without a quantity to speak of',
      { invoice: bill({ quantity: '0', price: '15.00', discountAmount: '5.00', total: '-5.00' }) },
      ['exception', 'TOTAL_UNBALANCED', '-5.00'],
    ],
  ])('%s', (_name, input, expected) => {
    expect(read(input)).toEqual(expected);
  });
});

describe('boxes that are sold by weight', () => {
  const cheese = {
    orders: on({ quantity: '100', price: '5.00', unitOfMeasure: 'KG' }),
    receipts: [receipt({ quantity: '81.5', unitOfMeasure: 'KG' })],
  };
  const boxes = {
    quantity: '4',
    unitOfMeasure: 'BX',
    price: '5.00',
    netWeight: '81.5',
    weightUnit: 'kg',
    total: '407.50',
  };
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly unknown[]]>([
    [
      'as the total proves',
      { ...cheese, invoice: bill(boxes) },
      ['matched', 'catch_weight: Line 1 is billed by weight: 81.5 kg at 5.00 make EUR 407.50.', '407.50'],
    ],
    [
      'as the total proves, rounded to the cent',
      { ...cheese, invoice: bill({ ...boxes, netWeight: '81.499', total: '407.50' }) },
      ['matched', 'catch_weight: Line 1 is billed by weight: 81.499 kg at 5.00 make EUR 407.50.', '407.50'],
    ],
    [
      'at a price of its own for the kilo',
      { ...cheese, invoice: bill({ ...boxes, price: '101.875', pricePerUnitOfMeasure: '5.00' }) },
      ['matched', 'catch_weight: Line 1 is billed by weight: 81.5 kg at 5.00 make EUR 407.50.', '407.50'],
    ],
    [
      'where the total says otherwise',
      { ...cheese, invoice: bill({ ...boxes, total: '407.60' }) },
      ['exception', 'UOM_MISMATCH', 'TOTAL_UNBALANCED', '0.00'],
    ],
    [
      'where the order counts boxes too',
      {
        orders: on({ quantity: '100', price: '5.00', unitOfMeasure: 'BX' }),
        receipts: [receipt({ quantity: '4', unitOfMeasure: 'BX' })],
        invoice: bill(boxes),
      },
      ['exception', 'TOTAL_UNBALANCED', '407.50'],
    ],
    [
      'where the order counts pounds',
      {
        ...cheese,
        orders: on({ quantity: '100', price: '5.00', unitOfMeasure: 'LB' }),
        receipts: [],
        invoice: bill(boxes),
      },
      ['exception', 'UOM_MISMATCH', 'TOTAL_UNBALANCED', '0.00'],
    ],
    [
      'a piece more than came, by the kilo',
      { ...cheese, receipts: [receipt({ quantity: '81.0', unitOfMeasure: 'KG' })], invoice: bill(boxes) },
      [
        'exception',
        'QTY_OVER_RECEIVED',
        'catch_weight: Line 1 is billed by weight: 81.5 kg at 5.00 make EUR 407.50.',
        '405.00',
      ],
    ],
  ])('%s', (_name, input, expected) => {
    expect(read(input)).toEqual(expected);
  });
});

describe('a price with its tax inside', () => {
  const one = { orders: on({ quantity: '1', price: '100.00' }), receipts: [receipt({ quantity: '1' })] };
  const gross = { quantity: '1', price: '119.00', total: '119.00', taxes: [{ rate: '19' }] };
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly unknown[]]>([
    [
      'where the lines make up the total',
      { ...one, invoice: bill(gross, { grossTotal: '119.00' }) },
      [
        'matched',
        'tax_inclusive: The price of line 1 has 19 % tax inside: EUR 119.00 are EUR 100.00 net.',
        '100.00',
      ],
    ],
    [
      'where they do but for a cent',
      { ...one, invoice: bill(gross, { grossTotal: '119.01' }) },
      [
        'within_tolerance',
        'tax_inclusive: The price of line 1 has 19 % tax inside: EUR 119.00 are EUR 100.00 net.',
        '100.00',
      ],
    ],
    [
      'not where they are two cents off',
      { ...one, invoice: bill(gross, { grossTotal: '119.02' }) },
      ['exception', 'PRICE_OVER', 'TOTAL_UNBALANCED', '100.00'],
    ],
    [
      'where the rate stands at the head',
      {
        ...one,
        invoice: bill({ quantity: '1', price: '119.00' }, { grossTotal: '119.00', taxes: [{ rate: '19' }] }),
      },
      [
        'matched',
        'tax_inclusive: The price of line 1 has 19 % tax inside: EUR 119.00 are EUR 100.00 net.',
        '100.00',
      ],
    ],
    [
      'not with two rates',
      {
        ...one,
        invoice: bill({ ...gross, taxes: [{ rate: '19' }, { rate: '1' }] }, { grossTotal: '119.00' }),
      },
      ['exception', 'PRICE_OVER', '100.00'],
    ],
    [
      'not with a rate of nothing',
      { ...one, invoice: bill({ ...gross, taxes: [{ rate: '0' }] }, { grossTotal: '119.00' }) },
      ['exception', 'PRICE_OVER', '100.00'],
    ],
    ['not where no total is stated', { ...one, invoice: bill(gross) }, ['exception', 'PRICE_OVER', '100.00']],
    [
      'not where the price is the order’s already',
      { ...one, invoice: bill({ ...gross, price: '100.00', total: '100.00' }, { grossTotal: '100.00' }) },
      ['matched', '100.00'],
    ],
    [
      'not where it would still be far from the order’s',
      { ...one, invoice: bill({ ...gross, price: '238.00', total: '238.00' }, { grossTotal: '238.00' }) },
      ['exception', 'PRICE_OVER', '100.00'],
    ],
    [
      'with freight in the total',
      { ...one, invoice: bill(gross, { grossTotal: '129.00', shippingAmount: '10.00' }) },
      [
        'within_tolerance',
        'tax_inclusive: The price of line 1 has 19 % tax inside: EUR 119.00 are EUR 100.00 net.',
        '100.00',
      ],
    ],
    [
      'of which the piece does not come out even',
      {
        orders: on({ quantity: '3', price: '10.03' }),
        receipts: [receipt({ quantity: '3' })],
        invoice: bill(
          { quantity: '3', price: '11.94', total: '35.82', taxes: [{ rate: '19' }] },
          { grossTotal: '35.82' },
        ),
      },
      [
        'within_tolerance',
        'tax_inclusive: The price of line 1 has 19 % tax inside: EUR 35.82 are EUR 30.10 net.',
        '30.10',
      ],
    ],
    [
      'on one of two lines only is none',
      {
        orders: [
          order({
            lines: [
              orderLine({ quantity: '1', price: '100.00' }),
              orderLine({ id: '72', lineNumber: '2', quantity: '1', price: '119.00' }),
            ],
          }),
        ],
        receipts: [receipt({ quantity: '1' }), receipt({ id: '92', orderLineId: '72', quantity: '1' })],
        invoice: invoice({
          grossTotal: '238.00',
          lines: [
            invoiceLine(gross),
            invoiceLine({ ...gross, id: '12', lineNumber: '2', orderLineId: '72' }),
          ],
        }),
      },
      ['exception', 'PRICE_OVER', '219.00'],
    ],
    [
      'on both of two lines',
      {
        orders: [
          order({
            lines: [
              orderLine({ quantity: '1', price: '100.00' }),
              orderLine({ id: '72', lineNumber: '2', quantity: '1', price: '100.00' }),
            ],
          }),
        ],
        receipts: [receipt({ quantity: '1' }), receipt({ id: '92', orderLineId: '72', quantity: '1' })],
        invoice: invoice({
          grossTotal: '238.00',
          lines: [
            invoiceLine(gross),
            invoiceLine({ ...gross, id: '12', lineNumber: '2', orderLineId: '72' }),
          ],
        }),
      },
      [
        'matched',
        'tax_inclusive: The price of line 1 has 19 % tax inside: EUR 119.00 are EUR 100.00 net.',
        'tax_inclusive: The price of line 2 has 19 % tax inside: EUR 119.00 are EUR 100.00 net.',
        '200.00',
      ],
    ],
  ])('%s', (_name, input, expected) => {
    expect(read(input)).toEqual(expected);
  });
});
