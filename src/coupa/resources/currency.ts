import type { Currency, ExchangeRate } from '#domain/records/currency.ts';
import { declare } from './declare.ts';
import { amount, currency, day, flag, or, text } from './field.ts';

/**
 * The documents give a currency no dates, so nothing can be asked by them.
 * @see Coupa Compass, Integration Technical Documentation, "Currencies API" (read 2026-04-09)
 */
export const currencies = declare<Currency>()({
  kind: 'currency',
  path: 'currencies',
  title: 'Currencies',
  scope: 'core.common.read',
  pace: 'daily',
  isUndated: true,
  unlocks: 'Shows which currencies are in use.',
  without: 'Purser cannot offer currencies to choose from.',
  fields: {
    code: or(text('code'), ''),
    name: text('name'),
    symbol: text('symbol'),
    decimals: text('decimals'),
    isEnabled: or(flag('enabled', 'enabled-flag'), true),
  },
  columns: ['code', 'isEnabled'],
});

/** @see Coupa Compass, Integration Technical Documentation, "Exchange Rates API" (read 2026-04-09) */
export const exchangeRates = declare<ExchangeRate>()({
  kind: 'exchange_rate',
  path: 'exchange_rates',
  title: 'Exchange rates',
  scope: 'core.common.read',
  unlocks: 'Shows at which rates Coupa converts.',
  without: 'Purser cannot add up or compare amounts of different currencies.',
  fields: {
    from: currency('from-currency'),
    to: currency('to-currency'),
    rate: amount('rate'),
    rateDate: day('rate-date'),
  },
  columns: ['rateDate'],
});
