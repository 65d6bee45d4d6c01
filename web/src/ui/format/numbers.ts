import type { Money } from '../../api/contract.ts';
import { sumDecimals } from './decimal-text.ts';

const TRUE_MINUS = '\u2212';
const NO_BREAK = '\u00a0';
const DECIMAL = /^-?\d+(\.\d+)?$/;
/** Intl refuses more. */
const FRACTION_MAX = 20;

/** Digits after the point of a currency; 2 for codes that no list knows. */
function fractionDigits(currency: string): number {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  const digits = askFractionDigits(currency);
  digitsOf.set(currency, digits);
  return digits;
}

const digitsOf = new Map<string, number>();

function askFractionDigits(currency: string): number {
  try {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions();
    return maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/**
 * Decimal text for the reader's locale: exact text in, no number in between, never rounded. Decimals beyond
 * `digits` are shown when they are not zero. Text that is no decimal is shown as it is.
 */
export function formatDecimal(text: string, digits = 0, locale?: string): string {
  if (!DECIMAL.test(text)) return text;
  const printed = (text.split('.')[1] ?? '').replace(/0+$/, '').length;
  const format = formatWith(digits, Math.min(Math.max(digits, printed), FRACTION_MAX), locale);
  // Intl takes decimal text exactly; TypeScript's own type asks for the template.
  const shown = format.format(text as `${number}`);
  return shown.replace(/^-/, TRUE_MINUS);
}

/** Making a format costs more than all its uses; a table of a thousand lines needs a handful of them. */
const formats = new Map<string, Intl.NumberFormat>();

function formatWith(least: number, most: number, locale: string | undefined): Intl.NumberFormat {
  const key = `${least} ${most} ${locale ?? ''}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, { minimumFractionDigits: least, maximumFractionDigits: most });
  formats.set(key, made);
  return made;
}

/** The amount alone, with the decimals its currency has: `6,500.97`, JPY `4,312,000`. */
export function formatAmount({ amount, currency }: Money, locale?: string): string {
  return formatDecimal(amount, fractionDigits(currency), locale);
}

/** Code before the amount: `EUR 6,500.97`. */
export function formatMoney(money: Money, locale?: string): string {
  return `${money.currency}${NO_BREAK}${formatAmount(money, locale)}`;
}

/** A unit price keeps the decimals printed, at least two. */
export function formatPrice(text: string, currency: string | undefined, locale?: string): string {
  return formatDecimal(text, currency === undefined ? 2 : fractionDigits(currency), locale);
}

export function formatQuantity(text: string, locale?: string): string {
  return formatDecimal(text, 0, locale);
}

export function formatCount(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** Sums per currency, largest groups of rows first. Different currencies are never added. */
export function sumByCurrency(amounts: readonly (Money | null)[]): readonly Money[] {
  const groups = new Map<string, string[]>();
  for (const money of amounts) {
    if (money === null) continue;
    const group = groups.get(money.currency);
    if (group === undefined) groups.set(money.currency, [money.amount]);
    else group.push(money.amount);
  }
  return [...groups]
    .sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0]))
    .flatMap(([currency, parts]) => {
      const amount = sumDecimals(parts);
      return amount === undefined ? [] : [{ amount, currency }];
    });
}

/** `EUR 5,214.00 and USD 12.00`. Empty text when there is nothing to name. */
export function listMoney(amounts: readonly Money[], locale?: string): string {
  return joinWords(amounts.map((money) => formatMoney(money, locale)));
}

/** `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  const last = words.at(-1);
  if (last === undefined) return '';
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** `1 invoice`, `9 invoices`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A probability given as decimal text, as whole percent: `0.914` → `91`. */
export function wholePercent(probability: string): number {
  const value = Number(probability);
  return Number.isFinite(value) ? Math.round(Math.min(Math.max(value, 0), 1) * 100) : 0;
}
