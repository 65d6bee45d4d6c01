import { afterAll, beforeAll, expect, it } from 'vitest';
import { askToRead } from '#connections/read-hints.queries.ts';
import { canonicalJson } from '#kernel/canonical-json.ts';
import { PurserError } from '#kernel/errors.ts';
import { type CoupaInMemory, createCoupaInMemory } from '../../test/coupa-in-memory.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { followHints } from './follow-hints.ts';
import { pollResource } from './poll-resource.ts';
import { reconcile } from './reconcile.ts';
import { FURTHER, type Resource, resourceNamed } from './resources.ts';
import { sweepDeletions } from './sweep-deletions.ts';

const RUNS = Number(process.env.PURSER_MIRROR_RUNS ?? 30);
const SEED = Number(process.env.PURSER_FUZZ_SEED ?? Date.now() % 1_000_000);
const STEPS = 25;
/** A run each, in turn: suppliers, on which decisions rest, and every list on which none does. */
const LISTS: readonly Resource[] = [resourceNamed('suppliers'), ...FURTHER];

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
  readonly list: Resource;
  readonly coupa: CoupaInMemory;
  readonly roll: (below: number) => number;
  /** Whether Coupa's clock may go back; polls alone then cannot see everything. */
  readonly clockJumps: boolean;
}

/** One thing that happens: in Coupa, to its clock, or on our side, which may be cut off at any call. */
async function step({ connectionId, list, coupa, roll, clockJumps }: Story): Promise<void> {
  const id = String(1 + roll(150));
  const deps = { db: test.db, reader: coupa.reader };
  const meddle = (): void => {
    const name = `meddled ${roll(1_000)}`;
    const custom = roll(2) === 0 ? {} : { 'custom-fields': { region: `north ${roll(3)}` } };
    coupa.put(list.path, { id: String(1 + roll(150)), name, code: name, status: name, ...custom });
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
      coupa.remove(list.path, id);
      break;
    case 3:
      coupa.clock += (roll(7_200) - (clockJumps ? 1_800 : 0)) * 1_000;
      break;
    case 4:
      await test.db.inConnection(connectionId, (tx) =>
        askToRead(tx, connectionId, [{ resource: list.name, recordId: id, reason: 'test' }]),
      );
      // The hint is followed beside a poll, as in life.
      await Promise.all([
        carefully(followHints(connectionId, deps)),
        carefully(pollResource(connectionId, list, deps)),
      ]);
      break;
    case 5:
      await carefully(sweepDeletions(connectionId, list, deps, 1));
      break;
    default:
      await carefully(pollResource(connectionId, list, deps));
  }
  coupa.clock += roll(30_000);
}

it('ends equal to Coupa after any history of edits, deletions, jumping clocks, hints and failures', async () => {
  console.info(`mirror equals Coupa: ${RUNS} runs, seed ${SEED}`);
  for (let run = 0; run < RUNS; run += 1) {
    const connectionId = await createTestConnection(test.db, `equals_${run}`);
    const clockJumps = run % 2 === 0;
    const list = LISTS[run % LISTS.length] ?? resourceNamed('suppliers');
    const story = { connectionId, list, coupa: createCoupaInMemory(), roll: dice(SEED + run), clockJumps };
    for (let i = 0; i < STEPS; i += 1) await step(story);
    story.coupa.before = () => undefined;
    const deps = { db: test.db, reader: story.coupa.reader };
    await pollResource(connectionId, list, deps);
    // While time only goes forward, changes and a sweep are enough; when it went back, it takes a reconciliation.
    if (clockJumps) await reconcile(connectionId, list, deps);
    else while (!(await sweepDeletions(connectionId, list, deps)).isDone);
    if (!clockJumps) await sweepDeletions(connectionId, list, deps);
    const again = await reconcile(connectionId, list, deps);
    expect({ run, differed: again.differed, gone: again.gone }).toEqual({ run, differed: 0, gone: 0 });
    expect(await here(story), `${list.name}, seed ${SEED + run}`).toEqual(await there(story));
  }
}, 600_000);

async function here({ connectionId, list }: Story): Promise<string[]> {
  const rows = await test.db.inConnection(connectionId, (tx) =>
    tx.query<{ doc: unknown }>(
      `select v.doc from ${list.kind} s join record_version v
           on v.kind = $1 and v.record_id = s.id and v.hash = s.hash
        where s.deleted_at is null order by s.id`,
      [list.kind],
    ),
  );
  return rows.map((row) => canonicalJson(row.doc));
}

async function there({ coupa, list }: Story): Promise<string[]> {
  const found: string[][] = [];
  for (let id = 1; id <= 150; id += 1) {
    const json = await coupa.reader.get({ resource: list.path, id: String(id) });
    if (json !== undefined) found.push([String(id), canonicalJson(list.parse(json, list.name))]);
  }
  return found.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)).map(([, text = '']) => text);
}
