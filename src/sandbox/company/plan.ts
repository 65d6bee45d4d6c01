// What an invoice will look like before any of it is written: lines, prices, and the fault planted in it, if any.
import { add, compare, multiply, percentOf, round } from '../amount.ts';
import type { Chance } from '../random.ts';
import type { SupplierData } from './supplier-data.ts';
import { WARES, type Ware } from './ware-data.ts';

export type PlantedCode =
  | 'PRICE_OVER'
  | 'PRICE_UNDER'
  | 'QTY_OVER_RECEIVED'
  | 'RECEIPT_MISSING'
  | 'QTY_OVER_ORDERED'
  | 'CURRENCY_MISMATCH'
  | 'PO_INVALID'
  | 'PO_CLOSED'
  | 'PO_MISSING'
  | 'DUP_EXACT'
  | 'FREIGHT_OVER'
  | 'TAX_OVER'
  | 'TAX_UNDER'
  | 'ITEM_UNMATCHED'
  | 'UOM_MISMATCH'
  | 'SUPPLIER_MISMATCH'
  | 'TERMS_MISMATCH'
  | 'TOTAL_UNBALANCED';

/** Rough shares in which faults meet an accounts payable desk; price and receipts lead everywhere. */
const SHARES: readonly (readonly [PlantedCode, number])[] = [
  ['PRICE_OVER', 24],
  ['RECEIPT_MISSING', 16],
  ['QTY_OVER_RECEIVED', 16],
  ['QTY_OVER_ORDERED', 8],
  ['FREIGHT_OVER', 6],
  ['PO_MISSING', 6],
  ['PRICE_UNDER', 5],
  ['PO_INVALID', 4],
  ['PO_CLOSED', 4],
  ['DUP_EXACT', 4],
  ['ITEM_UNMATCHED', 4],
  ['CURRENCY_MISMATCH', 3],
  ['TAX_OVER', 3],
  ['TAX_UNDER', 2],
  ['UOM_MISMATCH', 2],
  ['TERMS_MISMATCH', 2],
  ['SUPPLIER_MISMATCH', 1],
  ['TOTAL_UNBALANCED', 1],
];

/** Decimals of a currency's smallest coin. */
export function placesIn(currency: string): number {
  if (currency === 'JPY') return 0;
  return currency === 'BHD' ? 3 : 2;
}

const THREE_WAY_ONLY: readonly PlantedCode[] = ['RECEIPT_MISSING', 'QTY_OVER_RECEIVED', 'UOM_MISMATCH'];

/** Each fault as often as its share says. */
export const faultPack = (): PlantedCode[] =>
  SHARES.flatMap(([code, share]) => Array.from({ length: share }, () => code));

/** Whether a fault can happen to this supplier's invoices. */
export function canHappen(code: PlantedCode, supplier: SupplierData): boolean {
  if (supplier.matching !== '3-way' && THREE_WAY_ONLY.includes(code)) return false;
  if (code === 'FREIGHT_OVER') return supplier.trade !== 'logistics' && placesIn(supplier.currency) === 2;
  return !((code === 'TAX_OVER' || code === 'TAX_UNDER') && taxOf(supplier).rate === '0');
}

/** A fault that can happen to this supplier's invoices. */
export function pickFault(chance: Chance, supplier: SupplierData): PlantedCode {
  const possible = SHARES.filter(([code]) => canHappen(code, supplier));
  let left = chance.next() * possible.reduce((all, [, share]) => all + share, 0);
  for (const [code, share] of possible) {
    left -= share;
    if (left < 0) return code;
  }
  return 'PRICE_OVER';
}

export interface PlannedLine {
  readonly ware: Ware;
  /** Ordered. */
  readonly quantity: string;
  readonly price: string;
}

/** One to four order lines of different wares. */
export function planLines(chance: Chance, supplier: SupplierData, least = 1): PlannedLine[] {
  const wares: Ware[] = [...WARES[supplier.trade]];
  const count = Math.min(wares.length, Math.max(least, chance.between(1, 4)));
  const lines: PlannedLine[] = [];
  while (lines.length < count) {
    const [ware] = wares.splice(chance.between(0, wares.length - 1), 1);
    if (!ware) break;
    const minor = chance.between(ware.price[0], ware.price[1]);
    const price = priceIn(supplier.currency, minor);
    lines.push({ ware, quantity: String(chance.between(ware.quantity[0], ware.quantity[1])), price });
  }
  return lines;
}

/** Wares are priced in hundredths of about a euro; yen as they are. */
function priceIn(currency: string, minor: number): string {
  if (currency === 'JPY') return String(minor);
  return round(multiply(String(minor), currency === 'BHD' ? '0.0043' : '0.01'), placesIn(currency));
}

/** Which of the group's companies buys from this supplier. */
export function entityOf(supplier: SupplierData): 'DE' | 'GB' | 'US' {
  if (supplier.currency === 'GBP') return 'GB';
  return supplier.currency === 'USD' ? 'US' : 'DE';
}

/** The tax a correct invoice of this supplier bears. */
export function taxOf(supplier: SupplierData): { code: string; rate: string } {
  const isHome = supplier.country === entityOf(supplier);
  if (!isHome) return { code: { DE: 'V0', GB: 'GB0', US: 'US0' }[entityOf(supplier)], rate: '0' };
  if (supplier.country === 'DE') return { code: 'V19', rate: '19' };
  if (supplier.country === 'GB') return { code: 'GB20', rate: '20' };
  const isTaxed = ['steel', 'electro', 'packaging', 'office', 'it'].includes(supplier.trade);
  return isTaxed ? { code: 'USOH', rate: '8' } : { code: 'US0', rate: '0' };
}

/** `RE-YYYY-####` → `RE-2026-0317`: the supplier's own running number, longer where it has outgrown its places. */
export function invoiceNumber(pattern: string, running: number, day: string): string {
  const [year = '', month = ''] = day.split('-');
  return pattern
    .replace('YYYY', year)
    .replace('YY', year.slice(2))
    .replace('MM', month)
    .replace(/#+/, (hashes) => String(running).padStart(hashes.length, '0'));
}

/**
 * The number with two neighbouring digits changed over, as it happens in typing. Of the running digits only a change
 * to a higher number is made: a lower one was another invoice's.
 * @returns undefined when no two digits differ so; `running`: the running number that it now looks like, if it does.
 */
export function transposedNumber(
  pattern: string,
  number: string,
): { readonly number: string; readonly running?: number } | undefined {
  const [from, to] = [pattern.indexOf('#'), number.length - (pattern.length - 1 - pattern.lastIndexOf('#'))];
  for (let at = number.length - 2; at >= 0; at--) {
    const [a = '', b = ''] = [number[at], number[at + 1]];
    if (a === b || !/\d/.test(a) || !/\d/.test(b)) continue;
    const other = number.slice(0, at) + b + a + number.slice(at + 2);
    if (at + 1 < from || at >= to) return { number: other };
    if (at >= from && at + 1 < to && b > a) return { number: other, running: Number(other.slice(from, to)) };
  }
  return undefined;
}

/** The same number as somebody else would key it: normalising brings both together. */
export function rekeyedNumber(number: string): string {
  if (/[-/.]/.test(number)) return number.replace(/[-/.]/g, ' ');
  const cut = number.search(/\d/);
  return cut > 0
    ? `${number.slice(0, cut)}-${number.slice(cut)}`
    : `${number.slice(0, 2)}-${number.slice(2)}`;
}

const placesOfPrice = (price: string): number => price.split('.')[1]?.length ?? 0;
/** The smallest coin in which a price of so many decimals is said. */
const smallestStep = (price: string): string => ['1', '0.1', '0.01', '0.001'][placesOfPrice(price)] ?? '0.01';

/** Two percent above: the most that is tolerated, to the fourth decimal and never beyond. */
export function priceAtTolerance(price: string): string {
  return add(price, percentOf(price, '2'));
}

/** Beyond what is tolerated: now and then by the smallest coin, mostly plainly. */
export function priceOver(chance: Chance, price: string): { price: string; what: string } {
  if (chance.isWithin(0.25)) {
    const places = placesOfPrice(price);
    let over = add(round(priceAtTolerance(price), places), smallestStep(price));
    if (compare(over, priceAtTolerance(price)) <= 0) over = add(over, smallestStep(price));
    return { price: over, what: `unit price ${over} instead of ${price}: one coin beyond 2 %` };
  }
  const percent = String(chance.between(4, 15));
  const over = round(add(price, percentOf(price, percent)), placesOfPrice(price));
  return { price: over, what: `unit price ${over} instead of ${price}, about ${percent} % over` };
}

export function priceUnder(chance: Chance, price: string): { price: string; what: string } {
  const percent = String(chance.between(13, 25));
  const under = round(add(price, `-${percentOf(price, percent)}`), placesOfPrice(price));
  return { price: under, what: `unit price ${under} instead of ${price}, about ${percent} % under` };
}
