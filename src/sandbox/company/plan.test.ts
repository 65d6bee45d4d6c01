import { describe, expect, it } from 'vitest';
import { chance } from '../random.ts';
import { invoiceNumber, priceOver, rekeyedNumber, transposedNumber } from './plan.ts';

describe('invoice numbers', () => {
  it.each([
    ['RE-YYYY-####', 317, 'RE-2026-0317'],
    ['####/YY', 8, '0008/26'],
    ['HG-YYYYMM-###', 41, 'HG-202603-041'],
    ['ZUB-YYYY-###', 1204, 'ZUB-2026-1204'],
  ])('%s with the running number %i is %s', (pattern, running, number) => {
    expect(invoiceNumber(pattern, running, '2026-03-18')).toBe(number);
  });

  it.each([
    ['PF#####', 'PF00223', 'PF00232', 232],
    ['PF#####', 'PF00321', 'PF03021', 3021],
    ['####/YY', '0317/26', '0317/62', undefined],
    ['RE-YYYY-####', 'RE-2026-0310', 'RE-2026-3010', 3010],
    ['R######', 'R999999', undefined, undefined],
  ])('%s: %s mistyped is %s', (pattern, number, other, running) => {
    const found = transposedNumber(pattern, number);
    expect(found?.number).toBe(other);
    expect(found?.running).toBe(running);
  });

  it('keyed otherwise keeps its letters and digits', () => {
    for (const number of ['RE-2026-0317', '40000220', 'FV/0317/03/2026']) {
      const bare = (text: string) => text.replace(/[^A-Z\d]/g, '');
      expect(rekeyedNumber(number)).not.toBe(number);
      expect(bare(rekeyedNumber(number))).toBe(bare(number));
    }
  });
});

it.each(['1480', '12.50', '12.500'])('a price above %s keeps its decimals', (price) => {
  const places = (text: string) => text.split('.')[1]?.length ?? 0;
  for (let seed = 0; seed < 20; seed++) {
    const over = priceOver(chance(`${seed}`), price).price;
    expect(places(over), `seed ${seed}`).toBeLessThanOrEqual(places(price));
    expect(Number(over), `seed ${seed}`).toBeGreaterThan(Number(price) * 1.02);
  }
});
