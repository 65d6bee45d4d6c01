import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import { billed, invoice, invoiceLine, order, orderLine, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

// One supplier, several open orders: 7 for bearings (100 at 12.50), 8 for chairs (4 at 180.00). The invoice names none.

const { orderLineId: _id, ...loose } = invoiceLine();
const bearings: Partial<InvoiceLine> = {};
const chairs: Partial<InvoiceLine> = { description: 'Office chair', quantity: '4', price: '180.00' };
const nameless = (lines: readonly Partial<InvoiceLine>[], change: Partial<Invoice> = {}) =>
  invoice({
    lines: lines.map((each, at) => ({ ...loose, id: `${at + 11}`, lineNumber: `${at + 1}`, ...each })),
    ...change,
  });
const open = (
  id: string,
  line: Partial<PurchaseOrderLine> = {},
  change: Partial<PurchaseOrder> = {},
): PurchaseOrder => order({ id, poNumber: id, lines: [orderLine({ id: `${id}1`, ...line })], ...change });
const chairOrder = (id: string, change: Partial<PurchaseOrder> = {}) =>
  open(id, { description: 'Office chair', quantity: '4', price: '180.00' }, change);

function told(input: Partial<MatchInput>): readonly unknown[] {
  const { outcome, primary, lines, exceptions } = matchInvoice(situation({ receipts: [], ...input }));
  const missing = exceptions.find(({ code }) => code === 'PO_MISSING');
  return [outcome, primary, lines.map(({ orderLineId }) => orderLineId).join(' '), missing?.explanation];
}
const NOTHING = ['exception', 'PO_MISSING', ' ', 'The invoice names no purchase order.'];
const TOGETHER =
  "The invoice names no purchase order; of the supplier's open orders only 7 and 8 together fit its lines.";

describe('an invoice over several open orders that names none', () => {
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly unknown[]]>([
    [
      'is proposed on the orders that each line fits',
      { invoice: nameless([bearings, chairs]), orders: [open('7'), chairOrder('8')] },
      ['exception', 'PO_MISSING', '71 81', TOGETHER],
    ],
    [
      'and on no others, though there are others',
      {
        invoice: nameless([bearings, chairs]),
        orders: [open('7'), chairOrder('8'), open('9', { description: 'Ladder', price: '75.00' })],
      },
      ['exception', 'PO_MISSING', '71 81', TOGETHER],
    ],
    [
      'not where one line fits two of them',
      { invoice: nameless([bearings, chairs]), orders: [open('7'), chairOrder('8'), chairOrder('9')] },
      NOTHING,
    ],
    [
      'not where one line fits none',
      {
        invoice: nameless([bearings, chairs, { description: 'Ladder', price: '75.00', quantity: '1' }]),
        orders: [open('7'), chairOrder('8')],
      },
      ['exception', 'PO_MISSING', '  ', 'The invoice names no purchase order.'],
    ],
    [
      'not where a chair more is billed than is open',
      {
        invoice: nameless([bearings, { ...chairs, quantity: '5' }]),
        orders: [open('7'), chairOrder('8')],
      },
      NOTHING,
    ],
    [
      'not on an order that is billed in full',
      {
        invoice: nameless([bearings, chairs]),
        orders: [open('7'), chairOrder('8')],
        billedBefore: [billed('4', { orderLineId: '81', price: '180.00' })],
      },
      NOTHING,
    ],
    [
      'not on the order of another supplier',
      {
        invoice: nameless([bearings, chairs]),
        orders: [open('7'), chairOrder('8', { supplierId: '6' })],
      },
      NOTHING,
    ],
    [
      'not on an order that is closed',
      { invoice: nameless([bearings, chairs]), orders: [open('7'), chairOrder('8', { status: 'closed' })] },
      NOTHING,
    ],
  ])('%s', (_name, input, expected) => {
    expect(told(input)).toEqual(expected);
  });

  it('says how it would be compared, and names both orders as its sources', () => {
    const input = situation({
      invoice: nameless([bearings, chairs]),
      orders: [open('7'), chairOrder('8')],
      receipts: [],
    });
    expect(matchInvoice(input).exceptions[0]).toMatchObject({
      counterfactual: 'Would be compared with orders 7 and 8 if its lines named them.',
      sources: ['invoice/1', 'purchase_order/7', 'purchase_order/8'],
    });
    expect(matchInvoice(input).payableNow).toBe('0.00');
  });
});

describe('one sum over several open orders', () => {
  const sumOf = (total: string, change: Partial<Invoice> = {}) =>
    nameless([{ kind: 'amount', description: 'As ordered', price: total, total }], change);
  /** Open for 100.00, 200.00, 950.00 and so on, each on goods of their own. */
  const worth = (...prices: readonly string[]) =>
    prices.map((price, at) => open(`${at + 7}`, { description: `Goods ${at}`, quantity: '1', price }));
  const { quantity: _q, ...silent } = orderLine({ id: '81', description: 'Goods', price: '200' });
  const { price: _p, ...priceless } = orderLine({ id: '81', description: 'Goods', quantity: '1' });
  const says = (change: Partial<MatchInput>) => told(change).slice(1);
  const none = ['PO_MISSING', '', 'The invoice names no purchase order.'];
  const both = [
    'PO_MISSING',
    '',
    'The invoice names no purchase order, and orders 7 and 8 together are open for exactly what it bills.',
  ];
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly unknown[]]>([
    ['is told which orders make it', { invoice: sumOf('300.00'), orders: worth('100', '200', '950') }, both],
    ['not a cent beside it', { invoice: sumOf('300.01'), orders: worth('100', '200', '950') }, none],
    [
      'not where two choices make it',
      { invoice: sumOf('300.00'), orders: worth('100', '200', '50', '250') },
      none,
    ],
    [
      'not where one order alone makes it too',
      { invoice: sumOf('300.00'), orders: worth('100', '200', '300') },
      none,
    ],
    [
      'by what is still open',
      {
        invoice: sumOf('300.00'),
        orders: worth('100', '500'),
        billedBefore: [billed('0.6', { orderLineId: '81', price: '500' })],
      },
      both,
    ],
    ['in cents', { invoice: sumOf('0.30'), orders: worth('0.10', '0.20') }, both],
    [
      'by sums that were ordered as such, less what was billed of one',
      {
        invoice: sumOf('300.00'),
        orders: [
          open('7', { kind: 'amount', description: 'Advice', price: '100', total: '100' }),
          open('8', { kind: 'amount', description: 'Training', price: '500', total: '500' }),
        ],
        billedBefore: [billed('0', { orderLineId: '81', quantity: null, amount: '300.00' })],
      },
      both,
    ],
    [
      'without what was billed beyond an order',
      {
        invoice: sumOf('300.00'),
        orders: worth('100', '200', '40'),
        billedBefore: [billed('2', { orderLineId: '91', price: '40' })],
      },
      both,
    ],
    [
      'not by an order that does not say how much was ordered',
      {
        invoice: sumOf('300.00'),
        orders: [...worth('100'), order({ id: '8', poNumber: '8', lines: [silent] })],
      },
      none,
    ],
    [
      'not by an order that does not say a price',
      {
        invoice: sumOf('300.00'),
        orders: [...worth('100'), order({ id: '8', poNumber: '8', lines: [priceless] })],
      },
      none,
    ],
    [
      'not with a fifteenth order to choose from',
      { invoice: sumOf('300.00'), orders: worth('100', '200', ...Array<string>(13).fill('290')) },
      none,
    ],
    [
      'but with a fourteenth',
      { invoice: sumOf('300.00'), orders: worth('100', '200', ...Array<string>(12).fill('290')) },
      both,
    ],
    [
      'not on a credit note',
      { invoice: sumOf('300.00', { documentType: 'credit_note' }), orders: worth('100', '200') },
      ['CREDIT_UNREFERENCED', '', undefined],
    ],
  ])('%s', (_name, input, expected) => {
    expect(says(input)).toEqual(expected);
  });
});
