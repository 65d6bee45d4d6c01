import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import {
  billed,
  invoice,
  invoiceLine,
  order,
  orderLine,
  receipt,
  situation,
  verdictOn,
} from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

const ordered = (...lines: readonly Partial<PurchaseOrderLine>[]) => [
  order({
    lines: lines.map((each, at) => orderLine({ id: `7${at + 1}`, lineNumber: `${at + 1}`, ...each })),
  }),
];
const bill = (...lines: readonly InvoiceLine[]) => invoice({ lines });
const { quantity: _quantity, unitOfMeasure: _unit, ...lump } = invoiceLine({ kind: 'amount' });
const overBilled = ['exception', 'QTY_OVER_ORDERED', 'QTY_OVER_RECEIVED'];

describe('what was billed before, next to 25 of 100', () => {
  const advance = (description: string) => billed('1', { invoiceId: '3', description });
  it.each<[name: string, change: Partial<MatchInput>, verdict: readonly string[]]>([
    ['75 bearings', { billedBefore: [billed('75', { description: 'Bearing 6204' })] }, ['matched']],
    ['76 bearings', { billedBefore: [billed('76', { description: 'Bearing 6204' })] }, overBilled],
    [
      'a deposit is no bearing',
      { billedBefore: [billed('75'), advance('Down payment 30 %')] },
      ['exception', 'PREPAY_OPEN'],
    ],
    [
      'a retention is no bearing',
      { billedBefore: [billed('75', { description: 'Bearing 6204' }), advance('Sicherheitseinbehalt')] },
      ['matched'],
    ],
    ['freight on the order line counts', { billedBefore: [billed('75'), advance('Freight')] }, overBilled],
    [
      'a deposit counts where the order line is one',
      {
        orders: ordered({ description: 'Deposit' }),
        invoice: bill(invoiceLine({ description: 'Deposit' })),
        billedBefore: [billed('76', { description: 'Deposit' })],
      },
      overBilled,
    ],
  ])('%s', (_name, change, verdict) => {
    expect(verdictOn(change)).toEqual(verdict);
  });
});

describe('a delivery note on every line', () => {
  const noted = {
    orders: ordered({ matchType: 'direct_matching' }),
    receipts: [receipt({ quantity: '25', reference: 'DN-1' })],
    invoice: bill(invoiceLine({ matchReference: 'DN-1' })),
  };
  it.each([
    ['another delivery note was billed before', 'DN-2', ['matched']],
    ['the same was billed before', 'dn 1', ['exception', 'QTY_OVER_RECEIVED']],
  ])('%s', (_name, reference, verdict) => {
    expect(verdictOn({ ...noted, billedBefore: [billed('10', { reference })] })).toEqual(verdict);
  });
});

describe('whether pieces or sums are compared', () => {
  const basis = (change: Partial<MatchInput>) =>
    matchInvoice(situation(change)).lines.map((line) => line.basis);
  const sum = (amount: string) => billed('1', { quantity: null, amount, price: null });
  it.each<[name: string, change: Partial<MatchInput>, expected: readonly string[]]>([
    ['pieces, as ordered and billed', {}, ['quantity']],
    ['sums, where a sum was billed before', { billedBefore: [sum('62.50')] }, ['amount']],
    ['pieces, where a sum was given back before', { billedBefore: [sum('-62.50')] }, ['quantity']],
    [
      'sums, where one of two lines bills a sum',
      { invoice: bill(invoiceLine(), { ...lump, id: '12', lineNumber: '2', total: '62.50' }) },
      ['amount', 'amount'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(basis(change)).toEqual(expected);
  });
});

describe('whether anything arrived', () => {
  it.each([
    ['nothing', '0', 'RECEIPT_MISSING'],
    ['only a return', '-5', 'RECEIPT_MISSING'],
    ['a tenth of a piece', '0.1', 'QTY_OVER_RECEIVED'],
  ])('%s', (_name, quantity, code) => {
    expect(verdictOn({ receipts: [receipt({ quantity })] })).toEqual(['exception', code]);
  });
});

describe('two order lines that are billed as one', () => {
  const { orderLineId: _id, ...loose } = invoiceLine({ orderId: '7' });
  const twins = ordered({ quantity: '10' }, { quantity: '10' });
  const came = (change = {}) => [
    receipt({ quantity: '10' }),
    receipt({ id: '92', orderLineId: '72', quantity: '10', ...change }),
  ];
  it('an overrun names the receipts and the earlier invoices of both', () => {
    const { exceptions } = matchInvoice(
      situation({
        orders: twins,
        receipts: came({ quantity: '9' }),
        billedBefore: [billed('2'), billed('3', { invoiceId: '3', orderLineId: '72' })],
        invoice: bill({ ...loose, quantity: '15' }),
      }),
    );
    expect(exceptions).toMatchObject([
      {
        code: 'QTY_OVER_RECEIVED',
        breachAmount: '12.50',
        sources: [
          'invoice/1/line/1',
          'purchase_order/7/line/1',
          'receipt/91',
          'receipt/92',
          'invoice/2',
          'invoice/3',
        ],
      },
    ]);
  });

  it('a receipt on the second in a unit nobody knows ends the comparison of both', () => {
    expect(
      verdictOn({
        orders: twins,
        receipts: came({ unitOfMeasure: 'PAL' }),
        invoice: bill({ ...loose, quantity: '20' }),
      }),
    ).toEqual(['exception', 'UOM_MISMATCH']);
  });
});

it('pieces given back without a price make no room for a sum', () => {
  const { price: _price, ...priceless } = invoiceLine({ id: '12', lineNumber: '2', quantity: '-1' });
  expect(
    verdictOn({
      orders: ordered({ kind: 'amount', price: '312.50', total: '312.50' }),
      receipts: [receipt({ quantity: '312.50' })],
      invoice: bill({ ...lump, price: '312.50' }, priceless),
    }),
  ).toEqual(['exception', 'FIELD_MISSING']);
});

it('more given back than was billed costs nothing where the order says no price', () => {
  const { price: _price, ...silent } = orderLine();
  const { exceptions } = matchInvoice(
    situation({
      orders: [order({ lines: [silent] })],
      billedBefore: [billed('10')],
      invoice: invoice({ documentType: 'credit_note', lines: [invoiceLine({ quantity: '-11' })] }),
    }),
  );
  expect(exceptions).toMatchObject([{ code: 'CREDIT_OVER', actual: '11', breachAmount: '0.00' }]);
});
