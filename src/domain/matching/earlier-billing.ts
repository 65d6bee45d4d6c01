import { decimalText } from '#kernel/decimal.ts';
import { DEAD_INVOICE_STATUSES, type Invoice } from '../records/invoice.ts';
import type { PurchaseOrder } from '../records/purchase-order.ts';
import { indexOrders } from './assignment.ts';
import { lineFactsOf, quantityTaken } from './line-facts.ts';
import type { EarlierBilling } from './order-line-standing.ts';
import { placeLines } from './place-lines.ts';

/**
 * What whole invoices billed on these orders, for callers that hold invoices and no read model. Invoices that claim
 * no money any more are left out, and so is a line whose place on the orders cannot be told.
 */
export function earlierBillings(
  invoices: readonly Invoice[],
  orders: readonly PurchaseOrder[],
): readonly EarlierBilling[] {
  const index = indexOrders(orders);
  return invoices
    .filter((invoice) => !DEAD_INVOICE_STATUSES.includes(invoice.status.toLowerCase()))
    .flatMap((invoice) =>
      placeLines(lineFactsOf(invoice), {
        invoice,
        index,
        receipts: [],
        memory: undefined,
        openOf: () => undefined,
      }).flatMap(({ facts, assignment }): EarlierBilling[] => {
        if (assignment.kind !== 'found') return [];
        const { unitOfMeasure: unit, description, matchReference, deliveryNoteNumber } = facts.line;
        const reference = matchReference ?? deliveryNoteNumber ?? invoice.deliveryNumber;
        const isAmount = facts.line.kind === 'amount' || facts.quantity === undefined;
        return [
          {
            orderLineId: assignment.orderLine.id,
            invoiceId: invoice.id,
            invoiceNumber: invoice.invoiceNumber,
            quantity: isAmount ? null : decimalText(quantityTaken(facts)),
            amount: facts.amount === undefined ? null : decimalText(facts.amount),
            price: facts.price === undefined ? null : decimalText(facts.price),
            ...(unit === undefined ? {} : { unitOfMeasure: unit }),
            ...(description === '' ? {} : { description }),
            ...(reference === undefined ? {} : { reference }),
            ...(invoice.documentType === 'credit_note' ? { isCredit: true } : {}),
          },
        ];
      }),
    );
}
