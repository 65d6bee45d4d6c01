import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import {
  billed,
  invoice,
  invoiceLine,
  order,
  orderLine,
  receipt,
  situation,
  toldOn,
} from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';
import { type Limit, STARTER_POLICY } from './tolerance.ts';

// 10,000 EUR ordered, worth 10,800 USD in the books; all of it came and is billed.
const worth = { price: '100.00', accountingTotal: '10800.00', accountingCurrency: 'USD' };
const on = (change: Partial<PurchaseOrderLine> = {}) => [
  order({ lines: [orderLine({ ...worth, ...change })] }),
];
const booked = (exchangeRate: string, line: Partial<InvoiceLine> = {}, head: Partial<Invoice> = {}) => ({
  orders: on(),
  invoice: invoice({
    exchangeRate,
    lines: [invoiceLine({ quantity: '100', price: '100.00', ...line })],
    ...head,
  }),
});
const allowed = (fxOver: Limit) => ({ policy: { ...STARTER_POLICY, fxOver } });
const upTo = (amount: string) => allowed({ mode: 'amount', amount });
const share = (rate: string) => allowed({ mode: 'rate', rate });
const told = (input: Partial<MatchInput>) => {
  const { outcome, exceptions, variances } = matchInvoice(situation(input));
  const costs = variances.flatMap(({ kind, expected, actual, amount, limitAmount }) =>
    kind === 'exchange' ? `${expected} to ${actual}: ${amount} of ${limitAmount}` : [],
  );
  return [outcome, ...exceptions.map(({ code }) => code), ...costs];
};
type Case = [name: string, input: Partial<MatchInput>, expected: readonly string[]];

describe('an invoice at another rate than its order', () => {
  it.each<Case>([
    ['at the same rate', booked('1.08'), ['matched']],
    ['at the same rate, with more digits', booked('1.0800'), ['matched']],
    [
      'without a rate',
      { orders: on(), invoice: invoice({ lines: [invoiceLine({ price: '100.00' })] }) },
      ['matched'],
    ],
    ['dearer, and nobody limits it', booked('1.11'), ['matched', '1.08 to 1.11: 300.00 of null']],
    ['cheaper, and nobody limits it', booked('1.05'), ['matched', '1.08 to 1.05: -300.00 of null']],
    [
      'dearer by just what is allowed',
      { ...booked('1.11'), ...upTo('300.00') },
      ['matched', '1.08 to 1.11: 300.00 of 300.00'],
    ],
    [
      'dearer by a cent more',
      { ...booked('1.11'), ...upTo('299.99') },
      ['exception', 'FX_VARIANCE', '1.08 to 1.11: 300.00 of 299.99'],
    ],
    [
      'cheaper by a cent more',
      { ...booked('1.05'), ...upTo('299.99') },
      ['exception', 'FX_VARIANCE', '1.08 to 1.05: -300.00 of 299.99'],
    ],
    [
      'dearer by just the share that is allowed',
      { ...booked('1.1016'), ...share('0.02') },
      ['matched', '1.08 to 1.1016: 216.00 of 216.00'],
    ],
    [
      'cheaper by more than the share that is allowed',
      { ...booked('1.0583'), ...share('0.02') },
      ['exception', 'FX_VARIANCE', '1.08 to 1.0583: -217.00 of 216.00'],
    ],
    [
      'a credit note, within the share that is allowed',
      {
        ...booked('1.11', { quantity: '-100' }, { documentType: 'credit_note' }),
        ...share('0.03'),
        billedBefore: [billed('100', { price: '100.00' })],
      },
      ['matched', '1.08 to 1.11: -300.00 of 324.00'],
    ],
    ['that costs half a cent, which rounds to nothing', booked('1.0805', { quantity: '0.1' }), ['matched']],
    ['that costs a cent', booked('1.081', { quantity: '0.1' }), ['matched', '1.08 to 1.081: 0.01 of null']],
  ])('%s', (_name, input, expected) => {
    expect(told(input)).toEqual(expected);
  });

  it.each([
    ['1.0801', '1.00', 'more'],
    ['1.0799', '1.00', 'less'],
  ])('at %s is told with what it costs', (rate, cost, word) => {
    expect(toldOn({ ...booked(rate), ...upTo('0.99') })).toEqual([
      [
        'FX_VARIANCE',
        '1.08',
        rate,
        cost,
        '0.99',
        `The invoice is booked at a rate of ${rate}, the order at 1.08: USD ${cost} ${word}, and 0.99 is allowed. The price itself is as agreed.`,
        'Would match at the rate of the order, or once the difference is booked as one of exchange.',
      ],
    ]);
  });
});

describe('what the order line is worth in the books', () => {
  const at = (change: Partial<PurchaseOrderLine>) => ({ ...booked('1.11'), orders: on(change) });
  const { accountingTotal: _total, ...priced } = orderLine(worth);
  const { accountingCurrency: _currency, ...nameless } = orderLine(worth);
  const { quantity: _quantity, ...endless } = orderLine(worth);
  it.each<Case>([
    ['by the total of the line', at({ total: '10000.00' }), ['matched', '1.08 to 1.11: 300.00 of null']],
    [
      'less than one for one',
      at({ accountingTotal: '9200.00' }),
      ['matched', '0.92 to 1.11: 1900.00 of null'],
    ],
    ['not said', { ...booked('1.11'), orders: [order({ lines: [priced] })] }, ['matched']],
    ['said without its currency', { ...booked('1.11'), orders: [order({ lines: [nameless] })] }, ['matched']],
    ['nothing', at({ accountingTotal: '0' }), ['matched']],
    [
      'something, though the line is free',
      { ...booked('1.11', { price: '0' }), orders: on({ price: '0' }) },
      ['matched'],
    ],
    [
      'something, though nobody knows what was ordered',
      { ...booked('1.11'), orders: [order({ lines: [endless] })] },
      ['exception', 'FIELD_MISSING'],
    ],
  ])('%s', (_name, input, expected) => {
    expect(told(input)).toEqual(expected);
  });

  it('is asked of each line that has an order line and an amount, in the currency of the first', () => {
    const { price: _price, ...priceless } = invoiceLine({ id: '14', lineNumber: '4', orderLineId: '73' });
    const { orderLineId: _id, ...freight } = invoiceLine({ id: '13', lineNumber: '3', price: '1.00' });
    const line = (id: string, change: Partial<PurchaseOrderLine> = {}) =>
      orderLine({ id, lineNumber: id, ...worth, ...change });
    expect(
      told({
        orders: [
          order({ lines: [line('71'), line('72', { accountingCurrency: 'CHF' }), line('73'), line('74')] }),
        ],
        receipts: ['71', '72', '74'].map((orderLineId) => receipt({ id: orderLineId, orderLineId })),
        invoice: invoice({
          exchangeRate: '1.11',
          lines: [
            invoiceLine({ quantity: '10', price: '100.00' }),
            invoiceLine({ id: '12', lineNumber: '2', orderLineId: '72', quantity: '10', price: '100.00' }),
            { ...freight, description: 'Freight' },
            priceless,
            invoiceLine({ id: '15', lineNumber: '5', orderLineId: '74', quantity: '20', price: '100.00' }),
          ],
        }),
      }),
    ).toEqual(['exception', 'FIELD_MISSING', '1.08 to 1.11: 90.00 of null']);
  });
});
