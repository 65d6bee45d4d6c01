import { describe, expect, it } from 'vitest';
import {
  countOf,
  formatAmount,
  formatDecimal,
  formatMoney,
  formatPrice,
  joinWords,
  listMoney,
  sumByCurrency,
  wholePercent,
} from './numbers.ts';

const EN = 'en-GB';

describe('money for people', () => {
  it('stands after its code, with the decimals of the currency', () => {
    expect(formatMoney({ amount: '6500.97', currency: 'EUR' }, EN)).toBe('EUR\u00a06,500.97');
    expect(formatMoney({ amount: '4312000', currency: 'JPY' }, EN)).toBe('JPY\u00a04,312,000');
    expect(formatMoney({ amount: '1.5', currency: 'BHD' }, EN)).toBe('BHD\u00a01.500');
    expect(formatMoney({ amount: '0', currency: 'EUR' }, EN)).toBe('EUR\u00a00.00');
  });

  it('is never rounded: decimals beyond the currency stay, zeros beyond it go', () => {
    expect(formatAmount({ amount: '0.125', currency: 'EUR' }, EN)).toBe('0.125');
    expect(formatAmount({ amount: '12.5000', currency: 'EUR' }, EN)).toBe('12.50');
  });

  it('keeps every digit of an amount beyond what a double holds', () => {
    expect(formatAmount({ amount: '9007199254740993.01', currency: 'USD' }, EN)).toBe(
      '9,007,199,254,740,993.01',
    );
  });

  it('has a true minus', () => {
    expect(formatAmount({ amount: '-62.47', currency: 'EUR' }, EN)).toBe('\u221262.47');
  });

  it('follows the locale of the reader', () => {
    expect(formatAmount({ amount: '6500.97', currency: 'EUR' }, 'de-DE')).toBe('6.500,97');
  });

  it('shows what it cannot read as it is, and takes an unknown code', () => {
    expect(formatDecimal('1e400', 2, EN)).toBe('1e400');
    expect(formatAmount({ amount: '5', currency: 'X1' }, EN)).toBe('5.00');
  });
});

describe('a unit price', () => {
  it('keeps the decimals printed', () => {
    expect(formatPrice('0.03125', 'EUR', EN)).toBe('0.03125');
    expect(formatPrice('12.5', 'EUR', EN)).toBe('12.50');
    expect(formatPrice('120', 'JPY', EN)).toBe('120');
  });
});

describe('sums', () => {
  it('are made per currency and never across', () => {
    const sums = sumByCurrency([
      { amount: '0.10', currency: 'USD' },
      { amount: '0.1', currency: 'EUR' },
      null,
      { amount: '0.2', currency: 'EUR' },
    ]);
    expect(sums).toEqual([
      { amount: '0.3', currency: 'EUR' },
      { amount: '0.10', currency: 'USD' },
    ]);
    expect(listMoney(sums, EN)).toBe('EUR\u00a00.30 and USD\u00a00.10');
  });
});

describe('words', () => {
  it('are joined and counted', () => {
    expect(joinWords(['a'])).toBe('a');
    expect(joinWords(['a', 'b', 'c'])).toBe('a, b and c');
    expect(joinWords([])).toBe('');
    expect(countOf(1, 'invoice')).toBe('1 invoice');
    expect(countOf(2, 'entry', 'entries')).toBe('2 entries');
  });
});

describe('a certainty', () => {
  it.each([
    ['0.914', 91],
    ['1', 100],
    ['1.7', 100],
    ['-1', 0],
    ['?', 0],
  ])('%s is %s percent', (text, percent) => {
    expect(wholePercent(text)).toBe(percent);
  });
});
