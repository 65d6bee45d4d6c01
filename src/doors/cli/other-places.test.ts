import { describe, expect, it } from 'vitest';
import {
  creditNote,
  invoice,
  line,
  match,
  order,
  orderLine,
  receipt,
  type Situation,
  verdict,
} from './clerk-cases.test-data.ts';

const { 'order-line-id': _named, ...loose } = line();
const { 'order-line': _nested, ...bareReceipt } = receipt('10');

describe('the order is named in another place than Coupa’s', () => {
  it.each<[name: string, situation: Situation, expected: readonly string[]]>([
    [
      'the order line as a record on the invoice line',
      { invoice: invoice([{ ...loose, 'order-line': { id: 71 } }]) },
      ['matched'],
    ],
    [
      'that record with its id as text',
      { invoice: invoice([{ ...loose, 'order-line': { id: '71' } }]) },
      ['matched'],
    ],
    [
      'the number once, at the head of the invoice',
      { invoice: invoice([loose], { 'po-number': '7' }) },
      ['matched'],
    ],
    [
      'a number at the head that no order has',
      { invoice: invoice([loose], { 'po-number': '8888' }) },
      ['exception', 'PO_INVALID'],
    ],
    [
      'the line says otherwise than the head, and the line counts',
      { invoice: invoice([line()], { 'po-number': '8888' }) },
      ['matched'],
    ],
    [
      'an empty id of the order line beside the record',
      { invoice: invoice([{ ...loose, 'order-line-id': null, 'order-line': { id: 71 } }]) },
      ['matched'],
    ],
    [
      'the receipt with the order line’s id alone',
      { invoice: invoice([line()]), receipts: [{ ...bareReceipt, 'order-line-id': 71 }] },
      ['matched'],
    ],
    [
      'such a receipt of another order line',
      {
        invoice: invoice([line()]),
        purchase_orders: [order([orderLine(), orderLine({ id: 72, 'line-num': '2', price: '3.00' })])],
        receipts: [{ ...bareReceipt, 'order-line-id': 72 }],
      },
      ['exception', 'RECEIPT_MISSING'],
    ],
    [
      'an earlier invoice with the order line as a record takes its share',
      {
        invoice: invoice([line({ quantity: '1' })]),
        earlier_invoices: [
          invoice([{ ...loose, 'order-line': { id: 71 } }], { id: 2, 'invoice-number': 'R-0900' }),
        ],
      },
      ['exception', 'QTY_OVER_ORDERED'],
    ],
  ])('%s', async (_name, situation, expected) => {
    expect(await verdict(situation)).toEqual(expected);
  });
});

describe('a receipt that was voided by a transaction of its own', () => {
  const voids = (quantity: string, change: object = {}) =>
    receipt(quantity, {
      id: 92,
      type: 'VoidReceivingQuantityConsumption',
      'original-transaction-id': 91,
      ...change,
    });
  const billing = (quantity: string, receipts: readonly object[]) =>
    verdict({ invoice: invoice([line({ quantity })]), receipts: receipts as Situation['receipts'] & object });

  it('counts for nothing', async () => {
    expect(await billing('10', [receipt('10'), voids('10')])).toEqual(['exception', 'RECEIPT_MISSING']);
    expect(await billing('10', [receipt('10'), voids('-10')])).toEqual(['exception', 'RECEIPT_MISSING']);
  });

  it('of which a part was voided counts for the rest, and not for one more', async () => {
    expect(await billing('6', [receipt('10'), voids('4')])).toEqual(['matched']);
    expect(await billing('7', [receipt('10'), voids('4')])).toEqual(['exception', 'QTY_OVER_RECEIVED']);
  });

  it('is voided once where Coupa noted it on the receipt too', async () => {
    const noted = receipt('10', { 'voided-value': '4' });
    expect(await billing('6', [noted, voids('4')])).toEqual(['matched']);
    expect(
      await billing('10', [receipt('10', { status: 'voided' }), voids('10'), receipt('10', { id: 93 })]),
    ).toEqual(['matched']);
  });

  it('a return that was voided is back, when the void names it as a record', async () => {
    const back = receipt('2', { id: 94, type: 'ReceivingQuantityReturnToSupplier' });
    const undone = voids('2', {
      type: 'VoidReceivingQuantityReturnToSupplier',
      'original-transaction-id': null,
      'original-transaction': { id: 94 },
    });
    expect(await billing('10', [receipt('10'), back])).toEqual(['exception', 'QTY_OVER_RECEIVED']);
    expect(await billing('10', [receipt('10'), back, undone])).toEqual(['matched']);
  });

  it('a void that says no quantity takes all of it, and one of another receipt nothing', async () => {
    expect(await billing('10', [receipt('10'), voids('10', { quantity: null })])).toEqual([
      'exception',
      'RECEIPT_MISSING',
    ]);
    expect(await billing('10', [receipt('10'), voids('10', { 'original-transaction-id': 55 })])).toEqual([
      'matched',
    ]);
  });
});

describe('charges, and credits for a price', () => {
  const charge = { type: 'InvoiceShippingCharge', total: '50.01' };

  it('a freight charge of its own counts beside the zero that nobody typed at the head', async () => {
    const billed = invoice([line()], { 'shipping-amount': '0.0', 'invoice-charges': [charge] });
    expect(await verdict({ invoice: billed })).toEqual(['exception', 'FREIGHT_OVER']);
  });

  it('and is not counted twice where the head has the sum', async () => {
    const billed = invoice([line()], {
      'shipping-amount': '40.00',
      'invoice-charges': [{ ...charge, total: '40.00' }],
      'gross-total': '140.00',
    });
    expect(await verdict({ invoice: billed })).toEqual(['within_tolerance']);
  });

  it('a price is credited without a quantity, whatever the line’s type', async () => {
    const { quantity: _none, ...rest } = line();
    const credit = creditNote([{ ...rest, price: '-20.00', total: '-20.00' }], {
      'original-invoice-number': 'R-0900',
    });
    const earlier = invoice([line({ price: '12.00' })], { id: 2, 'invoice-number': 'R-0900' });
    const situation = { invoice: credit, earlier_invoices: [earlier] };
    expect(await verdict(situation)).toEqual(['matched']);
    expect((await match(situation)).payable_now).toBe('-20.00');
  });

  it('an invoice line by quantity that states none is still not read as a sum', async () => {
    const { quantity: _none, ...rest } = line();
    expect(await verdict({ invoice: invoice([rest]) })).toEqual(['exception', 'FIELD_MISSING']);
  });
});
