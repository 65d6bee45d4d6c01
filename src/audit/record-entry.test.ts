import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canonicalJson } from '#kernel/canonical-json.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { chainHash, type EntryDraft, genesisHash, recordEntries, recordEntry } from './record-entry.ts';

let test: TestDatabase;
const now = new Date('2026-03-01T10:00:00.000Z');

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

function draft(text: string): EntryDraft {
  return { what: 'noted', who: { kind: 'person', id: 'p1', name: 'Mia' }, subject: 'invoice/1', text };
}

interface Row {
  seq: string;
  body: string;
  hash: Buffer;
  what: string;
  who: string;
  subject: string | null;
}

function trail(connectionId: string): Promise<Row[]> {
  return test.db.inConnection(connectionId, (tx) =>
    tx.query<Row>('select seq, body, hash, what, who, subject from audit_entry order by seq'),
  );
}

function expectChained(connectionId: string, rows: readonly Row[]): void {
  let previous = genesisHash(connectionId);
  rows.forEach((row, index) => {
    expect(row.seq).toBe(String(index + 1));
    expect(canonicalJson(JSON.parse(row.body))).toBe(row.body);
    expect(JSON.parse(row.body)).toMatchObject({ seq: index + 1, what: row.what, who: { id: row.who } });
    previous = chainHash(previous, row.body);
    expect(row.hash).toEqual(previous);
  });
}

it('chains entries from the connection’s own beginning', async () => {
  await createTestConnection(test.db, 'acme');
  await test.db.inConnection('acme', async (tx) => {
    await recordEntry(tx, 'acme', draft('one'), now);
    await recordEntries(tx, 'acme', [draft('it’s "two" \\ {3}'), draft('NULL')], now);
  });
  await test.db.inConnection('acme', (tx) => recordEntry(tx, 'acme', draft('four'), now));
  const rows = await trail('acme');
  expect(rows).toHaveLength(4);
  expect(JSON.parse(rows[1]?.body ?? '')).toEqual({
    seq: 2,
    at: '2026-03-01T10:00:00.000Z',
    what: 'noted',
    who: { kind: 'person', id: 'p1', name: 'Mia' },
    subject: 'invoice/1',
    text: 'it’s "two" \\ {3}',
  });
  expectChained('acme', rows);
});

it('keeps one chain when forty transactions write at once, and none of what rolls back', async () => {
  await createTestConnection(test.db, 'busy');
  const work = Array.from({ length: 40 }, (_, index) =>
    test.db
      .inConnection('busy', async (tx) => {
        const both = [draft(`a${index}`), draft(`b${index}`)];
        await recordEntries(tx, 'busy', index % 2 === 0 ? both : both.slice(1), now);
        if (index % 4 === 0) throw new Error('the work failed');
      })
      .catch(() => undefined),
  );
  await Promise.all(work);
  const rows = await trail('busy');
  expect(rows).toHaveLength(40);
  expectChained('busy', rows);
});

it('makes the same body and hash whether an entry comes alone or among others', async () => {
  const full: EntryDraft = {
    what: 'noted',
    who: { kind: 'agent', id: 'a1', name: 'Zoë' },
    via: 'act',
    text: '"seq":99, ü \\u0000',
    data: { seq: 7, 'a"b': ['"seq":1'] },
  };
  await createTestConnection(test.db, 'alone');
  await test.db.inConnection('alone', (tx) => recordEntry(tx, 'alone', full, now));
  await test.db.inConnection('alone', (tx) => recordEntry(tx, 'alone', draft('bare'), now));
  await test.db.inConnection('alone', (tx) => recordEntries(tx, 'alone', [full, full], now));
  const rows = await trail('alone');
  expect(rows).toHaveLength(4);
  expectChained('alone', rows);
  expect(JSON.parse(rows[0]?.body ?? '')).toEqual({ ...full, seq: 1, at: now.toISOString() });
});

it('has a chain for a connection in the moment in which that is made', async () => {
  await test.db.inConnection('fresh', async (tx) => {
    await tx.execute(
      "insert into connection (connection_id, name, coupa_url) values ('fresh', 'f', 'http://127.0.0.1:1')",
    );
    await recordEntry(tx, 'fresh', draft('first'), now);
  });
  expectChained('fresh', await trail('fresh'));
});

it('tells of one thing in several chains, wherever the transaction stood last', async () => {
  for (const id of ['east', 'west', 'north']) await createTestConnection(test.db, id);
  await test.db.inDispatch(async (tx) => {
    for (const id of ['west', 'east']) {
      await tx.enter(id);
      await recordEntry(tx, id, draft(`of ${id}`), now);
    }
    await recordEntry(tx, 'west', draft('again'), now);
    await tx.enter('north');
  });
  expect((await trail('west')).map(({ body }) => JSON.parse(body).text)).toEqual(['of west', 'again']);
  expect(await trail('east')).toHaveLength(1);
  for (const id of ['east', 'west']) expectChained(id, await trail(id));
});

it('commits nothing where there is no chain to tell of it', async () => {
  await createTestConnection(test.db, 'headless');
  const owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  await owner.query("delete from audit_head where connection_id = 'headless'");
  await owner.end();
  for (const drafts of [[draft('one')], [draft('one'), draft('two')]]) {
    const work = test.db.inConnection('headless', async (tx) => {
      await tx.execute("update connection set name = 'changed'");
      await recordEntries(tx, 'headless', drafts, now);
    });
    await expect(work).rejects.toThrow();
  }
  const names = await test.db.inConnection('headless', (tx) => tx.query('select name from connection'));
  expect(names).toEqual([{ name: 'headless' }]);
});
