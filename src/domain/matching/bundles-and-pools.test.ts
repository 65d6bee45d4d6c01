// long: one list of cases in a clerk’s words, to be read from top to bottom
import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { billed, invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';
import { STARTER_POLICY } from './tolerance.ts';

const { orderLineId: _id, ...loose } = invoiceLine({ orderId: '7' });
const bill = (...lines: readonly Partial<InvoiceLine>[]) =>
  invoice({
    lines: lines.map((each, at) => ({ ...loose, id: `${at + 11}`, lineNumber: `${at + 1}`, ...each })),
  });
const ordered = (...lines: readonly Partial<PurchaseOrderLine>[]) => [
  order({
    lines: lines.map((each, at) => orderLine({ id: `7${at + 1}`, lineNumber: `${at + 1}`, ...each })),
  }),
];
const came = (...quantities: readonly string[]) =>
  quantities.map((quantity, at) => receipt({ id: `9${at + 1}`, orderLineId: `7${at + 1}`, quantity }));
/** Outcome, codes, and where each line was put with how sure that is. */
function placed(input: Partial<MatchInput>): readonly unknown[] {
  const { outcome, exceptions, lines } = matchInvoice(situation(input));
  return [
    outcome,
    ...exceptions.map(({ code }) => code),
    ...lines.map(({ orderLineId, assignmentMargin }) => `${orderLineId} ${assignmentMargin}`),
  ];
}
const laptop = { description: 'Laptop', quantity: '5', price: '1200.00' };
const dock = { description: 'Docking station', quantity: '5', price: '180.00' };
const monitor = { description: 'Monitor', quantity: '5', price: '310.00' };
const set = (price: string) => ({ description: 'Workplace', quantity: '5', price });

describe('one line of the invoice for several of the order', () => {
  const all = { orders: ordered(laptop, dock, monitor), receipts: came('5', '5', '5') };
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly unknown[]]>([
    ['whose sum it is', { ...all, invoice: bill(set('1690.00')) }, ['matched', '71 1']],
    ['of which it is a part', { ...all, invoice: bill(set('490.00')) }, ['matched', '72 1']],
    [
      'and a cent a piece more',
      { ...all, invoice: bill(set('1690.01')) },
      ['exception', 'ITEM_UNMATCHED', 'null null'],
    ],
    [
      'of which one did not come',
      { ...all, receipts: came('5', '5', '4'), invoice: bill(set('1690.00')) },
      ['exception', 'QTY_OVER_RECEIVED', '71 1'],
    ],
    [
      'that another line bills already',
      { ...all, invoice: bill({ ...monitor }, set('1690.00')) },
      ['exception', 'ITEM_UNMATCHED', '73 1', 'null null'],
    ],
    [
      'beside one that another line bills',
      { ...all, invoice: bill({ ...monitor }, set('1380.00')) },
      ['matched', '73 1', '71 1'],
    ],
    [
      'that can be chosen in two ways: nobody knows which',
      {
        orders: ordered(laptop, dock, { ...dock, description: 'Chair' }),
        receipts: came('5', '5', '5'),
        invoice: bill(set('1380.00')),
      },
      ['exception', 'ITEM_UNMATCHED', 'null null'],
    ],
    [
      'of which one is free: that tells nothing',
      {
        orders: ordered({ ...laptop, price: '0' }, dock, monitor),
        receipts: came('5', '5', '5'),
        invoice: bill(set('490.00')),
      },
      ['matched', '72 1'],
    ],
    [
      'of which one says no price',
      {
        orders: [
          order({
            lines: [
              ...(ordered(laptop, dock)[0]?.lines ?? []),
              (({ price: _p, ...rest }) => rest)(orderLine({ ...monitor, id: '73', lineNumber: '3' })),
            ],
          }),
        ],
        receipts: came('5', '5', '5'),
        invoice: bill(set('1380.00')),
      },
      ['exception', 'ITEM_UNMATCHED', 'null null'],
    ],
    [
      'of which one needs no receipt: the others do, and they are one',
      {
        orders: ordered({ ...laptop, matchType: '2-way' }, dock),
        receipts: [],
        invoice: bill(set('1380.00')),
      },
      ['exception', 'ITEM_UNMATCHED', 'null null'],
    ],
    [
      'that all need no receipt',
      {
        orders: ordered({ ...laptop, matchType: '2-way' }, { ...dock, matchType: '2-way' }),
        receipts: [],
        invoice: bill(set('1380.00')),
      },
      ['matched', '71 1'],
    ],
    [
      'of which the policy says that one needs no receipt: the stricter holds',
      {
        orders: ordered({ ...laptop, commodity: 'Subscriptions' }, dock),
        receipts: [],
        invoice: bill(set('1380.00')),
        policy: { ...STARTER_POLICY, matchModes: { '2-way': { commodities: ['Subscriptions'] } } },
      },
      ['exception', 'RECEIPT_MISSING', '71 1'],
    ],
    [
      'worth less than one in all',
      {
        orders: ordered(
          { ...laptop, quantity: '1', price: '0.40' },
          { ...dock, quantity: '1', price: '0.60' },
        ),
        receipts: came('1', '1'),
        invoice: bill({ ...set('1.00'), quantity: '1' }),
      },
      ['matched', '71 1'],
    ],
    [
      'that another such line bills already',
      { ...all, invoice: bill(set('1380.00'), { ...set('1380.00'), description: 'Workplace B' }) },
      ['exception', 'ITEM_UNMATCHED', '71 1', 'null null'],
    ],
    [
      'freight is no such line, whatever it comes to',
      {
        ...all,
        invoice: bill(laptop, { kind: 'amount', description: 'Freight', price: '2450.00', total: '2450.00' }),
      },
      ['exception', 'FREIGHT_OVER', '71 1', 'null null'],
    ],
    [
      'that states no amount is no such line',
      { ...all, invoice: bill({ ...set('1690.00'), price: undefined as never }) },
      ['exception', 'FIELD_MISSING', 'null null'],
    ],
    [
      'that gives something back is no such line',
      { ...all, invoice: bill({ ...set('1690.00'), quantity: '-5' }) },
      ['exception', 'ITEM_UNMATCHED', 'null null'],
    ],
  ])('%s', (_name, input, expected) => {
    expect(placed(input)).toEqual(expected);
  });

  const fifteen = (count: number) => ({
    orders: ordered(
      ...Array.from({ length: count }, (_, at) => ({
        description: `Part ${String.fromCharCode(65 + at)}${at}`,
        quantity: '1',
        price: `${2 ** at * 100}`,
      })),
    ),
    receipts: came(...Array.from({ length: count }, () => '1')),
    invoice: bill({ description: 'Kit', quantity: '1', price: '300' }),
  });
  it('fourteen order lines are looked through, fifteen are not', () => {
    expect(placed(fifteen(14))).toEqual(['matched', '71 1']);
    expect(placed(fifteen(15))).toEqual(['exception', 'ITEM_UNMATCHED', 'null null']);
  });
});

describe('order lines that are the same', () => {
  const twins = ordered({ quantity: '10' }, { quantity: '10' });
  const two = { orders: twins, receipts: came('10', '10') };
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly unknown[]]>([
    ['are billed as one', { ...two, invoice: bill({ quantity: '20' }) }, ['matched', '71 1']],
    [
      'and no piece further',
      { ...two, invoice: bill({ quantity: '21' }) },
      ['exception', 'QTY_OVER_ORDERED', 'QTY_OVER_RECEIVED', '71 1'],
    ],
    [
      'the one that has just that open is named',
      { ...two, invoice: bill({ quantity: '4' }), billedBefore: [billed('6', { orderLineId: '72' })] },
      ['matched', '72 1'],
    ],
    [
      'the first of two that both have just that open',
      { ...two, invoice: bill({ quantity: '10' }) },
      ['matched', '71 1'],
    ],
    [
      'the first by its number, however they are listed',
      {
        ...two,
        orders: ordered({ quantity: '10', lineNumber: '2' }, { quantity: '10', lineNumber: '1' }),
        invoice: bill({ quantity: '10' }),
      },
      ['matched', '72 1'],
    ],
    [
      'the first by its id where they have one number',
      {
        ...two,
        orders: ordered(
          { quantity: '10', lineNumber: '1', id: '72' },
          { quantity: '10', lineNumber: '1', id: '71' },
        ),
        invoice: bill({ quantity: '10' }),
      },
      ['matched', '71 1'],
    ],
    [
      'the first that has anything open, be it half a piece',
      { ...two, invoice: bill({ quantity: '3' }), billedBefore: [billed('9.5')] },
      ['matched', '71 1'],
    ],
    [
      'a sum on what is ordered in pieces: the first that has anything open',
      {
        ...two,
        invoice: bill({ kind: 'amount', price: '25.00', total: '25.00' }),
        billedBefore: [billed('10')],
      },
      ['matched', '72 1'],
    ],
    [
      'else the first that has anything open',
      { ...two, invoice: bill({ quantity: '3' }), billedBefore: [billed('10')] },
      ['matched', '72 1'],
    ],
    [
      'else the first',
      {
        ...two,
        invoice: bill({ quantity: '3' }),
        billedBefore: [billed('10'), billed('10', { orderLineId: '72' })],
      },
      ['exception', 'QTY_OVER_ORDERED', 'QTY_OVER_RECEIVED', 'PO_AMOUNT_OVER', '71 1'],
    ],
    [
      'one that names the first draws on both beside one that names none',
      { ...two, invoice: bill({ quantity: '15', orderLineId: '71' }, { quantity: '5' }) },
      ['matched', '71 null', '71 1'],
    ],
    [
      'a line that names it alone does not',
      { ...two, invoice: bill({ quantity: '15', orderLineId: '71' }) },
      ['exception', 'QTY_OVER_ORDERED', 'QTY_OVER_RECEIVED', '71 null'],
    ],
  ])('%s', (_name, input, expected) => {
    expect(placed(input)).toEqual(expected);
  });

  it('that leave open how much was ordered are not named first', () => {
    const { quantity: _quantity, ...silent } = orderLine({ id: '71', lineNumber: '1' });
    const orders = [order({ lines: [silent, orderLine({ id: '72', lineNumber: '2', quantity: '10' })] })];
    const [line] = matchInvoice(situation({ orders, invoice: bill({ quantity: '3' }) })).lines;
    expect(line?.orderLineId).toBe('72');
    const worded = bill({ description: 'Bearing 6204 zinc' }, { description: 'Bearing 6204 steel' });
    expect(placed({ orders, invoice: worded })).toEqual([
      'exception',
      'ITEM_UNMATCHED',
      'ITEM_UNMATCHED',
      'null null',
      'null null',
    ]);
  });

  it('leave nothing to a line that names no order, beside one that bills them', () => {
    const { orderId: _order, ...nameless } = loose;
    const lines = [
      { ...loose, quantity: '15' },
      { ...nameless, id: '12', lineNumber: '2', quantity: '5' },
    ];
    expect(placed({ ...two, invoice: invoice({ lines }) })).toEqual([
      'exception',
      'ITEM_UNMATCHED',
      '71 1',
      'null null',
    ]);
  });

  const different: readonly (readonly [string, Partial<PurchaseOrderLine>])[] = [
    ['price', { price: '12.60' }],
    ['unit', { unitOfMeasure: 'CS' }],
    ['currency', { currency: 'USD' }],
    ['way of matching', { matchType: '2-way' }],
    ['need of a receipt', { isReceiptRequired: false }],
    ['account', { accountCode: '4711' }],
    ['commodity', { commodity: 'Bearings' }],
    ['part number', { partNumber: 'B-6204' }],
    ['item', { itemId: '4' }],
  ];
  it.each(different)('are not where their %s differs', (_name, change) => {
    const input = {
      orders: ordered({ quantity: '10' }, { quantity: '10', ...change }),
      receipts: came('10', '10'),
    };
    const { outcome } = matchInvoice(situation({ ...input, invoice: bill({ quantity: '15' }) }));
    expect(outcome).toBe('exception');
  });

  it('are however price and words are typed', () => {
    const orders = ordered(
      { quantity: '10' },
      { quantity: '10', price: '12.500', description: ' bearing  6204', unitOfMeasure: 'ea' },
    );
    expect(placed({ orders, receipts: came('10', '10'), invoice: bill({ quantity: '20' }) })).toEqual([
      'matched',
      '71 1',
    ]);
  });
});

describe('which line of the order is meant', () => {
  const pair = ordered(
    { description: 'Bolt M8', partNumber: 'A-1', quantity: '10', price: '2.00' },
    { description: 'Bolt M8', partNumber: 'A-2', quantity: '20', price: '3.00' },
  );
  const both = { orders: pair, receipts: came('10', '20') };
  const bolt = { description: 'Bolt M8', quantity: '10', price: '2.00' };
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly unknown[]]>([
    [
      'the one that another line bills too, rather than a poor second',
      {
        orders: ordered(
          { quantity: '5', price: '1000.00' },
          { quantity: '10', price: '12.50', commodity: 'Small' },
        ),
        receipts: came('5', '10'),
        invoice: bill({ quantity: '3', price: '1000.00' }, { quantity: '2', price: '1020.00' }),
      },
      ['within_tolerance', '71 1', expect.stringMatching(/^71 /)],
    ],
    [
      'and none where that line has no room left',
      {
        orders: ordered(
          { quantity: '5', price: '1000.00' },
          { quantity: '10', price: '12.50', commodity: 'Small' },
        ),
        receipts: came('5', '10'),
        invoice: bill({ quantity: '3', price: '1000.00' }, { quantity: '3', price: '1020.00' }),
      },
      ['exception', 'ITEM_UNMATCHED', '71 1', 'null null'],
    ],
    [
      'the one with its part number',
      { ...both, invoice: bill({ ...bolt, partNumber: 'a 2', price: '3.00' }) },
      ['matched', '72 1'],
    ],
    [
      'the one with its part number, where nobody has its item',
      { ...both, invoice: bill({ ...bolt, itemId: '99', partNumber: 'a 2', price: '3.00' }) },
      ['matched', '72 1'],
    ],
    [
      'the one of freight that it is, worded otherwise',
      {
        orders: ordered(
          { ...bolt },
          { kind: 'amount', description: 'Freight charges', price: '95.00', total: '95.00' },
        ),
        receipts: [...came('10'), receipt({ id: '99', orderLineId: '72', amount: '95.00' })],
        invoice: bill(bolt, { kind: 'amount', description: 'Freight', price: '95.00', total: '95.00' }),
      },
      ['matched', '71 1', expect.stringMatching(/^72 /)],
    ],
    [
      'none of goods for freight, though words, price and quantity are nearly the same',
      {
        orders: ordered(bolt, { description: 'Nut' }),
        receipts: came('10'),
        invoice: bill({ ...bolt, description: 'Bolt M8 freight' }),
      },
      ['within_tolerance', 'null null'],
    ],
    ['the one with its price', { ...both, invoice: bill({ ...bolt, price: '3.00' }) }, ['matched', '72 1']],
    [
      'of two at its price the one with its quantity',
      {
        orders: ordered({ ...bolt, accountCode: '1' }, { ...bolt, accountCode: '2', quantity: '7' }),
        receipts: came('10', '7'),
        invoice: bill({ ...bolt, quantity: '7' }),
      },
      ['matched', '72 1'],
    ],
    [
      'none of two at its price with its quantity',
      {
        orders: ordered({ ...bolt, accountCode: '1' }, { ...bolt, accountCode: '2' }),
        receipts: came('10', '10'),
        invoice: bill(bolt),
      },
      ['exception', 'ITEM_UNMATCHED', 'null null'],
    ],
    [
      'none with another part number, though words and price are the same',
      {
        orders: ordered({ ...bolt, partNumber: 'A-1' }, { description: 'Nut' }),
        receipts: came('10'),
        invoice: bill({ ...bolt, partNumber: 'Z-9' }),
      },
      ['exception', 'ITEM_UNMATCHED', 'null null'],
    ],
    [
      'the one with its item, before any words',
      {
        orders: ordered({ ...bolt, itemId: '4', description: 'Screw' }, { ...bolt, itemId: '5' }),
        receipts: came('10', '10'),
        invoice: bill({ ...bolt, itemId: '4' }),
      },
      ['matched', '71 1'],
    ],
    [
      'none for the second of two that both want it and bill more than is open',
      {
        orders: ordered({ ...bolt, quantity: '10' }),
        receipts: came('10'),
        invoice: bill(
          { ...bolt, description: 'Bolt M8 zinc', quantity: '6' },
          { ...bolt, description: 'Bolt M8 steel', quantity: '6' },
        ),
      },
      ['exception', 'ITEM_UNMATCHED', 'ITEM_UNMATCHED', 'null null', 'null null'],
    ],
    [
      'one for two that together bill just what is open',
      {
        orders: ordered({ ...bolt, quantity: '12' }),
        receipts: came('12'),
        invoice: bill(
          { ...bolt, description: 'Bolt M8 zinc', quantity: '6' },
          { ...bolt, description: 'Bolt M8 steel', quantity: '6' },
        ),
      },
      ['matched', expect.stringMatching(/^71 /), expect.stringMatching(/^71 /)],
    ],
  ])('%s', (_name, input, expected) => {
    expect(placed(input)).toEqual(expected);
  });
});
