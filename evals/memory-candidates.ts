import { numberKey, orderNumberKey } from '#domain/matching/invoice-number.ts';
import type { Invoice, InvoiceLine } from '#domain/records/invoice.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import type { Versioned } from '#engine/shapes/sources.ts';
import type { Sign } from '#mirror/candidate-orders.queries.ts';
import { signsOf } from '#mirror/candidate-orders.ts';

type Order = Versioned<PurchaseOrder>;

/** Orders that lines without one may mean, likeliest first, as the mirror would find them. */
export type OrderSeeker = (invoice: Invoice, lost: readonly InvoiceLine[]) => readonly Order[];

/** As many as the mirror weighs. */
const CANDIDATES_MAX = 50;

/** What the mirror asks its tables, asked of maps; orders that were made after the invoice came are not there. */
export function memoryCandidates(orders: readonly Order[], receipts: readonly Receipt[]): OrderSeeker {
  const bySign = signsToOrders(orders, receipts);
  const open = new Map<string, Order[]>();
  for (const order of orders) {
    if (order.record.status === 'issued') add(open, order.record.supplierId ?? '', order);
  }
  return (invoice, lost) => {
    if (lost.length === 0 || invoice.supplierId === undefined) return [];
    const isThere = ({ record }: Order): boolean => (record.createdAt ?? '') <= (invoice.createdAt ?? '');
    const ofLines = lost.map((line) =>
      signsOf(line, invoice, []).flatMap((sought) => (bySign.get(nameOf(sought)) ?? []).filter(isThere)),
    );
    const isAtALoss = ofLines.some((found) => found.length === 0);
    const others = isAtALoss ? newest(open.get(invoice.supplierId) ?? [], isThere) : [];
    const once = new Map([...ofLines.flat(), ...others].map((order) => [order.id, order]));
    return [...once.values()].slice(0, CANDIDATES_MAX);
  };
}

function nameOf({ supplierId, sign, key }: { supplierId: string; sign: Sign; key: string }): string {
  return `${supplierId}/${sign}/${key}`;
}

function signsToOrders(orders: readonly Order[], receipts: readonly Receipt[]): Map<string, Order[]> {
  const bySign = new Map<string, Order[]>();
  const byLine = new Map<string, Order>();
  const note = (order: Order, sign: Sign, key: string): void => {
    if (key !== '') add(bySign, nameOf({ supplierId: order.record.supplierId ?? '', sign, key }), order);
  };
  for (const order of orders) {
    note(order, 'number', orderNumberKey(order.record.poNumber));
    for (const line of order.record.lines) {
      byLine.set(line.id, order);
      note(order, 'supplier_order', numberKey(line.supplierOrderNumber ?? ''));
      note(order, 'contract', line.contract?.id ?? order.record.contract?.id ?? '');
    }
  }
  for (const { orderLineId, reference } of receipts) {
    const order = byLine.get(orderLineId ?? '');
    if (order !== undefined) note(order, 'delivery', numberKey(reference ?? ''));
  }
  return bySign;
}

/** The newest so many of a list that has the oldest first. */
function newest(orders: readonly Order[], isThere: (order: Order) => boolean): Order[] {
  const found: Order[] = [];
  for (let at = orders.length - 1; at >= 0 && found.length < CANDIDATES_MAX; at--) {
    const order = orders[at];
    if (order !== undefined && isThere(order)) found.push(order);
  }
  return found;
}

function add(lists: Map<string, Order[]>, name: string, order: Order): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [order]);
  else list.push(order);
}
