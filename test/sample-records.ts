import type { CoupaApproval } from '#domain/records/coupa-approval.ts';
import type { Invoice, InvoiceLine } from '#domain/records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';

/** A moment some minutes into the day all samples live on. */
export function minute(count: number): string {
  return new Date(Date.UTC(2026, 3, 1, 8, count)).toISOString();
}

/** An open invoice of supplier 7 over one order line, changed by what the test is about. */
export function sampleInvoice(id: string, differs: Partial<Invoice> = {}): Invoice {
  return {
    id,
    invoiceNumber: `INV-${id}`,
    status: 'pending_approval',
    documentType: 'invoice',
    supplierId: '7',
    supplierName: 'Nordwind Logistik GmbH',
    currency: 'EUR',
    invoiceDate: '2026-04-01',
    netDueDate: '2026-05-01',
    grossTotal: '119.00',
    exported: false,
    paid: false,
    createdAt: minute(0),
    updatedAt: minute(0),
    lines: [sampleInvoiceLine(`${id}1`)],
    failedTolerances: [],
    customFields: {},
    ...differs,
  };
}

export function sampleInvoiceLine(id: string, differs: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    id,
    lineNumber: '1',
    kind: 'quantity',
    description: 'Pallet, Euro',
    quantity: '10',
    price: '10.00',
    total: '100.00',
    orderId: '500',
    orderLineId: '5001',
    poNumber: '500',
    ...differs,
  };
}

/** An issued order of supplier 7 with lines `${id}1`, `${id}2` …. */
export function sampleOrder(id: string, differs: Partial<PurchaseOrder> = {}, lines = 1): PurchaseOrder {
  return {
    id,
    poNumber: id,
    status: 'issued',
    supplierId: '7',
    currency: 'EUR',
    updatedAt: minute(0),
    lines: Array.from({ length: lines }, (_, at) => sampleOrderLine(`${id}${at + 1}`)),
    ...differs,
  };
}

export function sampleOrderLine(id: string, differs: Partial<PurchaseOrderLine> = {}): PurchaseOrderLine {
  return {
    id,
    lineNumber: '1',
    kind: 'quantity',
    description: 'Pallet, Euro',
    quantity: '10',
    price: '10.00',
    matchType: '3-way',
    ...differs,
  };
}

export function sampleReceipt(id: string, differs: Partial<Receipt> = {}): Receipt {
  return {
    id,
    type: 'ReceivingQuantityConsumption',
    status: 'created',
    isVoided: false,
    orderId: '500',
    orderLineId: '5001',
    quantity: '10',
    updatedAt: minute(0),
    ...differs,
  };
}

export function sampleApproval(
  id: string,
  invoiceId: string,
  differs: Partial<CoupaApproval> = {},
): CoupaApproval {
  return {
    id,
    approvableType: 'InvoiceHeader',
    approvableId: invoiceId,
    status: 'pending_approval',
    approverId: '3',
    updatedAt: minute(0),
    ...differs,
  };
}
