import { numberKey } from '#domain/matching/invoice-number.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Tx } from '#store/database.ts';
import { insertRows } from '#store/insert-rows.ts';

/** Enough to tell a deposit or a retention by; the whole text stands in the record. */
const DESCRIPTION_CHARACTERS = 120;

/**
 * Puts the lines of these invoices in the place of what was there.
 * @param known ids of those among them that the mirror held before.
 * @returns order lines that the old lines rested on.
 */
export async function replaceInvoiceLines(
  tx: Tx,
  connectionId: string,
  invoices: readonly Invoice[],
  known: readonly string[],
): Promise<string[]> {
  const left =
    known.length === 0
      ? []
      : await tx.queryArrays(
          'delete from invoice_line where connection_id = $1 and invoice_id = any($2::text[]) returning order_line_id',
          [connectionId, known],
          { name: 'invoice_lines_drop' },
        );
  const rows = invoices.flatMap((invoice) =>
    invoice.lines.map((line, position) => [
      connectionId,
      invoice.id,
      position,
      line.orderLineId ?? null,
      line.orderId ?? null,
      line.poNumber ?? null,
      line.quantity ?? null,
      line.price ?? null,
      line.total ?? null,
      line.unitOfMeasure ?? null,
      line.matchReference ?? line.deliveryNoteNumber ?? null,
      line.description === '' ? null : line.description.slice(0, DESCRIPTION_CHARACTERS),
    ]),
  );
  await insertRows(
    tx,
    'invoice_line (connection_id, invoice_id, position, order_line_id, order_id, po_number, quantity, price, amount, unit, reference, description)',
    ['text', 'text', 'int', 'text', 'text', 'text', 'numeric', 'numeric', 'numeric', 'text', 'text', 'text'],
    rows,
  );
  return firstTexts(left);
}

/**
 * Puts the lines of these orders in the place of what was there.
 * @param known ids of those among them that the mirror held before.
 * @returns ids of the lines the orders had before.
 */
export async function replaceOrderLines(
  tx: Tx,
  connectionId: string,
  orders: readonly PurchaseOrder[],
  known: readonly string[],
): Promise<string[]> {
  const left =
    known.length === 0
      ? []
      : await tx.queryArrays(
          'delete from purchase_order_line where connection_id = $1 and order_id = any($2::text[]) returning id',
          [connectionId, known],
          { name: 'order_lines_drop' },
        );
  const rows = new Map(
    orders.flatMap((order) =>
      order.lines.map((line) => [
        line.id,
        [
          connectionId,
          line.id,
          order.id,
          numberKey(line.supplierOrderNumber ?? '') || null,
          line.contract?.id ?? order.contract?.id ?? null,
        ],
      ]),
    ),
  );
  await insertRows(
    tx,
    'purchase_order_line (connection_id, id, order_id, supplier_order_key, contract_id)',
    ['text', 'text', 'text', 'text', 'text'],
    [...rows.values()],
    `on conflict (connection_id, id) do update set order_id = excluded.order_id,
       supplier_order_key = excluded.supplier_order_key, contract_id = excluded.contract_id`,
  );
  return firstTexts(left);
}

function firstTexts(rows: readonly unknown[][]): string[] {
  return rows.flatMap(([text]) => (typeof text === 'string' ? [text] : []));
}
