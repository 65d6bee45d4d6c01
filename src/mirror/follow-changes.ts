import { numberKey, slipKey } from '#domain/matching/invoice-number.ts';
import type { Tx } from '#store/database.ts';
import { askForAllocations, askForAllocationsAgain } from './allocation-due.queries.ts';
import type { WokenInvoice } from './append-changes.ts';
import { replaceInvoiceLines, replaceOrderLines } from './record-lines.queries.ts';
import type { MirrorKind, MirrorRecords } from './record-table.ts';
import {
  invoicesByIds,
  invoicesOnOrders,
  invoicesOnReceipts,
  openInvoicesOfSuppliers,
  openInvoicesWithComments,
  openSiblings,
  serviceUserOf,
} from './woken-invoices.queries.ts';

/** How a changed record of one kind moves what hangs on it and what rests on it. */
export interface Follower<R> {
  /** Writes the rows below the records. Answers ids of order lines that they let go of. */
  replaceLines(
    tx: Tx,
    connectionId: string,
    records: readonly R[],
    known: readonly string[],
  ): Promise<string[]>;
  /** The invoices to decide again. */
  woken(
    tx: Tx,
    connectionId: string,
    records: readonly R[],
    left: readonly string[],
  ): Promise<WokenInvoice[]>;
}

const NOTHING_BELOW = async (): Promise<string[]> => [];
const NOBODY = async (): Promise<WokenInvoice[]> => [];
const ALONE = { replaceLines: NOTHING_BELOW, woken: NOBODY };

/** Terms and users are shown, but no decision rests on them; prices change by thousands, and are read with the next one. */
export const FOLLOWERS: { readonly [K in MirrorKind]: Follower<MirrorRecords[K]> } = {
  invoice: {
    replaceLines: async (tx, connectionId, invoices, known) => {
      const [left] = await Promise.all([
        replaceInvoiceLines(tx, connectionId, invoices, known),
        askForAllocations(tx, connectionId, invoices),
      ]);
      return left;
    },
    woken: async (tx, connectionId, invoices, left) => {
      const themselves = invoices.map(({ id, supplierId }) => ({
        id,
        supplierId,
        cause: 'invoice' as const,
      }));
      const onLines = invoices.flatMap((invoice) => invoice.lines.map((line) => line.orderLineId));
      const lineIds = distinct([...onLines, ...left]);
      const numbered = invoices.flatMap(({ supplierId, invoiceNumber }) => {
        const key = numberKey(invoiceNumber);
        return supplierId === undefined || key === ''
          ? []
          : [{ supplierId, key, slip: slipKey(invoiceNumber) }];
      });
      if (lineIds.length === 0 && numbered.length === 0) return themselves;
      return [
        ...themselves,
        ...(await openSiblings(
          tx,
          connectionId,
          { orderLineIds: lineIds, numbered },
          invoices.map(({ id }) => id),
        )),
      ];
    },
  },
  purchase_order: {
    replaceLines: replaceOrderLines,
    woken: (tx, connectionId, orders, left) =>
      invoicesOnOrders(tx, connectionId, {
        ids: orders.map((order) => order.id),
        lineIds: distinct([...orders.flatMap((order) => order.lines.map((line) => line.id)), ...left]),
        poNumbers: orders.map((order) => order.poNumber),
        supplierIds: distinct(orders.map((order) => order.supplierId)),
      }),
  },
  receipt: {
    replaceLines: NOTHING_BELOW,
    woken: async (tx, connectionId, receipts) => {
      const woken = await invoicesOnReceipts(tx, connectionId, {
        orderIds: distinct(receipts.map((receipt) => receipt.orderId)),
        lineIds: distinct(receipts.map((receipt) => receipt.orderLineId)),
      });
      const ids = woken.map(({ id }) => id);
      await askForAllocationsAgain(tx, connectionId, ids);
      return woken;
    },
  },
  coupa_approval: {
    replaceLines: NOTHING_BELOW,
    woken: (tx, connectionId, approvals) => {
      const ofInvoices = approvals.filter((approval) => approval.approvableType === 'InvoiceHeader');
      const ids = distinct(ofInvoices.map((approval) => approval.approvableId));
      return ids.length === 0 ? NOBODY() : invoicesByIds(tx, connectionId, ids, 'approval');
    },
  },
  supplier: {
    replaceLines: NOTHING_BELOW,
    woken: (tx, connectionId, suppliers) =>
      openInvoicesOfSuppliers(
        tx,
        connectionId,
        suppliers.map((supplier) => supplier.id),
        'supplier',
      ),
  },
  invoice_allocation: {
    replaceLines: NOTHING_BELOW,
    woken: (tx, connectionId, allocations) => {
      const ids = allocations.map(({ id }) => id);
      return invoicesByIds(tx, connectionId, ids, 'invoice');
    },
  },
  contract: {
    replaceLines: NOTHING_BELOW,
    woken: (tx, connectionId, contracts) =>
      openInvoicesOfSuppliers(
        tx,
        connectionId,
        distinct(contracts.map((contract) => contract.supplierId)),
        'contract',
      ),
  },
  coupa_comment: {
    replaceLines: NOTHING_BELOW,
    woken: async (tx, connectionId, comments) => {
      const own = await serviceUserOf(tx, connectionId);
      const ofOthers = comments.filter(({ createdById }) => createdById === undefined || createdById !== own);
      const on = (type: string) =>
        distinct(ofOthers.map((one) => (one.commentableType === type ? one.commentableId : undefined)));
      return openInvoicesWithComments(tx, connectionId, {
        invoiceIds: on('InvoiceHeader'),
        orderIds: on('OrderHeader'),
      });
    },
  },
  payment_term: ALONE,
  supplier_item: ALONE,
  coupa_user: ALONE,
};

function distinct(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))];
}
