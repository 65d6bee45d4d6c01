// long: one list of cases in a clerk’s words, to be read from top to bottom
import { describe, expect, it } from 'vitest';
import { decimal } from '#kernel/decimal.ts';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import { amountReader } from './allowance.ts';
import { compareOrderToDate, type OrderToDate } from './compare-document.ts';
import type { ComparisonContext } from './comparison.ts';
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
import { STARTER_POLICY, type TolerancePolicy } from './tolerance.ts';

const bill = (head: Partial<Invoice>, ...lines: readonly Partial<InvoiceLine>[]) =>
  invoice({
    lines: (lines.length === 0 ? [{}] : lines).map((each, at) =>
      invoiceLine({ id: `${at + 11}`, lineNumber: `${at + 1}`, ...each }),
    ),
    ...head,
  });
const policy = (change: Partial<TolerancePolicy>): TolerancePolicy => ({ ...STARTER_POLICY, ...change });

type Case = [name: string, change: Partial<MatchInput>, told: readonly (readonly (string | null)[])[]];

describe('totals that do not add up, in the clerk’s words', () => {
  it.each<Case>([
    [
      'two cents too much on one line',
      { invoice: bill({ grossTotal: '312.52' }) },
      [
        [
          'TOTAL_UNBALANCED',
          '312.50',
          '312.52',
          '0.02',
          '0.01',
          'The invoice asks for EUR 312.52, but its parts add up to EUR 312.50 (lines 312.50, no tax stated): EUR 0.02 too much.',
          'Would match if the total were EUR 312.50.',
        ],
      ],
    ],
    [
      'two cents too little',
      { invoice: bill({ grossTotal: '312.48' }) },
      [
        [
          'TOTAL_UNBALANCED',
          '312.50',
          '312.48',
          '0.02',
          '0.01',
          'The invoice asks for EUR 312.48, but its parts add up to EUR 312.50 (lines 312.50, no tax stated): EUR 0.02 too little.',
          'Would match if the total were EUR 312.50.',
        ],
      ],
    ],
    [
      'half a unit too much',
      { invoice: bill({ grossTotal: '313.00' }) },
      [
        [
          'TOTAL_UNBALANCED',
          '312.50',
          '313.00',
          '0.50',
          '0.01',
          'The invoice asks for EUR 313.00, but its parts add up to EUR 312.50 (lines 312.50, no tax stated): EUR 0.50 too much.',
          'Would match if the total were EUR 312.50.',
        ],
      ],
    ],
    [
      'with freight and tax at the head',
      { invoice: bill({ grossTotal: '400.00', taxTotal: '59.38', shippingAmount: '20.00' }) },
      [
        [
          'TOTAL_UNBALANCED',
          '391.88',
          '400.00',
          '8.12',
          '0.01',
          'The invoice asks for EUR 400.00, but its parts add up to EUR 391.88 (lines 312.50, charges 20.00, tax 59.38): EUR 8.12 too much.',
          'Would match if the total were EUR 391.88.',
        ],
      ],
    ],
    [
      'with tax on one of two lines',
      { invoice: bill({ grossTotal: '400.00' }, { quantity: '5', taxAmount: '5.00' }, { quantity: '5' }) },
      [
        [
          'TOTAL_UNBALANCED',
          '130.00',
          '400.00',
          '270.00',
          '0.02',
          'The invoice asks for EUR 400.00, but its parts add up to EUR 130.00 (lines 125.00, tax 5.00): EUR 270.00 too much.',
          'Would match if the total were EUR 130.00.',
        ],
      ],
    ],
    [
      'tax at the head that fits better than that of the lines',
      { invoice: bill({ grossTotal: '400.00', taxTotal: '60.00' }, { taxAmount: '1.00' }) },
      [
        [
          'TOTAL_UNBALANCED',
          '372.50',
          '400.00',
          '27.50',
          '0.01',
          'The invoice asks for EUR 400.00, but its parts add up to EUR 372.50 (lines 312.50, tax 60.00): EUR 27.50 too much.',
          'Would match if the total were EUR 372.50.',
        ],
      ],
    ],
    [
      'tax of the lines that fits better, freight beside it',
      {
        invoice: bill(
          { grossTotal: '400.00', taxTotal: '20.00', shippingAmount: '30.00' },
          { taxAmount: '55.00' },
        ),
      },
      [
        [
          'TOTAL_UNBALANCED',
          '397.50',
          '400.00',
          '2.50',
          '0.01',
          'The invoice asks for EUR 400.00, but its parts add up to EUR 397.50 (lines 312.50, charges 30.00, tax 55.00): EUR 2.50 too much.',
          'Would match if the total were EUR 397.50.',
        ],
      ],
    ],
    [
      'two taxes that are as far off, one above and one below: the head counts',
      { invoice: bill({ grossTotal: '400.00', taxTotal: '80.00' }, { taxAmount: '95.00' }) },
      [
        [
          'TOTAL_UNBALANCED',
          '392.50',
          '400.00',
          '7.50',
          '0.01',
          'The invoice asks for EUR 400.00, but its parts add up to EUR 392.50 (lines 312.50, tax 80.00): EUR 7.50 too much.',
          'Would match if the total were EUR 392.50.',
        ],
      ],
    ],
    [
      'a credit note whose charges have their minus',
      {
        invoice: bill(
          { documentType: 'credit_note', grossTotal: '-30.00', shippingAmount: '-5.00' },
          { quantity: '-1' },
        ),
        billedBefore: [billed('5')],
      },
      [
        [
          'TOTAL_UNBALANCED',
          '17.50',
          '30.00',
          '12.50',
          '0.01',
          'The invoice asks for EUR 30.00, but its parts add up to EUR 17.50 (lines 12.50, charges 5.00, no tax stated): EUR 12.50 too much.',
          'Would match if the total were EUR 17.50.',
        ],
      ],
    ],
    [
      'no line with an amount: nothing to add up',
      {
        invoice: bill(
          { grossTotal: '5.00' },
          (({ price: _p, ...rest }) => ({ ...rest, price: undefined }))(
            invoiceLine(),
          ) as unknown as InvoiceLine,
        ),
      },
      [
        [
          'FIELD_MISSING',
          'the price of line 1',
          'none',
          null,
          null,
          'Line 1 has no price.',
          'Would be compared if line 1 had a price.',
        ],
      ],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});

describe('tax of which the total says nothing', () => {
  it('is asked for though it is not in the total', () => {
    const told = toldOn({ invoice: bill({ grossTotal: '312.50', taxTotal: '59.38' }) });
    expect(told.map(([code, expected]) => [code, expected])).toEqual([['TOTAL_UNBALANCED', '371.88']]);
  });

  it('of head and lines the one counts that fits beside the freight', () => {
    const head = { grossTotal: '400.00', taxTotal: '100.00', shippingAmount: '30.00' };
    expect(toldOn({ invoice: bill(head, { taxAmount: '55.00' }) })[0]?.[1]).toBe('397.50');
  });

  it('inside the price of one line is the tax of the total, whatever stands beside it', () => {
    const gross = { quantity: '1', price: '119.00', total: '119.00', taxes: [{ rate: '19' }] };
    const note = { kind: 'amount' as const, description: 'Rounding', price: '0', total: '0' };
    const { orderLineId: _id, ...free } = invoiceLine({ id: '12', lineNumber: '2', ...note });
    const { quantity: _quantity, ...typed } = free;
    const mixed = invoice({ grossTotal: '119.00', lines: [invoiceLine(gross), typed] });
    const orders = [order({ lines: [orderLine({ quantity: '1', price: '100.00' })] })];
    expect(verdictOn({ invoice: mixed, orders, receipts: [receipt({ quantity: '1' })] })).toEqual([
      'matched',
    ]);
  });
});

it('free goods beyond the order, which are tolerated, are no line that charges too much', () => {
  const limits = { ...STARTER_POLICY.limits, quantityOverOrdered: { mode: 'unlimited' } as const };
  const free = { quantity: '101', price: '0' };
  const orders = [
    order({
      lines: [
        orderLine({ price: '0', matchType: '2-way' }),
        orderLine({ id: '72', lineNumber: '2', matchType: '2-way' }),
      ],
    }),
  ];
  const dear = { quantity: '10', price: '12.75', orderLineId: '72' };
  const told = toldOn({
    invoice: bill({}, free, dear),
    orders,
    policy: policy({ limits, documentCap: '2.49' }),
  });
  expect(told[0]?.[5]).toMatch(/^One line is within its tolerance/);
});

describe('cash rounding', () => {
  const cash = (currency: string, grossTotal: string, price: string) =>
    verdictOn({
      invoice: bill({ currency, grossTotal }, { quantity: '1', price }),
      orders: [order({ currency, lines: [orderLine({ price })] })],
    });
  it.each<[name: string, verdict: readonly string[], expected: readonly string[]]>([
    ['99.98 francs are 100.00', cash('CHF', '100.00', '99.98'), ['within_tolerance']],
    [
      '99.975 are not: half a coin may go either way',
      cash('CHF', '100.00', '99.975'),
      ['exception', 'TOTAL_UNBALANCED'],
    ],
    ['100.02 are 100.00', cash('CHF', '100.00', '100.02'), ['within_tolerance']],
    ['100.03 are 100.05', cash('CHF', '100.05', '100.03'), ['within_tolerance']],
    ['100.03 are not 100.00', cash('CHF', '100.00', '100.03'), ['exception', 'TOTAL_UNBALANCED']],
    [
      '99.98 are not 100.01: no coin ends so',
      cash('CHF', '100.00', '99.97'),
      ['exception', 'TOTAL_UNBALANCED'],
    ],
    ['100.00 are not 100.02', cash('CHF', '100.02', '100.00'), ['exception', 'TOTAL_UNBALANCED']],
    ['euros have smaller coins', cash('EUR', '100.00', '99.98'), ['exception', 'TOTAL_UNBALANCED']],
  ])('%s', (_name, verdict, expected) => {
    expect(verdict).toEqual(expected);
  });

  it('without a currency there are no coins', () => {
    const { currency: _own, ...blank } = bill({ grossTotal: '100.00' }, { quantity: '1', price: '99.98' });
    const { currency: _its, ...bare } = order({ lines: [orderLine({ price: '99.98' })] });
    expect(verdictOn({ invoice: blank, orders: [bare] })).toEqual(['exception', 'TOTAL_UNBALANCED']);
  });
});

describe('all lines together, in the clerk’s words', () => {
  const dear = (...lines: readonly Partial<InvoiceLine>[]) =>
    bill({}, ...lines.map((line) => ({ quantity: '10', ...line })));
  it.each<Case>([
    [
      'two lines, each within its limit',
      { invoice: dear({ price: '12.75' }, { price: '12.75' }), policy: policy({ documentCap: '4.99' }) },
      [
        [
          'PRICE_OVER',
          '4.99',
          '5.00',
          '5.00',
          '4.99',
          '2 lines are each within tolerance, but together they charge EUR 5.00 too much, and EUR 4.99 is allowed per invoice.',
          'Would match if the lines together were EUR 0.01 less.',
        ],
      ],
    ],
    [
      'two lines, exactly the cap',
      { invoice: dear({ price: '12.75' }, { price: '12.75' }), policy: policy({ documentCap: '5.00' }) },
      [],
    ],
    [
      'one line alone',
      { invoice: dear({ price: '12.75' }), policy: policy({ documentCap: '2.49' }) },
      [
        [
          'PRICE_OVER',
          '2.49',
          '2.50',
          '2.50',
          '2.49',
          'One line is within its tolerance, but charges EUR 2.50 too much, and EUR 2.49 is allowed per invoice.',
          'Would match if the lines together were EUR 0.01 less.',
        ],
      ],
    ],
    [
      'a few cents above a cap of nothing',
      { invoice: dear({ price: '12.51' }), policy: policy({ documentCap: '0' }) },
      [
        [
          'PRICE_OVER',
          '0.00',
          '0.10',
          '0.10',
          '0.00',
          'One line is within its tolerance, but charges EUR 0.10 too much, and EUR 0.00 is allowed per invoice.',
          'Would match if the lines together were EUR 0.10 less.',
        ],
      ],
    ],
    [
      'a line too cheap and one at the price do not count',
      { invoice: dear({ price: '12.25' }, {}), policy: policy({ documentCap: '0' }) },
      [],
    ],
    [
      'as much for quantity as for price: the price is named',
      {
        invoice: dear(
          { quantity: '101', price: '12.50' },
          { quantity: '1', price: '12.75', orderLineId: '72' },
        ),
        orders: [
          order({
            lines: [orderLine(), orderLine({ id: '72', lineNumber: '2', quantity: '50', price: '0.25' })],
          }),
        ],
        receipts: [receipt(), receipt({ id: '92', orderLineId: '72' })],
        policy: policy({
          documentCap: '24.99',
          limits: {
            ...STARTER_POLICY.limits,
            priceOver: { mode: 'unlimited' },
            quantityOverOrdered: { mode: 'unlimited' },
            quantityOverReceived: { mode: 'unlimited' },
          },
        }),
      },
      [
        [
          'PRICE_OVER',
          '24.99',
          '25.00',
          '25.00',
          '24.99',
          '2 lines are each within tolerance, but together they charge EUR 25.00 too much, and EUR 24.99 is allowed per invoice.',
          'Would match if the lines together were EUR 0.01 less.',
        ],
      ],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });

  it('the cap is shown with what was measured', () => {
    const { variances } = matchInvoice(
      situation({ invoice: dear({ price: '12.75' }), policy: policy({ documentCap: '2.49' }) }),
    );
    expect(variances).toEqual([
      {
        kind: 'document_cap',
        expected: '0.00',
        actual: '2.50',
        difference: '2.50',
        amount: '2.50',
        percent: null,
        limit: '2.49',
        limitAmount: '2.49',
        tolerated: false,
        rule: 'base',
      },
    ]);
  });
});

describe('an order billed again', () => {
  const context: ComparisonContext = {
    invoiceId: '1',
    supplierId: '5',
    entity: undefined,
    day: undefined,
    currency: 'EUR',
    policy: policy({ orderToDateOver: { mode: 'amount', amount: '0.20' } }),
    amounts: amountReader(STARTER_POLICY, 'EUR'),
    crossReferences: [],
  };
  const toDate = (total: string, billedBefore: string, billedNow: string) => {
    const [a, b, c] = [total, billedBefore, billedNow].map((text) => decimal(text));
    const { exceptions, variances } = compareOrderToDate(
      {
        orderId: '7',
        poNumber: '4711',
        total: a,
        billedBefore: b,
        billedNow: c,
        lines: ['1'],
        earlierInvoiceIds: ['2'],
      } as OrderToDate,
      context,
    );
    return [
      ...variances.map(({ expected, actual, difference, percent, limitAmount, tolerated }) => [
        expected,
        actual,
        difference,
        percent,
        limitAmount,
        tolerated,
      ]),
      ...exceptions.map(({ breachAmount, explanation, counterfactual, sources }) => [
        breachAmount,
        explanation,
        counterfactual,
        sources,
      ]),
    ];
  };
  it.each<[name: string, told: readonly unknown[], expected: readonly unknown[]]>([
    ['to its very total', toDate('100.00', '60.00', '40.00'), []],
    [
      'as much beyond as is allowed',
      toDate('100.00', '60.00', '40.20'),
      [['100.00', '100.20', '0.20', '0.2', '0.20', true]],
    ],
    [
      'a cent beyond that',
      toDate('100.00', '60.00', '40.21'),
      [
        ['100.00', '100.21', '0.21', '0.21', '0.20', false],
        [
          '0.21',
          'All invoices on order 4711 come to EUR 100.21, EUR 0.21 more than its total of EUR 100.00, and 0.20 is allowed.',
          'Would match if this invoice were EUR 0.21 less, or the order were raised by as much.',
          ['purchase_order/7', 'invoice/2'],
        ],
      ],
    ],
    [
      'far beyond before: the breach is the order’s, as its limit is',
      toDate('100.00', '150.00', '10.00'),
      [
        ['100.00', '160.00', '60.00', '60', '0.20', false],
        [
          '60.00',
          'All invoices on order 4711 come to EUR 160.00, EUR 60.00 more than its total of EUR 100.00, and 0.20 is allowed.',
          'Would match if this invoice were EUR 10.00 less, or the order were raised by as much.',
          ['purchase_order/7', 'invoice/2'],
        ],
      ],
    ],
    ['nothing before', toDate('100.00', '0', '400.00'), []],
    [
      'half a unit before',
      toDate('100.00', '0.50', '400.00'),
      [
        ['100.00', '400.50', '300.50', '300.5', '0.20', false],
        [
          '300.50',
          'All invoices on order 4711 come to EUR 400.50, EUR 300.50 more than its total of EUR 100.00, and 0.20 is allowed.',
          'Would match if this invoice were EUR 300.50 less, or the order were raised by as much.',
          ['purchase_order/7', 'invoice/2'],
        ],
      ],
    ],
    ['less than nothing before', toDate('100.00', '-5.00', '400.00'), []],
    ['nothing now', toDate('100.00', '400.00', '0'), []],
    [
      'half a unit now',
      toDate('100.00', '400.00', '0.50'),
      [
        ['100.00', '400.50', '300.50', '300.5', '0.20', false],
        [
          '300.50',
          'All invoices on order 4711 come to EUR 400.50, EUR 300.50 more than its total of EUR 100.00, and 0.20 is allowed.',
          'Would match if this invoice were EUR 0.50 less, or the order were raised by as much.',
          ['purchase_order/7', 'invoice/2'],
        ],
      ],
    ],
  ])('%s', (_name, told, expected) => {
    expect(told).toEqual(expected);
  });
});
