// long: what may be given back, case by case
import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import {
  billed,
  invoice,
  invoiceLine,
  order,
  orderLine,
  receipt,
  toldOn,
  verdictOn,
} from './situation.test-data.ts';
import type { MatchInput } from './three-way-match.ts';

const credit = (change: Partial<InvoiceLine> = {}, head: Partial<Invoice> = {}) =>
  invoice({ documentType: 'credit_note', lines: [invoiceLine({ quantity: '-10', ...change })], ...head });
const ordered = (change = {}) => [order({ lines: [orderLine(change)] })];
const { orderLineId: _id, ...loose } = invoiceLine();
const original = (change: Partial<Invoice> = {}): Invoice =>
  invoice({ id: '2', invoiceNumber: 'R-0', lines: [{ ...loose, quantity: '10' }], ...change });
const naming = (quantity: string, change: Partial<Invoice> = {}) =>
  invoice({
    documentType: 'credit_note',
    originalInvoiceNumber: 'r 0',
    lines: [{ ...loose, description: 'Bearing', quantity }],
    ...change,
  });

type Case = [name: string, change: Partial<MatchInput>, told: readonly (readonly (string | null)[])[]];

describe('a line that gives back', () => {
  it.each<Case>([
    ['all that was billed', { invoice: credit(), billedBefore: [billed('10')] }, []],
    [
      'a hair more than was billed',
      { invoice: credit({ quantity: '-10.5' }), billedBefore: [billed('10')] },
      [
        [
          'CREDIT_OVER',
          '10',
          '10.5',
          '6.25',
          '0.00',
          'Line 1 gives back 10.5 EA, but only 10 EA were billed on line 1 of order 7.',
          'Would match if it gave back 10 EA or less.',
        ],
      ],
    ],
    [
      'what was given back already',
      { invoice: credit(), billedBefore: [billed('10'), billed('-10', { invoiceId: '3' })] },
      [
        [
          'CREDIT_OVER',
          '0',
          '10',
          '125.00',
          '0.00',
          'Line 1 gives back 10 EA, but nothing has been billed on line 1 of order 7.',
          'Would match if the invoice that it credits were known.',
        ],
      ],
    ],
    [
      'all that was ordered, where we know no invoice: it is older than our records',
      { invoice: credit({ quantity: '-100' }) },
      [],
    ],
    [
      'a hair more than was ordered, where we know no invoice',
      { invoice: credit({ quantity: '-100.5' }) },
      [
        [
          'CREDIT_OVER',
          '0',
          '100.5',
          '6.25',
          '0.00',
          'Line 1 gives back 100.5 EA, but nothing has been billed on line 1 of order 7.',
          'Would match if the invoice that it credits were known.',
        ],
      ],
    ],
    [
      'where we know no invoice, and the order says no quantity: nothing is known to be billed',
      {
        invoice: credit({ kind: 'amount', quantity: '0', price: '-0.50', total: '-0.50' }),
        orders: [order({ lines: [(({ quantity: _q, price: _p, ...rest }) => rest)(orderLine())] })],
      },
      [],
    ],
    [
      'anything, where nothing is compared',
      { invoice: credit({ quantity: '-500' }), orders: ordered({ matchType: 'none' }) },
      [],
    ],
    [
      'in a unit that leads nowhere',
      { invoice: credit({ unitOfMeasure: 'CS' }), billedBefore: [billed('10')] },
      [
        [
          'UOM_MISMATCH',
          'EA',
          'CS',
          '-125.00',
          null,
          'Line 1 counts in CS, but line 1 of order 7 is in EA, and no one conversion between them is known.',
          'Would be compared if it were known how many EA one CS is.',
        ],
      ],
    ],
    [
      'where a delivery is in a unit that leads nowhere',
      { invoice: credit({ quantity: '-500' }), receipts: [receipt({ unitOfMeasure: 'CS' })] },
      [
        [
          'UOM_MISMATCH',
          'EA',
          'CS',
          '-6250.00',
          null,
          'Receipt 91 counts in CS, but line 1 of order 7 is in EA, and no one conversion between them is known.',
          'Would be compared if it were known how many EA one CS is.',
        ],
      ],
    ],
    [
      'a dozen by the crate, of which eleven were billed',
      {
        invoice: credit({ quantity: '-1', price: '150.00', unitOfMeasure: 'CS' }),
        billedBefore: [billed('11')],
        conversions: [{ from: 'CS', to: 'EA', factor: '12' }],
      },
      [
        [
          'CREDIT_OVER',
          '11',
          '12',
          '12.50',
          '0.00',
          'Line 1 gives back 12 EA, but only 11 EA were billed on line 1 of order 7.',
          'Would match if it gave back 11 EA or less.',
        ],
      ],
    ],
    [
      'more money than was billed for the pieces',
      { invoice: credit({ price: '12.52' }), billedBefore: [billed('10')] },
      [
        [
          'CREDIT_OVER',
          '125.00',
          '125.20',
          '0.20',
          '0.00',
          'Line 1 gives back EUR 125.20, but only EUR 125.00 were billed on line 1 of order 7.',
          'Would match if it gave back EUR 125.00 or less.',
        ],
      ],
    ],
    [
      'a cent more money than was billed: rounding',
      { invoice: credit({ total: '-125.01' }), billedBefore: [billed('10')] },
      [],
    ],
    [
      'two cents more money than was billed',
      { invoice: credit({ total: '-125.02' }), billedBefore: [billed('10')] },
      [
        [
          'CREDIT_OVER',
          '125.00',
          '125.02',
          '0.02',
          '0.00',
          'Line 1 gives back EUR 125.02, but only EUR 125.00 were billed on line 1 of order 7.',
          'Would match if it gave back EUR 125.00 or less.',
        ],
        [
          'TOTAL_UNBALANCED',
          '-125.00',
          '-125.02',
          '0.02',
          '0.01',
          'Line 1 asks for EUR -125.02, but -10 at 12.50 make EUR -125.00: EUR 0.02 too little.',
          'Would match if line 1 came to EUR -125.00.',
        ],
      ],
    ],
    ['less money than was billed', { invoice: credit({ price: '12.00' }), billedBefore: [billed('10')] }, []],
    [
      'the price alone, more of it than was billed',
      {
        invoice: credit({ quantity: '10', price: '-12.60', adjustmentType: 'price' }),
        billedBefore: [billed('10')],
      },
      [
        [
          'CREDIT_OVER',
          '125.00',
          '126.00',
          '1.00',
          '0.00',
          'Line 1 gives back EUR 126.00, but only EUR 125.00 were billed on line 1 of order 7.',
          'Would match if it gave back EUR 125.00 or less.',
        ],
      ],
    ],
    [
      'a sum of which a cent less was billed',
      {
        invoice: credit({ kind: 'amount', price: '-50.01', total: '-50.01' }),
        orders: ordered({ kind: 'amount', price: '100.00', total: '100.00', isReceiptRequired: false }),
        billedBefore: [billed('0', { quantity: null, amount: '50.00', price: null })],
      },
      [
        [
          'CREDIT_OVER',
          '50.00',
          '50.01',
          '0.01',
          '0.00',
          'Line 1 gives back EUR 50.01, but only EUR 50.00 were billed on line 1 of order 7.',
          'Would match if it gave back EUR 50.00 or less.',
        ],
      ],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});

describe('an ordinary invoice with a line that gives back', () => {
  const both = (billedNow: string, returned: string) =>
    invoice({
      lines: [
        invoiceLine({ quantity: billedNow }),
        invoiceLine({ id: '12', lineNumber: '2', quantity: returned }),
      ],
    });
  it.each<Case>([
    ['as much as it bills itself', { invoice: both('5', '-5') }, []],
    [
      'a piece more than it bills itself',
      { invoice: both('5', '-6') },
      [
        [
          'CREDIT_OVER',
          '5',
          '6',
          '12.50',
          '0.00',
          'Line 2 gives back 6 EA, but only 5 EA were billed on line 1 of order 7.',
          'Would match if it gave back 5 EA or less.',
        ],
      ],
    ],
    [
      'a piece more than it bills itself, which was billed before',
      { invoice: both('5', '-6'), billedBefore: [billed('1')] },
      [],
    ],
    [
      'a half piece more than ever was billed',
      { invoice: both('5', '-6.5'), billedBefore: [billed('1')] },
      [
        [
          'CREDIT_OVER',
          '6',
          '6.5',
          '6.25',
          '0.00',
          'Line 2 gives back 6.5 EA, but only 6 EA were billed on line 1 of order 7.',
          'Would match if it gave back 6 EA or less.',
        ],
      ],
    ],
    ['nothing', {}, []],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });
});

it('an invoice that corrects another one is no credit note on it', () => {
  const lines = [invoiceLine({ quantity: '50' }), invoiceLine({ id: '12', lineNumber: '2', quantity: '-5' })];
  const corrected = invoice({ lines, originalInvoiceNumber: 'R-0' });
  expect(verdictOn({ invoice: corrected, originals: [original()] })).toEqual(['matched']);
});

describe('a credit note on an invoice without an order', () => {
  const others = (...more: readonly Invoice[]) => ({
    originals: [original(), ...more],
    orders: [],
    receipts: [],
  });
  const earlierCredit = (quantity: string, change: Partial<Invoice> = {}) =>
    naming(quantity, { id: '3', invoiceNumber: 'G-0', ...change });
  it.each<Case>([
    ['gives back all of it', { invoice: naming('-10'), ...others() }, []],
    ['gives back all of it, printed without a minus', { invoice: naming('10'), ...others() }, []],
    ['gives back a cent more: rounding', { invoice: naming('-10.0008'), ...others() }, []],
    [
      'gives back more',
      { invoice: naming('-10.01'), ...others() },
      [
        [
          'CREDIT_OVER',
          '125.00',
          '125.125',
          '0.125',
          '0.00',
          'The credit note gives back EUR 125.125, but invoice R-0 billed EUR 125.00.',
          'Would match if it gave back EUR 125.00 or less.',
        ],
      ],
    ],
    ['after four of ten were given back', { invoice: naming('-6'), ...others(earlierCredit('-4')) }, []],
    [
      'after four of ten were given back, printed without a minus, a little more',
      { invoice: naming('-6.01'), ...others(earlierCredit('4')) },
      [
        [
          'CREDIT_OVER',
          '75.00',
          '75.125',
          '0.125',
          '0.00',
          'The credit note gives back EUR 75.125, but invoice R-0 billed EUR 125.00, of which EUR 50.00 were given back before.',
          'Would match if it gave back EUR 75.00 or less.',
        ],
      ],
    ],
    ['itself among those that gave back', { invoice: naming('-6'), ...others(naming('-6')) }, []],
    [
      'beside a credit note on another invoice',
      {
        invoice: naming('-6'),
        ...others(earlierCredit('-9', { originalInvoiceNumber: 'R-9', invoiceNumber: 'G-9' })),
      },
      [],
    ],
    [
      'beside an invoice that corrects it',
      { invoice: naming('-6'), ...others(earlierCredit('9', { documentType: 'invoice' })) },
      [],
    ],
    [
      'of another supplier with the same number',
      { invoice: naming('-6', { supplierId: '6' }), ...others() },
      [
        [
          'CREDIT_UNREFERENCED',
          'the invoice or order that is credited',
          'r 0',
          '-75.00',
          null,
          'The credit note names invoice "r 0", which is not known, and no order.',
          'Would be compared if it named the invoice or the order that it credits.',
        ],
      ],
    ],
    [
      'of which only a credit note has the number',
      { invoice: naming('-6'), orders: [], originals: [original({ documentType: 'credit_note' })] },
      [
        [
          'CREDIT_UNREFERENCED',
          'the invoice or order that is credited',
          'r 0',
          '-75.00',
          null,
          'The credit note names invoice "r 0", which is not known, and no order.',
          'Would be compared if it named the invoice or the order that it credits.',
        ],
      ],
    ],
  ])('%s', (_name, change, told) => {
    expect(toldOn(change)).toEqual(told);
  });

  it('is found where one of the two does not name its supplier', () => {
    const nobody = (({ supplierId: _s, ...rest }) => rest)(original());
    expect(verdictOn({ invoice: naming('-6'), orders: [], originals: [nobody] })).toEqual(['matched']);
    const mine = (({ supplierId: _s, ...rest }) => rest)(naming('-6'));
    expect(verdictOn({ invoice: mine, orders: [], originals: [original()] })).toEqual(['matched']);
  });
});

it('crates of nobody knows how many make no room for a piece more than was billed', () => {
  const lines = [
    invoiceLine({ quantity: '-101' }),
    invoiceLine({ id: '12', lineNumber: '2', quantity: '1', unitOfMeasure: 'CS' }),
  ];
  expect(verdictOn({ invoice: invoice({ lines }), billedBefore: [billed('100')] })).toEqual([
    'exception',
    'CREDIT_OVER',
    'UOM_MISMATCH',
  ]);
});

it('a minus on quantity and price alike does not hide that more is given back than the invoice billed', () => {
  const note = (quantity: string) =>
    naming('-1', { lines: [{ ...loose, description: 'Bearing', quantity, price: '-12.50' }] });
  const told = (quantity: string) => verdictOn({ invoice: note(quantity), originals: [original()] });
  expect(told('-10')).toEqual(['matched']);
  expect(told('-11')).toEqual(['exception', 'CREDIT_OVER']);
});
