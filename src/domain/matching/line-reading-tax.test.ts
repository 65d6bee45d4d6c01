import { describe, expect, it } from 'vitest';
import { bill, on, read } from './line-reading.test-data.ts';
import { invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

type Case = [name: string, input: Partial<MatchInput>, expected: readonly unknown[]];

describe('a tax inside the price is proven by the order', () => {
  const one = (price: string) => ({
    orders: on({ quantity: '1', price }),
    receipts: [receipt({ quantity: '1' })],
  });
  const gross = (price: string, rate: string) =>
    bill({ quantity: '1', price, total: price, taxes: [{ rate }] }, { grossTotal: price });
  const inside = (line: string, rate: string, amounts: string) =>
    `tax_inclusive: The price of line ${line} has ${rate} % tax inside: ${amounts} net.`;
  it.each<Case>([
    [
      'at a rate of one per cent too',
      { ...one('100.00'), invoice: gross('101.00', '1') },
      ['matched', inside('1', '1', 'EUR 101.00 are EUR 100.00'), '100.00'],
    ],
    [
      'not where the price is as far from the order’s with the tax as without',
      { ...one('110.00'), invoice: gross('120.00', '20') },
      ['exception', 'PRICE_OVER', '110.00'],
    ],
    [
      'but where it is a cent nearer without',
      { ...one('109.99'), invoice: gross('120.00', '20') },
      ['within_tolerance', inside('1', '20', 'EUR 120.00 are EUR 100.00'), '100.00'],
    ],
    [
      'not where the price is nearer with the tax',
      { ...one('110.00'), invoice: gross('112.00', '10') },
      ['within_tolerance', '112.00'],
    ],
    [
      'and the cent that the price leaves is no difference where the line states no total',
      {
        orders: on({ quantity: '3', price: '10.03' }),
        receipts: [receipt({ quantity: '3' })],
        invoice: bill({ quantity: '3', price: '11.94', taxes: [{ rate: '19' }] }, { grossTotal: '35.82' }),
      },
      ['matched', inside('1', '19', 'EUR 35.82 are EUR 30.10'), '30.10'],
    ],
    [
      'not where there is no order',
      {
        orders: [],
        receipts: [],
        invoice: invoice({
          grossTotal: '119.00',
          lines: [
            (({ orderLineId: _id, ...rest }) => rest)(
              invoiceLine({ quantity: '1', price: '119.00', taxes: [{ rate: '19' }] }),
            ),
          ],
        }),
      },
      ['exception', 'PO_MISSING', '0.00'],
    ],
    [
      'not where the order line has no price',
      {
        orders: [order({ lines: [(({ price: _p, ...rest }) => rest)(orderLine({ quantity: '1' }))] })],
        receipts: [receipt({ quantity: '1' })],
        invoice: gross('119.00', '19'),
      },
      ['exception', 'FIELD_MISSING', '0.00'],
    ],
  ])('%s', (_name, input, expected) => {
    expect(read(input)).toEqual(expected);
  });

  const taxed = { quantity: '1', price: '119.00', total: '119.00', taxes: [{ rate: '19' }] };
  const second = { id: '12', lineNumber: '2' };
  it.each<Case>([
    [
      'a return beside what is billed is read like it',
      {
        ...one('100.00'),
        orders: on({ quantity: '3', price: '100.00' }),
        receipts: [receipt({ quantity: '3' })],
        invoice: invoice({
          grossTotal: '238.00',
          lines: [
            invoiceLine({ ...taxed, quantity: '3', total: '357.00' }),
            invoiceLine({ ...taxed, ...second, quantity: '-1', total: '-119.00' }),
          ],
        }),
      },
      [
        'matched',
        inside('1', '19', 'EUR 357.00 are EUR 300.00'),
        inside('2', '19', 'EUR -119.00 are EUR -100.00'),
        '200.00',
      ],
    ],
    [
      'freight without tax beside it stays as printed',
      {
        ...one('100.00'),
        invoice: invoice({
          grossTotal: '129.00',
          lines: [
            invoiceLine(taxed),
            (({ orderLineId: _id, ...rest }) => rest)(
              invoiceLine({
                ...second,
                description: 'Freight',
                quantity: '1',
                price: '10.00',
                taxes: [{ rate: '0' }],
              }),
            ),
          ],
        }),
      },
      ['within_tolerance', inside('1', '19', 'EUR 119.00 are EUR 100.00'), '110.00'],
    ],
    [
      'a sum on an order line beside it proves nothing, and all stays as printed',
      {
        ...one('100.00'),
        orders: [
          order({
            lines: [
              orderLine({ quantity: '1', price: '100.00' }),
              { id: '72', lineNumber: '2', kind: 'amount', description: 'Assembly', total: '119.00' },
            ],
          }),
        ],
        receipts: [receipt({ quantity: '1' }), receipt({ id: '92', orderLineId: '72', quantity: '119.00' })],
        invoice: invoice({
          grossTotal: '238.00',
          lines: [
            invoiceLine(taxed),
            {
              ...second,
              kind: 'amount',
              description: 'Assembly',
              price: '119.00',
              orderLineId: '72',
              taxes: [{ rate: '19' }],
            },
          ],
        }),
      },
      ['exception', 'PRICE_OVER', '219.00'],
    ],
  ])('%s', (_name, input, expected) => {
    expect(read(input)).toEqual(expected);
  });

  it('a sum for freight has its tax taken out of price and amount', () => {
    const { orderLineId: _id, quantity: _quantity, ...freight } = invoiceLine(second);
    const { lines } = matchInvoice(
      situation({
        ...one('100.00'),
        invoice: invoice({
          grossTotal: '130.90',
          lines: [
            invoiceLine(taxed),
            { ...freight, kind: 'amount', description: 'Freight', price: '11.90', taxes: [{ rate: '19' }] },
          ],
        }),
      }),
    );
    expect(lines.map(({ invoiced }) => [invoiced.price, invoiced.amount])).toEqual([
      ['100.00', '100.00'],
      ['10.00', '10.00'],
    ]);
  });

  it.each([
    ['within a cent of the net amount', '3', '11.94', '10.03'],
    ['two cents below the net amount', '6', '11.94', '10.033613'],
    ['far below the net amount', '1000', '0.12', '0.10084'],
  ])('a price is rounded only where it then comes out %s', (_name, quantity, price, expected) => {
    const { lines } = matchInvoice(
      situation({
        orders: on({ quantity, price: expected }),
        invoice: bill(
          { quantity, price, taxes: [{ rate: '19' }] },
          { grossTotal: String(Number(quantity) * Number(price)) },
        ),
      }),
    );
    expect(lines[0]?.invoiced.price).toBe(expected);
  });
});
