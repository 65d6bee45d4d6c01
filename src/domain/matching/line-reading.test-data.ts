import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { invoice, invoiceLine, order, orderLine, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

/** The invoice with its one line, or its head, changed. */
export const bill = (line: Partial<InvoiceLine>, head: Partial<Invoice> = {}) =>
  invoice({ lines: [invoiceLine(line)], ...head });
/** The order with its one line changed. */
export const on = (change: Partial<PurchaseOrderLine>) => [order({ lines: [orderLine(change)] })];
/** Outcome and codes, how each line was read, and what can be paid. */
export function read(input: Partial<MatchInput>): readonly unknown[] {
  const { outcome, exceptions, lines, payableNow } = matchInvoice(situation(input));
  const readings = lines.flatMap(({ adjustments = [] }) =>
    adjustments.map(({ kind, says }) => `${kind}: ${says}`),
  );
  return [outcome, ...exceptions.map(({ code }) => code), ...readings, payableNow];
}
