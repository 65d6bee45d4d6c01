import { describe, expect, it } from 'vitest';
import { fractionOf, isSameDecimal, isZero, percentOf, readAmount, sumDecimals } from './decimal-text.ts';

describe('the sum above a button', () => {
  it('is exact where floating point is not', () => {
    expect(sumDecimals(['0.1', '0.2'])).toBe('0.3');
    expect(sumDecimals(['9007199254740993.01', '0.01'])).toBe('9007199254740993.02');
  });

  it('keeps the decimals printed, also across a change of sign', () => {
    expect(sumDecimals(['12.50', '-12.51'])).toBe('-0.01');
    expect(sumDecimals(['1.000', '2'])).toBe('3.000');
    expect(sumDecimals([])).toBe('0');
  });

  it.each(['1e3', '', '1,5', 'NaN', '--1', '.5'])('is unknown when a part is %s', (part) => {
    expect(sumDecimals(['1', part])).toBeUndefined();
  });
});

describe('zero', () => {
  it.each([
    ['0', true],
    ['-0.00', true],
    ['0.01', false],
    ['', false],
    ['zero', false],
  ])('%s → %s', (text, zero) => {
    expect(isZero(text)).toBe(zero);
  });
});

describe('an amount as a person types it', () => {
  it.each([
    ['1250', '1250'],
    ['1250.5', '1250.5'],
    ['1250,50', '1250.50'],
    ['1,250.50', '1250.50'],
    ['1.250,50', '1250.50'],
    ['1 250,50', '1250.50'],
    ['1.250.000,00', '1250000.00'],
    ["12'500.00", '12500.00'],
    ['-3,5', '-3.5'],
    ['0.125', '0.125'],
  ])('%s is %s', (typed, amount) => {
    expect(readAmount(typed)).toBe(amount);
  });

  it.each(['1.234', '1,234', '1.2.3', '12,34,567.00', 'EUR 5', '', '1.', '.5', '1e3'])(
    '%s is refused, not guessed',
    (typed) => {
      expect(readAmount(typed)).toBeUndefined();
    },
  );
});

describe('a share', () => {
  it.each([
    ['0.10', '10'],
    ['0', '0'],
    ['1', '100'],
    ['0.025', '2.5'],
    ['0.0001', '0.01'],
  ])('%s is %s percent', (fraction, percent) => {
    expect(percentOf(fraction)).toBe(percent);
  });

  it.each([
    ['10', '0.1'],
    ['2,5 %', '0.025'],
    ['100', '1'],
    ['0', '0'],
    ['much', undefined],
  ])('%s percent is stored as %s', (percent, fraction) => {
    expect(fractionOf(percent)).toBe(fraction);
  });
});

it.each([
  ['12.5', '12.50', true],
  ['-3', '-3.0', true],
  ['0', '0.00', true],
  ['9007199254740993.00', '9007199254740992', false],
  ['3', '-3', false],
  ['x', 'x', false],
])('%s and %s are the same: %s', (a, b, same) => {
  expect(isSameDecimal(a, b)).toBe(same);
});
