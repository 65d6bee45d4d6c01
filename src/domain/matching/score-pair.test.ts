import { describe, expect, it } from 'vitest';
import { lineFactsOf } from './line-facts.ts';
import type { CrossReference } from './memory.ts';
import { scorePair } from './score-pair.ts';
import { invoice, invoiceLine, orderLine } from './situation.test-data.ts';

// The same price and all that is open, described half alike: a pair that fits until people say that it does not.
const [facts] = lineFactsOf(invoice({ lines: [invoiceLine({ description: 'Brg 6204', quantity: '100' })] }));
const score = (said: Partial<CrossReference> | undefined, today?: string) =>
  facts === undefined
    ? 0
    : scorePair(facts, orderLine(), {
        crossReferences:
          said === undefined
            ? []
            : [
                {
                  supplierId: '5',
                  theirs: 'Brg 6204',
                  ours: 'Bearing 6204',
                  confirmed: 0,
                  rejected: 0,
                  lastOn: '2026-04-01',
                  ...said,
                },
              ],
        today,
        likeness: () => 0.5,
        openOf: () => facts.quantity,
      });

describe('what people said of a pair', () => {
  it('lifts it where they said yes', () => {
    expect(score({ confirmed: 1 })).toBeGreaterThan(score(undefined) + 0.1);
  });

  it('speaks against it where they said no, and less from week to week', () => {
    const before = score(undefined);
    expect(before - score({ rejected: 1 }, '2026-04-01')).toBeCloseTo(0.35, 4);
    const later = before - score({ rejected: 1 }, '2026-06-30');
    expect(later).toBeCloseTo(Math.exp(-2), 3);
  });

  it('says nothing of another pair', () => {
    expect(score({ rejected: 3, ours: 'Grease' }, '2026-04-01')).toBe(score(undefined));
  });
});
