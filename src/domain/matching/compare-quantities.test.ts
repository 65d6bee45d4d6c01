// long: quantities in a clerk’s words, to be read from top to bottom
import { describe, expect, it } from 'vitest';
import {
  billed,
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

const bill = (quantity: string, change = {}) => invoice({ lines: [invoiceLine({ quantity, ...change })] });
const ordered = (change = {}) => [order({ lines: [orderLine(change)] })];
const allowing = (quantityOverReceived: Limit, quantityOverOrdered = quantityOverReceived) => ({
  ...STARTER_POLICY,
  limits: { ...STARTER_POLICY.limits, quantityOverReceived, quantityOverOrdered },
  scoped: [],
  documentCap: '100000',
});

type Case = [name: string, change: Partial<MatchInput>, told: readonly (readonly (string | null)[])[]];

describe('more billed than there is, in the clerk’s words', () => {
  it.each<Case>([
    [
      'one piece beyond order and receipts',
      { invoice: bill('101') },
      [
        [
          'QTY_OVER_ORDERED',
          '100',
          '101',
          '12.50',
          '0.00',
          'Line 1 bills 101 EA, 1 EA more than it may: 100 EA ordered on line 1 of order 7.',
          'Would match if 1 EA less were billed, or the order were raised by 1 EA on order line 1.',
        ],
        [
          'QTY_OVER_RECEIVED',
          '100',
          '101',
          '12.50',
          '0.00',
          'Line 1 bills 101 EA, 1 EA more than it may: 100 EA received on line 1 of order 7.',
          'Would match if 1 more EA were received on order line 1.',
        ],
      ],
    ],
    [
      'one piece beyond what is open on both after 80 were billed',
      { invoice: bill('21'), billedBefore: [billed('80')] },
      [
        [
          'QTY_OVER_ORDERED',
          '20',
          '21',
          '12.50',
          '0.00',
          'Line 1 bills 21 EA, 1 EA more than it may: 100 EA ordered on line 1 of order 7, 80 EA billed before, 20 EA open.',
          'Would match if 1 EA less were billed, or the order were raised by 1 EA on order line 1.',
        ],
        [
          'QTY_OVER_RECEIVED',
          '20',
          '21',
          '12.50',
          '0.00',
          'Line 1 bills 21 EA, 1 EA more than it may: 100 EA received on line 1 of order 7, 80 EA billed before, 20 EA open.',
          'Would match if 1 more EA were received on order line 1.',
        ],
      ],
    ],
    [
      'nothing came',
      { invoice: bill('25'), receipts: [] },
      [
        [
          'RECEIPT_MISSING',
          '0',
          '25',
          '312.50',
          '0.00',
          'Line 1 bills 25 EA, and nothing has been received on line 1 of order 7.',
          'Would match if 25 EA were received on order line 1.',
        ],
      ],
    ],
    [
      '24 came, 25 are billed',
      { invoice: bill('25'), receipts: [receipt({ quantity: '24' })] },
      [
        [
          'QTY_OVER_RECEIVED',
          '24',
          '25',
          '12.50',
          '0.00',
          'Line 1 bills 25 EA, 1 EA more than it may: 24 EA received on line 1 of order 7.',
          'Would match if 1 more EA were received on order line 1.',
        ],
      ],
    ],
    [
      '24 came, 20 are billed already, 25 more are billed',
      { invoice: bill('25'), receipts: [receipt({ quantity: '24' })], billedBefore: [billed('20')] },
      [
        [
          'QTY_OVER_RECEIVED',
          '4',
          '25',
          '262.50',
          '0.00',
          'Line 1 bills 25 EA, 21 EA more than it may: 24 EA received on line 1 of order 7, 20 EA billed before, 4 EA open.',
          'Would match if 21 more EA were received on order line 1.',
        ],
      ],
    ],
    [
      '30 came, 24 of them were taken, 25 are billed',
      { invoice: bill('25'), receipts: [receipt({ quantity: '30', rejectedQuantity: '6' })] },
      [
        [
          'QUALITY_REJECT',
          '24',
          '25',
          '12.50',
          '0.00',
          'Line 1 bills 25 EA, 1 EA more than it may: 24 EA accepted on line 1 of order 7.',
          'Would match if 1 EA less were billed, or credited; they were refused on order line 1.',
        ],
      ],
    ],
    [
      '25 came, 20 of them were taken, 30 are billed: five did not come, five were refused',
      { invoice: bill('30'), receipts: [receipt({ quantity: '25', acceptedQuantity: '20' })] },
      [
        [
          'QTY_OVER_RECEIVED',
          '25',
          '30',
          '62.50',
          '0.00',
          'Line 1 bills 30 EA, 5 EA more than it may: 25 EA received on line 1 of order 7.',
          'Would match if 5 more EA were received on order line 1.',
        ],
        [
          'QUALITY_REJECT',
          '20',
          '30',
          '62.50',
          '0.00',
          'Line 1 bills 30 EA, 5 EA more than it may: 20 EA accepted on line 1 of order 7.',
          'Would match if 5 EA less were billed, or credited; they were refused on order line 1.',
        ],
      ],
    ],
    [
      'all 25 that came were refused after 10 of them were billed',
      {
        invoice: bill('15'),
        receipts: [receipt({ quantity: '25', inspectionCode: 'REJECT' })],
        billedBefore: [billed('10')],
      },
      [
        [
          'QUALITY_REJECT',
          '0',
          '15',
          '187.50',
          '0.00',
          'Line 1 bills 15 EA, 15 EA more than it may: 0 EA accepted on line 1 of order 7, 10 EA billed before, 0 EA open.',
          'Would match if 15 EA less were billed, or credited; they were refused on order line 1.',
        ],
      ],
    ],
    [
      'more was sent back than came',
      { invoice: bill('1'), receipts: [receipt({ quantity: '10' }), receipt({ id: '92', quantity: '-12' })] },
      [
        [
          'QTY_OVER_RECEIVED',
          '0',
          '1',
          '12.50',
          '0.00',
          'Line 1 bills 1 EA, 1 EA more than it may: -2 EA received on line 1 of order 7.',
          'Would match if 3 more EA were received on order line 1.',
        ],
      ],
    ],
    [
      'a delivery note that nobody received, where lines are matched to receipts',
      { invoice: bill('25', { matchReference: 'DN-1' }), orders: ordered({ matchType: 'direct_matching' }) },
      [
        [
          'RECEIPT_MISSING',
          '0',
          '25',
          '312.50',
          '0.00',
          'Line 1 bills 25 EA, and nothing has been received on line 1 of order 7 under reference dn1.',
          'Would match if 25 EA were received on order line 1.',
        ],
      ],
    ],
    [
      'no delivery note, where lines are matched to receipts',
      { invoice: bill('25'), orders: ordered({ matchType: 'direct_matching' }) },
      [
        [
          'RECEIPT_MISSING',
          '0',
          '25',
          '312.50',
          '0.00',
          'Line 1 bills 25 EA and names no delivery note or match reference, without which line 1 of order 7 is not matched to a receipt.',
          'Would match if 25 EA were received on order line 1.',
        ],
      ],
    ],
    [
      'one more than came under the delivery note',
      {
        invoice: bill('25', { matchReference: 'DN-1' }),
        orders: ordered({ matchType: 'direct_matching' }),
        receipts: [receipt({ quantity: '24', reference: 'DN 1' }), receipt({ id: '92', quantity: '60' })],
      },
      [
        [
          'QTY_OVER_RECEIVED',
          '24',
          '25',
          '12.50',
          '0.00',
          'Line 1 bills 25 EA, 1 EA more than it may: 24 EA received on line 1 of order 7 under reference dn1.',
          'Would match if 1 more EA were received on order line 1.',
        ],
      ],
    ],
    [
      'a service of hours that nobody confirmed',
      { invoice: bill('25'), orders: ordered({ serviceType: 'resource' }), receipts: [] },
      [
        [
          'RECEIPT_MISSING',
          '0',
          '25',
          '312.50',
          '0.00',
          'Line 1 bills 25 EA, and nothing has been confirmed on line 1 of order 7.',
          'Would match if 25 EA were confirmed on order line 1.',
        ],
      ],
    ],
    [
      'goods that say they are no service',
      { invoice: bill('25'), orders: ordered({ serviceType: 'non_service' }), receipts: [] },
      [
        [
          'RECEIPT_MISSING',
          '0',
          '25',
          '312.50',
          '0.00',
          'Line 1 bills 25 EA, and nothing has been received on line 1 of order 7.',
          'Would match if 25 EA were received on order line 1.',
        ],
      ],
    ],
    [
      'a sum that nobody confirmed',
      {
        invoice: invoice({ lines: [invoiceLine({ kind: 'amount', price: '25.00', total: '25.00' })] }),
        orders: ordered({ kind: 'amount', price: '100.00', total: '100.00' }),
        receipts: [],
      },
      [
        [
          'RECEIPT_MISSING',
          '0.00',
          '25.00',
          '25.00',
          '0.00',
          'Line 1 bills EUR 25.00, and nothing has been confirmed on line 1 of order 7.',
          'Would match if EUR 25.00 were confirmed on order line 1.',
        ],
      ],
    ],
    [
      'a sum of which a part was confirmed',
      {
        invoice: invoice({ lines: [invoiceLine({ kind: 'amount', price: '25.00', total: '25.00' })] }),
        orders: ordered({ kind: 'amount', price: '100.00', total: '100.00' }),
        receipts: [receipt({ quantity: '24.99' })],
      },
      [
        [
          'QTY_OVER_RECEIVED',
          '24.99',
          '25.00',
          '0.01',
          '0.00',
          'Line 1 bills EUR 25.00, EUR 0.01 more than it may: EUR 24.99 received on line 1 of order 7.',
          'Would match if EUR 0.01 more were confirmed on order line 1.',
        ],
      ],
    ],
    [
      'one receipt from before the order',
      {
        invoice: bill('25'),
        orders: [order({ orderDate: '2026-03-02' })],
        receipts: [receipt({ receivedDate: '2026-03-01' })],
      },
      [
        [
          'RECEIPT_MISSING',
          '0',
          '25',
          '312.50',
          '0.00',
          'Line 1 bills 25 EA, and nothing has been received on line 1 of order 7. Receipt 91 of 2026-03-01 does not count: the order is of 2026-03-02.',
          'Would match if 25 EA were received on order line 1.',
        ],
      ],
    ],
    [
      'three receipts from before the order, one after it that brought too little',
      {
        invoice: bill('25'),
        orders: [order({ orderDate: '2026-03-02' })],
        receipts: [
          receipt({ quantity: '24', receivedDate: '2026-03-02' }),
          ...['92', '93', '94'].map((id) => receipt({ id, receivedDate: '2026-03-01' })),
        ],
      },
      [
        [
          'QTY_OVER_RECEIVED',
          '24',
          '25',
          '12.50',
          '0.00',
          'Line 1 bills 25 EA, 1 EA more than it may: 24 EA received on line 1 of order 7. Receipt 92 and 2 more of 2026-03-01 do not count: the order is of 2026-03-02.',
          'Would match if 1 more EA were received on order line 1.',
        ],
      ],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});

describe('what is shown of a line', () => {
  const lineOf = (change: Partial<MatchInput>) => matchInvoice(situation(change)).lines[0];

  it('open is never less than nothing', () => {
    expect(lineOf({ invoice: bill('1'), billedBefore: [billed('150')] })?.open).toBe('0');
  });

  it('what is no difference is not measured: 101 came and are billed, 100 were ordered', () => {
    const line = lineOf({ invoice: bill('101'), receipts: [receipt({ quantity: '101' })] });
    expect(line?.variances.map(({ kind }) => kind)).toEqual(['quantity_ordered']);
  });

  it('a quantity without a unit stands alone', () => {
    const { unitOfMeasure: _unit, ...bare } = orderLine();
    const orders = [order({ lines: [bare] })];
    const [found] = toldOn({ invoice: bill('25'), orders, receipts: [receipt({ quantity: '24' })] });
    expect(found?.[6]).toBe('Would match if 1 more were received on order line 1.');
  });
});

describe('as much as there is', () => {
  it.each<[name: string, change: Partial<MatchInput>]>([
    ['all that was ordered and received', { invoice: bill('100') }],
    ['what is left after 80', { invoice: bill('20'), billedBefore: [billed('80')] }],
    ['what was taken of what came', { invoice: bill('24'), receipts: [receipt({ rejectedQuantity: '76' })] }],
    ['nothing, however much was billed before', { invoice: bill('0'), billedBefore: [billed('200')] }],
    [
      'all that was ordered, where receipts play no part',
      { invoice: bill('100'), orders: ordered({ matchType: '2-way' }), receipts: [] },
    ],
  ])('%s is let through', (_name, change) => {
    expect(verdictOn(change)).toEqual(['matched']);
  });
});

describe('how much beyond is allowed', () => {
  const over = (quantity: string, limit: Limit, change: Partial<MatchInput> = {}) =>
    verdictOn({ invoice: bill(quantity), policy: allowing(limit), ...change });

  it('is a share of what was ordered: 2 % of 100 are two pieces, and no hair more', () => {
    const limit: Limit = { mode: 'rate', rate: '0.02' };
    expect(over('102', limit)).toEqual(['within_tolerance']);
    expect(over('102.0001', limit)[0]).toBe('exception');
  });

  it('is money at the price of the order: 25.00 are two pieces at 12.50', () => {
    const limit: Limit = { mode: 'amount', amount: '25' };
    expect(over('102', limit)).toEqual(['within_tolerance']);
    expect(over('102.0001', limit)[0]).toBe('exception');
  });

  it('is a share of nothing where nothing came, and of less than nothing where more went back', () => {
    const limit: Limit = { mode: 'rate', rate: '0.99' };
    expect(over('0.5', limit, { receipts: [] })).toEqual(['exception', 'RECEIPT_MISSING']);
    const returned = [receipt({ quantity: '1' }), receipt({ id: '92', quantity: '-2' })];
    expect(over('0.5', limit, { receipts: returned })).toEqual(['exception', 'QTY_OVER_RECEIVED']);
  });

  it('is told of each: beyond the order, beyond the receipts and beyond what inspection took', () => {
    const limit: Limit = { mode: 'rate', rate: '0.5' };
    const change = {
      invoice: bill('101'),
      policy: allowing(limit),
      receipts: [receipt({ quantity: '90', rejectedQuantity: '10' })],
    };
    const [line] = matchInvoice(situation(change)).lines;
    expect(
      line?.variances.map(({ kind, expected, actual, difference, amount, percent, limitAmount }) => [
        kind,
        expected,
        actual,
        difference,
        amount,
        percent,
        limitAmount,
      ]),
    ).toEqual([
      ['quantity_ordered', '100', '101', '1', '12.50', '1', '625.00'],
      ['quantity_received', '90', '101', '11', '137.50', '12.2222', '562.50'],
      ['quality', '80', '101', '10', '125.00', '12.5', '500.00'],
    ]);
    expect([line?.open, line?.outcome]).toEqual(['80', 'within_tolerance']);
  });

  it('leaves the whole line to be paid where it is enough', () => {
    const change = { invoice: bill('102'), policy: allowing({ mode: 'rate', rate: '0.02' }) };
    expect(matchInvoice(situation(change)).payableNow).toBe('1275.00');
  });

  it('supports only what is there where it is not', () => {
    expect(matchInvoice(situation({ invoice: bill('101') })).payableNow).toBe('1250.00');
    expect(matchInvoice(situation({ invoice: bill('25'), receipts: [] })).payableNow).toBe('0.00');
  });

  it('is unlimited where the policy says so', () => {
    const change = { invoice: bill('1000'), policy: allowing({ mode: 'unlimited' }) };
    const [line] = matchInvoice(situation(change)).lines;
    expect(line?.variances.map(({ limit, limitAmount }) => [limit, limitAmount])).toEqual([
      ['unlimited', null],
      ['unlimited', null],
    ]);
  });
});
