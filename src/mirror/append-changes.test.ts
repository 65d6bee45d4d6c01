import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { appendChanges } from './append-changes.ts';
import { laneOf } from './lane.ts';

const LANES = 3;

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

interface Seen {
  lane: number;
  seq: number;
  subject: string;
}

/** Reads on from the last number seen, as a worker does. */
async function readOn(connectionId: string, cursors: Map<number, number>): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let lane = 0; lane < LANES; lane += 1) {
    const rows = await test.db.inConnection(connectionId, (tx) =>
      tx.query<{ seq: string; subject_id: string }>(
        'select seq, subject_id from change where lane = $1 and seq > $2 order by seq',
        [lane, cursors.get(lane) ?? 0],
      ),
    );
    for (const row of rows) {
      cursors.set(lane, Number(row.seq));
      seen.push({ lane, seq: Number(row.seq), subject: row.subject_id });
    }
  }
  return seen;
}

it('lets no reader miss a row, however late a transaction commits that began early', async () => {
  const connectionId = await createTestConnection(test.db, 'out_of_order', { lanes: LANES });
  const cursors = new Map<number, number>();
  const seen: Seen[] = [];
  let isWriting = true;
  const reader = (async () => {
    while (isWriting) seen.push(...(await readOn(connectionId, cursors)));
    seen.push(...(await readOn(connectionId, cursors)));
  })();
  let state = 7;
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const committed: string[] = [];
  let rolledBack = 0;
  const writer = async (name: number): Promise<void> => {
    for (let i = 0; i < 40; i += 1) {
      const ids = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, at) => `${name}-${i}-${at}`);
      const [before, after, fails] = [random() * 4, random() * 4, random() < 0.15];
      await test.db
        .inConnection(connectionId, async (tx) => {
          // Begun, and known to the database, long before its numbers are taken and its commit comes.
          await tx.query('select txid_current(), pg_sleep($1)', [before / 1000]);
          await appendChanges(
            tx,
            connectionId,
            LANES,
            ids.map((id) => ({ id, supplierId: null, cause: 'invoice' })),
          );
          await tx.query('select pg_sleep($1)', [after / 1000]);
          if (fails) throw new Error('rolled back');
          committed.push(...ids);
        })
        .catch((thrown: unknown) => {
          if (!(thrown instanceof Error) || thrown.message !== 'rolled back') throw thrown;
          rolledBack += 1;
        });
    }
  };
  await Promise.all(Array.from({ length: 6 }, (_, name) => writer(name)));
  isWriting = false;
  await reader;
  expect(rolledBack).toBeGreaterThan(0);
  expect(seen.map((one) => one.subject).sort()).toEqual(committed.sort());
  for (let lane = 0; lane < LANES; lane += 1) {
    const numbers = seen.filter((one) => one.lane === lane).map((one) => one.seq);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  }
});

it('lays an invoice in the lane of its supplier, else of its own id, for good', () => {
  const lanes = (id: string, supplierId?: string) => laneOf({ id, supplierId }, 64);
  expect(lanes('1', '7')).toBe(lanes('2', '7'));
  expect(lanes('7')).toBe(lanes('1', '7'));
  // Fixed points of FNV-1a over UTF-16: a change here would tear stored feeds apart.
  expect([lanes('1'), lanes('710001'), lanes('9007199254740993'), lanes('é')]).toEqual(FIXED);
  const counts = new Array<number>(8).fill(0);
  for (let i = 0; i < 8_000; i += 1) {
    const lane = laneOf({ id: '', supplierId: String(i) }, 8);
    counts[lane] = (counts[lane] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(200);
});

const FIXED = [20, 34, 41, 12];
