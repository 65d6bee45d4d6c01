import { describe, expect, it } from 'vitest';
import type { PurchaseOrder } from '../records/purchase-order.ts';
import { indexOrders } from './assignment.ts';
import { invoice, invoiceLine, order, orderLine, verdictOn } from './situation.test-data.ts';

describe('of two revisions of one order the later one counts', () => {
  // The first revision asked 12.50 a piece, the second 15.00; the invoice bills 15.00.
  const dearer = { lines: [orderLine({ price: '15.00' })] };
  it.each<[name: string, first: Partial<PurchaseOrder>, second: Partial<PurchaseOrder>]>([
    ['by its version', { version: '1' }, { version: '2' }],
    [
      'by its version, though it was touched before',
      { version: '1', updatedAt: '2026-03-09T08:00:00.000Z' },
      { version: '2' },
    ],
    [
      'by its version, though its revision is an earlier one',
      { version: '1', internalRevision: '9' },
      { version: '2', internalRevision: '8' },
    ],
    ['the tenth version after the ninth', { version: '9' }, { version: '10' }],
    ['one with a version after one without', {}, { version: '1' }],
    ['one with a version after one whose version is no number', { version: 'draft' }, { version: '1' }],
    ['a version of 16 digits is none', { version: '1000000000000000' }, { version: '1' }],
    [
      'of one version by its revision',
      { version: '2', internalRevision: '1' },
      { version: '2', internalRevision: '2' },
    ],
    [
      'by its revision, though it was touched before',
      { internalRevision: '1', updatedAt: '2026-03-09T08:00:00.000Z' },
      { internalRevision: '2' },
    ],
    ['of one revision by when it was touched', {}, { updatedAt: '2026-03-01T08:00:01.000Z' }],
  ])('%s', (_name, first, second) => {
    const both = [order(first), order({ ...second, ...dearer })];
    const billed = invoice({ lines: [invoiceLine({ price: '15.00' })] });
    expect(verdictOn({ orders: both, invoice: billed })).toEqual(['matched']);
    expect(verdictOn({ orders: both.reverse(), invoice: billed })).toEqual(['matched']);
  });
});

it('orders come by their numbers, then by their ids, however they are listed', () => {
  const orders = [
    ['8', '4711'],
    ['10', '4711'],
    ['9', '9'],
    ['7', '10000'],
  ].map(([id = '', poNumber = '']) => order({ id, poNumber }));
  for (const listed of [orders, [...orders].reverse()]) {
    const { orders: sorted, byNumber } = indexOrders(listed);
    expect(sorted.map(({ id }) => id)).toEqual(['9', '8', '10', '7']);
    expect(byNumber.get('4711')?.map(({ id }) => id)).toEqual(['8', '10']);
  }
});
