import type { Invoice, InvoiceLine } from '#domain/records/invoice.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Versioned } from '#engine/shapes/sources.ts';
import { groupBy } from './groups.ts';
import { byId } from './in-order.ts';

/** What one invoice rests on: its orders, and the order lines whose receipts and bills matter to it. */
export interface Rest {
  readonly orders: readonly Versioned<PurchaseOrder>[];
  readonly lineIds: ReadonlySet<string>;
  /** Lines whose order is not known and must be looked for; where Coupa itself names the order line, there is none. */
  readonly lost: readonly InvoiceLine[];
}

export interface OrderIndex {
  readonly byId: ReadonlyMap<string, Versioned<PurchaseOrder>>;
  readonly byLine: ReadonlyMap<string, Versioned<PurchaseOrder>>;
  readonly byNumber: ReadonlyMap<string, Versioned<PurchaseOrder>[]>;
}

export function indexOrders(orders: readonly Versioned<PurchaseOrder>[]): OrderIndex {
  return {
    byId: new Map(orders.map((order) => [order.id, order])),
    byLine: new Map(orders.flatMap((order) => order.record.lines.map((line) => [line.id, order]))),
    byNumber: groupBy(orders, (order) => order.record.poNumber),
  };
}

/**
 * A line that names its order line needs that one alone; a line that names only the order may mean any of its lines; a
 * line that names nothing, beside others that have an order, may be on any line of theirs.
 */
export function restOf(invoice: Invoice, index: OrderIndex): Rest {
  const orders = new Map<string, Versioned<PurchaseOrder>>();
  const lineIds = new Set<string>();
  const addLinesOf = (order: Versioned<PurchaseOrder>): void => {
    for (const orderLine of order.record.lines) lineIds.add(orderLine.id);
  };
  const unnamed: InvoiceLine[] = [];
  const lost: InvoiceLine[] = [];
  for (const line of invoice.lines) {
    const named = ordersNamed(line, index);
    for (const order of named) orders.set(order.id, order);
    if (line.orderLineId !== undefined) {
      lineIds.add(line.orderLineId);
      continue;
    }
    for (const order of named) addLinesOf(order);
    if (line.orderId === undefined && line.poNumber === undefined) unnamed.push(line);
    else if (!named.some(({ record }) => isOfSupplier(record, invoice))) lost.push(line);
  }
  if (orders.size === 0) lost.push(...unnamed);
  else if (unnamed.length > 0) for (const order of orders.values()) addLinesOf(order);
  return { orders: [...orders.values()].sort(byId), lineIds, lost };
}

/** The orders that a line names by its line, its id or its number; a number that is printed is often the id. */
function ordersNamed(line: InvoiceLine, index: OrderIndex): Versioned<PurchaseOrder>[] {
  return [
    line.orderLineId === undefined ? undefined : index.byLine.get(line.orderLineId),
    line.orderId === undefined ? undefined : index.byId.get(line.orderId),
    ...(line.poNumber === undefined ? [] : (index.byNumber.get(line.poNumber) ?? [])),
    line.poNumber === undefined ? undefined : index.byId.get(line.poNumber),
  ].filter((order) => order !== undefined);
}

/** Another supplier's order is hardly the one that is meant, though it has the number. */
function isOfSupplier(order: PurchaseOrder, { supplierId }: Invoice): boolean {
  return supplierId === undefined || order.supplierId === undefined || order.supplierId === supplierId;
}
