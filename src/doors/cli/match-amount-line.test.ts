import { describe, expect, it } from 'vitest';
import { coupaVerdict } from '#domain/matching/coupa-verdict.ts';
import { explainMatch } from '#domain/matching/explain-match.ts';
import { matchInvoice } from '#domain/matching/three-way-match.ts';
import { readMatchInput } from './match-input.ts';
import { matchDocument } from './match-report.ts';

function answer(input: object): object {
  const read = readMatchInput(JSON.stringify(input), 'file.json');
  const match = matchInvoice(read);
  return matchDocument(match, {
    invoice: read.invoice,
    coupa: coupaVerdict({ ...read, match }),
    explanation: explainMatch(read, match),
  });
}

// An amount line as an integration of 2024 answers it: null where it names no order, dates with the tenant's offset.
const lease = {
  id: 92010,
  'created-at': '2024-04-01T02:16:48+03:00',
  'updated-at': '2024-04-01T02:19:09+03:00',
  'invoice-date': '2024-04-01T00:00:00+03:00',
  'invoice-number': 'Test 10',
  'line-level-taxation': false,
  status: 'approved',
  'total-with-taxes': '100.00',
  'gross-total': '100.00',
  'tax-rate': null,
  'tax-amount': '0.00',
  'document-type': 'Invoice',
  'original-invoice-number': null,
  currency: { id: 1, code: 'USD' },
  supplier: { id: 8819, name: 'Leases', number: null },
  'invoice-lines': [
    {
      id: 350285,
      description: 'Test',
      'line-num': 1,
      'po-number': null,
      'order-line-num': null,
      quantity: null,
      'tax-amount': '0.00',
      total: '100.00',
      type: 'InvoiceAmountLine',
    },
  ],
};
const leaseOrder = (total: string) => ({
  id: 4100,
  'po-number': '4100',
  status: 'issued',
  currency: { code: 'USD' },
  supplier: { id: 8819 },
  'order-lines': [
    { id: 41001, 'line-num': 1, type: 'OrderAmountLine', total, price: total, 'match-type': '2-way' },
  ],
});
const onOrder = {
  ...lease,
  'invoice-lines': lease['invoice-lines'].map((line) => ({
    ...line,
    'order-line-id': 41001,
    'po-number': '4100',
  })),
};

describe('an amount line as Coupa sends it', () => {
  it('without an order is a missing order', () => {
    const found = answer({ invoice: lease, purchase_orders: [], receipts: [] });
    expect(found).toMatchObject({
      exceptions: [{ code: 'PO_MISSING', level: 'header', breach_amount: '100.00' }],
    });
  });

  it('matches an order of the same amount, and is over one a cent smaller', () => {
    expect(answer({ invoice: onOrder, purchase_orders: [leaseOrder('100.00')], receipts: [] })).toMatchObject(
      { outcome: 'matched', lines: [{ basis: 'amount', mode: '2-way' }] },
    );
    expect(answer({ invoice: onOrder, purchase_orders: [leaseOrder('99.99')], receipts: [] })).toMatchObject({
      primary: 'LINE_AMOUNT_OVER',
    });
  });
});
