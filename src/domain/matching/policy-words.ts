import { decimal } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import { CONDITIONS, type Condition } from './policy-shape.ts';
import type { Limit, LimitKey, ScopedLimits } from './tolerance.ts';
import { listed, moneyText, rateText } from './wording.ts';

const TITLES: Readonly<Record<LimitKey | 'deliveryEarlyValue' | 'fxOver', string>> = {
  priceOver: 'Price above the order',
  priceUnder: 'Price below the order',
  quantityOverReceived: 'Quantity beyond received',
  quantityOverOrdered: 'Quantity beyond ordered',
  lineAmountOver: 'Amount beyond the order line',
  freightOver: 'Freight without an order line',
  handlingOver: 'Handling without an order line',
  miscChargeOver: 'Other charges without an order line',
  documentCap: 'Over-charges of one invoice together',
  orderToDateOver: 'All invoices of an order above its total',
  deliveryEarlyValue: 'Early delivery, value times days',
  fxOver: 'Cost of another exchange rate',
};

/** A limit's name for people: `Price above the order`; within a sentence it begins small. */
export function limitTitle(key: keyof typeof TITLES, isInside = false): string {
  const title = TITLES[key];
  return isInside ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** A limit in words, without an invoice to count it out on: `2 % up to 50.00`. */
export function limitWords(limit: Limit, currency?: CurrencyCode): string {
  const amount = (text: string) => moneyText(decimal(text), currency);
  switch (limit.mode) {
    case 'unlimited':
      return 'unlimited';
    case 'rate':
      return rateText(decimal(limit.rate));
    case 'amount':
      return amount(limit.amount);
    case 'all':
      return `${rateText(decimal(limit.rate))} and ${amount(limit.amount)}`;
    case 'any':
      return `${rateText(decimal(limit.rate))} or ${amount(limit.amount)}`;
    case 'cap':
      return `${rateText(decimal(limit.rate))} up to ${amount(limit.amount)}`;
  }
}

const CONDITION_WORDS: Readonly<Record<Condition, readonly [one: string, several: string]>> = {
  orderLineIds: ['order line', 'order lines'],
  contracts: ['contract', 'contracts'],
  supplierIds: ['supplier', 'suppliers'],
  commodities: ['commodity', 'commodities'],
  entities: ['entity', 'entities'],
  units: ['unit', 'units'],
};

/** `commodities` */
export function conditionTitle(condition: Condition): string {
  return CONDITION_WORDS[condition][1];
}

/** What a rule is about: `supplier 5 and commodity Steel`. */
export function conditionWords(rule: ScopedLimits): string {
  return CONDITIONS.flatMap((condition) => {
    const names = rule[condition];
    if (names === undefined) return [];
    return [`${CONDITION_WORDS[condition][names.length === 1 ? 0 : 1]} ${listed(names)}`];
  }).join(' and ');
}

/** `from 2026-12-01 until 2026-12-31`; empty when it has no dates. */
export function daysWords({ from, until }: Pick<ScopedLimits, 'from' | 'until'>): string {
  return [from === undefined ? [] : `from ${from}`, until === undefined ? [] : `until ${until}`]
    .flat()
    .join(' ');
}
