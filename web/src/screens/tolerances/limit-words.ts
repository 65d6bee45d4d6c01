import type { LimitMode, ToleranceLimit } from '../../api/contract.ts';
import { percentOf } from '../../ui/format/decimal-text.ts';
import { formatPrice } from '../../ui/format/numbers.ts';

export type LineOrChargeKey =
  | 'priceOver'
  | 'priceUnder'
  | 'quantityOverReceived'
  | 'quantityOverOrdered'
  | 'lineAmountOver'
  | 'freightOver'
  | 'handlingOver'
  | 'miscChargeOver';

/** Every limit that a rule may state. */
export type LimitKey = LineOrChargeKey | 'documentCap' | 'orderToDateOver';

interface LimitWords {
  readonly title: string;
  /** What exactly is held against it. */
  readonly says: string;
}

export const LIMIT_WORDS: Readonly<Record<LimitKey | 'deliveryEarlyValue' | 'fxOver', LimitWords>> = {
  priceOver: {
    title: 'Price above the order',
    says: 'The amount is for all of an order line, not for each piece.',
  },
  priceUnder: {
    title: 'Price below the order',
    says: 'Further below, a wrong item or price basis is likelier than a gift.',
  },
  quantityOverReceived: { title: 'Quantity beyond received', says: 'Billed to date, against all receipts.' },
  quantityOverOrdered: { title: 'Quantity beyond ordered', says: 'Billed to date, against the order line.' },
  lineAmountOver: {
    title: 'Amount beyond the order line',
    says: 'Services and other lines that are ordered as a sum.',
  },
  freightOver: { title: 'Freight', says: 'The percentage is of the goods and services billed.' },
  handlingOver: { title: 'Handling', says: 'The percentage is of the goods and services billed.' },
  miscChargeOver: { title: 'Other charges', says: 'The percentage is of the goods and services billed.' },
  documentCap: {
    title: 'Over-charges of one invoice together',
    says: 'What its lines were let through may add up to this much.',
  },
  orderToDateOver: {
    title: 'All invoices of an order',
    says: 'Above the order’s total, once it is billed more than once.',
  },
  deliveryEarlyValue: {
    title: 'Early delivery',
    says: 'Value of the goods times the days before their date. Unlimited: not asked.',
  },
  fxOver: {
    title: 'Another exchange rate',
    says: 'What it costs against the order’s rate. Unlimited: shown, not judged.',
  },
};

/** The tables of limits, in the order in which an invoice is judged. */
export const LIMIT_GROUPS: readonly { readonly title: string; readonly keys: readonly LimitKey[] }[] = [
  {
    title: 'Line by line',
    keys: ['priceOver', 'priceUnder', 'quantityOverReceived', 'quantityOverOrdered', 'lineAmountOver'],
  },
  { title: 'Charges without an order line', keys: ['freightOver', 'handlingOver', 'miscChargeOver'] },
  { title: 'The invoice and its order as a whole', keys: ['documentCap', 'orderToDateOver'] },
];

/** Limits that only rules about suppliers and entities may state. */
export const DOCUMENT_LIMITS: readonly LimitKey[] = [
  'freightOver',
  'handlingOver',
  'miscChargeOver',
  'documentCap',
  'orderToDateOver',
];

export const MODE_WORDS: Readonly<Record<LimitMode, string>> = {
  rate: 'percent',
  amount: 'amount',
  cap: 'percent, up to amount',
  all: 'percent and amount',
  any: 'percent or amount',
  unlimited: 'unlimited',
};

/** Which figures a mode has. */
export function figuresOf(mode: LimitMode): { readonly hasRate: boolean; readonly hasAmount: boolean } {
  return {
    hasRate: mode !== 'amount' && mode !== 'unlimited',
    hasAmount: mode !== 'rate' && mode !== 'unlimited',
  };
}

/** A limit for who only reads: `2 % up to 50.00`. */
export function limitText({ mode, rate = '', amount = '' }: ToleranceLimit, currency?: string): string {
  const percent = `${percentOf(rate)}\u00a0%`;
  const money = `${currency === undefined ? '' : `${currency}\u00a0`}${formatPrice(amount, currency)}`;
  switch (mode) {
    case 'rate':
      return percent;
    case 'amount':
      return money;
    case 'cap':
      return `${percent} up to ${money}`;
    case 'all':
      return `${percent} and ${money}`;
    case 'any':
      return `${percent} or ${money}`;
    case 'unlimited':
      return 'unlimited';
  }
}
