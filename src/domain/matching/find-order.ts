import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrder } from '../records/purchase-order.ts';
import type { Receipt } from '../records/receipt.ts';
import type { OrderIndex } from './assignment.ts';
import type { MatchMemory } from './memory.ts';
import { type NamedOrders, ordersBySimilarNumber } from './order-number.ts';
import { partKey } from './part-key.ts';

/** What a line calls its order: the number, else the id. */
export function referenceOf(line: Pick<InvoiceLine, 'poNumber' | 'orderId'>): string | undefined {
  return line.poNumber ?? line.orderId;
}

/** Orders that the line's own number or id means, by the surest way that leads to any; empty when none does. */
export function namedOrders(
  line: InvoiceLine,
  invoice: Invoice,
  { index, memory }: { readonly index: OrderIndex; readonly memory: MatchMemory | undefined },
): NamedOrders {
  const exact = exactOrders(line, invoice, index);
  if (exact.length > 0) return { route: 'exact', orders: exact };
  const reference = referenceOf(line);
  const own = index.orders.filter((order) => isOwnSupplier(order, invoice));
  const forms = (memory?.orderNumberForms ?? []).filter(
    ({ supplierId }) => supplierId === invoice.supplierId,
  );
  const similar = reference === undefined ? undefined : ordersBySimilarNumber(reference, own, forms);
  if (similar !== undefined && similar.route !== 'one_character') return similar;
  const referred = reference === undefined ? [] : ordersReferred(reference, own);
  if (referred.length > 0) return { route: 'reference', orders: referred };
  return similar ?? { route: 'exact', orders: [] };
}

function exactOrders(line: InvoiceLine, invoice: Invoice, index: OrderIndex): readonly PurchaseOrder[] {
  const byId = line.orderId === undefined ? undefined : index.byId.get(line.orderId);
  if (byId !== undefined) return [byId];
  // equivalent: no order is known by no number.
  if (line.poNumber === undefined) return [];
  const byNumber = index.byNumber.get(line.poNumber) ?? [];
  // Numbers of external orders repeat between suppliers, hardly ever within one.
  const ownSupplier = byNumber.filter((order) => order.supplierId === invoice.supplierId);
  if (ownSupplier.length > 0) return ownSupplier;
  if (byNumber.length > 0) return byNumber;
  // An order's number is usually its id.
  const numberIsId = index.byId.get(line.poNumber);
  return numberIsId === undefined ? [] : [numberIsId];
}

/** Both sides name their supplier, and it is the same: guessing never crosses from one supplier to another. */
export function isOwnSupplier(order: PurchaseOrder, { supplierId }: Invoice): boolean {
  return supplierId !== undefined && order.supplierId === supplierId;
}

/** The number is not the order's but what the supplier calls it, or the contract it draws on. */
function ordersReferred(reference: string, orders: readonly PurchaseOrder[]): readonly PurchaseOrder[] {
  const wanted = partKey(reference);
  if (wanted === '') return [];
  const isWanted = (text: string | undefined) => partKey(text) === wanted;
  return orders.filter(
    ({ contract, lines }) =>
      isWanted(contract?.number) ||
      lines.some(
        (line) =>
          isWanted(line.supplierOrderNumber) ||
          isWanted(line.externalReferenceNumber) ||
          isWanted(line.contract?.number),
      ),
  );
}

/** Ids of order lines by what their receipts are called: delivery note, advance ship notice or match reference. */
export type Deliveries = ReadonlyMap<string, ReadonlySet<string>>;

export function deliveriesOf(receipts: readonly Receipt[]): Deliveries {
  const deliveries = new Map<string, Set<string>>();
  for (const { reference, asnNumber, orderLineId } of receipts) {
    if (orderLineId === undefined) continue;
    for (const key of [partKey(reference), partKey(asnNumber)]) {
      const ids = deliveries.get(key) ?? new Set();
      deliveries.set(key, ids.add(orderLineId));
    }
  }
  return deliveries;
}

/** Ids of order lines whose receipts carry what the line calls its delivery. */
export function orderLinesDelivered(
  line: InvoiceLine,
  invoice: Invoice,
  deliveries: Deliveries,
): ReadonlySet<string> {
  const wanted = [line.matchReference, line.deliveryNoteNumber, invoice.deliveryNumber].map(partKey);
  return new Set(wanted.flatMap((key) => (key === '' ? [] : [...(deliveries.get(key) ?? [])])));
}
