import { parseCoupaContract } from '../convert/contract.ts';
import { parseCoupaApproval } from '../convert/coupa-approval.ts';
import { parseCoupaComment } from '../convert/coupa-comment.ts';
import { parseCoupaUser } from '../convert/coupa-user.ts';
import { parseCoupaInvoice } from '../convert/invoice.ts';
import { parseCoupaPaymentTerm } from '../convert/payment-term.ts';
import { parseCoupaPurchaseOrder } from '../convert/purchase-order.ts';
import { parseCoupaReceipt } from '../convert/receipt.ts';
import { parseCoupaSupplier } from '../convert/supplier.ts';
import { parseCoupaSupplierItem } from '../convert/supplier-item.ts';
import { coupaApproval } from '../schema/approval.ts';
import { coupaComment } from '../schema/comment.ts';
import { coupaContract } from '../schema/contract.ts';
import { coupaInvoice } from '../schema/invoice.ts';
import { coupaPaymentTerm } from '../schema/payment-term.ts';
import { coupaPurchaseOrder } from '../schema/purchase-order.ts';
import { coupaReceivingTransaction } from '../schema/receiving-transaction.ts';
import { coupaSupplier } from '../schema/supplier.ts';
import { coupaSupplierItem } from '../schema/supplier-item.ts';
import { coupaUser } from '../schema/user.ts';
import type { CoupaResource } from './declare.ts';

/** Lists whose records are more than their fields: each has a schema and a converter of its own. */
function evidence<Kind extends string, R>(
  facts: Pick<
    CoupaResource<Kind, R>,
    'kind' | 'path' | 'title' | 'scope' | 'pace' | 'unlocks' | 'without' | 'schema' | 'parse'
  > & { readonly query?: Readonly<Record<string, string>>; readonly isEssential?: false },
): CoupaResource<Kind, R> {
  const usual = { query: {}, isEssential: true, isEvidence: true, isUndated: false, columns: [] };
  return { ...usual, name: facts.path, ...facts };
}

/** In the order of the first load: what invoices rest on comes before them. */
export const evidenceLists = [
  evidence({
    kind: 'supplier',
    path: 'suppliers',
    title: 'Suppliers',
    scope: 'core.supplier.read',
    pace: 'master',
    unlocks: 'Shows suppliers, and whether one is on hold.',
    without: 'Purser would pay no heed to a supplier on hold.',
    schema: coupaSupplier,
    parse: parseCoupaSupplier,
  }),
  evidence({
    kind: 'payment_term',
    path: 'payment_terms',
    title: 'Payment terms',
    scope: 'core.common.read',
    pace: 'master',
    unlocks: 'Shows when invoices fall due and which discounts there are.',
    without: 'Purser cannot say what a payment term means.',
    schema: coupaPaymentTerm,
    parse: parseCoupaPaymentTerm,
  }),
  evidence({
    kind: 'contract',
    path: 'contracts',
    title: 'Contracts',
    scope: 'core.contract.read',
    pace: 'master',
    unlocks: 'Reads contracts, which may explain a price, a charge or terms.',
    without: 'Purser cannot tell that a contract explains what an invoice bills.',
    isEssential: false,
    schema: coupaContract,
    parse: parseCoupaContract,
  }),
  evidence({
    kind: 'supplier_item',
    path: 'supplier_items',
    title: 'Prices of suppliers’ items',
    scope: 'core.catalog.read',
    pace: 'master',
    unlocks: 'Reads the prices of suppliers’ items that contracts state.',
    without: 'Purser cannot compare a price with the one that was agreed for the article.',
    isEssential: false,
    schema: coupaSupplierItem,
    parse: parseCoupaSupplierItem,
  }),
  evidence({
    kind: 'coupa_user',
    path: 'users',
    title: 'Users',
    scope: 'core.user.read',
    pace: 'master',
    unlocks: 'Reads users, so that people can be told who they are in Coupa.',
    without: 'Purser cannot tell who of its people is who in Coupa.',
    schema: coupaUser,
    parse: parseCoupaUser,
  }),
  evidence({
    kind: 'purchase_order',
    path: 'purchase_orders',
    title: 'Purchase orders',
    scope: 'core.purchase_order.read',
    pace: 'hot',
    unlocks: 'Reads purchase orders, which invoices are compared with.',
    without: 'No invoice can be matched, so nothing is decided.',
    schema: coupaPurchaseOrder,
    parse: parseCoupaPurchaseOrder,
  }),
  evidence({
    kind: 'receipt',
    path: 'receiving_transactions',
    title: 'Receipts',
    scope: 'core.inventory.receiving.read',
    pace: 'hot',
    unlocks: 'Reads receipts, which three-way matching needs.',
    without: 'No invoice can be matched, so nothing is decided.',
    schema: coupaReceivingTransaction,
    parse: parseCoupaReceipt,
  }),
  evidence({
    kind: 'coupa_approval',
    path: 'approvals',
    title: 'Approvals of invoices in Coupa',
    scope: 'core.approval.read',
    pace: 'hot',
    unlocks: 'Reads steps of approval, so that Purser can take the one that waits for it.',
    without: 'Purser cannot approve: it does not know which step waits for it.',
    query: { 'approvable-type': 'InvoiceHeader' },
    schema: coupaApproval,
    parse: parseCoupaApproval,
  }),
  evidence({
    kind: 'coupa_comment',
    path: 'comments',
    title: 'Comments on invoices and orders',
    scope: 'core.comment.read',
    pace: 'hot',
    unlocks: 'Reads comments on invoices and orders, in which people agree to prices.',
    without: 'Purser cannot show what people wrote, or see that its own comment is there.',
    query: { 'commentable-type[in]': 'InvoiceHeader,OrderHeader' },
    schema: coupaComment,
    parse: parseCoupaComment,
  }),
  evidence({
    kind: 'invoice',
    path: 'invoices',
    title: 'Invoices',
    scope: 'core.invoice.read',
    pace: 'hot',
    unlocks: 'Reads invoices: without it there is nothing to decide.',
    without: 'There is nothing to decide.',
    schema: coupaInvoice,
    parse: parseCoupaInvoice,
  }),
] as const;
