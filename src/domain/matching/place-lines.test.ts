// long: one list of cases in a clerk’s words, to be read from top to bottom
import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { billed, invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

const { orderLineId: _id, ...loose } = invoiceLine();
const bill = (lines: readonly Partial<InvoiceLine>[], change: Partial<Invoice> = {}) =>
  invoice({
    lines: lines.map((each, at) => ({ ...loose, id: `${at + 11}`, lineNumber: `${at + 1}`, ...each })),
    ...change,
  });
const ordered = (...lines: readonly Partial<PurchaseOrderLine>[]) =>
  order({
    lines: lines.map((each, at) => orderLine({ id: `7${at + 1}`, lineNumber: `${at + 1}`, ...each })),
  });
const second = (change: Partial<PurchaseOrderLine> = {}) =>
  order({ id: '8', poNumber: '8', lines: [orderLine({ id: '81', ...change })] });
const chair = { description: 'Office chair', quantity: '5', price: '180.00' };
const sum = (description: string, total: string): Partial<InvoiceLine> => {
  return { kind: 'amount', description, price: total, total };
};
/** Where each line was put, how, and how sure that is; or what it is, or nothing. */
const placed = (input: Partial<MatchInput>) =>
  matchInvoice(situation({ receipts: [], ...input })).lines.map(
    ({ orderLineId, type, foundBy, assignmentMargin, poNumber }) =>
      orderLineId === null
        ? (type ?? 'nowhere') + (type === undefined ? '' : ` of ${poNumber}`)
        : [
            orderLineId,
            foundBy === undefined ? 'named' : `${foundBy.order}/${foundBy.line} ${assignmentMargin}`,
          ].join(' '),
  );

describe('a line that names its order line', () => {
  it.each<[name: string, line: Partial<InvoiceLine>, on: Partial<PurchaseOrderLine>, expected: string]>([
    ['is there', {}, {}, '71 named'],
    ['with the number of its order', { poNumber: '7' }, {}, '71 named'],
    ['with the id of its order as a number', { poNumber: '7' }, {}, '71 named'],
    ['with a number that nobody knows', { poNumber: 'X-1' }, {}, '71 named'],
    ['with the number of another order is not', { poNumber: '8' }, {}, 'nowhere'],
    ['is a deposit where it says so', sum('Deposit', '50.00'), {}, 'deposit of 7'],
    ['is retention where it says so', sum('Retention', '-50.00'), {}, 'retainage of 7'],
    [
      'is goods where the order line is a deposit too',
      sum('Deposit', '50.00'),
      { description: 'Deposit' },
      '71 named',
    ],
    ['is a discount where it is given', sum('Discount', '-5.00'), {}, 'discount of 7'],
    ['is billed like goods where a discount is not given', sum('Discount', '5.00'), {}, '71 named'],
    ['is billed like goods where freight is', sum('Freight', '5.00'), {}, '71 named'],
    ['is billed like goods where freight is given back', sum('Freight', '-5.00'), {}, '71 named'],
    [
      'is billed like goods where it is goods on a line of deposit',
      {},
      { description: 'Deposit' },
      '71 named',
    ],
  ])('%s', (_name, line, on, expected) => {
    const invoiced = invoice({ lines: [invoiceLine(line)] });
    expect(placed({ invoice: invoiced, orders: [ordered(on), second()] })).toEqual([expected]);
  });
});

describe('a line that names its order', () => {
  const both = [ordered({}, chair)];
  it.each<
    [
      name: string,
      lines: readonly Partial<InvoiceLine>[],
      input: Partial<MatchInput>,
      expected: readonly string[],
    ]
  >([
    [
      'the only line for the only line of the order, whatever it is called',
      [{ poNumber: '7', description: 'Brg', price: '99.00' }],
      { orders: [ordered({})] },
      ['71 exact/identity 1'],
    ],
    [
      'with freight beside it',
      [
        { poNumber: '7', description: 'Brg', price: '99.00' },
        { ...sum('Freight', '5.00'), poNumber: '7' },
      ],
      { orders: [ordered({})] },
      ['71 exact/identity 1', 'freight of 7'],
    ],
    [
      'not where another names the order too',
      [
        { poNumber: '7', description: 'Brg', price: '99.00' },
        { poNumber: '7', description: 'Something', price: '1.00' },
      ],
      { orders: [ordered({})] },
      ['nowhere', 'nowhere'],
    ],
    [
      'not where another names the order by its id',
      [
        { poNumber: '7', description: 'Brg', price: '99.00' },
        { orderId: '7', orderLineNumber: '1' },
      ],
      { orders: [ordered({})] },
      ['nowhere', '71 named'],
    ],
    [
      'not where another names the order and its only line',
      [
        { poNumber: '7', description: 'Brg', price: '99.00' },
        { orderLineId: '71', poNumber: '7' },
      ],
      { orders: [ordered({})] },
      ['nowhere', '71 named'],
    ],
    [
      'nor where it names the order by its id',
      [
        { poNumber: '7', description: 'Brg', price: '99.00' },
        { orderLineId: '71', orderId: '7' },
      ],
      { orders: [ordered({})] },
      ['nowhere', '71 named'],
    ],
    [
      'where another names only the line',
      [{ poNumber: '7', description: 'Brg', price: '99.00' }, { orderLineId: '71' }],
      { orders: [ordered({})] },
      ['71 exact/identity 1', '71 named'],
    ],
    [
      'where another names another order',
      [
        { poNumber: '7', description: 'Brg', price: '99.00' },
        { poNumber: '8', description: 'Brg', price: '99.00' },
      ],
      { orders: [ordered({}), second()] },
      ['71 exact/identity 1', '81 exact/identity 1'],
    ],
    [
      'not where it has another part number',
      [{ poNumber: '7', description: 'Brg', partNumber: 'Z-9' }],
      { orders: [ordered({ partNumber: 'B-1' })] },
      ['nowhere'],
    ],
    [
      'where that part number was confirmed for this supplier',
      [{ poNumber: '7', description: 'Brg', partNumber: 'Z-9' }],
      {
        orders: [ordered({ partNumber: 'B-1' })],
        memory: {
          conversions: [],
          orderNumberForms: [],
          crossReferences: [
            { supplierId: '5', theirs: 'Z-9', ours: 'B-1', confirmed: 1, rejected: 0, lastOn: '2026-01-01' },
          ],
        },
      },
      ['71 exact/identity 1'],
    ],
    [
      'not where it was confirmed for another supplier',
      [{ poNumber: '7', description: 'Brg', partNumber: 'Z-9' }],
      {
        orders: [ordered({ partNumber: 'B-1' })],
        memory: {
          conversions: [],
          orderNumberForms: [],
          crossReferences: [
            { supplierId: '6', theirs: 'Z-9', ours: 'B-1', confirmed: 1, rejected: 0, lastOn: '2026-01-01' },
          ],
        },
      },
      ['nowhere'],
    ],
    [
      'freight is not the only line of goods',
      [{ ...sum('Freight', '5.00'), poNumber: '7' }],
      { orders: [ordered({})] },
      ['freight of 7'],
    ],
    [
      'goods are not the only line of freight',
      [{ poNumber: '7' }],
      { orders: [ordered({ description: 'Freight' })] },
      ['nowhere'],
    ],
    [
      'by the delivery note, where words do not tell',
      [{ poNumber: '7', description: 'Brg', price: '99.00', deliveryNoteNumber: 'LS-1' }],
      { orders: both, receipts: [receipt({ orderLineId: '72', reference: 'ls1' })] },
      ['72 exact/reference 1'],
    ],
    [
      'not by a delivery note of another order',
      [{ poNumber: '7', description: 'Brg', price: '99.00', deliveryNoteNumber: 'LS-1' }],
      { orders: [...both, second()], receipts: [receipt({ orderLineId: '81', reference: 'ls1' })] },
      ['nowhere'],
    ],
    [
      'by its words',
      [{ poNumber: '7', ...chair }, { poNumber: '7' }],
      { orders: both },
      ['72 exact/identity 1', '71 exact/identity 1'],
    ],
  ])('%s', (_name, lines, input, expected) => {
    expect(placed({ invoice: bill(lines), ...input })).toEqual(expected);
  });
});

describe('a line that names only its delivery', () => {
  const note = { deliveryNoteNumber: 'LS-1', description: 'Brg', price: '99.00' };
  const receiptOf = (orderLineId: string, change = {}) =>
    receipt({ id: `9${orderLineId}`, orderLineId, reference: 'LS 1', ...change });
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly string[]]>([
    [
      'is on the order line that was delivered with it',
      { invoice: bill([note]), orders: [ordered({}, chair)], receipts: [receiptOf('72')] },
      ['72 reference/reference 1'],
    ],
    [
      'by the ship notice',
      {
        invoice: bill([note]),
        orders: [ordered({})],
        receipts: [receiptOf('71', { reference: 'X', asnNumber: 'ls/1' })],
      },
      ['71 reference/reference 1'],
    ],
    [
      'by the match reference',
      {
        invoice: bill([{ ...note, deliveryNoteNumber: 'X', matchReference: 'LS-1' }]),
        orders: [ordered({})],
        receipts: [receiptOf('71')],
      },
      ['71 reference/reference 1'],
    ],
    [
      'by the delivery of the whole invoice',
      {
        invoice: bill([{ description: 'Brg', price: '99.00' }], { deliveryNumber: 'LS-1' }),
        orders: [ordered({})],
        receipts: [receiptOf('71')],
      },
      ['71 reference/reference 1'],
    ],
    [
      'not where two order lines were',
      { invoice: bill([note]), orders: [ordered({}, chair)], receipts: [receiptOf('71'), receiptOf('72')] },
      ['nowhere'],
    ],
    [
      'nor where three were',
      {
        invoice: bill([note]),
        orders: [ordered({}, chair, { description: 'Nut' })],
        receipts: [receiptOf('71'), receiptOf('72'), receiptOf('73')],
      },
      ['nowhere'],
    ],
    [
      'but where only one of two can be it',
      {
        invoice: bill([{ ...note, partNumber: 'B-1' }]),
        orders: [ordered({ partNumber: 'A-1' }, { ...chair, partNumber: 'B-1' })],
        receipts: [receiptOf('71'), receiptOf('72')],
      },
      ['72 reference/reference 1'],
    ],
    [
      'not on an order of another supplier',
      { invoice: bill([note], { supplierId: '6' }), orders: [ordered({})], receipts: [receiptOf('71')] },
      ['nowhere'],
    ],
    [
      'not by a number of marks only',
      {
        invoice: bill([{ ...note, deliveryNoteNumber: '--' }]),
        orders: [ordered({})],
        receipts: [receiptOf('71', { reference: '//' })],
      },
      ['nowhere'],
    ],
  ])('%s', (_name, input, expected) => {
    expect(placed(input)).toEqual(expected);
  });
});

describe('a line of a credit note that names only the invoice', () => {
  const original = (lines: readonly Partial<InvoiceLine>[]) =>
    invoice({
      id: '2',
      invoiceNumber: 'R-0',
      lines: lines.map((each, at) => ({
        ...loose,
        id: `${at + 21}`,
        lineNumber: `${at + 1}`,
        orderLineId: `7${at + 1}`,
        ...each,
      })),
    });
  const orders = [ordered({}, chair)];
  const credited = (line: Partial<InvoiceLine>, ...lines: readonly Partial<InvoiceLine>[]) =>
    placed({
      invoice: bill([{ quantity: '-1', ...line }], {
        documentType: 'credit_note',
        originalInvoiceNumber: 'R-0',
      }),
      originals: [original(lines)],
      orders,
      billedBefore: [billed('5'), billed('5', { orderLineId: '72' })],
    });
  const THERE = ['71 reference/reference 1'];
  const NOWHERE = ['nowhere'];
  it.each<[name: string, found: readonly string[], expected: readonly string[]]>([
    [
      'the same item, whatever it is called',
      credited({ itemId: '4', description: 'A' }, { itemId: '4', description: 'B' }, { itemId: '5' }),
      THERE,
    ],
    ['another item, though it is called the same', credited({ itemId: '4' }, { itemId: '5' }), NOWHERE],
    [
      'the same part number, whatever it is called',
      credited(
        { partNumber: 'b 1', description: 'A' },
        { partNumber: 'B-1', description: 'B' },
        { partNumber: 'B-2' },
      ),
      THERE,
    ],
    [
      'another part number, though it is called the same',
      credited({ partNumber: 'B-1' }, { partNumber: 'B-2' }),
      NOWHERE,
    ],
    [
      'called the same, where only one has an item and a part number',
      credited({ itemId: '4', partNumber: 'B-1' }, {}),
      THERE,
    ],
    [
      'called the same, where only the other has them',
      credited({}, { itemId: '4', partNumber: 'B-1' }),
      THERE,
    ],
    ['typed otherwise', credited({ description: 'BEARING-6204' }, {}), THERE],
    ['called something else', credited({ description: 'Bearing 6205' }, {}), NOWHERE],
    ['not called anything', credited({ description: '' }, { description: '' }), NOWHERE],
    ['twice on the invoice', credited({}, {}, {}), NOWHERE],
    ['three times on the invoice', credited({}, {}, {}, { orderLineId: '71' }), NOWHERE],
    ['on an invoice that named no order line', credited({}, { orderLineId: undefined as never }), NOWHERE],
    ['on an order line that nobody knows', credited({}, { orderLineId: '99' }), NOWHERE],
  ])('%s', (_name, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('an invoice that corrects another one is no credit note: its lines name no order', () => {
    const invoiced = bill([{}], { originalInvoiceNumber: 'R-0' });
    const [found] = placed({
      invoice: invoiced,
      originals: [original([{}])],
      orders: [ordered({ status: 'issued' }), second()],
    });
    expect(found).toBe('nowhere');
  });

  it('a line of it that names its order line is there', () => {
    const lines = [{ quantity: '-1', orderLineId: '72', ...{ description: 'Bearing 6204' } }];
    const note = bill(lines, { documentType: 'credit_note', originalInvoiceNumber: 'R-0' });
    expect(
      placed({
        invoice: note,
        originals: [original([{}])],
        orders,
        billedBefore: [billed('5', { orderLineId: '72' })],
      }),
    ).toEqual(['72 named']);
  });
});

describe('a line that names nothing beside others that do', () => {
  const both = [ordered({}, chair)];
  const named = { orderLineId: '71' };
  it.each<
    [
      name: string,
      lines: readonly Partial<InvoiceLine>[],
      input: Partial<MatchInput>,
      expected: readonly string[],
    ]
  >([
    [
      'is on the line of that order that it is',
      [named, chair],
      { orders: both },
      ['71 named', '72 exact/identity 1'],
    ],
    ['not on a line that is billed already', [named, {}], { orders: both }, ['71 named', 'nowhere']],
    [
      'not on an order that no line names',
      [named, chair],
      { orders: [ordered({}), second(chair)] },
      ['71 named', 'nowhere'],
    ],
    [
      'on either of two orders that are named',
      [named, { orderLineId: '91' }, chair],
      { orders: [ordered({}, chair), order({ id: '9', poNumber: '9', lines: [orderLine({ id: '91' })] })] },
      ['71 named', '91 named', '72 exact/identity 1'],
    ],
    [
      'not on something that is only a little like it',
      [named, { description: 'Chair, black', quantity: '2', price: '150.00' }],
      { orders: both },
      ['71 named', 'nowhere'],
    ],
    [
      'not as a bundle of what is left',
      [named, { description: 'Set', quantity: '1', price: '1000.00' }],
      { orders: [ordered({}, chair, { description: 'Nut', quantity: '1', price: '100.00' })] },
      ['71 named', 'nowhere'],
    ],
    [
      'is freight of that order where it is freight',
      [named, sum('Freight', '5.00')],
      { orders: both },
      ['71 named', 'freight of 7'],
    ],
    [
      'is freight of no one order where two are named',
      [named, { orderLineId: '81' }, sum('Freight', '5.00')],
      { orders: [ordered({}), second()] },
      ['71 named', '81 named', 'freight of null'],
    ],
    [
      'and freight alone is searched for on no order',
      [sum('Freight', '5.00')],
      { orders: both },
      ['freight of null'],
    ],
    [
      'nor is a line beside one whose order nobody knows',
      [{ poNumber: 'X-1' }, chair],
      { orders: both },
      ['nowhere', 'nowhere'],
    ],
  ])('%s', (_name, lines, input, expected) => {
    expect(placed({ invoice: bill(lines), ...input })).toEqual(expected);
  });
});
