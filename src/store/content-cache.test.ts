import { expect, it } from 'vitest';
import { createContentCache } from './content-cache.ts';

it('keeps what is used, and lets go of what is not', () => {
  const cache = createContentCache(4);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.set('c', 3);
  expect(cache.get('a')).toBe(1);
  cache.set('d', 4);
  cache.set('e', 5);
  expect([cache.get('a'), cache.get('b')]).toEqual([1, undefined]);
});

it('never holds more than it may', () => {
  const cache = createContentCache(10);
  for (let i = 0; i < 1_000; i += 1) cache.set(String(i), i);
  const held = Array.from({ length: 1_000 }, (_, i) => cache.get(String(i))).filter(
    (one) => one !== undefined,
  );
  expect(held.length).toBeLessThanOrEqual(10);
});
