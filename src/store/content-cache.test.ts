import { expect, it } from 'vitest';
import { createContentCache } from './content-cache.ts';

it('keeps what is used, and lets go of what is not', () => {
  const cache = createContentCache(4);
  cache.set('a', 1, 1);
  cache.set('b', 2, 1);
  cache.set('c', 3, 1);
  expect(cache.get('a')).toBe(1);
  cache.set('d', 4, 1);
  cache.set('e', 5, 1);
  expect([cache.get('a'), cache.get('b')]).toEqual([1, undefined]);
});

it('never holds more than it may', () => {
  const cache = createContentCache(100);
  const sizeOf = (i: number): number => (i * 7) % 61;
  for (let i = 0; i < 1_000; i += 1) cache.set(String(i), i, sizeOf(i));
  const held = Array.from({ length: 1_000 }, (_, i) => i).filter((i) => cache.get(String(i)) === i);
  expect(held.length).toBeGreaterThan(0);
  expect(held.reduce((sum, i) => sum + sizeOf(i), 0)).toBeLessThanOrEqual(100);
});
