import { describe, expect, it } from 'vitest';
import { decimal } from '#kernel/decimal.ts';
import {
  conversionFactor,
  conversionsFor,
  converted,
  isSameUnit,
  type UnitConversion,
} from './unit-conversion.ts';

type Known = readonly (readonly [from: string, to: string, factor: string])[];
const known = (list: Known): UnitConversion[] => list.map(([from, to, factor]) => ({ from, to, factor }));
/** Factor and whether it is exact. */
const told = (from: string, to: string, list: Known) => {
  const found = conversionFactor(from, to, known(list));
  return found === undefined ? 'none' : `${found.factor.toFixed()}${found.isExact ? '' : ' or so'}`;
};

describe('how many of one unit another is', () => {
  it.each<[name: string, from: string, to: string, list: Known, expected: string]>([
    ['forwards', 'CS', 'EA', [['CS', 'EA', '24']], '24'],
    ['backwards, where that ends', 'EA', 'CS', [['CS', 'EA', '8']], '0.125'],
    ['backwards, where it does not', 'EA', 'CS', [['CS', 'EA', '3']], `0.${'3'.repeat(30)} or so`],
    [
      'over two steps',
      'PAL',
      'EA',
      [
        ['PAL', 'BX', '10'],
        ['BX', 'EA', '12'],
      ],
      '120',
    ],
    [
      'over a step forwards and one backwards',
      'PAL',
      'BX',
      [
        ['PAL', 'EA', '120'],
        ['BX', 'EA', '3'],
      ],
      '39.99999999999999999999999999996 or so',
    ],
    [
      'exactly, where any way is exact',
      'PAL',
      'BX',
      [
        ['PAL', 'EA', '120'],
        ['BX', 'EA', '3'],
        ['PAL', 'BX', '40'],
      ],
      '40',
    ],
    [
      'exactly, however the ways are listed',
      'PAL',
      'BX',
      [
        ['PAL', 'BX', '40'],
        ['BX', 'EA', '3'],
        ['PAL', 'EA', '120'],
      ],
      '40',
    ],
    [
      'exactly, where the exact way is found last',
      'PAL',
      'BX',
      [
        ['PAL', 'LAYER', '2'],
        ['PAL', 'EA', '120'],
        ['BX', 'EA', '3'],
        ['LAYER', 'BX', '20'],
      ],
      '40',
    ],
    ['less than one', 'EA', 'CS', [['EA', 'CS', '0.5']], '0.5'],
    ['in any letter case and with blanks', ' cs ', 'Ea', [['Cs', 'EA ', '24']], '24'],
    ['not known', 'CS', 'EA', [['CS', 'BX', '24']], 'none'],
    ['not known where nothing is', 'CS', 'EA', [], 'none'],
    ['not by a factor of nothing', 'CS', 'EA', [['CS', 'EA', '0']], 'none'],
    ['not by a factor below nothing', 'CS', 'EA', [['CS', 'EA', '-24']], 'none'],
    [
      'not where two ways say otherwise',
      'CS',
      'EA',
      [
        ['CS', 'EA', '24'],
        ['CS', 'EA', '25'],
      ],
      'none',
    ],
    [
      'nor where the larger comes first',
      'CS',
      'EA',
      [
        ['CS', 'EA', '25'],
        ['CS', 'EA', '24'],
      ],
      'none',
    ],
    [
      'not where a unit is two of itself',
      'CS',
      'EA',
      [
        ['CS', 'EA', '24'],
        ['EA', 'EA', '2'],
      ],
      'none',
    ],
    [
      'where a unit is one of itself',
      'CS',
      'EA',
      [
        ['CS', 'EA', '24'],
        ['EA', 'EA', '1'],
      ],
      '24',
    ],
    [
      'where two ways say the same',
      'CS',
      'EA',
      [
        ['CS', 'EA', '24'],
        ['EA', 'CS', '0.041666666666666666666666666667'],
      ],
      '24',
    ],
    [
      'not where they differ by a millionth',
      'CS',
      'EA',
      [
        ['CS', 'EA', '24'],
        ['EA', 'CS', '0.041667'],
      ],
      'none',
    ],
    ['not beyond thirty places, which would be nothing', 'EA', 'CS', [['CS', 'EA', '9'.repeat(40)]], 'none'],
    ['the other way round beyond thirty places', 'CS', 'EA', [['CS', 'EA', '9'.repeat(40)]], '9'.repeat(40)],
  ])('%s', (_name, from, to, list, expected) => {
    expect(told(from, to, list)).toBe(expected);
  });
});

describe('where there is nothing to convert', () => {
  it.each<[name: string, from: string | undefined, to: string | undefined]>([
    ['the same unit', 'EA', 'EA'],
    ['the same unit typed otherwise', 'ea', ' EA'],
    ['none on the invoice', undefined, 'EA'],
    ['none on the order', 'EA', undefined],
    ['none on either', undefined, undefined],
  ])('%s', (_name, from, to) => {
    expect(conversionFactor(from, to, [])).toEqual({ factor: decimal('1'), isExact: true, isSame: true });
    expect(isSameUnit(from, to)).toBe(true);
  });

  it('another unit is another', () => {
    expect(isSameUnit('EA', 'CS')).toBe(false);
    expect(conversionFactor('CS', 'EA', known([['CS', 'EA', '24']]))?.isSame).toBe(false);
  });
});

describe('conversions of an article', () => {
  const crate = { from: 'CS', to: 'EA', factor: '24' };
  const box = { from: 'BX', to: 'EA', factor: '12', partNumber: 'B-6204' };
  const bag = { from: 'BAG', to: 'EA', factor: '50', partNumber: 'S-1' };
  it.each<[name: string, list: readonly UnitConversion[], article: string | undefined, own: unknown]>([
    ['are its own and those of every article', [crate, box, bag], 'b 6204', [crate, box]],
    ['are those of every article where it has none', [crate, box], 'Z-9', [crate]],
    ['are those of every article where none is named', [crate, box], undefined, [crate]],
    ['are none where all are of others', [box, bag], 'Z-9', []],
  ])('%s', (_name, list, article, own) => {
    expect(conversionsFor(list, article)).toEqual(own);
  });

  it('are looked up once', () => {
    const mixed = [crate, box];
    expect(conversionsFor(mixed, 'B-6204')).toBe(conversionsFor(mixed, 'b6204'));
    const forAll = [crate];
    expect(conversionsFor(forAll, 'B-6204')).toBe(forAll);
  });
});

it('a quantity is what it is, or as many times the factor', () => {
  const dozen = { factor: decimal('12'), isExact: true, isSame: false };
  expect(converted(decimal('5'), dozen).toFixed()).toBe('60');
  expect(converted(decimal('5'), { ...dozen, isSame: true }).toFixed()).toBe('5');
});
