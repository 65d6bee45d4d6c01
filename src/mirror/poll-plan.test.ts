import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLANS, type PlanName, planCost } from '#coupa/resources/plan.ts';
import type { Clock } from '#kernel/clock.ts';
import { PurserError } from '#kernel/errors.ts';
import { type CoupaInMemory, createCoupaInMemory } from '../../test/coupa-in-memory.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { createConnectionPoll } from './poll-connection.ts';
import { RESOURCES, resourceNamed } from './resources.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let test: TestDatabase;
let connectionId: string;
let coupa: CoupaInMemory;
let asked: string[];
let now: number;
let made = 0;

/** A clock that a test moves; nothing waits. */
const clock: Clock = { now: () => new Date(now), sleep: async () => undefined };

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  made += 1;
  connectionId = await createTestConnection(test.db, `plan_${made}`);
  coupa = createCoupaInMemory();
  now = Date.UTC(2026, 3, 1, 8);
  asked = [];
  coupa.before = ({ resource }) => {
    asked.push(resource);
  };
});

function follow(options: Partial<Parameters<typeof createConnectionPoll>[1]> = {}) {
  return createConnectionPoll(connectionId, { db: test.db, clock, reader: coupa.reader, ...options });
}

/** Lets everything be older than the overlap, as if nothing had changed for a while. */
async function passAWhile(): Promise<void> {
  await test.db.inConnection(connectionId, (tx) =>
    tx.execute(
      "update watermark set moved_at = moved_at - interval '1 hour', read_at = read_at - interval '1 hour'",
    ),
  );
}

/** Fills every list with more than a page, all of one moment, as an import leaves it. */
function importEverything(): void {
  for (const { path } of RESOURCES) {
    for (let id = 1; id <= 70; id += 1) {
      coupa.put(path, { id: String(id), 'approvable-id': '1', 'commentable-id': '1' });
    }
  }
}

describe('a list that does not change', () => {
  it('costs one request a look, even when all of it was imported in one second', async () => {
    importEverything();
    const turns = follow();
    await turns.turn();
    await passAWhile();
    now += HOUR;
    await turns.turn();
    asked = [];
    now += HOUR;
    await turns.turn();
    const undated = RESOURCES.filter(({ isUndated }) => isUndated).length;
    // The lists without dates wait for the next day.
    expect(asked).toHaveLength(RESOURCES.length - undated);
  });

  it('shows what changes afterwards, at the next look', async () => {
    importEverything();
    const turns = follow({ resources: [resourceNamed('departments')] });
    for (let look = 0; look < 3; look += 1) {
      await turns.turn();
      await passAWhile();
      now += HOUR;
    }
    coupa.clock += 2_000;
    coupa.put('departments', { id: '7', name: 'Legal' });
    await turns.turn();
    const rows = await test.db.inConnection(connectionId, (tx) =>
      tx.query<{ name: string }>("select name from department where id = '7'"),
    );
    expect(rows).toEqual([{ name: 'Legal' }]);
  });
});

describe('a plan', () => {
  it.each([
    ['standard', 30],
    ['quick', 5],
  ] as const)(
    '%s: costs what it says, by the requests that are made',
    async (name: PlanName, minutes: number) => {
      const turns = follow({ plan: async () => name });
      await turns.turn();
      asked = [];
      const end = now + minutes * MINUTE;
      // Every hour and every day lie in the stretch that is looked at in the share that they have of it.
      while (now < end) {
        now += await turns.turn();
      }
      const hotRequests = asked.filter((path) =>
        RESOURCES.some((one) => one.path === path && one.pace === 'hot'),
      ).length;
      const hot = RESOURCES.filter(({ pace }) => pace === 'hot');
      const { requestsPerHour } = planCost(PLANS[name]);
      const stated = hot.length * (HOUR / PLANS[name].hot);
      expect(Math.abs(hotRequests * (60 / minutes) - stated)).toBeLessThanOrEqual(
        hot.length * (60 / minutes),
      );
      expect(asked.length * (60 / minutes)).toBeLessThan(
        requestsPerHour * 1.1 + RESOURCES.length * (60 / minutes),
      );
    },
  );

  it('that is changed holds from the next turn on', async () => {
    let plan: PlanName = 'standard';
    const turns = follow({ plan: async () => plan });
    expect(await turns.turn()).toBe(PLANS.standard.hot);
    plan = 'quick';
    now += 20_000;
    asked = [];
    await turns.turn();
    expect(new Set(asked)).toContain('invoices');
    expect(asked).not.toContain('departments');
  });
});

describe('a list that no decision rests on', () => {
  it('is not asked for without its scope, and is as soon as the scope is there', async () => {
    let granted = ['core.invoice.read'];
    const turns = follow({ grantedScopes: async () => granted });
    await turns.turn();
    expect(asked).not.toContain('accounts');
    // What decisions need is asked for all the same: that it is refused must show.
    expect(asked).toContain('purchase_orders');
    granted = ['core.invoice.read', 'core.accounting.read'];
    await turns.turn();
    expect(asked).toContain('accounts');
    expect(asked).not.toContain('budget_lines');
  });

  it.each(['coupa_forbidden', 'coupa_not_found'] as const)(
    'that is refused (%s) is asked for again in its turn, and is no failure',
    async (code) => {
      coupa.before = ({ resource }) => {
        asked.push(resource);
        if (resource === 'budget_lines') throw new PurserError(code, 'Coupa refuses GET budget_lines.');
      };
      const turns = follow();
      await turns.turn();
      now += HOUR;
      await turns.turn();
      expect(asked.filter((path) => path === 'budget_lines')).toHaveLength(2);
      const [mark] = await test.db.inConnection(connectionId, (tx) =>
        tx.query<{ refused: boolean; failed_at: string | null; error: { code: string } }>(
          "select refused, failed_at, error from watermark where resource = 'budget_lines'",
        ),
      );
      expect(mark).toMatchObject({ refused: true, failed_at: null, error: { code } });
      const [hour] = await test.db.inConnection(connectionId, (tx) =>
        tx.query<{ failures: number }>(
          "select sum(failures)::int as failures from read_hour where resource = 'budget_lines'",
        ),
      );
      expect(hour).toEqual({ failures: 0 });
    },
  );

  it('that fails for a while shows its reason and is tried again', async () => {
    let isAway = true;
    coupa.before = ({ resource }) => {
      asked.push(resource);
      if (resource === 'budget_lines' && isAway)
        throw new PurserError('coupa_unavailable', 'away', { retryable: true });
    };
    const turns = follow();
    await turns.turn();
    isAway = false;
    now += HOUR;
    await turns.turn();
    const [mark] = await test.db.inConnection(connectionId, (tx) =>
      tx.query<{ refused: boolean; error: unknown; phase: string }>(
        "select refused, error, phase from watermark where resource = 'budget_lines'",
      ),
    );
    expect(mark).toEqual({ refused: false, error: null, phase: 'incremental' });
  });
});
