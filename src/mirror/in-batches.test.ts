import { expect, it } from 'vitest';
import { systemClock } from '#kernel/clock.ts';
import { inBatches } from './in-batches.ts';

async function* numbers(count: number, told: { given: number; ended: boolean }, fails = false) {
  try {
    for (let i = 0; i < count; i += 1) {
      await systemClock.sleep(i % 3);
      told.given = i + 1;
      yield i;
    }
    if (fails) throw new Error('cut');
  } finally {
    told.ended = true;
  }
}

it('gives everything in order, several at a time to a slow consumer, one at a time to a quick one', async () => {
  for (const pauseMs of [0, 15]) {
    const told = { given: 0, ended: false };
    const seen: number[] = [];
    let largest = 0;
    for await (const batch of inBatches(numbers(40, told), 5)) {
      largest = Math.max(largest, batch.length);
      expect(batch.length).toBeGreaterThan(0);
      seen.push(...batch);
      await systemClock.sleep(pauseMs);
      // Never further ahead than what was taken, a whole batch, and the one on its way.
      expect(told.given - seen.length).toBeLessThanOrEqual(6);
    }
    expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(largest).toBeLessThanOrEqual(5);
    if (pauseMs > 0) expect(largest).toBeGreaterThan(1);
  }
});

it('gives what came before a failure, then the failure', async () => {
  const seen: number[] = [];
  const read = async (): Promise<void> => {
    for await (const batch of inBatches(numbers(7, { given: 0, ended: false }, true), 3)) {
      seen.push(...batch);
      await systemClock.sleep(10);
    }
  };
  await expect(read()).rejects.toThrow('cut');
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it('ends the source when the consumer stops, also by failing', async () => {
  const told = { given: 0, ended: false };
  for await (const _batch of inBatches(numbers(1_000, told), 3)) break;
  expect(told.ended).toBe(true);
  expect(told.given).toBeLessThan(10);
  const again = { given: 0, ended: false };
  const read = async (): Promise<void> => {
    for await (const _batch of inBatches(numbers(1_000, again), 3)) throw new Error('consumer');
  };
  await expect(read()).rejects.toThrow('consumer');
  expect(again.ended).toBe(true);
});
