// long: one list of cases in a clerk’s words, to be read from top to bottom
import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrder } from '../records/purchase-order.ts';
import { invoice, invoiceLine, order, orderLine, toldOn } from './situation.test-data.ts';
import type { MatchInput } from './three-way-match.ts';

const { orderLineId: _id, ...loose } = invoiceLine();
const extra = (description: string, total: string, change: Partial<InvoiceLine> = {}): InvoiceLine => ({
  id: '19',
  lineNumber: '9',
  kind: 'amount',
  description,
  price: total,
  total,
  ...change,
});
const beside = (...lines: readonly InvoiceLine[]) => invoice({ lines: [invoiceLine(), ...lines] });
const without = <T extends object, K extends keyof T>(record: T, ...keys: readonly K[]) =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;

type Case = [name: string, change: Partial<MatchInput>, told: readonly (readonly (string | null)[])[]];

describe('lines that are no item, in the clerk’s words', () => {
  it.each<Case>([
    [
      'a deposit that names its order',
      { invoice: invoice({ lines: [extra('Deposit', '100.00', { orderId: '7' })] }) },
      [],
    ],
    ['a deposit beside goods of one order', { invoice: beside(extra('Deposit', '100.00')) }, []],
    [
      'a deposit beside goods of two orders names neither',
      {
        invoice: beside(
          invoiceLine({ id: '12', lineNumber: '2', orderLineId: '81' }),
          extra('Deposit', '0.50'),
        ),
        orders: [
          order(),
          order({ id: '8', poNumber: '8', lines: [orderLine({ id: '81', matchType: '2-way' })] }),
        ],
      },
      [
        [
          'ITEM_UNMATCHED',
          'one line of an order',
          'it names no order that the deposit is for',
          '0.50',
          null,
          'Line 9 (Deposit) has no place on an order: it names no order that the deposit is for.',
          'Would be compared if line 9 named the order line it bills.',
        ],
      ],
    ],
    [
      'a deposit of nothing beside goods of two orders',
      {
        invoice: beside(invoiceLine({ id: '12', lineNumber: '2', orderLineId: '81' }), extra('Deposit', '0')),
        orders: [
          order(),
          order({ id: '8', poNumber: '8', lines: [orderLine({ id: '81', matchType: '2-way' })] }),
        ],
      },
      [],
    ],
    [
      'a discount that is billed',
      { invoice: beside(extra('Discount', '0.50')) },
      [
        [
          'ITEM_UNMATCHED',
          'one line of order 7',
          'a discount cannot be billed',
          '0.50',
          null,
          'Line 9 (Discount) has no place on an order: a discount cannot be billed.',
          'Would be compared if line 9 named the order line it bills.',
        ],
      ],
    ],
    [
      'a discount that is billed, and names the order',
      { invoice: beside(extra('Discount', '0.50', { orderId: '7' })) },
      [
        [
          'ITEM_UNMATCHED',
          'one line of order 7',
          'a discount cannot be billed',
          '0.50',
          null,
          'Line 9 (Discount) has no place on an order: a discount cannot be billed.',
          'Would be compared if line 9 named the order line it bills.',
        ],
      ],
    ],
    ['a discount that is given', { invoice: beside(extra('Discount', '-0.50')) }, []],
    ['a discount of nothing', { invoice: beside(extra('Discount', '0')) }, []],
    [
      'five cents of rounding, either way',
      {
        invoice: beside(extra('Rounding', '0.05'), extra('Rundung', '-0.05', { id: '20', lineNumber: '10' })),
      },
      [],
    ],
    [
      'six cents of rounding',
      { invoice: beside(extra('Rounding', '0.06')) },
      [
        [
          'ITEM_UNMATCHED',
          'one line of order 7',
          'rounding may come to 0.05 at most',
          '0.06',
          null,
          'Line 9 (Rounding) has no place on an order: rounding may come to 0.05 at most.',
          'Would be compared if line 9 named the order line it bills.',
        ],
      ],
    ],
    [
      'six cents of rounding to our good',
      { invoice: beside(extra('Rounding', '-0.06')) },
      [
        [
          'ITEM_UNMATCHED',
          'one line of order 7',
          'rounding may come to 0.05 at most',
          '-0.06',
          null,
          'Line 9 (Rounding) has no place on an order: rounding may come to 0.05 at most.',
          'Would be compared if line 9 named the order line it bills.',
        ],
      ],
    ],
    ['tax of nothing', { invoice: beside(extra('VAT 19 %', '0')) }, []],
    ['tax that is given back', { invoice: beside(extra('VAT 19 %', '-59.38')) }, []],
    [
      'tax as a line, of any amount',
      { invoice: beside(extra('VAT 19 %', '0.50')) },
      [
        [
          'ITEM_UNMATCHED',
          'one line of order 7',
          'tax is to be stated as tax, with its rate',
          '0.50',
          null,
          'Line 9 ("VAT 19 %") has no place on an order: tax is to be stated as tax, with its rate.',
          'Would be compared if line 9 named the order line it bills.',
        ],
      ],
    ],
    [
      'tax as a line that the order has too',
      {
        invoice: beside(extra('Sales tax', '59.38', { orderId: '7' })),
        orders: [
          order({
            lines: [
              orderLine(),
              orderLine({
                id: '72',
                lineNumber: '2',
                kind: 'amount',
                description: 'Sales tax',
                price: '59.38',
                total: '59.38',
                isReceiptRequired: false,
              }),
            ],
          }),
        ],
      },
      [],
    ],
    [
      'a line without an amount',
      { invoice: beside(without(extra('Discount', '1'), 'price', 'total') as InvoiceLine) },
      [
        [
          'FIELD_MISSING',
          'the amount of line 9',
          'none',
          null,
          null,
          'Line 9 has no amount.',
          'Would be compared if line 9 had an amount.',
        ],
      ],
    ],
    [
      'a line that nobody ordered, beside goods',
      { invoice: beside(extra('Energy surcharge', '5.00')) },
      [
        [
          'ITEM_UNMATCHED',
          'one line of an order',
          'no order named',
          '5.00',
          null,
          'Line 9 ("Energy surcharge") names no order, though other lines do.',
          'Would be compared if line 9 named the order line it bills.',
        ],
      ],
    ],
    ['a line about nothing, beside goods', { invoice: beside(extra('Thank you', '0')) }, []],
    [
      'a line about nothing that names the order',
      { invoice: beside(extra('Thank you', '0', { orderId: '7' })) },
      [],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});

describe('a deposit on an order that cannot be billed', () => {
  const deposit = (change: Partial<Invoice> = {}) =>
    invoice({ lines: [extra('Deposit', '100.00', { orderId: '7' })], ...change });
  const codes = (change: Partial<PurchaseOrder>) =>
    toldOn({ invoice: deposit(), orders: [order(change)] }).map(([code]) => code);
  it.each<[name: string, change: Partial<PurchaseOrder>, expected: readonly string[]]>([
    ['is in order where the order is', {}, []],
    ['that was cancelled', { status: 'cancelled' }, ['PO_CLOSED']],
    ['that was never issued', { status: 'draft' }, ['PO_INVALID']],
    ['that went to another supplier', { supplierId: '6' }, ['SUPPLIER_MISMATCH']],
    ['that is in another currency', { currency: 'USD' }, ['CURRENCY_MISMATCH']],
  ])('%s', (_name, change, expected) => {
    expect(codes(change)).toEqual(expected);
  });
});

describe('orders that are not the right ones, in the clerk’s words', () => {
  const to = (change: Partial<PurchaseOrder>) => [order(change)];
  const billing = (line: Partial<InvoiceLine>, change: Partial<Invoice> = {}) =>
    invoice({ lines: [{ ...loose, ...line }], ...change });
  it.each<Case>([
    [
      'a number that no order has',
      { invoice: billing({ poNumber: '4711' }) },
      [
        [
          'PO_INVALID',
          'an order that exists',
          '4711',
          '312.50',
          null,
          'The invoice names order 4711, and there is no such order.',
          'Would be compared if it named an order that exists.',
        ],
      ],
    ],
    [
      'a number with one digit wrong, whose lines do not fit',
      { invoice: billing({ poNumber: '4712', price: '99.00' }), orders: to({ poNumber: '4711' }) },
      [
        [
          'PO_INVALID',
          'an order that exists',
          '4712',
          '2475.00',
          null,
          'The invoice names order 4712, and there is no such order; 4711 resembles it, but its lines do not fit.',
          'Would be compared if it named an order that exists.',
        ],
      ],
    ],
    [
      'a number with one digit wrong in two ways that fit',
      {
        invoice: billing({ poNumber: '4712' }),
        orders: [
          ...to({ poNumber: '4711' }),
          order({ id: '8', poNumber: '4713', lines: [orderLine({ id: '81' })] }),
        ],
      },
      [
        [
          'PO_INVALID',
          'an order that exists',
          '4712',
          '312.50',
          null,
          'The invoice names order 4712, and there is no such order; orders 4711 and 4713 fit it equally.',
          'Would be compared if it named an order that exists.',
        ],
      ],
    ],
    [
      'a number with one digit wrong in four ways that do not fit',
      {
        invoice: billing({ poNumber: '4719', price: '99.00' }),
        orders: ['4711', '4712', '4713', '4714'].map((poNumber) =>
          order({ id: poNumber, poNumber, lines: [orderLine({ id: `${poNumber}1` })] }),
        ),
      },
      [
        [
          'PO_INVALID',
          'an order that exists',
          '4719',
          '2475.00',
          null,
          'The invoice names order 4719, and there is no such order; 4711, 4712, 4713 resemble it, but their lines do not fit.',
          'Would be compared if it named an order that exists.',
        ],
      ],
    ],
    [
      'a number that two orders of the supplier have',
      {
        invoice: billing({ poNumber: '4711' }),
        orders: [
          ...to({ poNumber: '4711' }),
          order({ id: '8', poNumber: '4711', lines: [orderLine({ id: '81' })] }),
        ],
      },
      [
        [
          'ITEM_UNMATCHED',
          'one line of order 4711',
          '2 orders have the number 4711',
          '312.50',
          null,
          'Line 1 ("Bearing 6204") has no certain place on order 4711: 2 orders have the number 4711.',
          'Would be compared if line 1 named the order line it bills.',
        ],
      ],
    ],
    [
      'a line id that no order has',
      { invoice: billing({ orderLineId: '99' }) },
      [
        [
          'PO_INVALID',
          'an order that exists',
          'order line 99',
          '312.50',
          null,
          'The invoice names order "order line 99", and there is no such order.',
          'Would be compared if it named an order that exists.',
        ],
      ],
    ],
    [
      'a line id that its order does not have',
      { invoice: billing({ orderLineId: '99', orderId: '7' }) },
      [
        [
          'ITEM_UNMATCHED',
          'one line of order 7',
          'the order has no line with the id 99',
          '312.50',
          null,
          'Line 1 ("Bearing 6204") has no certain place on order 7: the order has no line with the id 99.',
          'Would be compared if line 1 named the order line it bills.',
        ],
      ],
    ],
    [
      'a line number that its order does not have',
      { invoice: billing({ orderId: '7', orderLineNumber: '2' }) },
      [
        [
          'ITEM_UNMATCHED',
          'one line of order 7',
          'the order has no line 2',
          '312.50',
          null,
          'Line 1 ("Bearing 6204") has no certain place on order 7: the order has no line 2.',
          'Would be compared if line 1 named the order line it bills.',
        ],
      ],
    ],
    [
      'a line number that its order has twice',
      {
        invoice: billing({ orderId: '7', orderLineNumber: '1' }),
        orders: to({ lines: [orderLine(), orderLine({ id: '72' })] }),
      },
      [
        [
          'ITEM_UNMATCHED',
          'one line of order 7',
          'the order has 2 lines numbered 1',
          '312.50',
          null,
          'Line 1 ("Bearing 6204") has no certain place on order 7: the order has 2 lines numbered 1.',
          'Would be compared if line 1 named the order line it bills.',
        ],
      ],
    ],
    [
      'a line id of one order and the number of another',
      {
        invoice: billing({ orderLineId: '71', poNumber: '8' }),
        orders: [order(), order({ id: '8', poNumber: '8', lines: [] })],
      },
      [
        [
          'ITEM_UNMATCHED',
          'one line of order 7',
          'its line id belongs to order 7, its order number to 8',
          '312.50',
          null,
          'Line 1 ("Bearing 6204") has no certain place on order 7: its line id belongs to order 7, its order number to 8.',
          'Would be compared if line 1 named the order line it bills.',
        ],
      ],
    ],
    [
      'no number, though it corrects an invoice',
      { invoice: billing({ description: 'Nothing like it' }, { originalInvoiceNumber: 'R-0' }) },
      [
        [
          'PO_MISSING',
          'a purchase order',
          'none',
          '312.50',
          null,
          'The invoice names no purchase order (it corrects invoice R-0).',
          'Would be compared if its lines named the order they bill.',
        ],
      ],
    ],
    [
      'a supplier of another name, where no number is stated',
      { invoice: without(invoice({ supplierName: 'Sud' }), 'supplierId') as Invoice },
      [
        [
          'SUPPLIER_MISMATCH',
          'Lagerhaus Nord',
          'Sud',
          '312.50',
          null,
          'Order 7 went to "Lagerhaus Nord", but the invoice is from Sud.',
          'Would be in order if the invoice came from "Lagerhaus Nord", or named an order to Sud.',
        ],
      ],
    ],
    [
      'a supplier of the same name, typed otherwise',
      { invoice: without(invoice({ supplierName: ' lagerhaus  NORD' }), 'supplierId') as Invoice },
      [],
    ],
    [
      'a supplier without name and number',
      { invoice: without(invoice(), 'supplierId', 'supplierName') as Invoice },
      [],
    ],
    [
      'an order without name and number of its supplier',
      { orders: [without(order(), 'supplierId', 'supplierName') as PurchaseOrder] },
      [],
    ],
    [
      'another supplier whose name nobody knows',
      { invoice: without(invoice({ supplierId: '6' }), 'supplierName') as Invoice },
      [
        [
          'SUPPLIER_MISMATCH',
          'Lagerhaus Nord',
          'supplier 6',
          '312.50',
          null,
          'Order 7 went to "Lagerhaus Nord", but the invoice is from "supplier 6".',
          'Would be in order if the invoice came from "Lagerhaus Nord", or named an order to "supplier 6".',
        ],
      ],
    ],
    [
      'an order that was never issued',
      { orders: to({ status: 'Pending_Approval' }) },
      [
        [
          'PO_INVALID',
          'issued',
          'Pending_Approval',
          '312.50',
          null,
          'Order 7 is not issued; its status is pending approval.',
          'Would be compared as usual if order 7 were issued.',
        ],
      ],
    ],
    [
      'an order that was cancelled',
      { orders: to({ status: 'cancelled' }) },
      [
        [
          'PO_CLOSED',
          'issued',
          'cancelled',
          '312.50',
          null,
          'Order 7 is cancelled.',
          'Would be compared as usual if order 7 were reopened.',
        ],
      ],
    ],
    [
      'an order line that was closed for invoicing',
      { orders: to({ lines: [orderLine({ status: 'soft_closed_for_invoicing' })] }) },
      [
        [
          'PO_CLOSED',
          'open for invoicing',
          'soft_closed_for_invoicing',
          '312.50',
          null,
          'Invoice line 1 bills line 1 of order 7, which is soft closed for invoicing.',
          'Would be compared as usual if line 1 of order 7 were reopened.',
        ],
      ],
    ],
    [
      'an order line that was closed, of an order that was',
      { orders: to({ status: 'closed', lines: [orderLine({ status: 'closed' })] }) },
      [
        [
          'PO_CLOSED',
          'issued',
          'closed',
          '312.50',
          null,
          'Order 7 is closed.',
          'Would be compared as usual if order 7 were reopened.',
        ],
      ],
    ],
    [
      'a closed order line that a credit note bills with a plus and a minus',
      {
        invoice: invoice({
          documentType: 'credit_note',
          lines: [invoiceLine({ quantity: '1' }), invoiceLine({ id: '12', lineNumber: '2', quantity: '-1' })],
        }),
        orders: to({ lines: [orderLine({ status: 'closed' })] }),
      },
      [],
    ],
    [
      'two lines of two currencies, one of them ours',
      {
        invoice: beside(
          invoiceLine({ id: '12', lineNumber: '2', orderLineId: '72' }),
          invoiceLine({ id: '13', lineNumber: '3', orderLineId: '73' }),
        ),
        orders: to({
          lines: [
            orderLine(),
            orderLine({ id: '72', lineNumber: '2', currency: 'USD' }),
            orderLine({ id: '73', lineNumber: '3', currency: 'USD' }),
          ],
        }),
      },
      [
        [
          'CURRENCY_MISMATCH',
          'USD',
          'EUR',
          '625.00',
          null,
          'Order 7 is in USD, the invoice in EUR; amounts in two currencies are not compared.',
          'Would be compared if the invoice were issued in USD.',
        ],
      ],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});
