import { parseCoupaInvoice } from '#coupa/convert/invoice.ts';
import { parseCoupaPurchaseOrder } from '#coupa/convert/purchase-order.ts';
import { parseCoupaReceipt } from '#coupa/convert/receipt.ts';
import { readExactJson } from '#kernel/exact-json.ts';
import { applyPage, type Page } from '#mirror/apply-page.ts';
import type { Database } from '#store/database.ts';
import type { BenchCompany } from './company.ts';

const RECORDS_A_TRANSACTION = 200;

/** Orders and receipts into the mirror, as a first load would: what invoices rest on comes before them. */
export async function loadOrders(db: Database, connectionId: string, company: BenchCompany): Promise<void> {
  const readAt = new Date().toISOString();
  const { orders, receipts } = company;
  const pages: Page[] = [
    { kind: 'purchase_order', readAt, records: orders.map((text) => parseCoupaPurchaseOrder(of(text), 'o')) },
    { kind: 'receipt', readAt, records: receipts.map((text) => parseCoupaReceipt(of(text), 'r')) },
  ];
  for (const page of pages) {
    for (let at = 0; at < page.records.length; at += RECORDS_A_TRANSACTION) {
      const part = { ...page, records: page.records.slice(at, at + RECORDS_A_TRANSACTION) } as Page;
      await db.inConnection(connectionId, (tx) => applyPage(tx, connectionId, part));
    }
  }
}

/** One page of invoices into the mirror and the feed. @returns the ids on it. */
export async function loadInvoicePage(
  db: Database,
  connectionId: string,
  page: string,
): Promise<readonly string[]> {
  const wires = of(page);
  const records = Array.isArray(wires) ? wires.map((wire) => parseCoupaInvoice(wire, 'invoice')) : [];
  const readAt = new Date().toISOString();
  await db.inConnection(connectionId, (tx) =>
    applyPage(tx, connectionId, { kind: 'invoice', records, readAt }),
  );
  return records.map(({ id }) => id);
}

function of(text: string): ReturnType<typeof readExactJson> {
  return readExactJson(text, 'benchmark');
}
