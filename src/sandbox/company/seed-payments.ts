// Coupa Pay: the latest paid invoices as payments in batches, and a month of card charges.
import { dayOf } from '../moment.ts';
import { type Row, textOf } from '../row.ts';
import type { State, Work } from '../state.ts';

const PAYMENTS_MAX = 24;
const BATCH = 6;
const CHARGES = 3;

export function seedPayments(state: State, now: string): void {
  const paid = [...state.rows('invoices')].filter((row) => row.paid === true && row.status === 'approved');
  state.transact({ now, actor: '1' }, (work) => {
    const latest = paid.slice(-PAYMENTS_MAX);
    for (let from = 0; from < latest.length; from += BATCH)
      payBatch(work, latest.slice(from, from + BATCH), from);
    chargeCards(work, now);
  });
}

function payBatch(work: Work, invoices: readonly Row[], from: number): void {
  const batch = work.insert('coupa-pay-batches', { status: 'approved', description: null });
  for (const [index, invoice] of invoices.entries()) {
    const total = textOf(invoice, 'total-with-taxes');
    const currency = invoice.currency ?? null;
    const at = from + index;
    const hasErrors = at % 7 === 5;
    const payment = work.insert('coupa-pay-payments', {
      status: hasErrors ? 'completed_with_errors' : statusOf(at),
      type: 'CoupaPay::InvoicePayment',
      'payment-identifier': `P${String(100_001 + at)}`,
      'transfer-type': 'bank_transfer',
      'error-text': hasErrors ? 'The bank returned the transfer' : null,
      'source-name': 'coupa_pay',
      'line-num': index + 1,
      'requested-execution-date': invoice['net-due-date'] ?? null,
      'released-at': textOf(invoice, 'updated-at'),
      exported: at % 3 === 0,
      'last-exported-at': at % 3 === 0 ? work.now : null,
      'exchange-rate': '1.0',
      'pay-from-total': total,
      'pay-to-total': total,
      'pay-from-currency': currency,
      'pay-to-currency': currency,
      'pay-from-account': account('CoupaPay::CompanyPaymentAccount', 'Halden operating account'),
      'pay-to-account': account('CoupaPay::SupplierPaymentAccount', 'Supplier bank account'),
      payee: invoice.supplier ?? null,
      'payment-batch': batch.id,
    });
    const detail = work.insert('coupa-pay-details', {
      'payment-id': payment.id,
      'payable-id': invoice.id,
      'payable-type': 'CoupaPay::Invoice',
      'source-transaction-id': invoice.id,
      'source-transaction-type': 'InvoiceHeader',
      'source-transaction-reference': textOf(invoice, 'invoice-number'),
      'transaction-total': total,
      'discount-total': '0.00',
      'adjustment-total': '0.00',
      'payment-total': total,
      currency,
    });
    work.put('coupa-pay-payments', { ...payment, 'payment-details': [detail.id] });
  }
}

/** Mostly done, some on their way. */
const statusOf = (at: number) => (at % 5 === 4 ? 'payment_in_progress' : 'completed_successfully');

const account = (type: string, name: string) => ({
  type,
  'account-name': name,
  'account-kind': 'bank_account',
  status: 'active',
  'payment-partner': { name: 'Hanse Bank', 'issuing-bank': 'HANSE', type: 'CoupaPay::BankPartner' },
});

function chargeCards(work: Work, now: string): void {
  const currency = [...work.rows('currencies')].find((row) => row.code === 'EUR')?.id ?? null;
  const charges = Array.from({ length: CHARGES }, (_, index) => ({
    'charge-number': `CH-${index + 1}`,
    amount: `${120 + index * 35}.00`,
    merchant: 'Travel and subscriptions',
  }));
  work.insert('coupa-pay-statements', {
    name: `Virtual cards ${dayOf(now).slice(0, 7)}`,
    'statement-number': `ST-${dayOf(now).slice(0, 7)}`,
    status: 'completed',
    'start-date': `${dayOf(now).slice(0, 7)}-01T00:00:00Z`,
    'end-date': now,
    total: '465.00',
    currency,
    charges,
    exported: false,
  });
}
