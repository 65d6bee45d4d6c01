import { expect, it } from 'vitest';
import { partKey, samePart } from './part-key.ts';

it.each([
  ['KX-TG 9343/T', 'kxtg9343t'],
  ['000000000012345678', '12345678'],
  ['0', '0'],
  ['00A-12', '00a12'],
  ['Ö.4711', 'o4711'],
  [' -/. ', ''],
  [undefined, ''],
])('%s is compared as %s', (text, key) => {
  expect(partKey(text)).toBe(key);
});

it('leading zeros and dashes do not make another part; nothing is not the same as nothing', () => {
  expect(samePart('0047-11', '4711')).toBe(true);
  expect(samePart('47-11', '47-12')).toBe(false);
  expect(samePart('', ' ')).toBe(false);
  expect(samePart(undefined, undefined)).toBe(false);
});

it('a text in the place of a part number costs no more than its first five hundred characters', () => {
  expect(partKey('x'.repeat(1_000_000))).toHaveLength(500);
});
