import { parseCoupaContract } from '#coupa/convert/contract.ts';
import { parseCoupaApproval } from '#coupa/convert/coupa-approval.ts';
import { parseCoupaComment } from '#coupa/convert/coupa-comment.ts';
import { parseCoupaUser } from '#coupa/convert/coupa-user.ts';
import { parseCoupaInvoice } from '#coupa/convert/invoice.ts';
import { parseCoupaPaymentTerm } from '#coupa/convert/payment-term.ts';
import { parseCoupaPurchaseOrder } from '#coupa/convert/purchase-order.ts';
import { parseCoupaReceipt } from '#coupa/convert/receipt.ts';
import { parseCoupaSupplier } from '#coupa/convert/supplier.ts';
import { parseCoupaSupplierItem } from '#coupa/convert/supplier-item.ts';
import { coupaApproval } from '#coupa/schema/approval.ts';
import { coupaComment } from '#coupa/schema/comment.ts';
import { coupaContract } from '#coupa/schema/contract.ts';
import { fieldsOf } from '#coupa/schema/fields.ts';
import { coupaInvoice } from '#coupa/schema/invoice.ts';
import { coupaPaymentTerm } from '#coupa/schema/payment-term.ts';
import { coupaPurchaseOrder } from '#coupa/schema/purchase-order.ts';
import { coupaReceivingTransaction } from '#coupa/schema/receiving-transaction.ts';
import { coupaSupplier } from '#coupa/schema/supplier.ts';
import { coupaSupplierItem } from '#coupa/schema/supplier-item.ts';
import { coupaUser } from '#coupa/schema/user.ts';
import { PurserError } from '#kernel/errors.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import type { MirrorKind, MirrorRecords } from './record-table.ts';

/** One list in Coupa that the mirror follows. */
export interface Resource<K extends MirrorKind = MirrorKind> {
  /** Coupa's path below `/api/`, and the key of watermark, hints and unreadable records. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly kind: K;
  /** @throws PurserError `coupa_shape` for a record that cannot be read. */
  readonly parse: (json: ExactJson, where: string) => MirrorRecords[K];
  /** Asks for exactly what `parse` reads. */
  readonly fields: string;
  /** Narrows the list to what we use. */
  readonly query: Readonly<Record<string, string>>;
  /** Set where tenants may well not grant it: what is refused is noted and asked for again, and is no alarm. */
  readonly isOptional?: true;
  /** Milliseconds between two looks when nothing hints at a change. */
  readonly everyMs: number;
}

const OFTEN_MS = 15_000;
const SELDOM_MS = 300_000;

/**
 * In the order of the first load: what invoices rest on comes before them, so that the first decision about an
 * invoice already sees its order, its receipts and its steps of approval.
 */
export const RESOURCES: readonly Resource[] = [
  define({
    name: 'suppliers',
    title: 'Suppliers',
    kind: 'supplier',
    parse: parseCoupaSupplier,
    fields: fieldsOf(coupaSupplier),
    query: {},
    everyMs: SELDOM_MS,
  }),
  define({
    name: 'payment_terms',
    title: 'Payment terms',
    kind: 'payment_term',
    parse: parseCoupaPaymentTerm,
    fields: fieldsOf(coupaPaymentTerm),
    query: {},
    everyMs: SELDOM_MS,
  }),
  define({
    name: 'contracts',
    title: 'Contracts',
    kind: 'contract',
    parse: parseCoupaContract,
    fields: fieldsOf(coupaContract),
    query: {},
    isOptional: true,
    everyMs: SELDOM_MS,
  }),
  define({
    name: 'supplier_items',
    title: 'Prices of suppliers’ items',
    kind: 'supplier_item',
    parse: parseCoupaSupplierItem,
    fields: fieldsOf(coupaSupplierItem),
    query: {},
    isOptional: true,
    everyMs: SELDOM_MS,
  }),
  define({
    name: 'users',
    title: 'Users',
    kind: 'coupa_user',
    parse: parseCoupaUser,
    fields: fieldsOf(coupaUser),
    query: {},
    everyMs: SELDOM_MS,
  }),
  define({
    name: 'purchase_orders',
    title: 'Purchase orders',
    kind: 'purchase_order',
    parse: parseCoupaPurchaseOrder,
    fields: fieldsOf(coupaPurchaseOrder),
    query: {},
    everyMs: OFTEN_MS,
  }),
  define({
    name: 'receiving_transactions',
    title: 'Receipts',
    kind: 'receipt',
    parse: parseCoupaReceipt,
    fields: fieldsOf(coupaReceivingTransaction),
    query: {},
    everyMs: OFTEN_MS,
  }),
  define({
    name: 'approvals',
    title: 'Approvals of invoices in Coupa',
    kind: 'coupa_approval',
    parse: parseCoupaApproval,
    fields: fieldsOf(coupaApproval),
    query: { 'approvable-type': 'InvoiceHeader' },
    everyMs: OFTEN_MS,
  }),
  define({
    name: 'comments',
    title: 'Comments on invoices and orders',
    kind: 'coupa_comment',
    parse: parseCoupaComment,
    fields: fieldsOf(coupaComment),
    query: { 'commentable-type[in]': 'InvoiceHeader,OrderHeader' },
    everyMs: OFTEN_MS,
  }),
  define({
    name: 'invoices',
    title: 'Invoices',
    kind: 'invoice',
    parse: parseCoupaInvoice,
    fields: fieldsOf(coupaInvoice),
    query: {},
    everyMs: OFTEN_MS,
  }),
];

/** @throws PurserError `not_found` for a list the mirror does not follow. */
export function resourceNamed(name: string): Resource {
  const found = RESOURCES.find((resource) => resource.name === name);
  if (found === undefined) throw new PurserError('not_found', `The mirror does not follow ${name}.`);
  return found;
}

/** Ties kind and parser together where a resource is declared; those who go through the list need not know the kind. */
function define<K extends MirrorKind>(resource: Resource<K>): Resource {
  return resource as unknown as Resource;
}
