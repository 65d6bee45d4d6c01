import type { InvoiceDetail, Money } from '../../api/contract.ts';
import type { SourceLinks } from '../../ui/source-list.tsx';

/** The total, where it has a currency. */
export function amountOf({ invoice }: InvoiceDetail): Money | null {
  return invoice.grossTotal === undefined || invoice.currency === undefined
    ? null
    : { amount: invoice.grossTotal, currency: invoice.currency };
}

/** Where the records that reasons rest on can be opened. */
export function linksOf({ invoice, deepLink, orders, receipts }: InvoiceDetail): SourceLinks {
  return new Map([
    [`invoice/${invoice.id}`, deepLink],
    ...orders.map((order) => [`purchase_order/${order.id}`, order.deepLink] as const),
    ...receipts.map((receipt) => [`receipt/${receipt.id}`, receipt.deepLink] as const),
  ]);
}

/** Whether exceptions are told as such: where nothing follows from the match, only its reasons are. */
export function hasWrong({ match, verdict }: InvoiceDetail): boolean {
  return match !== null && match.exceptions.length > 0 && verdict !== 'not_applicable';
}
