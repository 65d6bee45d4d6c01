import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import type { Receipt } from '../records/receipt.ts';
import type { EarlierBilling } from './order-line-standing.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';
import { STARTER_POLICY } from './tolerance.ts';

// 100 bearings ordered at 12.50, all received, nothing billed; the invoice bills 25 of them at the same price.

export function invoiceLine(change: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    id: '11',
    lineNumber: '1',
    kind: 'quantity',
    description: 'Bearing 6204',
    quantity: '25',
    price: '12.50',
    unitOfMeasure: 'EA',
    orderLineId: '71',
    ...change,
  };
}

export function invoice(change: Partial<Invoice> = {}): Invoice {
  return {
    id: '1',
    invoiceNumber: 'R-1',
    status: 'draft',
    documentType: 'invoice',
    supplierId: '5',
    supplierName: 'Lagerhaus Nord',
    currency: 'EUR',
    invoiceDate: '2026-04-01',
    exported: false,
    paid: false,
    updatedAt: '2026-04-01T08:00:00.000Z',
    lines: [invoiceLine()],
    failedTolerances: [],
    customFields: {},
    ...change,
  };
}

export function orderLine(change: Partial<PurchaseOrderLine> = {}): PurchaseOrderLine {
  return {
    id: '71',
    lineNumber: '1',
    kind: 'quantity',
    description: 'Bearing 6204',
    quantity: '100',
    price: '12.50',
    unitOfMeasure: 'EA',
    ...change,
  };
}

export function order(change: Partial<PurchaseOrder> = {}): PurchaseOrder {
  return {
    id: '7',
    poNumber: '7',
    status: 'issued',
    supplierId: '5',
    supplierName: 'Lagerhaus Nord',
    currency: 'EUR',
    updatedAt: '2026-03-01T08:00:00.000Z',
    lines: [orderLine()],
    ...change,
  };
}

export function receipt(change: Partial<Receipt> = {}): Receipt {
  return {
    id: '91',
    type: 'ReceivingQuantityConsumption',
    status: 'created',
    isVoided: false,
    orderId: '7',
    orderLineId: '71',
    quantity: '100',
    updatedAt: '2026-03-15T08:00:00.000Z',
    ...change,
  };
}

export function billed(quantity: string, change: Partial<EarlierBilling> = {}): EarlierBilling {
  return {
    orderLineId: '71',
    invoiceId: '2',
    invoiceNumber: 'R-0',
    quantity,
    amount: null,
    price: '12.50',
    ...change,
  };
}

/** The situation above with what a test changes in it. */
export function situation(change: Partial<MatchInput> = {}): MatchInput {
  return {
    invoice: invoice(),
    orders: [order()],
    receipts: [receipt()],
    billedBefore: [],
    policy: STARTER_POLICY,
    ...change,
  };
}

/** The verdict on the situation: outcome and codes, the primary one first. */
export function verdictOn(change: Partial<MatchInput> = {}): readonly string[] {
  const { outcome, exceptions } = matchInvoice(situation(change));
  return [outcome, ...exceptions.map(({ code }) => code)];
}

/** The same for one invoice line changed. */
export function verdictOnLine(
  line: Partial<InvoiceLine>,
  change: Partial<MatchInput> = {},
): readonly string[] {
  return verdictOn({ invoice: invoice({ lines: [invoiceLine(line)] }), ...change });
}

/** The findings in full, as a clerk reads them: code, expected, actual, breach and limit, what and what would cure it. */
export function toldOn(change: Partial<MatchInput> = {}): readonly (readonly (string | null)[])[] {
  return matchInvoice(situation(change)).exceptions.map((found) => [
    found.code,
    found.expected,
    found.actual,
    found.breachAmount,
    found.breachLimit,
    found.explanation,
    found.counterfactual,
  ]);
}
