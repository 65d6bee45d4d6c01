import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#kernel/clock.ts';
import { createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { openDatabase } from './database.ts';
import { createRateBucket, type RateBucket } from './rate-bucket.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

function bucket(host: string): RateBucket {
  return createRateBucket(host, { db: test.db, clock: systemClock });
}

/** Coupa's side as documented: 25 tokens a second, at most 20 of them at once. Answers how many calls it refuses. */
function refusals(moments: readonly number[]): number {
  let tokens = 20;
  let at = moments[0] ?? 0;
  let refused = 0;
  for (const moment of [...moments].sort((a, b) => a - b)) {
    tokens = Math.min(20, tokens + ((moment - at) * 25) / 1000);
    at = moment;
    if (tokens < 1) refused += 1;
    else tokens -= 1;
  }
  return refused;
}

/** Takers that ask again as soon as they were served, until the time is over; answers when each was served. */
async function keepTaking(from: RateBucket, takers: number, forMs: number): Promise<number[]> {
  const moments: number[] = [];
  const end = performance.now() + forMs;
  await Promise.all(
    Array.from({ length: takers }, async () => {
      while (performance.now() < end) {
        await from.take('backfill');
        moments.push(performance.now());
      }
    }),
  );
  return moments;
}

describe('one bucket a host', () => {
  it('keeps a backfill at the documented rate, with none refused and nearly none wasted', async () => {
    const moments = await keepTaking(bucket('steady'), 8, 2_000);
    expect(refusals(moments)).toBe(0);
    const seconds = (Math.max(...moments) - Math.min(...moments)) / 1000;
    expect((moments.length - 1) / seconds).toBeGreaterThan(25 * 0.95);
  });

  it('is shared by processes: two of them together get what one would', async () => {
    const second = openDatabase(test.appUrl, { connectionsMax: 2 });
    const other = createRateBucket('shared', { db: second, clock: systemClock });
    const both = await Promise.all([keepTaking(bucket('shared'), 4, 1_500), keepTaking(other, 4, 1_500)]);
    await second.close();
    const moments = both.flat();
    expect(refusals(moments)).toBe(0);
    expect(moments.length).toBeLessThan(1.5 * 25 + 15);
    for (const own of both) expect(own.length).toBeGreaterThan(5);
  });

  it('never lets a person wait behind a backfill, and stays within the burst', async () => {
    const shared = bucket('person');
    const moments: number[] = [];
    const waits: number[] = [];
    const backfill = keepTaking(shared, 16, 1_500).then((taken) => moments.push(...taken));
    for (let i = 0; i < 8; i += 1) {
      await systemClock.sleep(120);
      const asked = performance.now();
      await shared.take('person');
      moments.push(performance.now());
      waits.push(performance.now() - asked);
    }
    await backfill;
    // The slots themselves are free at once; what is left is the way to the database on a busy machine.
    expect(waits.sort((a, b) => a - b)[4]).toBeLessThan(60);
    expect(refusals(moments)).toBe(0);
  });

  it('gives persons the burst at once, and a backfill none of it', async () => {
    const started = performance.now();
    await Promise.all(Array.from({ length: 15 }, () => bucket('burst').take('person')));
    expect(performance.now() - started).toBeLessThan(500);
    const slow = performance.now();
    await Promise.all(Array.from({ length: 10 }, () => bucket('no burst').take('backfill')));
    expect(performance.now() - slow).toBeGreaterThan(8 * 40);
  });

  it('holds everybody after a refusal, in other processes too, and begins again without a burst', async () => {
    const host = 'held';
    await bucket(host).take('person');
    await bucket(host).penalise(400);
    const started = performance.now();
    await Promise.all(Array.from({ length: 4 }, () => bucket(host).take('person')));
    const elapsed = performance.now() - started;
    expect(elapsed).toBeGreaterThan(380 + 3 * 40 - 20);
    expect(elapsed).toBeLessThan(2_000);
  });

  it('does not use a slot it holds when the refusal arrives in between', async () => {
    const host = 'in between';
    const shared = bucket(host);
    await Promise.all(Array.from({ length: 3 }, () => shared.take('backfill')));
    const started = performance.now();
    const waiting = Promise.all(Array.from({ length: 4 }, () => shared.take('backfill')));
    await systemClock.sleep(20);
    await shared.penalise(500);
    await waiting;
    expect(performance.now() - started).toBeGreaterThan(500);
  });

  it('believes no bucket that lies hours ahead, as after the database’s clock jumped back', async () => {
    await test.db.pool.query(
      "insert into rate_bucket values ('jumped', now() + interval '3 hours', now() + interval '2 hours')",
    );
    const started = performance.now();
    await Promise.all(Array.from({ length: 3 }, () => bucket('jumped').take('backfill')));
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  it('ends the waiting when asked to', async () => {
    const host = 'aborted';
    await bucket(host).penalise(60_000);
    const controller = new AbortController();
    const waiting = bucket(host).take('person', controller.signal);
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });
});
