/**
 * Orders, receipts and five-line invoices as Coupa words them, as JSON text: what a poller would read. Seeded and plain:
 * four of five invoices match, the rest are billed above receipts or price.
 */
export interface BenchCompany {
  readonly orders: readonly string[];
  readonly receipts: readonly string[];
  /** Pages of 50 invoices, each a JSON array. */
  readonly invoicePages: readonly string[];
  readonly invoices: number;
}

const LINES = 5;
const PAGE = 50;
const SUPPLIERS = 40;
const AT = '2026-10-01T09:00:00+02:00';

/** @param from first invoice id, so that several companies can be read one after the other. */
export function benchCompany(invoices: number, from = 1): BenchCompany {
  const orders: string[] = [];
  const receipts: string[] = [];
  const wires: string[] = [];
  for (let i = from; i < from + invoices; i += 1) {
    const supplier = {
      id: (i % SUPPLIERS) + 1,
      name: `Supplier ${(i % SUPPLIERS) + 1}`,
      number: `S-${i % SUPPLIERS}`,
    };
    const lines = Array.from({ length: LINES }, (_, at) => ({
      id: i * 10 + at,
      number: at + 1,
      price: 10 + ((i * 7 + at) % 90),
    }));
    orders.push(JSON.stringify(orderOf(i, supplier, lines)));
    for (const line of lines)
      receipts.push(JSON.stringify(receiptOf(i, line.id, i % 10 === 3 ? '40.0' : '100.0')));
    wires.push(JSON.stringify(invoiceOf(i, supplier, lines, i % 10 === 7 ? 1.1 : 1)));
  }
  const pages: string[] = [];
  for (let at = 0; at < wires.length; at += PAGE) pages.push(`[${wires.slice(at, at + PAGE).join(',')}]`);
  return { orders, receipts, invoicePages: pages, invoices };
}

interface Line {
  id: number;
  number: number;
  price: number;
}

function orderOf(i: number, supplier: object, lines: readonly Line[]): object {
  return {
    id: i,
    'po-number': String(i),
    status: 'issued',
    version: 1,
    currency: { code: 'EUR' },
    supplier,
    'created-at': AT,
    'updated-at': AT,
    'order-lines': lines.map((line) => ({
      id: line.id,
      'line-num': String(line.number),
      type: 'OrderQuantityLine',
      description: `Deep-groove ball bearing 62${line.number}`,
      quantity: '100.0',
      price: `${line.price}.00`,
      total: `${line.price * 100}.00`,
      uom: { code: 'EA' },
      'match-type': '3-way',
    })),
  };
}

function receiptOf(i: number, lineId: number, quantity: string): object {
  return {
    id: lineId,
    type: 'ReceivingQuantityConsumption',
    status: 'created',
    quantity,
    'order-line': { id: lineId, 'order-header-id': i },
    'transaction-date': AT,
    'created-at': AT,
    'updated-at': AT,
  };
}

function invoiceOf(i: number, supplier: object, lines: readonly Line[], factor: number): object {
  const net = lines.reduce((total, line) => total + line.price * 50 * factor, 0);
  return {
    id: i,
    // With a check number, or two swapped digits would make one number of another, and of every 360 two ask for the same.
    'invoice-number': `RE-${i}-${i % 97}`,
    status: 'pending_receipt',
    'document-type': 'Invoice',
    'invoice-date': '2026-10-01T00:00:00+02:00',
    'net-due-date': '2026-10-31T00:00:00+01:00',
    currency: { id: 2, code: 'EUR', decimals: 2 },
    supplier,
    'payment-term': { id: 3, code: 'Net30', 'days-for-net-payment': 30 },
    'gross-total': net.toFixed(2),
    'total-with-taxes': net.toFixed(2),
    exported: false,
    paid: false,
    'lock-version-key': 1,
    'created-at': AT,
    'updated-at': AT,
    'created-by': { id: 9, login: 'clerk', 'employee-number': '9' },
    'custom-fields': {},
    'failed-tolerances': [],
    'invoice-lines': lines.map((line) => ({
      id: line.id,
      'line-num': line.number,
      type: 'InvoiceQuantityLine',
      description: `Deep-groove ball bearing 62${line.number}`,
      price: (line.price * factor).toFixed(2),
      quantity: '50.0',
      total: (line.price * 50 * factor).toFixed(2),
      uom: { code: 'EA' },
      'order-header-id': i,
      'order-header-num': String(i),
      'po-number': String(i),
      'order-line-id': line.id,
      'order-line-num': String(line.number),
      account: { id: 13, name: 'Indirect', code: 'SF-Marketing-Indirect' },
      commodity: { id: 4, name: 'Bearings' },
      'created-at': AT,
      'updated-at': AT,
    })),
  };
}
