import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../records/invoice.ts';
import { billed, invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

// 100 bearings at 12.50 ordered and received; the invoice bills 25 of them: 312.50 of goods.

const extra = (description: string, amount: string): InvoiceLine => ({
  id: '12',
  lineNumber: '2',
  kind: 'amount',
  description,
  price: amount,
});
const paid = (line: InvoiceLine, change: Partial<MatchInput> = {}) => {
  const result = matchInvoice(situation({ invoice: invoice({ lines: [invoiceLine(), line] }), ...change }));
  return [result.outcome, ...result.exceptions.map(({ code }) => code), result.payableNow];
};
const deposit = (amount: string) => [{ invoiceId: '2', orderIds: ['7'], type: 'deposit' as const, amount }];

describe('what is paid today', () => {
  it.each<[name: string, line: InvoiceLine, change: Partial<MatchInput>, expected: readonly string[]]>([
    ['ten percent retention stay with us', extra('Less retention 10 %', '-31.25'), {}, ['matched', '281.25']],
    [
      'the deposit of 100.00 was paid before',
      extra('Less deposit', '-100.00'),
      { earlierMoney: deposit('100.00') },
      ['matched', '212.50'],
    ],
    ['two percent are given back at once', extra('Discount 2 %', '-6.25'), {}, ['matched', '306.25']],
    ['freight within its limit goes along', extra('Freight', '50.00'), {}, ['within_tolerance', '362.50']],
    [
      'a cent of freight too much, and the goods alone go',
      extra('Freight', '50.01'),
      {},
      ['exception', 'FREIGHT_OVER', '312.50'],
    ],
    [
      'nothing received: the deduction does not make us a creditor',
      extra('Less deposit', '-100.00'),
      { receipts: [], earlierMoney: deposit('100.00') },
      ['exception', 'RECEIPT_MISSING', '0.00'],
    ],
    [
      'one of 25 received, and more deducted than it costs',
      extra('Less deposit', '-100.00'),
      { receipts: [receipt({ quantity: '1' })], earlierMoney: deposit('100.00') },
      ['exception', 'QTY_OVER_RECEIVED', '0.00'],
    ],
    [
      'the order is closed: nothing of its goods goes, and no freight with them',
      extra('Freight', '0.00'),
      { orders: [order({ status: 'closed' })] },
      ['exception', 'PO_CLOSED', '0.00'],
    ],
    [
      'five of 25 received, less a discount',
      extra('Discount 2 %', '-6.25'),
      { receipts: [receipt({ quantity: '5' })] },
      ['exception', 'QTY_OVER_RECEIVED', '56.25'],
    ],
  ])('%s', (_name, line, change, expected) => {
    expect(paid(line, change)).toEqual(expected);
  });

  it('a deposit asked for in advance is paid as asked, up to what the order comes to', () => {
    const asked = (amount: string) => {
      const lines = [{ ...extra('Deposit', amount), orderId: '7' }];
      const result = matchInvoice(situation({ invoice: invoice({ lines }), receipts: [] }));
      return [result.outcome, result.payableNow];
    };
    expect(asked('1250.00')).toEqual(['matched', '1250.00']);
    expect(asked('1250.01')).toEqual(['exception', '0.00']);
  });

  it('a credit note of a discount alone stays below nothing', () => {
    const lines = [{ ...extra('Discount 2 %', '-6.25'), orderId: '7' }];
    const credit = invoice({ documentType: 'credit_note', lines });
    expect(matchInvoice(situation({ invoice: credit })).payableNow).toBe('-6.25');
  });
});

describe('an order billed beyond its total', () => {
  it('is told by how much, and puts no more than this invoice at risk', () => {
    const lines = [orderLine(), orderLine({ id: '72', lineNumber: '2', quantity: '1', price: '100.00' })];
    const result = matchInvoice(
      situation({
        orders: [order({ lines })],
        receipts: [receipt(), receipt({ id: '92', orderLineId: '72', quantity: '1' })],
        billedBefore: [billed('100', { price: '20.00' })],
        invoice: invoice({ lines: [invoiceLine({ orderLineId: '72', quantity: '1', price: '100.00' })] }),
      }),
    );
    expect(result).toMatchObject({
      exceptions: [{ code: 'PO_AMOUNT_OVER', breachAmount: '750.00', breachLimit: '13.50' }],
      atRisk: '100.00',
    });
  });
});
