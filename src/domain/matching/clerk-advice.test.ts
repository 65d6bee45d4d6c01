import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import { adviceOn } from './clerk-advice.ts';
import { invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

const bill = (line: Partial<InvoiceLine>, head: Partial<Invoice> = {}) =>
  invoice({ lines: [invoiceLine(line)], ...head });
function advised(change: Partial<MatchInput>): readonly (string | null)[] {
  const input = situation(change);
  const result = matchInvoice(input);
  const { decision, payNow, hold } = adviceOn(result, input.invoice);
  const codes = result.exceptions
    .filter(({ consequenceOf }) => consequenceOf === null)
    .map(({ code }) => code);
  return [codes.join(' '), decision, payNow, hold];
}
const none = [null, null];

describe('what a clerk would do', () => {
  const closed = [order({ status: 'closed' })];
  const { invoiceDate: _date, ...undated } = invoice();
  it.each<[name: string, change: Partial<MatchInput>, expected: readonly (string | null)[]]>([
    [
      'has the order changed where it is closed',
      { orders: closed },
      ['PO_CLOSED', 'propose_change', ...none],
    ],
    [
      'disputes what is too dear on a closed order',
      { orders: closed, invoice: bill({ price: '20.00' }) },
      ['PO_CLOSED PRICE_OVER', 'dispute', ...none],
    ],
    [
      'asks somebody where goods are missing, and a date',
      { receipts: [], invoice: undated, requiredFields: ['invoiceDate'] },
      ['FIELD_MISSING RECEIPT_MISSING', 'human', ...none],
    ],
    [
      'pays nothing of what is too cheap before the order is changed, though all of it is supported',
      { invoice: bill({ price: '6.00' }) },
      ['PRICE_UNDER', 'propose_change', ...none],
    ],
    [
      'pays half a euro of what has come',
      {
        invoice: bill({ price: '0.50' }),
        orders: [order({ lines: [orderLine({ price: '0.50' })] })],
        receipts: [receipt({ quantity: '1' })],
      },
      ['QTY_OVER_RECEIVED', 'split', '0.50', '12.00'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(advised(change)).toEqual(expected);
  });
});

describe('until when waiting costs nothing', () => {
  const until = (head: Partial<Invoice>) => {
    const input = situation({ invoice: invoice(head), receipts: [] });
    return adviceOn(matchInvoice(input), input.invoice).waitUntil;
  };
  it.each<[name: string, head: Partial<Invoice>, expected: string | null]>([
    ['three days before it is due', { netDueDate: '2026-04-30' }, '2026-04-27'],
    [
      'the last day of the discount',
      { netDueDate: '2026-04-30', discountDueDate: '2026-04-14' },
      '2026-04-14',
    ],
    ['not after that', { netDueDate: '2026-04-16', discountDueDate: '2026-04-14' }, '2026-04-13'],
    [
      'the last day of the discount, where no other is known',
      { discountDueDate: '2026-04-14' },
      '2026-04-14',
    ],
    ['nobody knows', {}, null],
  ])('%s', (_name, head, expected) => {
    expect(until(head)).toBe(expected);
  });
});
