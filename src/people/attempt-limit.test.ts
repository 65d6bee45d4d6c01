import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { countAttempt, forgetAttempts, signInLimits } from './attempt-limit.ts';

const START = Date.parse('2026-11-20T09:00:00Z');
const at = (minutes: number): Date => new Date(START + minutes * 60_000);

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

/** How many of `times` tries pass before the first is refused. */
async function passing(
  times: number,
  limitsOf: (i: number) => ReturnType<typeof signInLimits>,
): Promise<number> {
  for (let i = 0; i < times; i += 1) {
    try {
      await countAttempt(test.db, limitsOf(i), at(0));
    } catch (error) {
      expect(error).toMatchObject({ code: 'too_many_attempts', retryable: true });
      return i;
    }
  }
  return times;
}

it('lets one address try one account five times', async () => {
  expect(await passing(20, () => signInLimits('one@acme.test', '198.51.100.1'))).toBe(5);
});

it('lets many addresses together try one account thirty times', async () => {
  expect(await passing(60, (i) => signInLimits('target@acme.test', `198.51.101.${i}`))).toBe(30);
});

it('lets one address try many accounts fifty times', async () => {
  expect(await passing(80, (i) => signInLimits(`person${i}@acme.test`, '198.51.102.1'))).toBe(50);
});

it('says when the window ends, opens then, and starts a new one', async () => {
  const limits = [{ subject: 'window', attemptsMax: 2, windowMs: 15 * 60_000 }];
  await countAttempt(test.db, limits, at(0));
  await countAttempt(test.db, limits, at(10));
  await expect(countAttempt(test.db, limits, at(10))).rejects.toMatchObject({
    details: { retryAfterSeconds: 300 },
    message: 'Too many attempts. Try again in 5 minutes.',
  });
  await countAttempt(test.db, limits, at(15));
  await countAttempt(test.db, limits, at(29));
  await expect(countAttempt(test.db, limits, at(29))).rejects.toMatchObject({
    details: { retryAfterSeconds: 60 },
  });
});

it('lets exactly the allowed number of a hundred at once through', async () => {
  const limits = [{ subject: 'at once', attemptsMax: 7, windowMs: 60_000 }];
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, () => countAttempt(test.db, limits, at(0))),
  );
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(7);
});

it('forgets what led to a success, and what is older than a day', async () => {
  const limits = [{ subject: 'good', attemptsMax: 1, windowMs: 60_000 }];
  for (let i = 0; i < 5; i += 1) {
    await countAttempt(test.db, limits, at(100));
    await test.db.inDispatch((tx) => forgetAttempts(tx, limits, at(100)));
  }
  await test.db.inDispatch((tx) => forgetAttempts(tx, [], at(100 + 24 * 60 + 1)));
  const left = await test.db.inDispatch((tx) => tx.query('select 1 from sign_in_attempt'));
  expect(left).toEqual([]);
});

it('keeps no address and no account in the clear', async () => {
  await countAttempt(test.db, signInLimits('hidden@acme.test', '203.0.113.99'), at(0));
  const rows = await test.db.inDispatch((tx) =>
    tx.query<{ s: string }>('select subject::text as s from sign_in_attempt'),
  );
  expect(rows.every((row) => /^\\x[0-9a-f]{64}$/.test(row.s))).toBe(true);
});
