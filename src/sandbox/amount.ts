// Exact arithmetic on decimal text, written apart from the kernel's: a fault there must not hide itself here.

interface Scaled {
  readonly units: bigint;
  readonly places: number;
}

const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
const DIGITS_MAX = 46;

/** Canonical text of what a caller may send as a decimal (`1.50`, `.5`, `2e3`), or undefined. */
export function readDecimal(raw: string): string | undefined {
  const found = PLAIN.exec(raw.trim());
  if (!found) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found;
  if (whole === '' && fraction === '') return undefined;
  const shift = Number(exponent);
  if (Math.abs(shift) > DIGITS_MAX) return undefined;
  let units = BigInt(`${whole}${fraction}`);
  let places = fraction.length - shift;
  if (places < 0) {
    units *= 10n ** BigInt(-places);
    places = 0;
  }
  if (String(units).length > DIGITS_MAX) return undefined;
  return show({ units: sign === '-' ? -units : units, places });
}

function scaled(text: string): Scaled {
  const dot = text.indexOf('.');
  if (dot < 0) return { units: BigInt(text), places: 0 };
  return { units: BigInt(text.slice(0, dot) + text.slice(dot + 1)), places: text.length - dot - 1 };
}

function show({ units, places }: Scaled): string {
  if (places === 0) return String(units);
  const isNegative = units < 0n;
  const digits = String(isNegative ? -units : units).padStart(places + 1, '0');
  return `${isNegative ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function align(a: Scaled, b: Scaled): [bigint, bigint, number] {
  const places = Math.max(a.places, b.places);
  return [a.units * 10n ** BigInt(places - a.places), b.units * 10n ** BigInt(places - b.places), places];
}

export function add(a: string, b: string): string {
  const [x, y, places] = align(scaled(a), scaled(b));
  return show({ units: x + y, places });
}

export function subtract(a: string, b: string): string {
  const [x, y, places] = align(scaled(a), scaled(b));
  return show({ units: x - y, places });
}

export function multiply(a: string, b: string): string {
  const x = scaled(a);
  const y = scaled(b);
  return show({ units: x.units * y.units, places: x.places + y.places });
}

/** a / b, cut to `places` decimals; b must not be zero. */
export function quotient(a: string, b: string, places: number): string {
  const [x, y] = align(scaled(a), scaled(b));
  return show({ units: (x * 10n ** BigInt(places)) / y, places });
}

/** Negative, zero or positive, as a sort wants it. */
export function compare(a: string, b: string): number {
  const [x, y] = align(scaled(a), scaled(b));
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Half away from zero, to exactly `places` decimals. */
export function round(text: string, places: number): string {
  const value = scaled(text);
  if (value.places <= places) {
    return show({ units: value.units * 10n ** BigInt(places - value.places), places });
  }
  const step = 10n ** BigInt(value.places - places);
  const half = step / 2n;
  const units = value.units < 0n ? (value.units - half) / step : (value.units + half) / step;
  return show({ units, places });
}

export function total(amounts: Iterable<string>): string {
  let result = '0';
  for (const amount of amounts) result = add(result, amount);
  return result;
}

export function percentOf(amount: string, percent: string): string {
  return multiply(multiply(amount, percent), '0.01');
}

export function absolute(text: string): string {
  return text.startsWith('-') ? text.slice(1) : text;
}

export function isZero(text: string): boolean {
  return scaled(text).units === 0n;
}
