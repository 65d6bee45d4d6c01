import { describe, expect, it } from 'vitest';
import { add, compare, multiply, percentOf, quotient, readDecimal, round, subtract } from './amount.ts';

describe('decimal text', () => {
  it.each([
    ['0.1', '0.2', '0.3'],
    ['-1.05', '1.05', '0.00'],
    ['99999999999999999999.99', '0.01', '100000000000000000000.00'],
  ])('%s + %s = %s', (a, b, sum) => {
    expect(add(a, b)).toBe(sum);
    expect(compare(subtract(sum, b), a)).toBe(0);
  });

  it.each([
    ['2.345', 2, '2.35'],
    ['-2.345', 2, '-2.35'],
    ['2.344999', 2, '2.34'],
    ['7', 2, '7.00'],
    ['1234.5', 0, '1235'],
  ])('%s to %i places is %s, half away from zero', (text, places, rounded) => {
    expect(round(text, places)).toBe(rounded);
  });

  it('multiplies and takes percent exactly', () => {
    expect(multiply('18.87', '3')).toBe('56.61');
    expect(compare(percentOf('18.50', '2'), '0.37')).toBe(0);
    expect(quotient('7', '12', 0)).toBe('0');
  });

  it.each(['1e400', 'NaN', '1,000.00', '', '.', '1.2.3', `1${'0'.repeat(60)}`])('refuses %s', (text) => {
    expect(readDecimal(text)).toBeUndefined();
  });

  it.each([
    ['1e3', '1000'],
    ['.5', '0.5'],
    ['+7', '7'],
    ['-0.50', '-0.50'],
    ['2.5e-2', '0.025'],
  ])('reads %s as %s', (text, value) => {
    expect(readDecimal(text)).toBe(value);
  });
});
