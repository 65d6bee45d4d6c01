import { describe, expect, it } from 'vitest';
import { objectOf, readShape, type Shape } from './shape.ts';
import { amount, day, flag, id, instant, looseAmount, optionalId, stamp, text } from './wire.ts';

/** What a reader makes of a value: the value, or what was expected instead. */
function read(reader: Shape<unknown>, value: unknown): unknown {
  const result = readShape(objectOf({ it: reader }), value === 'ABSENT' ? {} : { it: value });
  return result.faults === undefined ? result.value.it : `expected ${result.faults[0]?.expected}`;
}

const anAmount = 'expected a decimal number such as 1250.00';
const aDay = 'expected a date such as 2026-04-01';
const aMoment = 'expected a moment such as 2026-04-01T10:00:00+02:00';

describe('absent, null and empty mean the same', () => {
  for (const [name, reader] of Object.entries({
    amount,
    day,
    flag,
    instant,
    looseAmount,
    optionalId,
    stamp,
    text,
  })) {
    it(name, () => {
      for (const value of ['ABSENT', undefined, null, '']) expect(read(reader, value)).toBeUndefined();
    });
  }
  it('but an id must be there', () => {
    for (const value of ['ABSENT', undefined, null, ''])
      expect(read(id, value)).toBe('expected an id of digits');
  });
});

it.each([
  ['0', '0'],
  ['9007199254740993', '9007199254740993'],
  ['99999999999999999999', '99999999999999999999'],
  ['999999999999999999999', 'expected an id of digits'],
  ['-1', 'expected an id of digits'],
  ['1.0', 'expected an id of digits'],
  ['1e3', 'expected an id of digits'],
  ['１２', 'expected an id of digits'],
  [true, 'expected an id of digits'],
  [{}, 'expected an id of digits'],
])('id %o', (value, expected) => {
  expect(read(id, value)).toBe(expected);
});

it.each([
  ['567.07', '567.07'],
  ['0.00', '0.00'],
  ['-12.5', '-12.5'],
  ['1e3', '1000'],
  [' 12 ', '12'],
  ['   ', undefined],
  ['1e400', anAmount],
  ['-1E999', anAmount],
  ['abc', anAmount],
  ['1,000.00', anAmount],
  ['1.000,00', anAmount],
  ['NaN', anAmount],
  ['Infinity', anAmount],
  ['0x10', anAmount],
  ['9'.repeat(60), anAmount],
  [true, anAmount],
  [['1'], anAmount],
])('amount %o', (value, expected) => {
  expect(read(amount, value)).toBe(expected);
});

it.each([
  ['2024-04-01T00:00:00+03:00', '2024-04-01'],
  ['2024-12-29T23:00:00-08:00', '2024-12-29'],
  ['2024-01-15', '2024-01-15'],
  ['2024-02-29T00:00:00Z', '2024-02-29'],
  ['2026-02-29T00:00:00Z', aDay],
  ['2026-13-01', aDay],
  ['9/12/2019', aDay],
  ['2026-04-01 then', aDay],
  ['20260401', aDay],
])('day %o', (value, expected) => {
  expect(read(day, value)).toBe(expected);
});

it.each([
  ['2016-11-08T11:28:50+02:00', '2016-11-08T09:28:50.000Z'],
  ['2016-11-08T11:28:50Z', '2016-11-08T11:28:50.000Z'],
  ['2016-11-08T11:28:50.123456-0800', '2016-11-08T19:28:50.123Z'],
  ['2010-01-01T12:00:00', '2010-01-01T12:00:00.000Z'],
  ['2010-01-01', '2010-01-01T00:00:00.000Z'],
  ['2026-03-29T02:30:00+01:00', '2026-03-29T01:30:00.000Z'],
  ['2024-02-30T00:00:00Z', aMoment],
  ['2024-02-01T25:00:00Z', aMoment],
  ['yesterday', aMoment],
  ['1700000000', aMoment],
])('instant %o', (value, expected) => {
  expect(read(instant, value)).toBe(expected);
});

it('a stamp keeps the day it is printed with beside the moment', () => {
  expect(read(stamp, '2025-01-08T02:14:54+09:00')).toEqual({
    at: '2025-01-07T17:14:54.000Z',
    day: '2025-01-08',
  });
});

it.each([
  ['plain', 'plain'],
  ['<img src=x onerror=alert(1)> Trading Ltd', '<img src=x onerror=alert(1)> Trading Ltd'],
  ['nul\0byte', 'nulbyte'],
  ['half \ud83d of a pair', 'half \ufffd of a pair'],
  ['whole \ud83d\ude00 pair', 'whole \ud83d\ude00 pair'],
  [false, 'false'],
  ['x'.repeat(65_537), 'expected text of at most 65536 characters'],
  [{ code: 'x' }, 'expected text of at most 65536 characters'],
])('text %o', (value, expected) => {
  expect(read(text, value)).toBe(expected);
});

it.each([
  [true, true],
  ['true', true],
  [false, false],
  ['false', false],
  ['yes', 'expected true or false'],
  ['1', 'expected true or false'],
])('flag %o', (value, expected) => {
  expect(read(flag, value)).toBe(expected);
});

it.each([
  ['12.00', '12.00'],
  ['12.00 USD', undefined],
  ['5%', undefined],
  ['1e400', undefined],
])('a number in a text column %o', (value, expected) => {
  expect(read(looseAmount, value)).toBe(expected);
});
