import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import { fittingOrders } from './find-open-order.ts';
import { type LineFacts, lineFactsOf } from './line-facts.ts';
import { billed, invoice, invoiceLine, order, orderLine, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

const { orderLineId: _id, ...loose } = invoiceLine();
/** An invoice whose lines name nothing. */
const nameless = (lines: readonly Partial<InvoiceLine>[] = [{}], change: Partial<Invoice> = {}) =>
  invoice({
    lines: lines.map((each, at) => ({ ...loose, id: `${at + 11}`, lineNumber: `${at + 1}`, ...each })),
    ...change,
  });
const open = (
  id: string,
  lines: readonly Partial<PurchaseOrderLine>[] = [{}],
  change: Partial<PurchaseOrder> = {},
) =>
  order({
    id,
    poNumber: id,
    lines: lines.map((each, at) => orderLine({ id: `${id}${at + 1}`, lineNumber: `${at + 1}`, ...each })),
    ...change,
  });
/** Ids of the order lines that are proposed, and what is said about the order. */
function proposed(input: Partial<MatchInput>): readonly unknown[] {
  const { lines, exceptions } = matchInvoice(situation({ invoice: nameless(), receipts: [], ...input }));
  const missing = exceptions.find(({ code }) => code === 'PO_MISSING');
  return [lines.map(({ orderLineId }) => orderLineId).join(' '), missing?.explanation];
}
const without = (field: 'quantity' | 'price') => {
  const { [field]: _gone, ...line } = orderLine();
  return order({ lines: [line] });
};
const billing = (total: string, description = 'Bearing 6204'): Partial<InvoiceLine> => {
  return { kind: 'amount', description, price: total, total };
};
const only = (poNumber: string) =>
  `The invoice names no purchase order; of the supplier's open orders only ${poNumber} fits all its lines.`;
const NONE = 'The invoice names no purchase order.';
const both = (a: string, b: string) =>
  `The invoice names no purchase order, and orders ${a} and ${b} fit it equally.`;

describe('an invoice that names no order', () => {
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly unknown[]]>([
    ['is proposed on the one open order that fits', { orders: [open('7')] }, ['71', only('7')]],
    ['not on two that fit', { orders: [open('7'), open('8')] }, ['', both('7', '8')]],
    [
      'nor on three',
      { orders: [open('7'), open('8'), open('9')] },
      ['', `${NONE.slice(0, -1)}, and orders 7 and 8 and 9 fit it equally.`],
    ],
    ['not on one of another supplier', { orders: [open('7', [{}], { supplierId: '6' })] }, ['', NONE]],
    ['not on one that is closed', { orders: [open('7', [{}], { status: 'closed' })] }, ['', NONE]],
    ['on one whose status nobody states', { orders: [open('7', [{}], { status: '' })] }, ['71', only('7')]],
    ['on one that was exported', { orders: [open('7', [{}], { status: 'Exported' })] }, ['71', only('7')]],
    ['not on one in another currency', { orders: [open('7', [{}], { currency: 'USD' })] }, ['', NONE]],
    ['not on one with a tenth more for its price', { orders: [open('7', [{ price: '13.90' }])] }, ['', NONE]],
    ['on one within a tenth of its price', { orders: [open('7', [{ price: '13.80' }])] }, ['71', only('7')]],
    ['not on one that is billed in full', { orders: [open('7')], billedBefore: [billed('100')] }, ['', NONE]],
    [
      'on one of which just as much is open',
      { orders: [open('7')], billedBefore: [billed('75')] },
      ['71', only('7')],
    ],
    [
      'not on one of which a hair less is open',
      { orders: [open('7')], billedBefore: [billed('75.5')] },
      ['', NONE],
    ],
    [
      'on one of which two lines bill the last pieces',
      { invoice: nameless([{ quantity: '60' }, { quantity: '40' }]), orders: [open('7')] },
      ['71 71', only('7')],
    ],
    [
      'not on one of which they bill a piece more together than is open',
      { invoice: nameless([{ quantity: '60' }, { quantity: '41' }]), orders: [open('7')] },
      [' ', NONE],
    ],
    [
      'on one of which pieces and a sum are worth the rest',
      { invoice: nameless([{ quantity: '99' }, billing('12.50')]), orders: [open('7')] },
      ['71 71', only('7')],
    ],
    [
      'not on one of which they are worth a cent more',
      { invoice: nameless([{ quantity: '99' }, billing('12.51')]), orders: [open('7')] },
      [' ', NONE],
    ],
    [
      'not on one of which one of two lines bills a chair more than is open',
      {
        invoice: nameless([{}, { description: 'Office chair', quantity: '5', price: '180.00' }]),
        orders: [open('7', [{}, { description: 'Office chair', quantity: '4', price: '180.00' }])],
      },
      [' ', NONE],
    ],
    [
      'not on one that does not say how much was ordered',
      { invoice: nameless([{ quantity: '1' }]), orders: [without('quantity')] },
      ['', NONE],
    ],
    ['on one that does not say its price', { orders: [without('price')] }, ['71', only('7')]],
    [
      'not on one on which only another thing has its price',
      { orders: [open('7', [{ price: '15.00' }, { description: 'Office chair' }])] },
      ['', NONE],
    ],
    [
      'not on one on which another of its things has the price',
      { invoice: nameless([{}, { description: 'Office chair' }]), orders: [open('7')] },
      [' ', NONE],
    ],
    [
      'not as one line for two of the order that it makes up, though one of them has its price',
      {
        invoice: nameless([{ description: 'Set', quantity: '1', price: '30.00' }]),
        orders: [
          open('7', [
            { description: 'Bolt', quantity: '0.5', price: '30.00' },
            { description: 'Nut', quantity: '1', price: '15.00' },
          ]),
        ],
      },
      ['', NONE],
    ],
    [
      'with a sum for what is ordered in pieces: it is worth just that',
      { invoice: nameless([billing('12.50')]), orders: [open('7', [{ quantity: '1' }])] },
      ['71', only('7')],
    ],
    [
      'with a sum for what is ordered in pieces: it is worth a cent less',
      { invoice: nameless([billing('12.51')]), orders: [open('7', [{ quantity: '1' }])] },
      ['', NONE],
    ],
    [
      'with a sum for what is ordered in pieces, and all are billed',
      { invoice: nameless([billing('12.50')]), orders: [open('7')], billedBefore: [billed('100')] },
      ['', NONE],
    ],
    ['not on one with another thing', { orders: [open('7', [{ description: 'Office chair' }])] }, ['', NONE]],
    [
      'not on one that has only one of its two lines',
      {
        invoice: nameless([{}, { description: 'Office chair', price: '180.00', quantity: '1' }]),
        orders: [open('7')],
      },
      [' ', NONE],
    ],
    [
      'on the one that has both lines, of two that have the first',
      {
        invoice: nameless([{}, { description: 'Office chair', price: '180.00', quantity: '1' }]),
        orders: [open('7'), open('8', [{}, { description: 'Office chair', price: '180.00', quantity: '4' }])],
      },
      ['81 82', only('8')],
    ],
    [
      'with freight that no order needs a line for',
      {
        invoice: nameless([{}, { kind: 'amount', description: 'Freight', price: '5.00', total: '5.00' }]),
        orders: [open('7')],
      },
      ['71 ', only('7')],
    ],
    [
      'not as one line for two of the order that it makes up',
      {
        invoice: nameless([{ description: 'Set', quantity: '1', price: '30.00' }]),
        orders: [
          open('7', [
            { description: 'Bolt', quantity: '1', price: '10.00' },
            { description: 'Nut', quantity: '1', price: '20.00' },
          ]),
        ],
      },
      ['', NONE],
    ],
    [
      'in sums: just as much is open',
      {
        invoice: nameless([{ kind: 'amount', description: 'Consulting', price: '400.00', total: '400.00' }]),
        orders: [
          open('7', [{ kind: 'amount', description: 'Consulting', price: '400.00', total: '400.00' }]),
        ],
      },
      ['71', only('7')],
    ],
    [
      'in sums: a cent less is open',
      {
        invoice: nameless([{ kind: 'amount', description: 'Consulting', price: '400.00', total: '400.00' }]),
        orders: [
          open('7', [{ kind: 'amount', description: 'Consulting', price: '400.00', total: '400.00' }]),
        ],
        billedBefore: [billed('0', { quantity: null, amount: '0.01' })],
      },
      ['', NONE],
    ],
    [
      'on several order lines that are the same, as far as they go together',
      { invoice: nameless([{ quantity: '150' }]), orders: [open('7', [{}, {}])] },
      ['71', only('7')],
    ],
    [
      'and not a piece further',
      { invoice: nameless([{ quantity: '201' }]), orders: [open('7', [{}, {}])] },
      ['', NONE],
    ],
  ])('%s', (_name, input, expected) => {
    expect(proposed(input)).toEqual(expected);
  });

  it('whose currency nobody states is compared with any', () => {
    const { currency: _currency, ...blank } = nameless();
    expect(proposed({ invoice: blank, orders: [open('7')] })[0]).toBe('71');
    const { currency: _other, ...silent } = open('7');
    expect(proposed({ orders: [silent] })[0]).toBe('71');
  });
});

it('what differs from an order that was only guessed is no cause of its own', () => {
  const { exceptions } = matchInvoice(
    situation({ invoice: nameless(), orders: [open('7', [{ price: '12.00' }])], receipts: [] }),
  );
  const told = exceptions.map(({ code, consequenceOf }) => [code, consequenceOf?.code ?? null]);
  expect(told).toEqual([
    ['PO_MISSING', null],
    ['RECEIPT_MISSING', 'PO_MISSING'],
    ['PRICE_OVER', 'PO_MISSING'],
  ]);
});

describe('of several orders that fit', () => {
  const here = { shipToAddressId: '300' };
  it.each<[name: string, input: Partial<MatchInput>, expected: string]>([
    [
      'the one to the address of the invoice',
      { invoice: nameless([{}], here), orders: [open('7'), open('8', [{}], here)] },
      '81',
    ],
    [
      'the one to the address of the invoice, where the other goes elsewhere',
      {
        invoice: nameless([{}], here),
        orders: [open('7', [{}], here), open('8', [{}], { shipToAddressId: '301' })],
      },
      '71',
    ],
    [
      'neither, where both go there',
      { invoice: nameless([{}], here), orders: [open('7', [{}], here), open('8', [{}], here)] },
      '',
    ],
    ['neither, where nobody states an address', { orders: [open('7'), open('8', [{}], here)] }, ''],
    ['the one of which exactly that is open', { orders: [open('7'), open('8', [{ quantity: '25' }])] }, '81'],
    [
      'that one, after the rest of it was billed',
      { orders: [open('7'), open('8')], billedBefore: [billed('75', { orderLineId: '81' })] },
      '81',
    ],
    [
      'neither, where exactly that is open on both',
      { orders: [open('7', [{ quantity: '25' }]), open('8', [{ quantity: '25' }])] },
      '',
    ],
    [
      'neither, where one has something more open',
      { orders: [open('7'), open('8', [{ quantity: '25' }, { description: 'Nut' }])] },
      '',
    ],
    [
      'that one, where its price is for a hundred',
      {
        orders: [
          open('7', [{ price: '1250.00', total: '1250.00' }]),
          open('8', [{ quantity: '25', price: '1250.00', total: '312.50' }]),
        ],
      },
      '81',
    ],
    [
      'neither, where exactly that is open and one of them has a line without a price',
      {
        orders: [
          open('7', [{ quantity: '25' }]),
          open('8', [{ quantity: '25' }, { description: 'Nut', quantity: '1', price: undefined as never }]),
        ],
      },
      '',
    ],
    [
      'that one, where nobody knows what is open on another line of it',
      {
        orders: [
          open('7'),
          open('8', [
            { quantity: '25' },
            { description: 'Nut', quantity: undefined as never, price: '1.00' },
          ]),
        ],
      },
      '81',
    ],
    [
      'that one, beside a line that states no sum',
      {
        invoice: nameless([{}, { kind: 'amount', description: 'Consulting', price: undefined as never }]),
        orders: ['7', '8'].map((id) =>
          open(id, [
            { quantity: id === '7' ? '100' : '25' },
            { kind: 'amount', description: 'Consulting', price: '0.00', total: '0.00' },
          ]),
        ),
      },
      '81 82',
    ],
    [
      'that one, counting what it has in sums',
      {
        invoice: nameless([
          {},
          { kind: 'amount', description: 'Consulting', price: '400.00', total: '400.00' },
        ]),
        orders: ['7', '8'].map((id) =>
          open(id, [
            { quantity: id === '7' ? '100' : '25' },
            { kind: 'amount', description: 'Consulting', price: '400.00', total: '400.00' },
          ]),
        ),
      },
      '81 82',
    ],
    [
      'the one to the address, though exactly that is open on the other',
      { invoice: nameless([{}], here), orders: [open('7', [{ quantity: '25' }]), open('8', [{}], here)] },
      '81',
    ],
    [
      'of two to the address the one of which exactly that is open',
      {
        invoice: nameless([{}], here),
        orders: [
          open('7', [{ quantity: '25' }]),
          open('8', [{}], here),
          open('9', [{ quantity: '25' }], here),
        ],
      },
      '91',
    ],
  ])('%s', (_name, input, expected) => {
    expect(proposed(input)[0]).toBe(expected);
  });
});

describe('how good each line must be', () => {
  const [facts] = lineFactsOf(nameless([{ price: '12.34' }])) as [LineFacts];
  /** Of the score 0.32 come from price and 0.2 from all that is open; words make up the rest. */
  const fitting = (score: number) =>
    fittingOrders([facts], [open('7', [{ description: 'Brg', price: '12.34' }])], {
      invoice: nameless(),
      scoring: {
        crossReferences: [],
        openOf: () => facts.quantity,
        likeness: () => (score - 0.52) / 0.44,
      },
    }).length;
  it('three fifths, which is more than a line of an order that is named', () => {
    expect(fitting(0.6)).toBe(1);
    expect(fitting(0.599)).toBe(0);
  });

  it('and a million order lines are not looked through', () => {
    const scoring = { crossReferences: [], openOf: () => facts.quantity, likeness: () => 1 };
    const long = order({ lines: Array<PurchaseOrderLine>(1_000_000).fill(orderLine({ price: '12.34' })) });
    expect(fittingOrders([facts], [long], { invoice: nameless(), scoring })).toEqual([]);
  });
});
