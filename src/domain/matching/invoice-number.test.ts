import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bareNumber,
  isSameCore,
  isSameNumber,
  isSameOrderNumber,
  neighbouringKeys,
  numberKey,
  orderNumberKey,
  slipKey,
} from './invoice-number.ts';

describe('a number without its printing', () => {
  it.each([
    ['RE-2026/0417', 'RE20260417'],
    [' re 2026 0417 ', 'RE20260417'],
    ['ＲＥ‑２０２６', 'RE2026'],
    ['№ 12', 'NO12'],
    ['Straße-1', 'STRASSE1'],
    ['Ünit 7', 'ÜNIT7'],
    ['--', ''],
  ])('%s is %s', (printed, bare) => {
    expect(bareNumber(printed)).toBe(bare);
  });

  it.each([
    ['RE-0417', 'RE417'],
    ['00417', '417'],
    ['A007B0080', 'A7B80'],
    ['0', '0'],
    ['000', '0'],
    ['R-100', 'R100'],
    ['2026-0417', '20260417'],
  ])('%s is looked up as %s', (printed, key) => {
    expect(numberKey(printed)).toBe(key);
  });

  it('is the same however often it is taken', () => {
    fc.assert(
      fc.property(fc.string(), (printed) => {
        expect(numberKey(numberKey(printed))).toBe(numberKey(printed));
      }),
    );
  });
});

describe('two printings of one number', () => {
  it.each([
    ['re 2026/417', 'RE-2026-0417', true],
    ['RE20260417', 'RE-2026-0417', true],
    ['00417', '417', true],
    ['RE-2026-0417', 'RE-2026-0418', false],
    ['1-02', '12', false],
    ['2026-0417', '20260-417', true],
    ['RE-2026-0417', 'RG-2026-0417', false],
    ['--', '', false],
  ])('%s and %s: %s', (one, other, isSame) => {
    expect(isSameNumber(one, other)).toBe(isSame);
    expect(isSameNumber(other, one)).toBe(isSame);
  });

  it('are found by one look into the mirror', () => {
    expect(slipKey('re 2026/417')).toBe(slipKey('RE-2026-0417'));
  });

  it.each([
    ['INV-900', 'INV-900-R', true],
    ['417', 'INV-00417', true],
    ['RE 417', '417/2026', true],
    ['417/2025', '417/2026', false],
    ['INV-900', 'INV-901', false],
    ['12', 'INV-12', false],
    ['R-900', 'REV-900', false],
    ['INV', 'RE', false],
    ['INV-R', 'R', false],
    ['INV-COPY', 'INV-COPY-R', true],
    ['12/2026', 'INV-12', false],
    ['2026', 'INV-2026', true],
    ['417-1', '417', false],
  ])('%s and %s but for what stands around: %s', (one, other, isSame) => {
    expect(isSameCore(one, other)).toBe(isSame);
    expect(isSameCore(other, one)).toBe(isSame);
  });

  it.each([
    ['PO 2026/417', '2026-0417', true],
    ['po-2026-0417', 'PO-2026-417', true],
    ['2026/417', '2026-4170', false],
    ['417', '0417', false],
    ['EXT-2026-417', 'PO-2026-417', false],
  ])('the orders %s and %s: %s', (one, other, isSame) => {
    expect(isSameOrderNumber(one, other)).toBe(isSame);
  });
});

describe('the number of an order', () => {
  it.each([
    ['PO-4711', '4711'],
    ['P.O. # 0004711', '4711'],
    ['PO No. 4711', '4711'],
    ['Bestellung 4711', '4711'],
    ['Bestell-Nr. 4711', '4711'],
    ['order 4711', '4711'],
    ['#4711', '4711'],
    ['4711', '4711'],
    ['4711-2', '47112'],
    ['PORTAL7', 'PORTAL7'],
    ['EXTPO-701', 'EXTPO701'],
    ['PO', 'PO'],
  ])('%s is %s', (printed, key) => {
    expect(orderNumberKey(printed)).toBe(key);
  });
});

describe('numbers with one character different', () => {
  it('are all of the same length, and the number itself is none of them', () => {
    const keys = neighbouringKeys('4711');
    expect(keys).toContain('4771');
    expect(keys).toContain('A711');
    expect(new Set(keys).size).toBe(4 * 35);
    expect(keys.every((key) => key.length === 4)).toBe(true);
    expect(keys).not.toContain('4711');
  });

  it('are not asked for where they would say nothing', () => {
    expect(neighbouringKeys('471')).toEqual([]);
    expect(neighbouringKeys('1'.repeat(20))).toHaveLength(20 * 35);
    expect(neighbouringKeys('1'.repeat(21))).toEqual([]);
  });
});
