import { describe, expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

describe('the documented limit', () => {
  it('lets 25 through at once, queues 20 in turn, and refuses the next', () => {
    const limit = createRateLimit(() => 0);
    const answers = Array.from({ length: 46 }, () => limit.admit());
    expect(answers.slice(0, 25)).toEqual(Array.from({ length: 25 }, () => 0));
    expect(answers.slice(25, 45).map(Math.round as (ms: number | undefined) => number)).toEqual(
      Array.from({ length: 20 }, (_, index) => (index + 1) * 40),
    );
    expect(answers[45]).toBeUndefined();
  });

  it('is open again after a second, and never holds more than a second’s worth', () => {
    let now = 0;
    const limit = createRateLimit(() => now);
    for (let call = 0; call < 45; call++) limit.admit();
    now = 10_000;
    const answers = Array.from({ length: 26 }, () => limit.admit());
    expect(answers.filter((delay) => delay === 0)).toHaveLength(25);
  });

  it('never refuses who keeps 25 a second', () => {
    let now = 0;
    const limit = createRateLimit(() => now);
    for (let call = 0; call < 500; call++) {
      expect(limit.admit()).toBeDefined();
      now += 40;
    }
  });
});
