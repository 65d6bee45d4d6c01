// Coupa Pay as an ERP sees it: payments and statements to be read, and the mark that they were.
import { refuse } from '../refusal.ts';
import type { Row } from '../row.ts';
import {
  type Action,
  authors,
  children,
  currencyRef,
  datetime,
  decimal,
  flag,
  integer,
  many,
  type Resource,
  ref,
  type SaveContext,
  stamps,
  supplierRef,
  text,
} from './resource.ts';

const PAY = { read: ['core.pay.payments.read'], update: ['core.pay.payments.write'] };
const STATEMENT = {
  read: ['core.pay.statements.read', 'core.pay.virtual_cards.read'],
  update: ['core.pay.statements.write'],
};

/** `PUT …/{id}?exported=true` and `…/{id}/export` are all there is. */
const exportOnly = (model: string) => ({
  settle: (_work: unknown, row: Row, { body }: SaveContext) =>
    Object.keys(body).length > 0 ? refuse(model, 'Only the export flag can be updated') : row,
  hasExportFlag: true,
});

const exporting = (table: string, scopes: readonly string[]): Action => ({
  scopes,
  run: (work, row) => work.change(table, row.id, { exported: true, 'last-exported-at': work.now }),
});

const payments: Resource = {
  table: 'coupa-pay-payments',
  path: 'coupa_pay/payments',
  root: 'coupa-pay-payment',
  scopes: PAY,
  lookupKeys: ['id'],
  ...exportOnly('coupa-pay-payment'),
  fields: {
    ...stamps,
    status: text(),
    type: text(),
    description: text(),
    ...many(text(), 'payment-identifier', 'source-name', 'source-reference', 'transfer-type', 'error-text'),
    'legal-entity-name': text(),
    'line-num': integer,
    'external-ref-id': { kind: 'id' },
    'payment-batch-id': { kind: 'id', from: (row) => row['payment-batch'] },
    'requested-execution-date': { kind: 'date' },
    'released-at': datetime,
    exported: flag,
    'last-exported-at': datetime,
    'exchange-rate': decimal,
    ...many(decimal, 'pay-from-total', 'pay-to-total', 'estimated-pay-from-total'),
    ...many(decimal, 'reporting-pay-from-total', 'reporting-pay-to-total'),
    ...many(currencyRef(), 'pay-from-currency', 'pay-to-currency', 'reporting-currency'),
    ...many({ kind: 'object' }, 'pay-from-account', 'pay-to-account', 'digital-check'),
    ...many({ kind: 'object' }, 'pay-from-external-gl-account', 'pay-to-external-gl-account'),
    payee: supplierRef(),
    'supplier-site': ref('supplier-sites', ['id', 'code', 'name']),
    'payment-batch': ref('coupa-pay-batches', ['id', 'created-at', 'updated-at', 'status', 'description']),
    'payment-details': children('coupa-pay-details', 'payment-id', {}),
    ...authors,
  },
  actions: { export: exporting('coupa-pay-payments', PAY.update) },
};

const paymentBatches: Resource = {
  table: 'coupa-pay-batches',
  root: 'payment-batch',
  listRoot: 'payment-batches',
  scopes: {},
  lookupKeys: ['id'],
  fields: { ...stamps, status: text(), description: text(), ...authors },
};

const paymentDetails: Resource = {
  table: 'coupa-pay-details',
  root: 'payment-detail',
  scopes: {},
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    'payment-id': text(),
    'payable-id': { kind: 'id' },
    'payable-type': text(),
    'source-transaction-id': { kind: 'id' },
    'source-transaction-type': text(),
    'source-transaction-reference': text(),
    ...many(decimal, 'transaction-total', 'discount-total', 'adjustment-total', 'payment-total'),
    currency: currencyRef(),
    'payable-allocations': { kind: 'object', from: () => [] },
    ...authors,
  },
};

/** What the virtual cards of a month were charged with. They may be queried by a status that they do not show. */
const statements: Resource = {
  table: 'coupa-pay-statements',
  path: 'coupa_pay/statements',
  root: 'coupa-pay-statement',
  scopes: STATEMENT,
  lookupKeys: ['id'],
  ...exportOnly('coupa-pay-statement'),
  fields: {
    ...stamps,
    status: text({ isQuiet: true }),
    name: text(),
    'statement-number': text(),
    'start-date': { kind: 'date' },
    'end-date': { kind: 'date' },
    total: decimal,
    currency: currencyRef(),
    'payment-partner': { kind: 'object' },
    charges: { kind: 'object' },
    exported: flag,
    'last-exported-at': datetime,
    ...authors,
  },
  actions: { export: exporting('coupa-pay-statements', STATEMENT.update) },
};

/** Payments, their batches and details, and statements. */
export const coupaPay: readonly Resource[] = [payments, paymentBatches, paymentDetails, statements];
