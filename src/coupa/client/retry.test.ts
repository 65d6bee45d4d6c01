import { describe, expect, it } from 'vitest';
import { PurserError } from '#kernel/errors.ts';
import { createRetry } from './retry.ts';
import { createTestClock } from './test-coupa.ts';

const down = (details: Record<string, unknown> = {}): PurserError =>
  new PurserError('coupa_unavailable', 'down', { retryable: true, details });

describe('a read that fails', () => {
  it('is repeated four times with growing random pauses, then given up', async () => {
    const clock = createTestClock();
    const retry = createRetry({ clock, random: () => 1 });
    const at: number[] = [];
    await expect(
      retry(async () => {
        at.push(clock.now().getTime());
        throw down();
      }),
    ).rejects.toThrow('down');
    const pauses = at.slice(1).map((time, i) => Math.round(time - (at[i] ?? 0)));
    expect(pauses).toEqual([800, 1600, 3200, 6400]);
  });

  it('waits for what Coupa asked, and a little more so that not all come at once', async () => {
    const clock = createTestClock();
    let calls = 0;
    await createRetry({ clock, random: () => 0.5 })(async () => {
      calls += 1;
      if (calls === 1) throw down({ retryAfterMs: 5_000 });
    });
    expect(clock.now().getTime() - Date.parse('2026-11-20T09:00:00Z')).toBe(5_100);
  });

  it.each([
    ['says it is no use', new PurserError('coupa_forbidden', 'no', {})],
    ['was held back by an open circuit', down({ circuit: 'open' })],
    ['is a bug', new TypeError('x is not a function')],
  ])('is not repeated when it %s', async (_name, error) => {
    let calls = 0;
    const work = async (): Promise<void> => {
      calls += 1;
      throw error;
    };
    await expect(createRetry({ clock: createTestClock(), random: () => 0 })(work)).rejects.toBe(error);
    expect(calls).toBe(1);
  });

  it('is not repeated once it is called off', async () => {
    const stop = new AbortController();
    let calls = 0;
    const work = async (): Promise<void> => {
      calls += 1;
      stop.abort();
      throw down();
    };
    await expect(
      createRetry({ clock: createTestClock(), random: () => 0 })(work, stop.signal),
    ).rejects.toThrow('down');
    expect(calls).toBe(1);
  });
});

it('a quiet process may repeat twenty times in a row, and then only as much as it has earned', async () => {
  const retry = createRetry({ clock: createTestClock(), random: () => 0.5 });
  let sent = 0;
  const work = async (): Promise<void> => {
    sent += 1;
    throw down();
  };
  for (let i = 0; i < 6; i += 1) await retry(work).catch(() => undefined);
  expect(sent).toBe(6 + 20);
});

it('repetitions never add more than a tenth to the volume, however bad it gets', async () => {
  const retry = createRetry({ clock: createTestClock(), random: () => 0.5 });
  let sent = 0;
  const calls = 5_000;
  for (let i = 0; i < calls; i += 1) {
    await retry(async () => {
      sent += 1;
      throw down();
    }).catch(() => undefined);
  }
  expect(sent).toBeLessThanOrEqual(calls * 1.1 + 20);
  expect(sent).toBeGreaterThan(calls * 1.09);
});
