// long: one list of cases in a clerk’s words, to be read from top to bottom
import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import { invoice, invoiceLine, order, orderLine, situation, toldOn } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';
import { STARTER_POLICY } from './tolerance.ts';

const goods = invoiceLine({ quantity: '100' });
function charge(description: string, total: string, change: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    id: '19',
    lineNumber: '9',
    kind: 'amount',
    description,
    price: total,
    total,
    orderId: '7',
    ...change,
  };
}
const bill = (head: Partial<Invoice>, ...lines: readonly InvoiceLine[]) =>
  invoice({ lines: [goods, ...lines], ...head });
const planned = (
  description: string,
  change: Partial<PurchaseOrderLine> = {},
  head: Partial<PurchaseOrder> = {},
) => [
  order({
    lines: [
      orderLine(),
      orderLine({
        id: '72',
        lineNumber: '2',
        kind: 'amount',
        description,
        total: '80.00',
        isReceiptRequired: false,
        ...change,
      }),
    ],
    ...head,
  }),
];
const second = (change: Partial<PurchaseOrder> = {}) =>
  order({ id: '8', poNumber: '8', lines: [orderLine({ id: '81', matchType: '2-way' })], ...change });
const onBoth = (shippingAmount: string) =>
  bill({ shippingAmount }, invoiceLine({ id: '12', lineNumber: '2', orderLineId: '81' }));

type Case = [name: string, change: Partial<MatchInput>, told: readonly (readonly (string | null)[])[]];

describe('charges, in the clerk’s words', () => {
  it.each<Case>([
    [
      'freight of 50.01',
      { invoice: bill({ shippingAmount: '50.01' }) },
      [
        [
          'FREIGHT_OVER',
          '50.00',
          '50.01',
          '50.01',
          '50.00',
          'Freight of EUR 50.01 is billed without an order line for it, and at most EUR 50.00 is allowed.',
          'Would be within tolerance with EUR 50.00 or less.',
        ],
      ],
    ],
    [
      'half a unit of handling',
      { invoice: bill({ handlingAmount: '0.50' }) },
      [
        [
          'HANDLING_OVER',
          '0.00',
          '0.50',
          '0.50',
          '0.00',
          'Handling of EUR 0.50 is billed without an order line for it, and none is allowed.',
          'Would be within tolerance with no such charge.',
        ],
      ],
    ],
    [
      'half a unit of anything else',
      { invoice: bill({ miscAmount: '0.50' }) },
      [
        [
          'MISC_CHARGE_OVER',
          '0.00',
          '0.50',
          '0.50',
          '0.00',
          'Another charge of EUR 0.50 is billed without an order line for it, and none is allowed.',
          'Would be within tolerance with no such charge.',
        ],
      ],
    ],
    [
      'freight on a line, as much again at the head',
      { invoice: bill({ shippingAmount: '25.01' }, charge('Freight', '25.00')) },
      [
        [
          'FREIGHT_OVER',
          '50.00',
          '50.01',
          '50.01',
          '50.00',
          'Freight of EUR 50.01 is billed without an order line for it, and at most EUR 50.00 is allowed.',
          'Would be within tolerance with EUR 50.00 or less.',
        ],
      ],
    ],
    [
      'two lines of freight',
      {
        invoice: bill(
          {},
          charge('Freight', '25.01'),
          charge('Fracht', '25.00', { id: '20', lineNumber: '10' }),
        ),
      },
      [
        [
          'FREIGHT_OVER',
          '50.00',
          '50.01',
          '50.01',
          '50.00',
          'Freight of EUR 50.01 is billed without an order line for it, and at most EUR 50.00 is allowed.',
          'Would be within tolerance with EUR 50.00 or less.',
        ],
      ],
    ],
    [
      'freight of 80.00 that the order foresees, and 50.01 more',
      { invoice: bill({ shippingAmount: '130.01' }), orders: planned('Freight') },
      [
        [
          'FREIGHT_OVER',
          '130.00',
          '130.01',
          '50.01',
          '50.00',
          'Freight of EUR 130.01 is billed where the order foresees EUR 80.00, and at most EUR 130.00 is allowed.',
          'Would be within tolerance with EUR 130.00 or less.',
        ],
      ],
    ],
    [
      'handling where the order foresees freight',
      { invoice: bill({ handlingAmount: '80.00' }), orders: planned('Freight') },
      [
        [
          'HANDLING_OVER',
          '0.00',
          '80.00',
          '80.00',
          '0.00',
          'Handling of EUR 80.00 is billed without an order line for it, and none is allowed.',
          'Would be within tolerance with no such charge.',
        ],
      ],
    ],
    [
      'freight where the order foresees it, which its own line bills already',
      {
        invoice: bill({ shippingAmount: '50.01' }, charge('Freight', '80.00', { orderLineId: '72' })),
        orders: planned('Freight'),
      },
      [
        [
          'FREIGHT_OVER',
          '50.00',
          '50.01',
          '50.01',
          '50.00',
          'Freight of EUR 50.01 is billed without an order line for it, and at most EUR 50.00 is allowed.',
          'Would be within tolerance with EUR 50.00 or less.',
        ],
      ],
    ],
    [
      'freight where the order’s line for it says nothing',
      {
        invoice: bill({ shippingAmount: '50.01' }),
        orders: [
          order({
            lines: [
              orderLine(),
              (({ price: _p, total: _t, ...rest }) => rest)(
                orderLine({ id: '72', kind: 'amount', description: 'Freight' }),
              ),
            ],
          }),
        ],
      },
      [
        [
          'FREIGHT_OVER',
          '50.00',
          '50.01',
          '50.01',
          '50.00',
          'Freight of EUR 50.01 is billed without an order line for it, and at most EUR 50.00 is allowed.',
          'Would be within tolerance with EUR 50.00 or less.',
        ],
      ],
    ],
    [
      'freight where the order’s line for it gives something back',
      { invoice: bill({ shippingAmount: '50.01' }), orders: planned('Freight', { total: '-80.00' }) },
      [
        [
          'FREIGHT_OVER',
          '50.00',
          '50.01',
          '50.01',
          '50.00',
          'Freight of EUR 50.01 is billed without an order line for it, and at most EUR 50.00 is allowed.',
          'Would be within tolerance with EUR 50.00 or less.',
        ],
      ],
    ],
    [
      'a cent of freight, delivered duty paid',
      { invoice: bill({ shippingAmount: '0.01' }), orders: [order({ shippingTermCode: 'DDP Hamburg' })] },
      [
        [
          'FREIGHT_OVER',
          '0.00',
          '0.01',
          '0.01',
          '0.00',
          'Freight of EUR 0.01 is billed without an order line for it, and none is allowed. By order 7 (DDP) the supplier pays it.',
          'Would be within tolerance with no such charge.',
        ],
      ],
    ],
    [
      'freight ex works, beyond what is allowed',
      {
        invoice: bill({ shippingAmount: '50.01' }),
        orders: [order({ shippingTermCode: 'Incoterms 2020: exw' })],
      },
      [
        [
          'FREIGHT_OVER',
          '50.00',
          '50.01',
          '50.01',
          '50.00',
          'Freight of EUR 50.01 is billed without an order line for it, and at most EUR 50.00 is allowed. By order 7 (EXW) we pay it, but how much was not agreed.',
          'Would be within tolerance with EUR 50.00 or less.',
        ],
      ],
    ],
    [
      'freight on two orders, one ex works and one duty paid: nothing follows',
      {
        invoice: onBoth('60.00'),
        orders: [order({ shippingTermCode: 'EXW' }), second({ shippingTermCode: 'DDP' })],
      },
      [
        [
          'FREIGHT_OVER',
          '50.00',
          '60.00',
          '60.00',
          '50.00',
          'Freight of EUR 60.00 is billed without an order line for it, and at most EUR 50.00 is allowed.',
          'Would be within tolerance with EUR 50.00 or less.',
        ],
      ],
    ],
    [
      'freight on two orders of which one says nothing',
      { invoice: onBoth('60.00'), orders: [order({ shippingTermCode: 'DDP' }), second()] },
      [
        [
          'FREIGHT_OVER',
          '50.00',
          '60.00',
          '60.00',
          '50.00',
          'Freight of EUR 60.00 is billed without an order line for it, and at most EUR 50.00 is allowed.',
          'Would be within tolerance with EUR 50.00 or less.',
        ],
      ],
    ],
    [
      'freight on two orders, both duty paid',
      {
        invoice: onBoth('60.00'),
        orders: [order({ shippingTermCode: 'DDP' }), second({ shippingTermCode: 'CIF' })],
      },
      [
        [
          'FREIGHT_OVER',
          '0.00',
          '60.00',
          '60.00',
          '0.00',
          'Freight of EUR 60.00 is billed without an order line for it, and none is allowed. By order 7 (DDP) the supplier pays it.',
          'Would be within tolerance with no such charge.',
        ],
      ],
    ],
    [
      'handling is no matter of the terms of delivery',
      { invoice: bill({ handlingAmount: '0.50' }), orders: [order({ shippingTermCode: 'DDP' })] },
      [
        [
          'HANDLING_OVER',
          '0.00',
          '0.50',
          '0.50',
          '0.00',
          'Handling of EUR 0.50 is billed without an order line for it, and none is allowed.',
          'Would be within tolerance with no such charge.',
        ],
      ],
    ],
    [
      'terms of delivery that nobody knows',
      { invoice: bill({ shippingAmount: '50.01' }), orders: [order({ shippingTermCode: 'FREI' })] },
      [
        [
          'FREIGHT_OVER',
          '50.00',
          '50.01',
          '50.01',
          '50.00',
          'Freight of EUR 50.01 is billed without an order line for it, and at most EUR 50.00 is allowed.',
          'Would be within tolerance with EUR 50.00 or less.',
        ],
      ],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});

describe('charges that are let through', () => {
  const rate = {
    ...STARTER_POLICY,
    limits: { ...STARTER_POLICY.limits, freightOver: { mode: 'rate', rate: '0.03' } as const },
  };
  const outcome = (change: Partial<MatchInput>) => {
    const { outcome, variances } = matchInvoice(situation(change));
    return [
      outcome,
      ...variances.map(({ kind, expected, actual, limitAmount }) => [kind, expected, actual, limitAmount]),
    ];
  };
  it.each<[name: string, change: Partial<MatchInput>, expected: readonly unknown[]]>([
    ['none, zero, or less', { invoice: bill({ shippingAmount: '0', handlingAmount: '-5.00' }) }, ['matched']],
    [
      '50.00 of freight',
      { invoice: bill({ shippingAmount: '50.00' }) },
      ['within_tolerance', ['freight', '0.00', '50.00', '50.00']],
    ],
    [
      'all that the order foresees',
      { invoice: bill({ shippingAmount: '80.00' }), orders: planned('Freight') },
      ['matched'],
    ],
    [
      '3 % of the goods: 37.50 of 1,250.00',
      { invoice: bill({ shippingAmount: '37.50' }), policy: rate },
      ['within_tolerance', ['freight', '0.00', '37.50', '37.50']],
    ],
    [
      'freight is no part of the goods',
      { invoice: bill({ shippingAmount: '20.00' }, charge('Freight', '17.50')), policy: rate },
      ['within_tolerance', ['freight', '0.00', '37.50', '37.50']],
    ],
    [
      'what is given back does not lessen the goods',
      {
        invoice: bill(
          { shippingAmount: '37.50' },
          invoiceLine({ id: '12', lineNumber: '2', quantity: '-10' }),
        ),
        policy: rate,
      },
      ['within_tolerance', ['freight', '0.00', '37.50', '37.50']],
    ],
    [
      'any, where there is no limit',
      {
        invoice: bill({ shippingAmount: '999.00' }),
        policy: { ...rate, limits: { ...rate.limits, freightOver: { mode: 'unlimited' } } },
      },
      ['within_tolerance', ['freight', '0.00', '999.00', null]],
    ],
    [
      'those of a credit note',
      {
        invoice: invoice({
          documentType: 'credit_note',
          shippingAmount: '999.00',
          lines: [invoiceLine({ quantity: '-1' })],
        }),
      },
      ['matched'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(outcome(change)).toEqual(expected);
  });

  it('and not a cent more than 3 % of the goods', () => {
    expect(outcome({ invoice: bill({ shippingAmount: '37.51' }), policy: rate })[0]).toBe('exception');
    const back = invoiceLine({ id: '12', lineNumber: '2', quantity: '-10' });
    expect(outcome({ invoice: bill({ shippingAmount: '37.51' }, back), policy: rate })[0]).toBe('exception');
  });
});
