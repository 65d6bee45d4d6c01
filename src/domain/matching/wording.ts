import { type Decimal, type DecimalText, decimalText, HUNDRED, ONE, roundTo, ZERO } from '#kernel/decimal.ts';
import { type CurrencyCode, fractionDigits } from '#kernel/money.ts';

/** No unit price needs more; what is longer comes from a division and would only be noise to a reader. */
const PLACES_MAX = 6;
const QUOTE_CHARACTERS_MAX = 40;
/** Controls, line breaks, zero-width and text-direction marks: a reader cannot see them, so none is passed on. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu;

/** An amount with at least the decimals of its currency and at most six: `62.50`, `0.0125`, JPY `4312`. */
export function moneyText(value: Decimal, currency: CurrencyCode | undefined): DecimalText {
  const places = fractionDigits(currency ?? '');
  const rounded = value.decimalPlaces() > PLACES_MAX ? roundTo(value, PLACES_MAX) : value;
  // Digits as they are, and zeros put behind: asking for places rounds first, which takes three times as long.
  const text = rounded.toFixed();
  const own = rounded.decimalPlaces();
  if (own >= places) return text;
  return `${text}${own === 0 ? '.' : ''}${'0'.repeat(places - own)}`;
}

/**
 * A limit as people read it, never more than is really allowed: 1323.8658 is `1323.86`. Below one unit all decimals
 * stay, or a limit of half a cent would read as none.
 */
export function limitText(value: Decimal, currency: CurrencyCode | undefined): DecimalText {
  return moneyText(value.lt(ONE) ? value : roundTo(value, fractionDigits(currency ?? ''), 'down'), currency);
}

/** Reads back an amount that we wrote ourselves: sums and products may be longer than what we accept from outside. */
export function readBack(text: DecimalText | null): Decimal {
  return ZERO.plus(text ?? '0');
}

/** The amount with its currency, for a sentence: `EUR 4,889.09`. */
export function money(value: Decimal, currency: CurrencyCode | undefined): string {
  return withCurrency(moneyText(value, currency), currency);
}

/** An amount that is text already, for a sentence. */
export function withCurrency(text: DecimalText, currency: CurrencyCode | undefined): string {
  const grouped = text.replace(/^(-?)(\d+)/, (_all, sign: string, whole: string) => {
    return sign + whole.replace(/\B(?=(\d{3})+$)/g, ',');
  });
  return currency === undefined ? grouped : `${currency} ${grouped}`;
}

/** A quantity with no more digits than it has: `5`, `2.5`. */
export function quantityText(value: Decimal): DecimalText {
  return decimalText(value.decimalPlaces() > PLACES_MAX ? roundTo(value, PLACES_MAX) : value);
}

/** A quantity with its unit: `5 EA`; without a unit the number alone. */
export function quantity(value: Decimal, unit: string | undefined): string {
  return unit === undefined ? quantityText(value) : `${quantityText(value)} ${named(unit)}`;
}

/** How much of `base` the difference is, in percent, four decimals at most; null when there is no base. */
export function percentText(difference: Decimal, base: Decimal): DecimalText | null {
  return base.isZero() ? null : decimalText(difference.times(HUNDRED).divTo(base.abs(), 4));
}

/** A factor as people read it, with six decimals at most: `1.08`. */
export function decimalWords(value: Decimal): DecimalText {
  return decimalText(roundTo(value, PLACES_MAX));
}

/** A rate such as 0.02 as `2 %`. */
export function rateText(rate: Decimal): string {
  return `${decimalText(rate.times(HUNDRED))} %`;
}

/**
 * Text from outside in a sentence of ours: unseen characters gone, cut to 40 characters, and in quotation marks
 * unless it is a plain code, so that nobody takes a supplier's words for Purser's.
 */
export function named(text: string): string {
  const seen = text.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim();
  const short =
    seen.length > QUOTE_CHARACTERS_MAX ? `${seen.slice(0, QUOTE_CHARACTERS_MAX - 1).trimEnd()}…` : seen;
  return /^[\p{L}\p{N}][\p{L}\p{N}._/#-]*$/u.test(short) ? short : `"${short.replaceAll('"', "'")}"`;
}

/** `1`, `1 and 2`, `1, 2 and 3`; beyond five names the count of the rest. */
export function listed(names: readonly string[]): string {
  if (names.length > 5) return `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`;
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** Longest passage that a sentence quotes; whoever wants more opens the record. */
const PASSAGE_CHARACTERS_MAX = 240;

/** What somebody else wrote, word for word as far as it can be seen, in quotation marks. */
export function quoted(text: string): string {
  const seen = text.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim().replaceAll('"', "'");
  const isLong = seen.length > PASSAGE_CHARACTERS_MAX;
  return `"${isLong ? `${seen.slice(0, PASSAGE_CHARACTERS_MAX - 1).trimEnd()}…` : seen}"`;
}

/** With a capital, to begin a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
