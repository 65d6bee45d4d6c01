import fc from 'fast-check';
import { expect, it } from 'vitest';
import { likeness } from './likeness.ts';
import { describe, type LineText } from './likeness-describe.ts';
import { termWeights } from './likeness-weights.ts';

const textRule = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.lorem());
const lineRule = fc.record(
  {
    description: textRule,
    details: textRule,
    partNumber: textRule,
    maker: textRule,
    price: fc.oneof(textRule, fc.constantFrom('0', '1.50', '-3', '9'.repeat(38))),
  },
  { requiredKeys: ['description'] },
);

function scored(a: LineText, b: LineText): number {
  const lines = [describe(a), describe(b)] as const;
  return likeness(...lines, termWeights(lines));
}

it('is between 0 and 1 and the same both ways, whatever the text', () => {
  fc.assert(
    fc.property(lineRule, lineRule, (a, b) => {
      const score = scored(a, b);
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(scored(b, a)).toBe(score);
    }),
  );
});

it('the same text is the same article', () => {
  expect(scored({ description: 'Freight' }, { description: 'freight ' })).toBeGreaterThan(0.98);
});

it('texts with nothing in common are not', () => {
  expect(scored({ description: 'Schraube M8x40' }, { description: 'Office chair blue' })).toBeLessThan(0.05);
});
