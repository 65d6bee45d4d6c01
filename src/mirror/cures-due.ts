import { orderPriceOf } from '#domain/matching/order-line-price.ts';
import type { EarlierBilling } from '#domain/matching/order-line-standing.ts';
import { isSameUnit } from '#domain/matching/unit-conversion.ts';
import type { Invoice, InvoiceLine } from '#domain/records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import { type Decimal, decimal, sum, ZERO } from '#kernel/decimal.ts';

/** An invoice with what it rests on. */
export interface AtFirstSight {
  readonly invoice: Invoice;
  readonly orders: readonly PurchaseOrder[];
  readonly receipts: readonly Receipt[];
  readonly billedBefore: readonly EarlierBilling[];
}

/**
 * Whether something may have to be cured: a price, a quantity, a charge or terms that are not the order's. It may say
 * so too often, since only a match under the policy of the day knows; most invoices simply agree, and nothing is read
 * for them.
 */
export function mayNeedCures({ invoice, orders, receipts, billedBefore }: AtFirstSight): boolean {
  // What is given back is not argued about with prices and habits.
  if (invoice.documentType === 'credit_note') return false;
  if (invoice.failedTolerances.some(({ resolved }) => !resolved)) return true;
  const { shippingAmount, handlingAmount, miscAmount } = invoice;
  if ([shippingAmount, handlingAmount, miscAmount].some((text) => !read(text).isZero())) return true;
  const places = new Map(
    orders.flatMap((order) => order.lines.map((orderLine) => [orderLine.id, { order, orderLine }])),
  );
  const taken = new Map<string, Decimal>();
  for (const line of invoice.lines) {
    const place = places.get(line.orderLineId ?? '');
    if (place === undefined || !isAsOrdered(line, invoice, place)) return true;
    const { id } = place.orderLine;
    taken.set(id, (taken.get(id) ?? ZERO).plus(measureOf(line, place.orderLine)));
  }
  return [...taken].some(([id, now]) => {
    const { orderLine } = places.get(id) ?? {};
    if (orderLine === undefined) return true;
    const before = billedBefore.filter(({ orderLineId }) => orderLineId === id);
    if (before.some(({ unitOfMeasure }) => !isSameUnit(unitOfMeasure, orderLine.unitOfMeasure))) return true;
    const isSum = orderLine.kind === 'amount';
    const all = now.plus(sum(before.map(({ amount, quantity }) => read(isSum ? amount : quantity))));
    const ordered = isSum ? (orderLine.total ?? orderLine.price) : orderLine.quantity;
    return all.gt(read(ordered)) || (isReceived(orderLine) && all.gt(arrived(id, receipts, isSum)));
  });
}

interface Place {
  readonly order: PurchaseOrder;
  readonly orderLine: PurchaseOrderLine;
}

function isAsOrdered(line: InvoiceLine, invoice: Invoice, { order, orderLine }: Place): boolean {
  if (order.supplierId !== invoice.supplierId || order.currency !== invoice.currency) return false;
  const { paymentTermCode: terms } = invoice;
  if (terms !== undefined && order.paymentTermCode !== undefined && terms !== order.paymentTermCode)
    return false;
  if (orderLine.kind === 'amount') return true;
  const price = orderPriceOf(orderLine);
  if (line.price === undefined || price === undefined || line.quantity === undefined) return false;
  return isSameUnit(line.unitOfMeasure, orderLine.unitOfMeasure) && price.eq(decimal(line.price));
}

function measureOf({ quantity, total, price }: InvoiceLine, { kind }: PurchaseOrderLine): Decimal {
  return read(kind === 'amount' ? (total ?? price) : quantity);
}

function isReceived({ matchType, isReceiptRequired }: PurchaseOrderLine): boolean {
  return matchType === undefined
    ? isReceiptRequired !== false
    : matchType !== 'none' && matchType !== '2-way';
}

function arrived(orderLineId: string, receipts: readonly Receipt[], isSum: boolean): Decimal {
  const counted = receipts.filter((receipt) => !receipt.isVoided && receipt.orderLineId === orderLineId);
  return sum(counted.map(({ amount, quantity }) => read(isSum ? (amount ?? quantity) : quantity)));
}

function read(text: string | null | undefined): Decimal {
  return text === undefined || text === null ? ZERO : decimal(text);
}
