import { Decimal as DecimalJs } from 'decimal.js';

/** 60 significant digits: products of two amounts of 28 digits stay exact, and no sum of a ledger comes near. */
export const Exact = DecimalJs.clone({
  precision: 60,
  rounding: DecimalJs.ROUND_HALF_EVEN,
  toExpNeg: -1e9,
  toExpPos: 1e9,
});

/** What arithmetic accepts besides numbers of its own kind: decimal text, and whole numbers of the program itself. */
type Operand = ExactNumber | string | number;

export type RoundingMode = 'half-even' | 'half-up' | 'down' | 'up';

const MODES: Readonly<Record<RoundingMode, DecimalJs.Rounding>> = {
  'half-even': DecimalJs.ROUND_HALF_EVEN,
  'half-up': DecimalJs.ROUND_HALF_UP,
  down: DecimalJs.ROUND_DOWN,
  up: DecimalJs.ROUND_UP,
};

/** Powers of ten that a double holds exactly, and that leave room for digits. */
const TEN = Array.from({ length: 16 }, (_each, power) => 10 ** power);
const SCALE_MAX = 22;
const MINUS = 45;
const ZERO_CODE = 48;
/** The point's place before the digits. */
const POINT = -2;

/**
 * An exact decimal. Nearly every amount, price and quantity has fewer than sixteen digits: it is kept as a whole number
 * and the place of its point, and reckoned with as such wherever the result is exact in a double too; everything else
 * is decimal.js. Which of the two holds a value follows from the value alone, and never changes the result.
 */
export class ExactNumber {
  /** The value is `whole` / 10^`scale`, unless `big` has it. No zeros at the end of the fraction. */
  private readonly whole: number;
  private readonly scale: number;
  private readonly big: DecimalJs | undefined;

  private constructor(whole: number, scale: number, big: DecimalJs | undefined) {
    this.whole = whole;
    this.scale = scale;
    this.big = big;
  }

  /** @param text optional minus, digits, optional fraction; nobody else than this file may hand it anything else. */
  static read(text: string): ExactNumber {
    const point = text.indexOf('.');
    if (text.length <= 16) {
      if (point < 0) return settled(Number(text), 0);
      return settled(Number(text.slice(0, point) + text.slice(point + 1)), text.length - point - 1);
    }
    return ExactNumber.of(new Exact(text));
  }

  /**
   * Reads what nearly every amount looks like, without a pattern: sixteen characters at most.
   * @returns undefined for anything else, be it a long number or none.
   */
  static readSmall(text: string): ExactNumber | undefined {
    if (typeof text !== 'string' || text.length > 16) return undefined;
    const isNegative = text.charCodeAt(0) === MINUS;
    const start = isNegative ? 1 : 0;
    let whole = 0;
    let scale = -1;
    for (let at = start; at < text.length; at += 1) {
      const digit = text.charCodeAt(at) - ZERO_CODE;
      if (digit >= 0 && digit <= 9) {
        whole = whole * 10 + digit;
        if (scale >= 0) scale += 1;
      } else if (digit === POINT && scale < 0 && at > start) scale = 0;
      else return undefined;
    }
    // Nothing at all, or nothing behind the point.
    if (text.length === start || scale === 0 || whole > Number.MAX_SAFE_INTEGER) return undefined;
    return settled(isNegative ? -whole : whole, Math.max(scale, 0));
  }

  /** A value of decimal.js, as the number it is. */
  static of(big: DecimalJs): ExactNumber {
    const places = big.isFinite() ? big.decimalPlaces() : SCALE_MAX + 1;
    if (places <= SCALE_MAX && big.precision(true) <= 16 + SCALE_MAX) {
      const whole = Number(big.times(new Exact(10).pow(places)).toFixed());
      if (Number.isSafeInteger(whole)) return settled(whole, places);
    }
    return new ExactNumber(0, 0, big);
  }

  static small(whole: number, scale: number): ExactNumber {
    return new ExactNumber(whole, scale, undefined);
  }

  plus(operand: Operand): ExactNumber {
    const other = numberOf(operand);
    if (this.big === undefined && other.big === undefined) {
      const sum = this.added(other.whole, other.scale);
      if (sum !== undefined) return sum;
    }
    return ExactNumber.of(this.toBig().plus(other.toBig()));
  }

  minus(operand: Operand): ExactNumber {
    const other = numberOf(operand);
    if (this.big === undefined && other.big === undefined) {
      const difference = this.added(-other.whole, other.scale);
      if (difference !== undefined) return difference;
    }
    return ExactNumber.of(this.toBig().minus(other.toBig()));
  }

  times(operand: Operand): ExactNumber {
    const other = numberOf(operand);
    if (this.big === undefined && other.big === undefined) {
      const product = this.whole * other.whole;
      const scale = this.scale + other.scale;
      if (Number.isSafeInteger(product) && scale <= SCALE_MAX) return settled(product, scale);
    }
    return ExactNumber.of(this.toBig().times(other.toBig()));
  }

  /** To 60 significant digits; dividing by zero gives infinity, as in decimal.js. */
  div(operand: Operand): ExactNumber {
    const other = numberOf(operand);
    if (this.big === undefined && other.big === undefined && other.whole !== 0) {
      const byScale = this.scale - other.scale;
      const whole = byScale < 0 ? this.whole * (TEN[-byScale] ?? Number.NaN) : this.whole;
      if (Number.isSafeInteger(whole) && whole % other.whole === 0) {
        return settled(whole / other.whole, Math.max(byScale, 0));
      }
    }
    return ExactNumber.of(this.toBig().div(other.toBig()));
  }

  /** The quotient rounded once, half to even, to `places` digits after the point. */
  divTo(operand: Operand, places: number): ExactNumber {
    const other = numberOf(operand);
    if (this.big === undefined && other.big === undefined && other.whole !== 0) {
      const shift = places - this.scale + other.scale;
      const dividend = shift > 0 ? this.whole * (TEN[shift] ?? Number.NaN) : this.whole;
      const divisor = shift < 0 ? other.whole * (TEN[-shift] ?? Number.NaN) : other.whole;
      if (Number.isSafeInteger(dividend) && Number.isSafeInteger(divisor)) {
        const rest = dividend % divisor;
        const cut = (dividend - rest) / divisor;
        const isUp = isRoundedUp(rest, { step: Math.abs(divisor), cut, mode: 'half-even' });
        return settled(isUp ? cut + Math.sign(rest) * Math.sign(divisor) : cut, places);
      }
    }
    return ExactNumber.of(this.toBig().div(other.toBig()).toDecimalPlaces(places));
  }

  mod(operand: Operand): ExactNumber {
    return ExactNumber.of(this.toBig().mod(numberOf(operand).toBig()));
  }

  /** Below zero when this is the lesser, above when it is the greater. */
  cmp(operand: Operand): number {
    const other = numberOf(operand);
    if (this.big === undefined && other.big === undefined) {
      if (this.scale === other.scale) return Math.sign(this.whole - other.whole);
      const byScale = this.scale - other.scale;
      const [a, b] =
        byScale < 0
          ? [this.whole * (TEN[-byScale] ?? Number.NaN), other.whole]
          : [this.whole, other.whole * (TEN[byScale] ?? Number.NaN)];
      if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) return Math.sign(a - b);
    }
    return this.toBig().cmp(other.toBig());
  }

  eq(operand: Operand): boolean {
    return this.cmp(operand) === 0;
  }

  lt(operand: Operand): boolean {
    return this.cmp(operand) < 0;
  }

  lte(operand: Operand): boolean {
    return this.cmp(operand) <= 0;
  }

  gt(operand: Operand): boolean {
    return this.cmp(operand) > 0;
  }

  gte(operand: Operand): boolean {
    return this.cmp(operand) >= 0;
  }

  abs(): ExactNumber {
    if (this.big !== undefined) return new ExactNumber(0, 0, this.big.abs());
    return this.whole < 0 ? new ExactNumber(-this.whole, this.scale, undefined) : this;
  }

  negated(): ExactNumber {
    if (this.big !== undefined) return new ExactNumber(0, 0, this.big.negated());
    return this.whole === 0 ? this : new ExactNumber(-this.whole, this.scale, undefined);
  }

  isZero(): boolean {
    return this.big === undefined ? this.whole === 0 : this.big.isZero();
  }

  isNegative(): boolean {
    return this.big === undefined ? this.whole < 0 : this.big.isNegative();
  }

  isInteger(): boolean {
    return this.big === undefined ? this.scale === 0 : this.big.isInteger();
  }

  /** Digits after the point, without zeros at the end. */
  decimalPlaces(): number {
    return this.big === undefined ? this.scale : this.big.decimalPlaces();
  }

  toDecimalPlaces(places: number, mode: RoundingMode): ExactNumber {
    if (this.big !== undefined) return ExactNumber.of(this.big.toDecimalPlaces(places, MODES[mode]));
    if (places >= this.scale) return this;
    const step = TEN[this.scale - places];
    if (step === undefined) return ExactNumber.of(this.toBig().toDecimalPlaces(places, MODES[mode]));
    const rest = this.whole % step;
    const cut = (this.whole - rest) / step;
    return settled(cut + (isRoundedUp(rest, { step, cut, mode }) ? Math.sign(rest) : 0), places);
  }

  /** Plain digits, never an exponent; with `places` exactly as many after the point, half to even. */
  toFixed(places?: number): string {
    if (this.big !== undefined) return places === undefined ? this.big.toFixed() : this.big.toFixed(places);
    if (places !== undefined && places < this.scale) {
      return this.toDecimalPlaces(places, 'half-even').toFixed(places);
    }
    const digits = String(Math.abs(this.whole));
    const sign = this.whole < 0 ? '-' : '';
    const padding = places === undefined ? '' : '0'.repeat(places - this.scale);
    if (this.scale === 0) return padding === '' ? sign + digits : `${sign}${digits}.${padding}`;
    const filled = digits.padStart(this.scale + 1, '0');
    const at = filled.length - this.scale;
    return `${sign}${filled.slice(0, at)}.${filled.slice(at)}${padding}`;
  }

  toNumber(): number {
    return this.big === undefined ? this.whole / 10 ** this.scale : this.big.toNumber();
  }

  toString(): string {
    return this.toFixed();
  }

  toJSON(): string {
    return this.toFixed();
  }

  /** The sum, where a double holds it and what leads there. */
  private added(whole: number, scale: number): ExactNumber | undefined {
    if (this.scale === scale) {
      const sum = this.whole + whole;
      return Number.isSafeInteger(sum) ? settled(sum, scale) : undefined;
    }
    const byScale = this.scale - scale;
    const a = byScale < 0 ? this.whole * (TEN[-byScale] ?? Number.NaN) : this.whole;
    const b = byScale > 0 ? whole * (TEN[byScale] ?? Number.NaN) : whole;
    const sum = a + b;
    const isExact = Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(sum);
    return isExact ? settled(sum, Math.max(this.scale, scale)) : undefined;
  }

  private toBig(): DecimalJs {
    return this.big ?? new Exact(this.toFixed());
  }
}

function numberOf(operand: Operand): ExactNumber {
  if (typeof operand === 'object') return operand;
  if (typeof operand === 'string') return ExactNumber.read(operand);
  return Number.isSafeInteger(operand) ? settled(operand, 0) : ExactNumber.of(new Exact(operand));
}

/** Without zeros at the end, and without a minus before zero. */
function settled(whole: number, scale: number): ExactNumber {
  if (whole === 0) return ExactNumber.small(0, 0);
  let [left, places] = [whole, scale];
  while (places > 0 && left % 10 === 0) {
    left /= 10;
    places -= 1;
  }
  return ExactNumber.small(left, places);
}

function isRoundedUp(
  rest: number,
  { step, cut, mode }: { readonly step: number; readonly cut: number; readonly mode: RoundingMode },
): boolean {
  if (rest === 0 || mode === 'down') return false;
  if (mode === 'up') return true;
  const twice = Math.abs(rest) * 2;
  if (twice !== step) return twice > step;
  return mode === 'half-up' || cut % 2 !== 0;
}
