import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '#kernel/clock.ts';
import { systemClock } from '#kernel/clock.ts';
import { createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { cronAdmits, readCron } from './cron.ts';
import { roleNames } from './migrate.ts';
import { openQueue, prepareQueue, type Queue } from './queue.ts';

const NAMES = ['slow', 'timed', 'failing', 'kept', 'lost'];

/** Real time, but nobody waits two seconds for the next look. */
const quick: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 30), signal),
};

let test: TestDatabase;
let owner: pg.Client;
let open: Queue[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  const role = roleNames('template_purser').app;
  await prepareQueue(test.ownerUrl, role, NAMES);
  await prepareQueue(test.ownerUrl, role, NAMES);
  owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
}, 60_000);
afterEach(async () => {
  for (const queue of open) await queue.stop();
  open = [];
});
afterAll(async () => {
  await owner.end();
  await test.close();
});

async function start(clock: Clock = quick, errors: unknown[] = []): Promise<Queue> {
  const queue = await openQueue({ db: test.db, clock, onError: (_name, thrown) => errors.push(thrown) });
  open.push(queue);
  return queue;
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('It never came.');
    await systemClock.sleep(10);
  }
}

describe('the queue', () => {
  it('gives each job to one of two workers, with what was sent', async () => {
    const done: unknown[] = [];
    const queue = await start();
    const second = await start();
    for (let i = 0; i < 20; i += 1) expect(await queue.send('slow', { i })).toBe(true);
    for (const worker of [queue, second]) {
      worker.work('slow', async (data) => {
        done.push(data);
      });
    }
    await until(() => done.length >= 20);
    await systemClock.sleep(100);
    expect(done.map((data) => (data as { i: number }).i).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => i),
    );
  });

  it('lets one job of a key wait, and refuses queues that were not prepared', async () => {
    const queue = await start();
    expect(await queue.send('kept', null, { key: 'acme' })).toBe(true);
    expect(await queue.send('kept', null, { key: 'acme' })).toBe(false);
    expect(await queue.send('kept', null, { key: 'umbra' })).toBe(true);
    await expect(queue.send('nobody', null)).rejects.toThrow(/no queue nobody/);
    expect(() => queue.work('nobody', async () => undefined)).toThrow(/no queue nobody/);
  });

  it('sends with a transaction, and not when that is rolled back', async () => {
    const queue = await start();
    const seen: unknown[] = [];
    await expect(
      test.db.inDispatch(async (tx) => {
        await queue.send('lost', 'rolled back', { tx });
        throw new Error('cut');
      }),
    ).rejects.toThrow('cut');
    await test.db.inDispatch((tx) => queue.send('lost', 'committed', { tx }));
    queue.work('lost', async (data) => {
      seen.push(data);
    });
    await until(() => seen.length > 0);
    await systemClock.sleep(100);
    expect(seen).toEqual(['committed']);
  });

  it('notes a failing job and keeps it for another try, later', async () => {
    const errors: unknown[] = [];
    const queue = await start(quick, errors);
    await queue.send('failing', null);
    queue.work('failing', async () => {
      throw new Error('no such luck');
    });
    await until(() => errors.length > 0);
    await systemClock.sleep(50);
    const { rows } = await owner.query(
      "select state, retry_count, start_after > now() as later, output->>'message' as says from pgboss.job where name = 'failing'",
    );
    expect(rows).toEqual([{ state: 'retry', retry_count: 0, later: true, says: 'no such luck' }]);
  });

  it('sends a timed job once a minute, however many processes keep the time', async () => {
    const at = new Date();
    const fixed: Clock = { ...quick, now: () => at };
    const seen: number[] = [];
    for (const queue of [await start(fixed), await start(fixed)]) {
      queue.work('timed', async () => {
        seen.push(1);
      });
      queue.schedule('timed', '* * * * *');
    }
    await until(() => seen.length > 0);
    await systemClock.sleep(200);
    expect(seen.length).toBe(1);
  });

  it('survives a database that throws it out, and goes on', async () => {
    const errors: unknown[] = [];
    const done: unknown[] = [];
    const queue = await start(quick, errors);
    let isFirst = true;
    queue.work('slow', async (data) => {
      if (isFirst) {
        isFirst = false;
        await owner.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name = 'purser test'",
        );
      }
      done.push(data);
    });
    await queue.send('slow', 'before');
    await until(() => done.length === 1);
    await queue.send('slow', 'after').catch(() => queue.send('slow', 'after'));
    await until(() => done.includes('after'));
  });

  it('belongs to the owner: the application can neither make nor drop queues', async () => {
    await expect(test.db.pool.query("select pgboss.create_queue('mine', '{}')")).rejects.toThrow(
      /permission denied/,
    );
    await expect(test.db.pool.query('drop table pgboss.job')).rejects.toThrow(/owner/);
  });
});

describe('a cron line', () => {
  const admits = (line: string, moment: string) => cronAdmits(readCron(line), new Date(moment));
  it('admits its minutes, in UTC', () => {
    expect(admits('*/15 * * * *', '2026-04-01T10:45:30Z')).toBe(true);
    expect(admits('*/15 * * * *', '2026-04-01T10:46:00Z')).toBe(false);
    expect(admits('5 2 * * *', '2026-04-01T02:05:59Z')).toBe(true);
    expect(admits('0 0 1-7,15 * *', '2026-04-15T00:00:00Z')).toBe(true);
    expect(admits('0 9 * * 7', '2026-04-05T09:00:00Z')).toBe(true);
    expect(admits('0 9 13 * 5', '2026-04-13T09:00:00Z')).toBe(true);
    expect(admits('0 9 13 * 5', '2026-04-10T09:00:00Z')).toBe(true);
    expect(admits('0 9 13 * 5', '2026-04-11T09:00:00Z')).toBe(false);
    expect(admits('10-20/5 * * * *', '2026-04-11T09:15:00Z')).toBe(true);
  });
  it('is refused when it is none', () => {
    for (const line of [
      '',
      '* * * *',
      '60 * * * *',
      '* 24 * * *',
      '* * 0 * *',
      '5-1 * * * *',
      '*/0 * * * *',
      'a * * * *',
    ]) {
      expect(() => readCron(line), line).toThrow();
    }
  });
});
