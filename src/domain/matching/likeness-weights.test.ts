import { expect, it } from 'vitest';
import { describeLine } from './likeness-describe.ts';
import { termWeights } from './likeness-weights.ts';

const lines = (...texts: readonly string[]) => texts.map((description) => describeLine({ description }));

it('without lines the shape of a word tells', () => {
  const { weightOf, rarityOf } = termWeights([]);
  expect(weightOf('m8x40')).toBeGreaterThan(weightOf('schraube'));
  expect(weightOf('schraube')).toBeGreaterThan(weightOf('of'));
  expect(rarityOf(['schraube'])).toBe(0.95);
});

it('the fewer lines have a word, the more it tells', () => {
  const { weightOf } = termWeights(lines('screw red', 'screw blue', 'screw green', 'screw grey'));
  expect(weightOf('green')).toBeGreaterThan(weightOf('screw'));
  expect(weightOf('unseen')).toBeGreaterThanOrEqual(weightOf('green'));
});

it('words that only two lines have together are rare, though each is common', () => {
  const many = Array.from({ length: 60 }, (_, index) => `${index % 2 === 0 ? 'screw' : 'nut'} size${index}`);
  const { rarityOf } = termWeights(lines(...many, 'screw brass', 'long brass screw', 'brass', 'brass nut'));
  expect(rarityOf(['screw', 'brass'])).toBeGreaterThan(rarityOf(['screw']));
  expect(rarityOf([])).toBe(0);
});

it('a text that comes again does not count again', () => {
  const texts = ['screw red', 'nut blue', 'washer'];
  const once = termWeights(lines(...texts));
  const twice = termWeights(lines(...texts, ...texts));
  expect(twice.weightOf('screw')).toBe(once.weightOf('screw'));
});
