import type { BodyValue } from './catalogue/resource.ts';
import type { Sandbox } from './start-sandbox.ts';

type Sample = Readonly<Record<string, BodyValue | undefined>>;

/** What the round trip must send where a value made from the field's kind will not do; undefined leaves a field out. */
export function samples(sandbox: Sandbox, count: number): Readonly<Record<string, Sample>> {
  const { vars } = sandbox.env;
  const supplier = { id: String(vars.supplier_id) };
  const currency = { code: 'USD' };
  return {
    invoices: {
      'document-type': 'Invoice',
      'invoice-lines': [{ description: 'Widget', price: '100.00', quantity: '2' }],
      'tax-lines': undefined,
      'invoice-charges': [{ type: 'InvoiceShippingCharge', total: '5', description: 'Freight' }],
      'failed-tolerances': undefined,
      payments: undefined,
      supplier,
      currency,
    },
    'purchase-orders': {
      type: 'ExternalOrderHeader',
      'order-lines': [{ description: 'Bracket', price: '50.00', quantity: '10' }],
    },
    'receiving-transactions': {
      type: 'ReceivingQuantityConsumption',
      'order-line': { id: String(vars.po_line_id) },
      'original-transaction-id': undefined,
    },
    requisitions: {
      'requisition-lines': [{ description: 'Cleaning', 'unit-price': '30', quantity: '2', currency }],
    },
    comments: { 'commentable-type': 'InvoiceHeader', 'commentable-id': '710001' },
    users: { login: `u${count}@halden.example`, email: `u${count}@halden.example` },
    suppliers: {
      'po-method': 'email',
      'payment-method': 'invoice',
      'invoice-matching-level': '2-way',
      status: 'active',
    },
    'expense-reports': { paid: false, payment: undefined },
    'expense-lines': { 'expense-report-id': undefined, 'order-line-id': undefined },
    'receipt-requests': { lines: [{ quantity: '1', 'order-line': { id: String(vars.po_line_id) } }] },
    'asn-headers': { lines: [{ quantity: '1', 'order-line': { id: String(vars.po_line_id) } }] },
    contracts: { 'start-date': '2026-01-01', 'end-date': '2026-12-31', status: 'draft' },
    'order-header-changes': {
      'order-header-id': String(vars.po_id),
      'order-line-changes': [{ description: 'Extra', price: '5', quantity: '1' }],
    },
    'supplier-sites': { 'supplier-id': String(vars.supplier_id) },
    'supplier-information': { status: 'draft', 'supplier-id': undefined },
    'tax-registrations': { 'owner-id': undefined },
    // The service user is in no seeded group, and each test adds another user.
    'user-group-memberships': { user: { id: String(10 + (count % 20)) }, 'user-group': { id: '2' } },
    'integration-history-records': {
      'document-type': 'InvoiceHeader',
      'document-id': '710001',
    },
    'integration-errors': { 'document-type': 'InvoiceHeader', 'document-id': '710001' },
    'integration-contacts': { 'contactable-id': '1' },
    tasks: { 'linkable-type': 'Project', 'linkable-id': '1' },
  };
}

/** Written by the caller, and then worked out: `total` from price and quantity, for example. */
export const WORKED_OUT: ReadonlySet<string> = new Set([
  'invoices.supplier-total',
  'invoices.tax-amount',
  'purchase-orders.type',
  'receiving-transactions.total',
]);

/** These begin with something that has to happen first; their own tests show what comes back. */
export const NEED_A_STORY: ReadonlySet<string> = new Set(['return-requests']);
