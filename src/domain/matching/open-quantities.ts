import { type Decimal, decimal, sum, ZERO } from '#kernel/decimal.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';

/** What is left to bill of an order line in its own measure, by what other invoices billed. */
export function openQuantities(
  billedOn: (
    orderLineId: string,
  ) => readonly { readonly quantity: string | null; readonly amount: string | null }[],
): (orderLine: PurchaseOrderLine) => Decimal | undefined {
  const known = new Map<PurchaseOrderLine, Decimal | undefined>();
  return (orderLine) => {
    // equivalent: it would be counted again, to the same end; lines that draw on a pool ask for all of it each.
    if (known.has(orderLine)) return known.get(orderLine);
    const open = openOn(orderLine);
    known.set(orderLine, open);
    return open;
  };

  function openOn(orderLine: PurchaseOrderLine): Decimal | undefined {
    const isAmount = orderLine.kind === 'amount';
    const ordered = isAmount ? (orderLine.total ?? orderLine.price) : orderLine.quantity;
    if (ordered === undefined) return undefined;
    const billed = billedOn(orderLine.id).map(({ quantity, amount }) =>
      ZERO.plus((isAmount ? amount : quantity) ?? '0'),
    );
    return decimal(ordered).minus(sum(billed));
  }
}
