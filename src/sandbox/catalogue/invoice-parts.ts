// What hangs on the lines of invoices and orders: shares of accounts, charges, withheld taxes.
import {
  accountRef,
  authors,
  children,
  currencyRef,
  decimal,
  many,
  oneOf,
  type Resource,
  ref,
  stamps,
  WRITABLE,
  writableDecimal,
  writableFlag,
  writableFloat,
  writableInteger,
  writableText,
} from './resource.ts';

const PERIOD = ref('periods', ['id', 'name'], WRITABLE);

/** Shares of one line on several accounts. */
const allocations = (table: string, owner: string): Resource => ({
  table,
  root: 'account-allocation',
  scopes: {},
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    amount: writableDecimal,
    pct: writableDecimal,
    'billing-note': writableText,
    account: accountRef({ isWritable: true, isRequired: true }),
    period: PERIOD,
    [owner]: { kind: 'id', isQuiet: true },
    ...authors,
  },
});

const charges: Resource = {
  table: 'invoice-charges',
  root: 'invoice-charge',
  scopes: {},
  lookupKeys: ['id'],
  defaults: { 'tax-lines': [], 'account-allocations': [], distributed: false },
  fields: {
    ...stamps,
    type: {
      ...oneOf('InvoiceShippingCharge', 'InvoiceHandlingCharge', 'InvoiceMiscCharge'),
      isRequired: true,
    },
    'line-num': writableInteger,
    description: writableText,
    'billing-note': writableText,
    total: { ...writableDecimal, isRequired: true },
    pct: writableDecimal,
    distributed: writableFlag,
    'accounting-total': { kind: 'decimal', from: (row) => row.total },
    account: accountRef(WRITABLE),
    'account-allocations': children('invoice-charge-allocations', 'invoice-charge-id'),
    currency: currencyRef(WRITABLE),
    period: PERIOD,
    'tax-lines': children('tax-lines', 'owner'),
    'invoice-header-id': { kind: 'id', isQuiet: true },
    ...authors,
  },
};

const withholdingTaxLines: Resource = {
  table: 'withholding-tax-lines',
  root: 'withholding-tax-line',
  scopes: {},
  lookupKeys: ['id'],
  defaults: { type: 'WithholdingTaxLine' },
  fields: {
    ...stamps,
    ...many(writableText, 'type', 'description', 'nature-of-tax', 'product-tax-classification'),
    ...many(writableDecimal, 'amount', 'base', 'basis', 'taxable-amount', 'supplier-rate'),
    'withholding-amount': writableDecimal,
    rate: writableFloat,
    ...many(decimal, 'amount-engine', 'rate-engine'),
    'tax-code': ref('tax-codes', ['id', 'code', 'percentage', 'description'], WRITABLE),
    owner: { kind: 'id', isQuiet: true },
    ...authors,
  },
};

/** What hangs on lines. */
export const invoiceParts: readonly Resource[] = [
  allocations('invoice-line-allocations', 'invoice-line-id'),
  allocations('invoice-charge-allocations', 'invoice-charge-id'),
  allocations('order-line-allocations', 'order-line-id'),
  charges,
  withholdingTaxLines,
];
