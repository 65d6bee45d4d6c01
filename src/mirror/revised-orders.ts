import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { RevisedOrder } from '#engine/shapes/sources.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { SeenRevision } from './sources.queries.ts';

/** What an order bears that was never revised. */
const FIRST_REVISIONS: readonly string[] = ['', '0', '1'];

/** Coupa's number of the order's present revision; undefined when it has none. */
function revisionOf(order: PurchaseOrder): string | undefined {
  return order.version ?? order.internalRevision;
}

/** Whether it is worth asking for the order's history: it was revised, and touched since that day. */
export function mayBeRevisedSince(order: PurchaseOrder, day: PlainDate | undefined): boolean {
  const revision = revisionOf(order);
  if (revision === undefined || day === undefined || FIRST_REVISIONS.includes(revision)) return false;
  // A day of Coupa's clock is at most one ahead of a day in UTC, which makes equal days worth asking for.
  return order.updatedAt.slice(0, 10) >= day;
}

/**
 * The orders whose present revision is younger than the invoice's date.
 * @param seen revisions of any orders, oldest first.
 */
export function revisedOrders(
  orders: readonly PurchaseOrder[],
  invoiceDate: PlainDate | undefined,
  seen: readonly SeenRevision[],
): RevisedOrder[] {
  if (invoiceDate === undefined) return [];
  return orders.flatMap((order) => {
    const revision = revisionOf(order);
    const own = seen.filter(({ orderId }) => orderId === order.id);
    const now = own.findIndex((one) => one.revision === revision);
    const present = own[now];
    if (present === undefined || present.day <= invoiceDate || !mayBeRevisedSince(order, invoiceDate))
      return [];
    const before = own.slice(0, now);
    const inForce = before.findLast(({ day }) => day <= invoiceDate) ?? before[0];
    return [
      {
        orderId: order.id,
        poNumber: order.poNumber,
        from: inForce?.revision ?? null,
        to: present.revision,
        on: present.day,
      },
    ];
  });
}
