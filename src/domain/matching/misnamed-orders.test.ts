import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import { billed, invoice, invoiceLine, order, orderLine, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

const { orderLineId: _id, ...loose } = invoiceLine();
const bill = (...lines: readonly Partial<InvoiceLine>[]) =>
  invoice({
    lines: lines.map((each, at) => ({ ...loose, id: `${at + 11}`, lineNumber: `${at + 1}`, ...each })),
  });
const chair = { description: 'Office chair', quantity: '5', price: '180.00' };
const freight = { kind: 'amount', description: 'Freight', price: '5.00', total: '5.00' } as const;
/** Order lines of order 4711 are 71, 72 … */
const ordered = (
  lines: readonly Partial<PurchaseOrderLine>[] = [{}],
  change: Partial<PurchaseOrder> = { poNumber: '4711' },
) =>
  order({
    lines: lines.map((each, at) => orderLine({ id: `7${at + 1}`, lineNumber: `${at + 1}`, ...each })),
    ...change,
  });
const other = (poNumber: string, change: Partial<PurchaseOrderLine> = {}) =>
  order({ id: '8', poNumber, lines: [orderLine({ id: '81', ...change })] });
/** Where each line was put and how, or nowhere. */
const placed = (input: Partial<MatchInput>) =>
  matchInvoice(situation({ receipts: [], ...input })).lines.map(({ orderLineId, type, foundBy }) =>
    orderLineId === null ? (type ?? 'nowhere') : `${orderLineId} ${foundBy?.order}/${foundBy?.line}`,
  );

describe('a line that misnames its order', () => {
  const slip = { poNumber: '4712' };
  it.each<
    [
      name: string,
      lines: readonly Partial<InvoiceLine>[],
      orders: readonly PurchaseOrder[],
      expected: readonly string[],
    ]
  >([
    ['by one character, where what it bills fits', [slip], [ordered()], ['71 one_character/identity']],
    ['not where its price does not', [{ ...slip, price: '15.00' }], [ordered()], ['nowhere']],
    [
      'on the one of two whose price fits',
      [{ poNumber: '4712' }],
      [ordered(), other('4713', { price: '15.00' })],
      ['71 one_character/identity'],
    ],
    ['on neither of two that fit', [slip], [ordered(), other('4713')], ['nowhere']],
    [
      'all lines of it fit',
      [slip, { ...chair, ...slip }],
      [ordered([{}, chair])],
      ['71 one_character/identity', '72 one_character/identity'],
    ],
    [
      'one line of it does not: none is placed',
      [slip, { ...chair, ...slip, price: '90.00' }],
      [ordered([{}, chair])],
      ['nowhere', 'nowhere'],
    ],
    [
      'with freight beside it',
      [slip, { ...freight, ...slip }],
      [ordered()],
      ['71 one_character/identity', 'freight'],
    ],
    [
      'by the contract it draws on',
      [{ poNumber: 'C300' }],
      [ordered([{}], { poNumber: '4711', contract: { id: '3', number: 'C-300' } })],
      ['71 reference/identity'],
    ],
  ])('%s', (_name, lines, orders, expected) => {
    expect(placed({ invoice: bill(...lines), orders })).toEqual(expected);
  });
});

describe('lines that name their order in other words', () => {
  const long = { poNumber: 'PO 4711', description: 'Brg', price: '99.00' };
  const something = { description: 'Something', price: '1.00' };
  it.each<[name: string, lines: readonly Partial<InvoiceLine>[], expected: readonly string[]]>([
    ['the only one, for the only line of the order', [long], ['71 normalised/identity']],
    ['two alike: neither is the only one', [long, { ...long, ...something }], ['nowhere', 'nowhere']],
    [
      'two, each in its own words: neither is the only one',
      [long, { poNumber: '4711', ...something }],
      ['nowhere', 'nowhere'],
    ],
    [
      'with freight that names it otherwise',
      [long, { ...freight, poNumber: '4711' }],
      ['71 normalised/identity', 'freight'],
    ],
  ])('%s', (_name, lines, expected) => {
    expect(placed({ invoice: bill(...lines), orders: [ordered()] })).toEqual(expected);
  });
});

it('freight that two lines of the order fit is not put beside the order', () => {
  const accounts = ['1', '2'].map((accountCode) => ({ ...freight, accountCode }));
  const lines = bill({ poNumber: '4711' }, { ...freight, poNumber: '4711' });
  expect(placed({ invoice: lines, orders: [ordered([{}, ...accounts])] })).toEqual([
    '71 exact/identity',
    'nowhere',
  ]);
});

it('a credited line that names its order is on it, whatever the credited invoice billed', () => {
  const original = invoice({ id: '2', invoiceNumber: 'R-0', lines: [invoiceLine()] });
  const note = {
    ...bill({ poNumber: '4712', quantity: '-1' }),
    documentType: 'credit_note' as const,
    originalInvoiceNumber: 'R-0',
  };
  const orders = [ordered(), other('4712')];
  const billedBefore = [billed('5'), billed('5', { orderLineId: '81' })];
  expect(placed({ invoice: note, originals: [original], orders, billedBefore })).toEqual([
    '81 exact/identity',
  ]);
});
