// long: one table of the accounts between the two sides, to be read from top to bottom
import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { indexOrders } from './assignment.ts';
import { type EarlierMoney, earlierMoney } from './kept-back.ts';
import type { EarlierBilling } from './order-line-standing.ts';
import { billed, invoice, invoiceLine, order, orderLine, toldOn, verdictOn } from './situation.test-data.ts';
import type { MatchInput } from './three-way-match.ts';

/** A line of a sum that names only the order. */
function account(description: string, total: string, change: Partial<InvoiceLine> = {}): InvoiceLine {
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
const bill = (...lines: readonly InvoiceLine[]) => invoice({ lines });
const goods = (quantity = '25', change: Partial<InvoiceLine> = {}) => invoiceLine({ quantity, ...change });
const earlier = (
  type: EarlierMoney['type'],
  amount: string,
  change: Partial<EarlierMoney> = {},
): EarlierMoney => ({
  invoiceId: '2',
  orderIds: ['7'],
  type,
  amount,
  ...change,
});

type Case = [name: string, change: Partial<MatchInput>, told: readonly (readonly (string | null)[])[]];

describe('a deposit that was paid', () => {
  const paid = { earlierMoney: [earlier('deposit', '100.00')] };
  it.each<Case>([
    [
      'and that the goods forget',
      { invoice: bill(goods()), ...paid },
      [
        [
          'PREPAY_OPEN',
          '100.00',
          '0.00',
          '100.00',
          null,
          'EUR 100.00 were billed in advance on the order, and the invoice deducts nothing of it.',
          'Would match if it deducted EUR 100.00.',
        ],
      ],
    ],
    [
      'and that comes to more than the goods',
      { invoice: bill(goods('4')), ...paid },
      [
        [
          'PREPAY_OPEN',
          '100.00',
          '0.00',
          '50.00',
          null,
          'EUR 100.00 were billed in advance on the order, and the invoice deducts nothing of it.',
          'Would match if it deducted EUR 50.00.',
        ],
      ],
    ],
    ['deducted in full', { invoice: bill(goods('100'), account('Less deposit', '-100.00')), ...paid }, []],
    [
      'deducted but for a cent with the last of the goods',
      { invoice: bill(goods('100'), account('Less deposit', '-99.99')), ...paid },
      [
        [
          'PREPAY_OPEN',
          '100.00',
          '99.99',
          '0.01',
          null,
          'EUR 100.00 were billed in advance on the order, and the invoice deducts only EUR 99.99.',
          'Would match if it deducted EUR 0.01 more.',
        ],
      ],
    ],
    [
      'deducted in part with a part of the goods',
      { invoice: bill(goods('99'), account('Less deposit', '-0.50')), ...paid },
      [],
    ],
    [
      'deducted in part with the rest of the goods',
      {
        invoice: bill(goods('60'), account('Less deposit', '-50.00')),
        billedBefore: [billed('40')],
        ...paid,
      },
      [
        [
          'PREPAY_OPEN',
          '100.00',
          '50.00',
          '50.00',
          null,
          'EUR 100.00 were billed in advance on the order, and the invoice deducts only EUR 50.00.',
          'Would match if it deducted EUR 50.00 more.',
        ],
      ],
    ],
    [
      'deducted in part with two lines that are the rest of the goods',
      {
        invoice: bill(
          goods('60'),
          goods('40', { id: '12', lineNumber: '2' }),
          account('Less deposit', '-50.00'),
        ),
        ...paid,
      },
      [
        [
          'PREPAY_OPEN',
          '100.00',
          '50.00',
          '50.00',
          null,
          'EUR 100.00 were billed in advance on the order, and the invoice deducts only EUR 50.00.',
          'Would match if it deducted EUR 50.00 more.',
        ],
      ],
    ],
    [
      'deducted in part with the last of the goods, billed by the crate of 10',
      {
        invoice: bill(
          goods('10', { unitOfMeasure: 'CS', price: '125.00' }),
          account('Less deposit', '-50.00'),
        ),
        conversions: [{ from: 'CS', to: 'EA', factor: '10' }],
        ...paid,
      },
      [
        [
          'PREPAY_OPEN',
          '100.00',
          '50.00',
          '50.00',
          null,
          'EUR 100.00 were billed in advance on the order, and the invoice deducts only EUR 50.00.',
          'Would match if it deducted EUR 50.00 more.',
        ],
      ],
    ],
    [
      'deducted in part with a part of the goods, billed by the crate of 10',
      {
        invoice: bill(
          goods('9', { unitOfMeasure: 'CS', price: '125.00' }),
          account('Less deposit', '-50.00'),
        ),
        conversions: [{ from: 'CS', to: 'EA', factor: '10' }],
        ...paid,
      },
      [],
    ],
    [
      'deducted in part, one of two order lines not billed in full',
      {
        invoice: bill(
          goods('100'),
          goods('5', { id: '12', lineNumber: '2', orderLineId: '72' }),
          account('Less deposit', '-50.00'),
        ),
        orders: [
          order({ lines: [orderLine(), orderLine({ id: '72', lineNumber: '2', matchType: '2-way' })] }),
        ],
        ...paid,
      },
      [],
    ],
    [
      'deducted in part from the last of a sum',
      {
        invoice: bill(
          account('Consulting', '100.00', { orderLineId: '71', id: '11', lineNumber: '1' }),
          account('Less deposit', '-50.00'),
        ),
        orders: [
          order({
            lines: [
              orderLine({
                kind: 'amount',
                description: 'Consulting',
                total: '100.00',
                isReceiptRequired: false,
              }),
            ],
          }),
        ],
        ...paid,
      },
      [
        [
          'PREPAY_OPEN',
          '100.00',
          '50.00',
          '50.00',
          null,
          'EUR 100.00 were billed in advance on the order, and the invoice deducts only EUR 50.00.',
          'Would match if it deducted EUR 50.00 more.',
        ],
      ],
    ],
    [
      'on another order',
      { invoice: bill(goods()), earlierMoney: [earlier('deposit', '100.00', { orderIds: ['8'] })] },
      [],
    ],
    [
      'on this and another order',
      { invoice: bill(goods()), earlierMoney: [earlier('deposit', '100.00', { orderIds: ['8', '7'] })] },
      [
        [
          'PREPAY_OPEN',
          '100.00',
          '0.00',
          '100.00',
          null,
          'EUR 100.00 were billed in advance on the order, and the invoice deducts nothing of it.',
          'Would match if it deducted EUR 100.00.',
        ],
      ],
    ],
    [
      'and deducted before',
      { invoice: bill(goods()), earlierMoney: [earlier('deposit', '100.00'), earlier('deposit', '-100.00')] },
      [],
    ],
    [
      'of which a cent is left',
      { invoice: bill(goods()), earlierMoney: [earlier('deposit', '100.00'), earlier('deposit', '-99.99')] },
      [
        [
          'PREPAY_OPEN',
          '0.01',
          '0.00',
          '0.01',
          null,
          'EUR 0.01 were billed in advance on the order, and the invoice deducts nothing of it.',
          'Would match if it deducted EUR 0.01.',
        ],
      ],
    ],
    [
      'is no concern of a credit note',
      {
        invoice: { ...bill(goods('-1')), documentType: 'credit_note' },
        billedBefore: [billed('5')],
        ...paid,
      },
      [],
    ],
    [
      'nor of a line that only gives back',
      { invoice: bill(goods('-1')), billedBefore: [billed('5')], ...paid },
      [],
    ],
    [
      'nor of a further deposit with goods',
      { invoice: bill(goods(), account('Deposit', '0.50')), ...paid },
      [],
    ],
    [
      'retention is no deposit',
      { invoice: bill(goods()), earlierMoney: [earlier('retainage', '-100.00')] },
      [],
    ],
    [
      'on the order line itself, by its price and quantity',
      { invoice: bill(goods()), billedBefore: [billed('2', { description: 'Deposit', price: '50.00' })] },
      [
        [
          'PREPAY_OPEN',
          '100.00',
          '0.00',
          '100.00',
          null,
          'EUR 100.00 were billed in advance on the order, and the invoice deducts nothing of it.',
          'Would match if it deducted EUR 100.00.',
        ],
      ],
    ],
    [
      'on the order line itself, as a sum',
      {
        invoice: bill(goods()),
        billedBefore: [
          billed('2', { description: 'Deposit', amount: '100.00' }),
          billed('5', { invoiceId: '3', description: 'Bearing 6204' }),
        ],
      },
      [
        [
          'PREPAY_OPEN',
          '100.00',
          '0.00',
          '100.00',
          null,
          'EUR 100.00 were billed in advance on the order, and the invoice deducts nothing of it.',
          'Would match if it deducted EUR 100.00.',
        ],
      ],
    ],
    [
      'that was ordered as such is goods like any other',
      {
        invoice: bill(goods()),
        orders: [
          order({ lines: [orderLine(), orderLine({ id: '72', lineNumber: '2', description: 'Deposit' })] }),
        ],
        billedBefore: [billed('2', { orderLineId: '72', description: 'Deposit' })],
      },
      [],
    ],
    [
      'on a line of another order',
      {
        invoice: bill(goods()),
        orders: [order(), order({ id: '8', poNumber: '8', lines: [orderLine({ id: '81' })] })],
        billedBefore: [
          billed('2', { orderLineId: '81', description: 'Deposit' }),
          billed('2', { orderLineId: '99', description: 'Deposit' }),
        ],
      },
      [],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});

describe('a deposit of which a part is deducted', () => {
  const paid = { earlierMoney: [earlier('deposit', '100.00')] };
  const half = account('Less deposit', '-50.00');
  const codes = (change: Partial<MatchInput>) => toldOn({ ...paid, ...change }).map(([code]) => code);

  // 100 bearings billed in full here; of the second order line, ten at 12.50, as much is billed as a case says.
  const withRest = (rest: Partial<PurchaseOrderLine>, before: readonly EarlierBilling[] = []) =>
    codes({
      invoice: bill(goods('100'), half),
      orders: [
        order({ lines: [orderLine(), orderLine({ id: '72', lineNumber: '2', quantity: '10', ...rest })] }),
      ],
      billedBefore: before,
    });
  const ofRest = (quantity: string, change: Partial<EarlierBilling> = {}) =>
    billed(quantity, { orderLineId: '72', invoiceId: '3', ...change });
  it.each<[name: string, codes: readonly unknown[], expected: readonly string[]]>([
    ['another line of the order is still to come', withRest({}), []],
    ['a piece of another line is still to come', withRest({}, [ofRest('9')]), []],
    ['the other line was billed in full before', withRest({}, [ofRest('10')]), ['PREPAY_OPEN']],
    ['and cheaper than ordered', withRest({}, [ofRest('10', { price: '12.00' })]), ['PREPAY_OPEN']],
    [
      'by a sum, all of it',
      withRest({}, [ofRest('0', { quantity: null, amount: '125.00' })]),
      ['PREPAY_OPEN'],
    ],
    ['by a sum, but for a cent', withRest({}, [ofRest('0', { quantity: null, amount: '124.99' })]), []],
    [
      'in crates that are worth it',
      withRest({}, [ofRest('1', { unitOfMeasure: 'CS', price: '125.00' })]),
      ['PREPAY_OPEN'],
    ],
    [
      'what was billed on it is another deposit',
      withRest({}, [ofRest('10', { description: 'Deposit', amount: '0.00' })]),
      [],
    ],
    [
      'nobody can bill the other line any more',
      withRest({ status: 'soft_closed_for_invoicing' }),
      ['PREPAY_OPEN'],
    ],
    ['the other line was the deposit itself', withRest({ description: 'Deposit' }), ['PREPAY_OPEN']],
    [
      'the other line is a sum of which half is billed',
      withRest({ kind: 'amount', total: '100.00' }, [ofRest('0', { quantity: null, amount: '50.00' })]),
      [],
    ],
    [
      'the other line is a sum that is billed',
      withRest({ kind: 'amount', total: '100.00' }, [ofRest('0', { quantity: null, amount: '100.00' })]),
      ['PREPAY_OPEN'],
    ],
  ])('and %s', (_name, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('is no concern of a credit note, though a line of it bills', () => {
    const lines = [goods('100'), goods('-1', { id: '12', lineNumber: '2' })];
    const note = invoice({ documentType: 'credit_note', lines });
    expect(codes({ invoice: note })).not.toContain('PREPAY_OPEN');
  });

  it('is not settled by goods of which nobody says how many were ordered', () => {
    const { quantity: _quantity, ...blank } = orderLine({ matchType: 'none' });
    const orders = [order({ lines: [blank] })];
    expect(codes({ invoice: bill(goods('100'), half), orders })).toEqual([]);
  });

  it('is not settled by goods in a unit that nobody knows', () => {
    const orders = [order({ lines: [orderLine({ matchType: 'none' })] })];
    const crate = goods('1', { unitOfMeasure: 'CS' });
    expect(codes({ invoice: bill(crate, half), orders, billedBefore: [billed('99')] })).toEqual([]);
  });
});

describe('a deposit that is asked for', () => {
  const worth = [order({ lines: [orderLine({ quantity: '10', price: '100.00' })] })];
  const asking = (amount: string, change: Partial<MatchInput> = {}) => ({
    invoice: bill(account('Deposit 30 %', amount)),
    orders: worth,
    ...change,
  });
  it.each<Case>([
    ['up to all that was ordered', asking('1000.00'), []],
    [
      'a cent more than was ordered',
      asking('1000.01'),
      [
        [
          'PO_AMOUNT_OVER',
          '1000.00',
          '1000.01',
          '0.01',
          '0.00',
          'EUR 1,000.01 are billed in advance, and EUR 1,000.00 of the order are not billed yet.',
          'Would match if the deposit were EUR 1,000.00 or less.',
        ],
      ],
    ],
    [
      'with half of the order billed',
      asking('500.00', { billedBefore: [billed('5', { price: '100.00' })] }),
      [],
    ],
    [
      'with half of the order billed, a cent more',
      asking('500.01', { billedBefore: [billed('5', { price: '100.00' })] }),
      [
        [
          'PO_AMOUNT_OVER',
          '500.00',
          '500.01',
          '0.01',
          '0.00',
          'EUR 500.01 are billed in advance, and EUR 500.00 of the order are not billed yet.',
          'Would match if the deposit were EUR 500.00 or less.',
        ],
      ],
    ],
    [
      'with a deposit of 400.00 before',
      asking('600.00', { earlierMoney: [earlier('deposit', '400.00')] }),
      [],
    ],
    [
      'with a deposit of 400.00 before, a cent more',
      asking('600.01', { earlierMoney: [earlier('deposit', '400.00')] }),
      [
        [
          'PO_AMOUNT_OVER',
          '600.00',
          '600.01',
          '0.01',
          '0.00',
          'EUR 600.01 are billed in advance, and EUR 600.00 of the order are not billed yet.',
          'Would match if the deposit were EUR 600.00 or less.',
        ],
      ],
    ],
    [
      'with a deposit of 400.00 on the order line before, a cent more',
      asking('600.01', { billedBefore: [billed('1', { description: 'Deposit', amount: '400.00' })] }),
      [
        [
          'PO_AMOUNT_OVER',
          '600.00',
          '600.01',
          '0.01',
          '0.00',
          'EUR 600.01 are billed in advance, and EUR 600.00 of the order are not billed yet.',
          'Would match if the deposit were EUR 600.00 or less.',
        ],
      ],
    ],
    [
      'where more was billed than ordered',
      asking('0.50', { billedBefore: [billed('11', { price: '100.00' })] }),
      [
        [
          'PO_AMOUNT_OVER',
          '0.00',
          '0.50',
          '0.50',
          '0.00',
          'EUR 0.50 are billed in advance, and EUR 0.00 of the order are not billed yet.',
          'Would match if the deposit were EUR 0.00 or less.',
        ],
      ],
    ],
    [
      'what another order was billed is its own',
      asking('1000.00', { billedBefore: [billed('5', { orderLineId: '99', price: '100.00' })] }),
      [],
    ],
    [
      'where one line of the order does not say what it is worth',
      asking('0.50', {
        orders: [
          order({
            lines: [
              orderLine(),
              (({ price: _price, ...rest }) => rest)(orderLine({ id: '72', lineNumber: '2' })),
            ],
          }),
        ],
      }),
      [
        [
          'PO_AMOUNT_OVER',
          '0.00',
          '0.50',
          '0.50',
          '0.00',
          'EUR 0.50 are billed in advance, and EUR 0.00 of the order are not billed yet.',
          'Would match if the deposit were EUR 0.00 or less.',
        ],
      ],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});

describe('retention that is released', () => {
  const released = (amount: string, kept: readonly EarlierMoney[]) => ({
    invoice: bill(account('Release of retention', amount)),
    earlierMoney: kept,
  });
  it.each<Case>([
    [
      'as much as was kept back',
      released('100.00', [earlier('retainage', '-60.00'), earlier('retainage', '-40.00')]),
      [],
    ],
    [
      'a cent more than was kept back',
      released('100.01', [earlier('retainage', '-100.00')]),
      [
        [
          'LINE_AMOUNT_OVER',
          '100.00',
          '100.01',
          '0.01',
          '0.00',
          'The invoice asks for EUR 100.01 that were kept back, and only EUR 100.00 were.',
          'Would match if it asked for EUR 100.00 of retention.',
        ],
      ],
    ],
    [
      'half a unit more than nothing',
      released('0.50', []),
      [
        [
          'LINE_AMOUNT_OVER',
          '0.00',
          '0.50',
          '0.50',
          '0.00',
          'The invoice asks for EUR 0.50 that were kept back, and nothing is known to have been.',
          'Would match if it asked for EUR 0.00 of retention.',
        ],
      ],
    ],
    [
      'after it was released before',
      released('0.50', [earlier('retainage', '-100.00'), earlier('retainage', '100.00')]),
      [
        [
          'LINE_AMOUNT_OVER',
          '0.00',
          '0.50',
          '0.50',
          '0.00',
          'The invoice asks for EUR 0.50 that were kept back, and nothing is known to have been.',
          'Would match if it asked for EUR 0.00 of retention.',
        ],
      ],
    ],
    [
      'after more was released than kept',
      released('0.50', [earlier('retainage', '1.00')]),
      [
        [
          'LINE_AMOUNT_OVER',
          '0.00',
          '0.50',
          '0.50',
          '0.00',
          'The invoice asks for EUR 0.50 that were kept back, and nothing is known to have been.',
          'Would match if it asked for EUR 0.00 of retention.',
        ],
      ],
    ],
    [
      'of which half a unit is left',
      released('0.51', [earlier('retainage', '-0.50')]),
      [
        [
          'LINE_AMOUNT_OVER',
          '0.50',
          '0.51',
          '0.01',
          '0.00',
          'The invoice asks for EUR 0.51 that were kept back, and only EUR 0.50 were.',
          'Would match if it asked for EUR 0.50 of retention.',
        ],
      ],
    ],
    ['kept back now', { invoice: bill(goods(), account('Retention 10 %', '-31.25')) }, []],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});

it('deposits and retention change nothing where there are none', () => {
  const plain: EarlierBilling[] = [
    billed('10', { description: 'Bearing 6204' }),
    billed('10', { invoiceId: '3' }),
  ];
  expect(verdictOn({ billedBefore: plain })).toEqual(['matched']);
});

describe('what earlier invoices billed in advance or kept back', () => {
  const index = indexOrders([
    order({ lines: [orderLine(), orderLine({ id: '72', lineNumber: '2', description: 'Deposit' })] }),
    order({ id: '8', poNumber: 'P-8', lines: [orderLine({ id: '81' })] }),
  ]);
  const money = (lines: readonly InvoiceLine[], change: Partial<Invoice> = {}) =>
    earlierMoney([invoice({ id: '2', status: 'approved', lines, ...change })], index);
  const { orderId: _order, ...loose } = account('Deposit', '100.00');

  it.each<[name: string, found: readonly EarlierMoney[], expected: readonly EarlierMoney[]]>([
    [
      'stands with the order that its line names',
      money([account('Deposit', '100.00')]),
      [{ invoiceId: '2', orderIds: ['7'], type: 'deposit', amount: '100' }],
    ],
    [
      'with the order whose number it names',
      money([{ ...loose, poNumber: 'P-8' }]),
      [{ invoiceId: '2', orderIds: ['8'], type: 'deposit', amount: '100' }],
    ],
    [
      'with the order whose line it names',
      money([{ ...loose, orderLineId: '81' }]),
      [{ invoiceId: '2', orderIds: ['8'], type: 'deposit', amount: '100' }],
    ],
    [
      'with all orders of the invoice where it names none',
      money([loose, goods(), goods('1', { orderLineId: '81' })]),
      [{ invoiceId: '2', orderIds: ['7', '8'], type: 'deposit', amount: '100' }],
    ],
    [
      'with none where nothing names one',
      money([loose]),
      [{ invoiceId: '2', orderIds: [], type: 'deposit', amount: '100' }],
    ],
    [
      'with none that nobody knows',
      money([{ ...loose, poNumber: 'P-9' }]),
      [{ invoiceId: '2', orderIds: [], type: 'deposit', amount: '100' }],
    ],
    ['not where it was ordered as such', money([{ ...loose, orderLineId: '72' }]), []],
    [
      'and is retention by its words',
      money([account('Sicherheitseinbehalt', '-10.00')]),
      [{ invoiceId: '2', orderIds: ['7'], type: 'retainage', amount: '-10' }],
    ],
    ['not goods, not freight', money([goods(), account('Freight', '5.00')]), []],
    [
      'not where it says no amount',
      money([(({ total: _t, price: _p, ...rest }) => rest)(account('Deposit', '1'))]),
      [],
    ],
    [
      'not of an invoice that claims nothing any more',
      money([account('Deposit', '100.00')], { status: 'Voided' }),
      [],
    ],
  ])('%s', (_name, found, expected) => {
    expect(found).toEqual(expected);
  });
});
