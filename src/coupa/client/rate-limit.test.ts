import { describe, expect, it } from 'vitest';
import type { Clock } from '#kernel/clock.ts';
import { createRateLimit, type RatePriority } from './rate-limit.ts';
import { createTestClock } from './test-coupa.ts';

const start = Date.parse('2026-11-20T09:00:00Z');

async function admissions(
  clock: Clock,
  wanted: readonly RatePriority[],
  limit = createRateLimit(clock, { perSecond: 10, burst: 3 }),
) {
  const admitted: { priority: RatePriority; at: number }[] = [];
  await Promise.all(
    wanted.map(async (priority) => {
      await limit.take(priority);
      admitted.push({ priority, at: clock.now().getTime() - start });
    }),
  );
  return admitted;
}

describe('the bucket', () => {
  it('lets the burst through at once and then the rate, and no window of a second sees more than both', async () => {
    const admitted = await admissions(createTestClock(), Array(40).fill('poll'));
    expect(admitted.slice(0, 3).map(({ at }) => at)).toEqual([0, 0, 0]);
    expect(admitted.at(-1)?.at).toBeGreaterThanOrEqual(3_700);
    expect(admitted.at(-1)?.at).toBeLessThanOrEqual(3_900);
    for (const { at } of admitted) {
      expect(admitted.filter((other) => other.at >= at && other.at < at + 1000).length).toBeLessThanOrEqual(
        13,
      );
    }
  });

  it('unless told otherwise keeps what Coupa documents: 25 a second and a burst of 20', async () => {
    const clock = createTestClock();
    const admitted = await admissions(clock, Array(300).fill('poll'), createRateLimit(clock));
    for (const { at } of admitted) {
      const inWindow = admitted.filter((other) => other.at >= at && other.at < at + 10_000).length;
      expect(inWindow).toBeLessThanOrEqual(25 * 10 + 20);
    }
    expect((admitted.at(-1)?.at ?? 0) / 1000).toBeLessThan(300 / (25 * 0.95));
  });

  it('lets a person go before a backfill that waited longer', async () => {
    const wanted: RatePriority[] = [
      'backfill',
      'backfill',
      'backfill',
      'backfill',
      'poll',
      'command',
      'person',
    ];
    const admitted = await admissions(
      createTestClock(),
      wanted,
      createRateLimit(createTestClock(), { perSecond: 10, burst: 1 }),
    );
    expect(admitted.map(({ priority }) => priority).slice(1)).toEqual([
      'person',
      'command',
      'poll',
      'backfill',
      'backfill',
      'backfill',
    ]);
  });

  it('a person waits for one token at most, however long the queue is', async () => {
    const clock = createTestClock();
    const limit = createRateLimit(clock, { perSecond: 25, burst: 20 });
    const queue = Array.from({ length: 500 }, () => limit.take('backfill'));
    await queue[100];
    const asked = clock.now().getTime();
    await limit.take('person');
    expect(clock.now().getTime() - asked).toBeLessThanOrEqual(80);
    await Promise.all(queue);
  });

  it('holds everybody for as long as Coupa asked, and never longer than two minutes', async () => {
    const clock = createTestClock();
    const limit = createRateLimit(clock, { perSecond: 10, burst: 3 });
    await limit.penalise(3_000);
    expect((await admissions(clock, ['person'], limit))[0]?.at).toBeGreaterThanOrEqual(3_000);
    const before = clock.now().getTime();
    await limit.penalise(9e15);
    await limit.take('person');
    expect(clock.now().getTime() - before).toBeLessThanOrEqual(121_000);
  });
});

describe('when the clock jumps', () => {
  it('ahead, it gives one full bucket and no more', async () => {
    const clock = createTestClock();
    const limit = createRateLimit(clock, { perSecond: 10, burst: 3 });
    await admissions(clock, Array(3).fill('poll'), limit);
    clock.move(3_600_000);
    const admitted = await admissions(clock, Array(5).fill('poll'), limit);
    expect(new Set(admitted.slice(0, 3).map(({ at }) => at)).size).toBe(1);
    expect(admitted[3]?.at).toBeGreaterThan(admitted[2]?.at ?? 0);
  });

  it('back, it goes on at its rate, and a pause is not made longer by it', async () => {
    const clock = createTestClock();
    const limit = createRateLimit(clock, { perSecond: 10, burst: 1 });
    await limit.take('poll');
    await limit.penalise(60_000);
    clock.move(-3_600_000);
    const before = clock.now().getTime();
    await limit.take('poll');
    expect(clock.now().getTime() - before).toBeLessThanOrEqual(1_000);
  });
});

it('whoever gives up while waiting takes no token and leaves the line', async () => {
  const clock = createTestClock();
  const limit = createRateLimit(clock, { perSecond: 10, burst: 1 });
  const stop = new AbortController();
  const first = limit.take('poll');
  const second = limit.take('poll', stop.signal);
  const third = limit.take('poll');
  stop.abort(new Error('gave up'));
  await expect(second).rejects.toThrow('gave up');
  await Promise.all([first, third]);
  expect(clock.now().getTime() - start).toBeLessThanOrEqual(110);
  await expect(limit.take('poll', AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
});
