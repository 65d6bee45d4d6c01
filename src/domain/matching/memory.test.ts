import { describe, expect, it } from 'vitest';
import { crossReferenceWeight } from './memory.ts';

const weight = (confirmed: number, rejected: number, today = '2026-04-01') =>
  crossReferenceWeight(
    { supplierId: '7', theirs: 'KL-6204', ours: '6204-2RS', confirmed, rejected, lastOn: '2026-04-01' },
    today,
  );

describe('what people said about a pair', () => {
  it('weighs nothing where nobody said anything', () => {
    expect(weight(0, 0)).toBe(0);
  });

  it.each([
    [1, 0.5],
    [2, 0.75],
    [3, 0.875],
  ])('confirmed %i times speaks for it with %d, for good', (times, expected) => {
    expect(weight(times, 0)).toBe(expected);
    expect(weight(times, 0, '2029-04-01')).toBe(expected);
  });

  it('speaks against it when refused, never with more than 0.35, and fades', () => {
    expect(weight(0, 1)).toBe(-0.35);
    expect(weight(0, 9)).toBe(-0.35);
    expect(weight(0, 1, '2026-05-16')).toBe(-0.35);
    expect(weight(0, 1, '2026-06-30')).toBe(-0.1353);
    expect(weight(0, 1, '2027-04-01')).toBe(-0.0003);
  });

  it('one confirmation makes good one refusal', () => {
    expect(weight(1, 1)).toBe(0.5);
    expect(weight(1, 2)).toBe(0.15);
    expect(weight(1, 2, '2026-06-30')).toBe(0.3647);
  });

  it('said tomorrow, by a clock that is ahead, was said today', () => {
    expect(weight(0, 1, '2026-03-01')).toBe(-0.35);
  });
});
