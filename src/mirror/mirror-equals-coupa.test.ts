import { afterAll, beforeAll, expect, it } from 'vitest';
import { askToRead } from '#connections/read-hints.queries.ts';
import { canonicalJson } from '#kernel/canonical-json.ts';
import { PurserError } from '#kernel/errors.ts';
import { type CoupaInMemory, createCoupaInMemory } from '../../test/coupa-in-memory.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { followHints } from './follow-hints.ts';
import { pollResource } from './poll-resource.ts';
import { reconcile } from './reconcile.ts';
import { resourceNamed } from './resources.ts';
import { sweepDeletions } from './sweep-deletions.ts';

const RUNS = Number(process.env.PURSER_MIRROR_RUNS ?? 25);
const SEED = Number(process.env.PURSER_FUZZ_SEED ?? Date.now() % 1_000_000);
const STEPS = 25;
const SUPPLIERS = resourceNamed('suppliers');

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

function dice(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

interface Story {
  readonly connectionId: string;
  readonly coupa: CoupaInMemory;
  readonly roll: (below: number) => number;
  /** Whether Coupa's clock may go back; polls alone then cannot see everything. */
  readonly clockJumps: boolean;
}

/** One thing that happens: in Coupa, to its clock, or on our side, which may be cut off at any call. */
async function step({ connectionId, coupa, roll, clockJumps }: Story): Promise<void> {
  const id = String(1 + roll(150));
  const deps = { db: test.db, reader: coupa.reader };
  const meddle = (): void => {
    coupa.put('suppliers', { id: String(1 + roll(150)), name: `meddled ${roll(1_000)}` });
  };
  coupa.before = () => {
    if (roll(4) === 0) meddle();
    if (roll(12) === 0) throw new PurserError('coupa_unavailable', 'away', { retryable: true });
  };
  const carefully = (work: Promise<unknown>): Promise<unknown> =>
    work.catch((thrown: unknown) => {
      if (!(thrown instanceof PurserError) || thrown.code !== 'coupa_unavailable') throw thrown;
    });
  switch (roll(9)) {
    case 0:
    case 1:
      for (let i = 0; i < 1 + roll(70); i += 1) meddle();
      break;
    case 2:
      coupa.remove('suppliers', id);
      break;
    case 3:
      coupa.clock += (roll(7_200) - (clockJumps ? 1_800 : 0)) * 1_000;
      break;
    case 4:
      await test.db.inConnection(connectionId, (tx) =>
        askToRead(tx, connectionId, [{ resource: 'suppliers', recordId: id, reason: 'test' }]),
      );
      // The hint is followed beside a poll, as in life.
      await Promise.all([
        carefully(followHints(connectionId, deps)),
        carefully(pollResource(connectionId, SUPPLIERS, deps)),
      ]);
      break;
    case 5:
      await carefully(sweepDeletions(connectionId, SUPPLIERS, deps, 1));
      break;
    default:
      await carefully(pollResource(connectionId, SUPPLIERS, deps));
  }
  coupa.clock += roll(30_000);
}

it('ends equal to Coupa after any history of edits, deletions, jumping clocks, hints and failures', async () => {
  console.info(`mirror equals Coupa: ${RUNS} runs, seed ${SEED}`);
  for (let run = 0; run < RUNS; run += 1) {
    const connectionId = await createTestConnection(test.db, `equals_${run}`);
    const clockJumps = run % 2 === 0;
    const story = { connectionId, coupa: createCoupaInMemory(), roll: dice(SEED + run), clockJumps };
    for (let i = 0; i < STEPS; i += 1) await step(story);
    story.coupa.before = () => undefined;
    const deps = { db: test.db, reader: story.coupa.reader };
    await pollResource(connectionId, SUPPLIERS, deps);
    // While time only goes forward, changes and a sweep are enough; when it went back, it takes a reconciliation.
    if (clockJumps) await reconcile(connectionId, SUPPLIERS, deps);
    else while (!(await sweepDeletions(connectionId, SUPPLIERS, deps)).isDone);
    if (!clockJumps) await sweepDeletions(connectionId, SUPPLIERS, deps);
    const again = await reconcile(connectionId, SUPPLIERS, deps);
    expect({ run, differed: again.differed, gone: again.gone }).toEqual({ run, differed: 0, gone: 0 });
    expect(await here(connectionId), `seed ${SEED + run}`).toEqual(await there(story.coupa));
  }
}, 600_000);

async function here(connectionId: string): Promise<string[]> {
  const rows = await test.db.inConnection(connectionId, (tx) =>
    tx.query<{ doc: unknown }>(
      `select v.doc from supplier s join record_version v
           on v.kind = 'supplier' and v.record_id = s.id and v.hash = s.hash
        where s.deleted_at is null order by s.id`,
    ),
  );
  return rows.map((row) => canonicalJson(row.doc));
}

async function there(coupa: CoupaInMemory): Promise<string[]> {
  const found: string[][] = [];
  for (let id = 1; id <= 150; id += 1) {
    const json = await coupa.reader.get({ resource: 'suppliers', id: String(id) });
    if (json !== undefined) found.push([String(id), canonicalJson(SUPPLIERS.parse(json, 'supplier'))]);
  }
  return found.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)).map(([, text = '']) => text);
}
