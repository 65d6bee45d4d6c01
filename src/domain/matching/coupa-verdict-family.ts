import type { ExceptionCode } from './exception-code.ts';
import type { VarianceKind } from './match-result.ts';

/** What a failed tolerance of Coupa is about. */
export type CoupaFamily =
  | 'price'
  | 'quantity_ordered'
  | 'quantity_received'
  | 'amount'
  | 'shipping'
  | 'handling'
  | 'misc_charge'
  | 'tax'
  | 'currency'
  | 'exchange_rate'
  | 'unit'
  | 'terms'
  | 'order'
  | 'unknown';

/** How a family reads, and what Purser calls the same. */
export interface FamilyMeaning {
  /** Begins a sentence: `Price on line 1`. */
  readonly title: string;
  /** Findings of ours with the same cause; the first names a failure that only Coupa has. */
  readonly codes: readonly [ExceptionCode, ...ExceptionCode[]];
  /** Differences of ours that measure the same. */
  readonly kinds: readonly VarianceKind[];
}

export const FAMILIES: Readonly<Record<CoupaFamily, FamilyMeaning>> = {
  price: { title: 'Price', codes: ['PRICE_OVER', 'PRICE_UNDER'], kinds: ['price'] },
  quantity_ordered: {
    title: 'Quantity against the order',
    codes: ['QTY_OVER_ORDERED', 'LINE_AMOUNT_OVER', 'PO_AMOUNT_OVER'],
    kinds: ['quantity_ordered', 'amount_ordered'],
  },
  quantity_received: {
    title: 'Quantity against receipts',
    codes: ['QTY_OVER_RECEIVED', 'RECEIPT_MISSING', 'QUALITY_REJECT'],
    kinds: ['quantity_received', 'amount_received'],
  },
  amount: {
    title: 'Amount',
    // An amount is too high because of a price or a quantity, so either is the same cause.
    codes: ['LINE_AMOUNT_OVER', 'PO_AMOUNT_OVER', 'TOTAL_UNBALANCED', 'PRICE_OVER', 'QTY_OVER_ORDERED'],
    kinds: ['amount_ordered', 'line_total', 'document_total', 'order_to_date'],
  },
  shipping: { title: 'Shipping', codes: ['FREIGHT_OVER'], kinds: ['freight'] },
  handling: { title: 'Handling', codes: ['HANDLING_OVER'], kinds: ['handling'] },
  misc_charge: { title: 'Other charges', codes: ['MISC_CHARGE_OVER'], kinds: ['misc_charge'] },
  tax: { title: 'Tax', codes: ['TAX_OVER', 'TAX_UNDER', 'TAX_MISSING'], kinds: ['tax'] },
  currency: { title: 'Currency', codes: ['CURRENCY_MISMATCH'], kinds: [] },
  exchange_rate: { title: 'Exchange rate', codes: ['FX_VARIANCE'], kinds: [] },
  unit: { title: 'Unit of measure', codes: ['UOM_MISMATCH'], kinds: ['unit'] },
  terms: { title: 'Payment terms', codes: ['TERMS_MISMATCH'], kinds: [] },
  order: {
    title: 'The order itself',
    codes: ['PO_INVALID', 'PO_CLOSED', 'PO_MISSING', 'ITEM_UNMATCHED'],
    kinds: [],
  },
  unknown: { title: 'A check', codes: ['UNKNOWN_COUPA_CODE'], kinds: [] },
};

/** All words of one entry must begin a word of the code; the first entry that fits decides. */
const READINGS: readonly (readonly [CoupaFamily, ...string[]])[] = [
  ['tax', 'tax'],
  ['tax', 'vat'],
  ['tax', 'gst'],
  ['exchange_rate', 'exchange'],
  ['exchange_rate', 'fx'],
  ['currency', 'currenc'],
  ['shipping', 'ship'],
  ['shipping', 'freight'],
  ['handling', 'handling'],
  ['misc_charge', 'misc'],
  ['misc_charge', 'charge'],
  ['misc_charge', 'surcharge'],
  ['terms', 'term'],
  ['unit', 'uom'],
  ['unit', 'measure'],
  ['amount', 'extended'],
  ['amount', 'total'],
  ['price', 'price'],
  ['price', 'cost'],
  ['quantity_received', 'receiv'],
  ['quantity_received', 'receipt'],
  ['quantity_received', 'grn'],
  ['quantity_ordered', 'quantit'],
  ['quantity_ordered', 'qty'],
  ['amount', 'amount'],
  ['order', 'po', 'open'],
  ['order', 'po', 'close'],
  ['order', 'po', 'found'],
  ['order', 'po', 'missing'],
  ['order', 'order', 'open'],
  ['order', 'order', 'close'],
  ['order', 'order', 'found'],
  ['order', 'order', 'missing'],
];

/**
 * Reads a code of Coupa tolerantly: no page lists them, and they differ by tenant and release, so the words in it
 * decide, however they are written (`unit_price`, `UnitPrice`, `INVOICE-PRICE`). What says nothing is `unknown`.
 */
export function familyOf(code: string): CoupaFamily {
  const words = code
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  const found = READINGS.find(([, ...stems]) =>
    stems.every((stem) => words.some((word) => word.startsWith(stem))),
  );
  return found?.[0] ?? 'unknown';
}
