/**
 * Exact sums of decimal text without floating point: enough for "9 invoices, EUR 5,214.00" above a button.
 * Everything else about money is computed by the server.
 */

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

interface Scaled {
  readonly units: bigint;
  readonly scale: number;
}

/** Undefined when the text is no plain decimal. */
function parse(text: string): Scaled | undefined {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, scale: fraction.length };
}

function toScale({ units, scale }: Scaled, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale);
}

function toText({ units, scale }: Scaled): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const sign = units < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The exact sum, with the most decimals that any part has; undefined when a part is not a decimal. */
export function sumDecimals(texts: readonly string[]): string | undefined {
  let sum: Scaled = { units: 0n, scale: 0 };
  for (const text of texts) {
    const part = parse(text);
    if (part === undefined) return undefined;
    const scale = Math.max(sum.scale, part.scale);
    sum = { units: toScale(sum, scale) + toScale(part, scale), scale };
  }
  return toText(sum);
}

/** Whether the text is a decimal that is exactly zero. */
export function isZero(text: string): boolean {
  return parse(text)?.units === 0n;
}

/** Whether both are decimals of the same value: `12.5` and `12.50` are. */
export function isSameDecimal(a: string, b: string): boolean {
  const difference = sumDecimals([a, b.startsWith('-') ? b.slice(1) : `-${b}`]);
  return difference !== undefined && isZero(difference);
}

/**
 * What a person typed as an amount, as decimal text: both separators are understood, blanks are dropped.
 * Undefined when it is not an amount, or when it cannot be told what a separator means ("1.234").
 */
export function readAmount(typed: string): string | undefined {
  const text = typed.replace(/[\s\u00a0\u202f']/g, '');
  if (/^-?\d+$/.test(text)) return text;
  const lastSeparator = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  const fraction = text.slice(lastSeparator + 1);
  const whole = text.slice(0, lastSeparator);
  const separator = text[lastSeparator];
  const other = separator === '.' ? ',' : '.';
  if (!/^\d+$/.test(fraction)) return undefined;
  if (/^-?\d+$/.test(whole))
    return fraction.length === 3 && whole !== '0' ? undefined : `${whole}.${fraction}`;
  const grouped = new RegExp(`^-?\\d{1,3}(\\${other}\\d{3})+$`);
  return grouped.test(whole) ? `${whole.replaceAll(other, '')}.${fraction}` : undefined;
}

/** A fraction as percent: `0.10` → `10`. Text that is no decimal is given back. */
export function percentOf(fraction: string): string {
  const parsed = parse(fraction);
  if (parsed === undefined) return fraction;
  return trimZeros(shift(parsed, 2));
}

/** Percent as a fraction: `2.5` → `0.025`; undefined when it is no decimal. */
export function fractionOf(percent: string): string | undefined {
  const text = readAmount(percent.replace(/%\s*$/, ''));
  const parsed = text === undefined ? undefined : parse(text);
  return parsed === undefined ? undefined : trimZeros(shift(parsed, -2));
}

function shift({ units, scale }: Scaled, places: number): string {
  const next = scale - places;
  return next >= 0
    ? toText({ units, scale: next })
    : toText({ units: units * 10n ** BigInt(-next), scale: 0 });
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
}
