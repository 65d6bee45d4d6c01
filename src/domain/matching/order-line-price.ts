import { type Decimal, decimal } from '#kernel/decimal.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';

/** What the order line is worth in all. @param unitPrice its `orderPriceOf`, where that is known already. */
export function orderedAmount(
  orderLine: PurchaseOrderLine,
  unitPrice: Decimal | undefined = orderPriceOf(orderLine),
): Decimal | undefined {
  const { kind, total, quantity } = orderLine;
  if (kind === 'amount') return read(total) ?? unitPrice;
  if (quantity === undefined || unitPrice === undefined) return read(total);
  return decimal(quantity).times(unitPrice);
}

/**
 * Price of one unit. Where quantity times price comes to 10, 100 or 1,000 times the line's own total, the price is for as
 * many.
 */
export function orderPriceOf({ kind, quantity, price, total }: PurchaseOrderLine): Decimal | undefined {
  const stated = read(price);
  if (kind === 'amount' || stated === undefined || quantity === undefined || total === undefined)
    return stated;
  const extended = decimal(quantity).times(stated);
  const asked = decimal(total);
  if (extended.eq(asked) || asked.isZero()) return stated;
  const basis = PRICE_BASES.find((each) => extended.div(each).minus(asked).abs().lt(COIN));
  return basis === undefined ? stated : stated.div(basis);
}

const PRICE_BASES = ['10', '100', '1000'].map(decimal);
const COIN = decimal('0.01');

function read(text: string | undefined): Decimal | undefined {
  return text === undefined ? undefined : decimal(text);
}
