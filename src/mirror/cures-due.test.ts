import { describe, expect, it } from 'vitest';
import {
  billed,
  invoice,
  invoiceLine,
  order,
  orderLine,
  receipt,
} from '#domain/matching/situation.test-data.ts';
import { type AtFirstSight, mayNeedCures } from './cures-due.ts';

const due = (change: Partial<AtFirstSight> = {}) =>
  mayNeedCures({ invoice: invoice(), orders: [order()], receipts: [receipt()], billedBefore: [], ...change });
const ofLine = (line: Parameters<typeof invoiceLine>[0]) => ({
  invoice: invoice({ lines: [invoiceLine(line)] }),
});

describe('nothing is looked for', () => {
  it.each<[string, Partial<AtFirstSight>]>([
    ['where price, quantity and receipt agree', {}],
    ['where all that was ordered and received is billed', { billedBefore: [billed('75')] }],
    ['where the price is written with other digits', ofLine({ price: '12.5' })],
    [
      'where no receipt is asked for',
      { receipts: [], orders: [order({ lines: [orderLine({ matchType: '2-way' })] })] },
    ],
    [
      'on a credit note',
      { invoice: invoice({ documentType: 'credit_note', lines: [invoiceLine({ price: '9' })] }) },
    ],
    [
      'where Coupa’s own doubt is resolved',
      { invoice: invoice({ failedTolerances: [{ code: 'price', resolved: true }] }) },
    ],
  ])('%s', (_case, change) => {
    expect(due(change)).toBe(false);
  });
});

describe('what may cure it is looked for', () => {
  it.each<[string, Partial<AtFirstSight>]>([
    ['where the price differs', ofLine({ price: '12.51' })],
    ['where the unit differs', ofLine({ unitOfMeasure: 'BX' })],
    ['where a line has no order line', { invoice: invoice({ lines: [invoiceLine({ orderLineId: '99' })] }) }],
    [
      'where more is billed than was ordered',
      { receipts: [receipt({ quantity: '200' })], billedBefore: [billed('76')] },
    ],
    ['where more is billed than was received', { receipts: [receipt({ quantity: '24' })] }],
    ['where the receipt is voided', { receipts: [receipt({ isVoided: true })] }],
    ['where freight is billed', { invoice: invoice({ shippingAmount: '1' }) }],
    [
      'where the terms differ',
      { invoice: invoice({ paymentTermCode: 'N30' }), orders: [order({ paymentTermCode: 'N60' })] },
    ],
    ['where the order is another supplier’s', { orders: [order({ supplierId: '6' })] }],
    [
      'where Coupa itself has a doubt',
      { invoice: invoice({ failedTolerances: [{ code: 'price', resolved: false }] }) },
    ],
    [
      'where an earlier invoice billed in another unit',
      { billedBefore: [billed('1', { unitOfMeasure: 'BX' })] },
    ],
  ])('%s', (_case, change) => {
    expect(due(change)).toBe(true);
  });

  it('where the sum of two lines is too much, or a sum is above what was ordered', () => {
    const two = [invoiceLine({ quantity: '60' }), invoiceLine({ id: '12', lineNumber: '2', quantity: '60' })];
    expect(due({ invoice: invoice({ lines: two }), receipts: [receipt({ quantity: '200' })] })).toBe(true);
    const sums = (total: string) =>
      due({
        ...ofLine({ kind: 'amount', total }),
        orders: [order({ lines: [orderLine({ kind: 'amount', total: '500', matchType: 'none' })] })],
      });
    expect([sums('500'), sums('500.01')]).toEqual([false, true]);
  });
});
