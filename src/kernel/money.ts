import { type Decimal, type DecimalText, decimal, roundTo } from './decimal.ts';
import { InvariantError } from './errors.ts';

/** ISO 4217 alphabetic code, upper case. */
export type CurrencyCode = string;

/** An exact amount in one currency, as it travels: `{"amount": "12.50", "currency": "EUR"}`. */
export interface Money {
  readonly amount: DecimalText;
  readonly currency: CurrencyCode;
}

/** Digits after the point where they differ from two. Source: ISO 4217 list one, column "CcyMnrUnts". */
const FRACTION_DIGITS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

/** Digits after the point that the currency has: 2 unless ISO 4217 says otherwise. */
export function fractionDigits(currency: CurrencyCode): number {
  return FRACTION_DIGITS[currency] ?? 2;
}

/** Rounds half to even at the currency's own precision, the rule ledgers use so that errors do not drift up. */
export function roundToCurrency(value: Decimal, currency: CurrencyCode): Decimal {
  return roundTo(value, fractionDigits(currency));
}

/** The amount with exactly the decimals its currency has, for people: `1250.00`, JPY `4312000`. */
export function amountText(value: Decimal, currency: CurrencyCode): DecimalText {
  return roundToCurrency(value, currency).toFixed(fractionDigits(currency));
}

/** Adds within one currency. @throws InvariantError across currencies: that is never meant. */
export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) {
    throw new InvariantError(`Cannot add ${b.currency} to ${a.currency}.`);
  }
  return { amount: decimal(a.amount).plus(decimal(b.amount)).toFixed(), currency: a.currency };
}

/** Upper-case three-letter code, or undefined when the text is none. Whether the code exists is not asked. */
export function toCurrencyCode(text: string): CurrencyCode | undefined {
  const code = text.trim().toUpperCase();
  return /^[A-Z]{3}$/.test(code) ? code : undefined;
}
