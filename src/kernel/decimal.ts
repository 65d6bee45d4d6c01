import { InputError } from './errors.ts';
import { Exact, ExactNumber, type RoundingMode } from './exact-number.ts';

/** Exact decimal number: the only arithmetic type for amounts, prices, quantities and rates. */
export type Decimal = ExactNumber;

/** A decimal as it travels in JSON and SQL: optional minus, digits, optional fraction. */
export type DecimalText = string;

/** Longest amount we read. Coupa's columns hold at most 38 digits; what is longer is a mistake or an attack. */
const DIGITS_MAX = 40;
const DECIMAL_TEXT = /^-?\d+(\.\d+)?$/;
const SCIENTIFIC_TEXT = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?$/;

/**
 * Reads a decimal from text. Numbers are refused on purpose: `0.1 + 0.2` has already lost a cent.
 * @throws InputError when the text is no finite decimal of at most 40 digits (`1e400`, `NaN`, `1,000.00`).
 */
export function decimal(text: DecimalText): Decimal {
  const small = ExactNumber.readSmall(text);
  if (small !== undefined) return small;
  if (typeof text !== 'string' || !DECIMAL_TEXT.test(text) || text.length > DIGITS_MAX + 2) {
    throw new InputError(`Expected a decimal number such as 1250.00, found ${quote(text)}.`);
  }
  return ExactNumber.read(text);
}

/**
 * The canonical text of what a machine may send as a number: `1.50`, `1e3`, `+7`, ` 12 `.
 * @returns undefined when it is none, or not finite, or longer than 40 digits.
 */
export function toDecimalText(text: string): DecimalText | undefined {
  const trimmed = text.trim();
  if (DECIMAL_TEXT.test(trimmed)) return trimmed.length <= DIGITS_MAX + 2 ? trimmed : undefined;
  if (!SCIENTIFIC_TEXT.test(trimmed)) return undefined;
  const value = new Exact(trimmed);
  if (!value.isFinite() || Math.abs(value.e) > DIGITS_MAX) return undefined;
  const fixed = value.toFixed();
  return fixed.length <= DIGITS_MAX + 2 ? fixed : undefined;
}

/** Plain digits, never an exponent, with the decimals it has. */
export function decimalText(value: Decimal): DecimalText {
  return value.isZero() ? '0' : value.toFixed();
}

/** Exactly nothing; compare with `.eq(ZERO)`. */
export const ZERO: Decimal = ExactNumber.read('0');
export const ONE: Decimal = ExactNumber.read('1');
export const HUNDRED: Decimal = ExactNumber.read('100');

/** Sums exactly; nothing gives zero. */
export function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total = total.plus(value);
  return total;
}

export function least(a: Decimal, b: Decimal): Decimal {
  return a.lte(b) ? a : b;
}

export function greatest(a: Decimal, b: Decimal): Decimal {
  return a.gte(b) ? a : b;
}

/** The named ways to round. `half-even` is the ledger's: errors do not drift up. `half-up` is what tax laws name. */
export type Rounding = RoundingMode;

/** Rounds once, at the end, by name. @param places digits after the point, 0 to 30. */
export function roundTo(value: Decimal, places: number, rounding: Rounding = 'half-even'): Decimal {
  return value.toDecimalPlaces(places, rounding);
}

/**
 * Divides to 30 decimals, half to even, since a quotient need not end.
 * @returns undefined when the divisor is zero: there is no answer, and the caller must say what that means.
 */
export function divide(dividend: Decimal, divisor: Decimal): Decimal | undefined {
  return divisor.isZero() ? undefined : roundTo(dividend.div(divisor), 30);
}

function quote(found: unknown): string {
  return typeof found === 'string' ? `"${found.slice(0, 60)}"` : `a ${typeof found}`;
}
