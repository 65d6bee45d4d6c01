import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import type { Tx } from './database.ts';

let test: TestDatabase;
let acme: string;
let made = 0;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  made += 1;
  acme = `acme_${made}`;
  await createTestConnection(test.db, acme);
});

const ADD = `insert into task (connection_id, id, subject_id, origin, title, steps, record, closes_when_status)
  values (coalesce(current_setting('purser.connection_id', true), 'acme_1'), $1, $1, 'test', $1, '[]', 'invoice/1', '{}')`;

const add = (tx: Tx, id: string): Promise<number> => tx.execute(ADD, [id], { name: 'test_add' });

const kept = (): Promise<string[]> =>
  test.db.inConnection(acme, async (tx) =>
    (await tx.queryArrays('select id from task order by id')).map(([id]) => String(id)),
  );

it('keeps the order of statements that leave at once, and gives each its own answer', async () => {
  await test.db.inConnection(acme, async (tx) => {
    const answers = await Promise.all([
      add(tx, 'a'),
      tx.queryArrays('select count(*) from task'),
      add(tx, 'b'),
      tx.queryArrays('select count(*) from task'),
    ]);
    expect(answers).toEqual([1, [['1']], 1, [['2']]]);
  });
  expect(await kept()).toEqual(['a', 'b']);
});

it('tells of the statement that failed, not of those that fell with it', async () => {
  const work = test.db.inConnection(acme, async (tx) => {
    // The one that fails is heard of later than those behind it.
    const first = tx.execute('select 1 / 0').then((rows) => Promise.resolve(rows));
    await Promise.all([add(tx, 'b'), add(tx, 'c'), first.then((rows) => rows)]);
  });
  await expect(work).rejects.toMatchObject({ code: '22012' });
  const behind = test.db.inConnection(acme, async (tx) => {
    const first = tx.execute('select 1 / 0').catch(() => undefined);
    await add(tx, 'd');
    await first;
  });
  await expect(behind).rejects.toMatchObject({ code: '22012' });
  expect(await kept()).toEqual([]);
});

it('does not pass off as done what PostgreSQL rolled back', async () => {
  const work = test.db.inConnection(acme, async (tx) => {
    await add(tx, 'a');
    await tx.execute('select 1 / 0').catch(() => undefined);
  });
  await expect(work).rejects.toThrow(/nothing was committed/);
  expect(await kept()).toEqual([]);
});

it('commits what was left for the end with everything else, or nothing at all', async () => {
  await test.db.inConnection(acme, async (tx) => {
    tx.atCommit(async () => {
      const [row] = await tx.queryArrays('select count(*) from task');
      return { text: ADD, values: [`after ${row?.[0]}`] };
    });
    await add(tx, 'a');
  });
  expect(await kept()).toEqual(['a', 'after 1']);
  const failing = test.db.inConnection(acme, async (tx) => {
    tx.atCommit(async () => ({ text: ADD, values: ['a'] }));
    await add(tx, 'b');
  });
  await expect(failing).rejects.toMatchObject({ code: '23505' });
  expect(await kept()).toEqual(['a', 'after 1']);
  // The client went back whole.
  await test.db.inConnection(acme, (tx) => add(tx, 'c'));
  expect(await kept()).toHaveLength(3);
});

it('leaves nothing for the end of work that throws', async () => {
  const work = test.db.inConnection(acme, async (tx) => {
    tx.atCommit(async () => ({ text: ADD, values: ['z'] }));
    throw new Error('the work failed');
  });
  await expect(work).rejects.toThrow('the work failed');
  expect(await kept()).toEqual([]);
});

it('shows and writes no tenant’s row when it could not begin inside a connection', async () => {
  await test.db.inConnection(acme, (tx) => add(tx, 'a'));
  // As if the first statement had come to nothing, and the ones that left with it were run alone.
  const client = await test.db.pool.connect();
  try {
    await expect(client.query('select id from task')).rejects.toThrow(/connection_scope/);
    await expect(client.query(ADD, ['x'])).rejects.toThrow(/connection_scope/);
  } finally {
    client.release();
  }
  expect(await kept()).toEqual(['a']);
});
