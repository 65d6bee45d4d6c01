import type { FilterChoice } from '../../ui/float/filter-menu.tsx';

/** The causes that people look for, in their own words; others can still be named in the address. */
export const CAUSES: readonly FilterChoice[] = [
  { value: 'PRICE_OVER', words: 'Price above the order' },
  { value: 'PRICE_UNDER', words: 'Price far below the order' },
  { value: 'QTY_OVER_RECEIVED', words: 'More billed than received' },
  { value: 'RECEIPT_MISSING', words: 'Nothing received' },
  { value: 'QTY_OVER_ORDERED', words: 'More billed than ordered' },
  { value: 'LINE_AMOUNT_OVER', words: 'Amount above the order line' },
  { value: 'PO_MISSING', words: 'No purchase order' },
  { value: 'PO_INVALID', words: 'Purchase order not valid' },
  { value: 'PO_CLOSED', words: 'Purchase order closed' },
  { value: 'PO_AMOUNT_OVER', words: 'Order amount exceeded' },
  { value: 'ITEM_UNMATCHED', words: 'Line not on the order' },
  { value: 'UOM_MISMATCH', words: 'Unit of measure differs' },
  { value: 'CURRENCY_MISMATCH', words: 'Currency differs from the order' },
  { value: 'SUPPLIER_MISMATCH', words: 'Supplier differs from the order' },
  { value: 'FREIGHT_OVER', words: 'Freight above the limit' },
  { value: 'TAX_OVER', words: 'Too much tax' },
  { value: 'TAX_UNDER', words: 'Too little tax' },
  { value: 'TOTAL_UNBALANCED', words: 'Totals do not add up' },
  { value: 'TERMS_MISMATCH', words: 'Payment terms differ' },
  { value: 'FIELD_MISSING', words: 'Required field missing' },
];
