import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import { compareNatural } from './line-facts.ts';
import type { LineType } from './line-type.ts';
import type { OrderRoute } from './order-number.ts';

/** How the order line was found once the order was known. */
export type LineRoute =
  /** The invoice names the line itself. */
  | 'named'
  /** Item, part number or description are the same, and no other line has them. */
  | 'identity'
  /** The best of all ways to give the invoice's lines to the order's, by what they have in common. */
  | 'likeness'
  /** A receipt or a credited invoice leads there. */
  | 'reference';

/** Where an invoice line belongs, or why that cannot be said. */
export type Assignment =
  | {
      readonly kind: 'found';
      readonly order: PurchaseOrder;
      readonly orderLine: PurchaseOrderLine;
      /** 0 to 1, how far ahead of the next best; 1 when nothing else fitted; null when the invoice named the line. */
      readonly margin: number | null;
      readonly route: LineRoute;
      readonly orderRoute: OrderRoute;
      /** All order lines that it bills together: interchangeable ones, or those of a bundle. Left out: the one. */
      readonly pool?: readonly PurchaseOrderLine[];
      /** True when the pool's lines differ, so that only sums can be compared. */
      readonly isBundle?: boolean;
    }
  /** The line names no order. */
  | { readonly kind: 'unreferenced'; readonly why?: string }
  /** It names an order that is not there. */
  | { readonly kind: 'order_unknown'; readonly named: string; readonly why?: string }
  /** The order is there, but no one line of it is meant beyond doubt. */
  | { readonly kind: 'line_unclear'; readonly order: PurchaseOrder; readonly why: string }
  /** It gives back what an invoice without an order billed. */
  | { readonly kind: 'credited'; readonly invoiceNumber: string }
  /** No item of an order at all: a charge on top, or money kept back or given back. */
  | { readonly kind: 'typed'; readonly type: LineType; readonly order?: PurchaseOrder };

export type Found = Extract<Assignment, { kind: 'found' }>;

/** Orders by everything a line may call them. */
export interface OrderIndex {
  readonly orders: readonly PurchaseOrder[];
  readonly lines: ReadonlyMap<
    string,
    { readonly order: PurchaseOrder; readonly orderLine: PurchaseOrderLine }
  >;
  readonly byId: ReadonlyMap<string, PurchaseOrder>;
  readonly byNumber: ReadonlyMap<string, readonly PurchaseOrder[]>;
}

export function indexOrders(orders: readonly PurchaseOrder[]): OrderIndex {
  const lines = new Map<string, { order: PurchaseOrder; orderLine: PurchaseOrderLine }>();
  const byId = new Map<string, PurchaseOrder>();
  const byNumber = new Map<string, PurchaseOrder[]>();
  // In the order of their numbers, so that the order in which an API lists them changes nothing.
  for (const order of [...latestEach(orders)].sort(inNumberOrder)) {
    byId.set(order.id, order);
    byNumber.set(order.poNumber, [...(byNumber.get(order.poNumber) ?? []), order]);
    for (const orderLine of order.lines) lines.set(orderLine.id, { order, orderLine });
  }
  return { orders: [...byId.values()], lines, byId, byNumber };
}

function inNumberOrder(a: PurchaseOrder, b: PurchaseOrder): number {
  return compareNatural(a.poNumber, b.poNumber) || compareNatural(a.id, b.id);
}

/** The same order given twice must not look like two orders of one number; of two revisions the later one counts. */
function latestEach(orders: readonly PurchaseOrder[]): Iterable<PurchaseOrder> {
  const latest = new Map<string, PurchaseOrder>();
  for (const order of orders) {
    const other = latest.get(order.id);
    if (other === undefined || isLater(order, other)) latest.set(order.id, order);
  }
  return latest.values();
}

function isLater(a: PurchaseOrder, b: PurchaseOrder): boolean {
  const byRevision =
    numberOf(a.version) - numberOf(b.version) || numberOf(a.internalRevision) - numberOf(b.internalRevision);
  // equivalent: of two of one moment nothing says which is later.
  if (byRevision === 0) return a.updatedAt > b.updatedAt;
  // equivalent: they differ here.
  return byRevision > 0;
}

function numberOf(text: string | undefined): number {
  return /^\d{1,15}$/.test(text ?? '') ? Number(text) : 0;
}
