import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#kernel/clock.ts';
import { PurserError } from '#kernel/errors.ts';
import { type CoupaInMemory, createCoupaInMemory } from '../../test/coupa-in-memory.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { createConnectionPoll } from './poll-connection.ts';
import { pollResource } from './poll-resource.ts';
import { reconcile } from './reconcile.ts';
import { resourceNamed } from './resources.ts';
import { sweepDeletions } from './sweep-deletions.ts';

const SUPPLIERS = resourceNamed('suppliers');
const INVOICES = resourceNamed('invoices');
const MINUTE = 60_000;

let test: TestDatabase;
let connectionId: string;
let coupa: CoupaInMemory;
let made = 0;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  made += 1;
  connectionId = await createTestConnection(test.db, `poll_${made}`);
  coupa = createCoupaInMemory();
});

function supplier(id: number, name = `Supplier ${id}`): void {
  coupa.put('suppliers', { id: String(id), name, status: 'active' });
}

function poll(resource = SUPPLIERS) {
  return pollResource(connectionId, resource, { db: test.db, reader: coupa.reader, concurrency: 4 });
}

function query<Row>(sql: string): Promise<Row[]> {
  return test.db.inConnection(connectionId, (tx) => tx.query<Row>(sql));
}

async function names(): Promise<Record<string, string>> {
  const rows = await query<{ id: string; name: string }>(
    'select id, name from supplier where deleted_at is null',
  );
  return Object.fromEntries(rows.map((row) => [row.id, row.name]));
}

async function watermark() {
  const [row] = await query<{
    phase: string;
    updated_after: string | null;
    done: string;
    error: { message: string } | null;
  }>("select phase, updated_after, done, error from watermark where resource = 'suppliers'");
  return row;
}

const away = (): never => {
  throw new PurserError('coupa_unavailable', 'Coupa failed at GET suppliers with 503.', { retryable: true });
};

describe('a first load', () => {
  it('brings every record once, with gaps between ids, and ends in following changes', async () => {
    for (let i = 1; i <= 730; i += 1) supplier(i * (i % 7 === 0 ? 13 : 1) + 2000 * (i % 3));
    const { read, changed } = await poll();
    expect(changed).toBe(Object.keys(await names()).length);
    expect(read).toBeGreaterThanOrEqual(changed);
    expect((await watermark())?.phase).toBe('incremental');
  });

  it('ends well where there is nothing, and then sees the first record', async () => {
    expect(await poll()).toEqual({ read: 0, changed: 0 });
    supplier(1);
    expect((await poll()).changed).toBe(1);
    supplier(2);
    expect((await poll()).changed).toBe(1);
  });

  it('goes on where it was cut off, whatever the page, and repeats next to nothing', async () => {
    for (let i = 1; i <= 600; i += 1) supplier(i);
    let pages = 0;
    coupa.before = ({ what }) => {
      if (what === 'page') pages += 1;
      if (pages === 7) away();
    };
    await expect(poll()).rejects.toThrow(/503/);
    const before = Object.keys(await names()).length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(600);
    coupa.before = () => undefined;
    const { read } = await poll();
    expect(Object.keys(await names())).toHaveLength(600);
    // What changed since the load began is read once more, at its end: all of them, in this story, since time stood still.
    expect(read).toBeLessThanOrEqual(600 - before + 600 + 100);
  });

  it('misses nothing that changes, comes or goes while it runs', async () => {
    for (let i = 1; i <= 400; i += 1) supplier(i);
    let next = 401;
    coupa.before = ({ number }) => {
      coupa.clock += 1000;
      supplier((number * 37) % 400 || 400, `changed at ${number}`);
      supplier(next, 'came');
      next += 1;
    };
    await poll();
    coupa.before = () => undefined;
    await poll();
    const there = await coupa.reader.listPage({ resource: 'suppliers', cursor: { by: 'id', after: '0' } });
    const here = await names();
    for (const row of there.records) {
      const { id, name } = row as { id: string; name: string };
      expect(here[id]).toBe(name);
    }
    expect(Object.keys(here)).toHaveLength(next - 1);
  });

  it('takes the time to go on from out of Coupa’s own clock, hours before or behind ours', async () => {
    for (const skew of [-5 * 60, 5 * 60]) {
      coupa = createCoupaInMemory();
      coupa.clock = Date.now() + skew * MINUTE;
      connectionId = await createTestConnection(test.db, `skew_${made}_${skew < 0 ? 'behind' : 'ahead'}`);
      supplier(1);
      await poll();
      for (let i = 0; i < 5; i += 1) {
        coupa.clock += 20_000;
        supplier(1, `round ${i}`);
        supplier(2 + i);
        await poll();
        expect((await names())['1']).toBe(`round ${i}`);
        expect(Object.keys(await names())).toHaveLength(2 + i);
      }
    }
  });
});

describe('following changes', () => {
  beforeEach(async () => {
    for (let i = 1; i <= 60; i += 1) {
      coupa.clock += 10_000;
      supplier(i);
    }
    await poll();
  });

  it('reads the overlap again and lets nothing happen twice', async () => {
    coupa.clock += 10_000;
    supplier(5, 'renamed');
    // Two minutes back, both ends included, there are thirteen others.
    expect(await poll()).toEqual({ read: 14, changed: 1 });
    expect((await poll()).changed).toBe(0);
    coupa.clock += 10 * MINUTE;
    supplier(6, 'renamed');
    await poll();
    expect(await poll()).toEqual({ read: 1, changed: 0 });
  });

  it('sees what Coupa shows late: stamped before the watermark, committed after it', async () => {
    coupa.clock += 10 * MINUTE;
    supplier(7, 'on time');
    await poll();
    coupa.clock -= MINUTE;
    supplier(8, 'shown late');
    expect((await poll()).changed).toBe(1);
  });

  it('gets through more changes within one second than a page holds', async () => {
    coupa.clock += 10 * MINUTE;
    for (let i = 1; i <= 180; i += 1) supplier(i, 'mass change');
    await poll();
    expect(Object.values(await names()).filter((name) => name === 'mass change')).toHaveLength(180);
  });

  it('stays where it was when reading fails, and catches up after days', async () => {
    const before = await watermark();
    coupa.before = away;
    await expect(poll()).rejects.toThrow();
    expect(await watermark()).toEqual(before);
    for (let day = 0; day < 5; day += 1) {
      coupa.clock += 24 * 60 * MINUTE;
      for (let i = 0; i < 70; i += 1) supplier(100 * (day + 1) + i, `of day ${day}`);
    }
    coupa.before = () => undefined;
    await poll();
    expect(Object.keys(await names())).toHaveLength(60 + 5 * 70);
  });

  it('keeps the pages before a failure, and the watermark with them', async () => {
    coupa.clock += 10 * MINUTE;
    for (let i = 0; i < 300; i += 1) {
      coupa.clock += 1000;
      supplier(100 + i);
    }
    let pages = 0;
    coupa.before = () => {
      pages += 1;
      if (pages === 4) away();
    };
    await expect(poll()).rejects.toThrow();
    const kept = Object.keys(await names()).length;
    expect(kept).toBeGreaterThan(60 + 100);
    coupa.before = () => undefined;
    await poll();
    expect(Object.keys(await names())).toHaveLength(360);
  });

  it('does not follow one record that is dated into the future', async () => {
    coupa.put('suppliers', { id: '61', name: 'from the future', 'updated-at': '2031-01-01T00:00:00Z' });
    await poll();
    coupa.clock = Date.now();
    supplier(62, 'now');
    await poll();
    expect((await names())['62']).toBe('now');
    expect(Date.parse((await watermark())?.updated_after ?? '')).toBeLessThanOrEqual(Date.now() + MINUTE);
  });

  it('finds by reconciling what a clock that jumped back has hidden', async () => {
    coupa.clock += 60 * MINUTE;
    supplier(1, 'before the jump');
    await poll();
    coupa.clock -= 50 * MINUTE;
    supplier(2, 'after the jump');
    coupa.remove('suppliers', '3');
    await poll();
    expect((await names())['2']).toBe('Supplier 2');
    const found = await reconcile(connectionId, SUPPLIERS, { db: test.db, reader: coupa.reader });
    expect(found).toEqual({ inCoupa: 59, inMirror: 60, differed: 1, gone: 1 });
    expect((await names())['2']).toBe('after the jump');
    const again = await reconcile(connectionId, SUPPLIERS, { db: test.db, reader: coupa.reader });
    expect(again).toEqual({ inCoupa: 59, inMirror: 59, differed: 0, gone: 0 });
  });
});

describe('a database that refuses to write for lack of space', () => {
  async function asOwner(...statements: string[]): Promise<void> {
    const owner = new pg.Client({ connectionString: test.ownerUrl });
    await owner.connect();
    for (const statement of statements) await owner.query(statement);
    await owner.end();
  }

  it('keeps the watermark where it is, says so, and takes everything in once there is space', async () => {
    supplier(1);
    await poll();
    const before = await watermark();
    coupa.clock += MINUTE;
    for (let i = 2; i <= 120; i += 1) supplier(i);
    await asOwner(
      "create function no_space() returns trigger language plpgsql as $$ begin raise exception 'no space left' using errcode = '53100'; end $$",
      'create trigger no_space before insert on record_version execute function no_space()',
    );
    try {
      await expect(poll()).rejects.toMatchObject({ code: 'database_full', retryable: true });
      expect(await watermark()).toEqual(before);
      expect(Object.keys(await names())).toEqual(['1']);
      expect(await query('select 1 from unreadable_record')).toEqual([]);
    } finally {
      await asOwner('drop trigger no_space on record_version', 'drop function no_space');
    }
    await poll();
    expect(Object.keys(await names())).toHaveLength(120);
  });
});

describe('a record that cannot be read', () => {
  async function parked() {
    return query<{ record_id: string; message: string; excerpt: string; attempts: number }>(
      "select record_id, error->>'message' as message, excerpt, attempts from unreadable_record order by record_id",
    );
  }

  it('is set aside with its reason, and neither its page nor the watermark waits for it', async () => {
    for (let i = 1; i <= 5; i += 1)
      coupa.put('invoices', { id: String(i), 'invoice-number': `INV-${i}`, status: 'draft' });
    coupa.put('invoices', { id: '2', status: 'draft', 'gross-total': '1e400' });
    coupa.put('invoices', { id: '3', status: 'something new', 'invoice-lines': 'none' });
    coupa.put('invoices', { id: '4', status: 'draft', 'invoice-date': '0000-01-01T00:00:00Z' });
    coupa.broken.add('5');
    await poll(INVOICES);
    expect((await query<{ id: string }>('select id from invoice')).map((row) => row.id)).toEqual(['1']);
    const found = await parked();
    expect(found.map((row) => row.record_id)).toEqual(['2', '3', '4', '5']);
    expect(found[0]?.message).toMatch(/gross-total: expected a decimal number.*found "1e400"/);
    expect(found[1]?.message).toMatch(/invoice-lines: expected a list/);
    expect(found[2]?.message).toMatch(/cannot keep invoices 4/);
    expect(found[3]?.message).toMatch(/cut short/);
    expect((await query<{ count: string }>('select count(*) from change'))[0]?.count).toBe('1');
  });

  it('is taken in as soon as it can be', async () => {
    coupa.put('invoices', { id: '1', status: 'draft', 'gross-total': 'abc' });
    await poll(INVOICES);
    await poll(INVOICES);
    expect((await parked())[0]?.attempts).toBeGreaterThan(1);
    coupa.clock += MINUTE;
    coupa.put('invoices', { id: '1', status: 'draft', 'gross-total': '12.00' });
    await poll(INVOICES);
    expect(await parked()).toEqual([]);
    expect(await query('select gross_total from invoice')).toEqual([{ gross_total: '12.00' }]);
  });
});

describe('a sweep', () => {
  beforeEach(async () => {
    for (let i = 1; i <= 230; i += 1) supplier(i);
    await poll();
  });

  function step(pages: number) {
    return sweepDeletions(connectionId, SUPPLIERS, { db: test.db, reader: coupa.reader }, pages);
  }

  it('finds what was deleted, a stretch at a time, and goes on after a failure', async () => {
    for (const id of ['9', '120', '121', '230']) coupa.remove('suppliers', id);
    supplier(231, 'not read yet');
    expect(await step(2)).toEqual({ isDone: false, deleted: 1 });
    coupa.before = away;
    await expect(step(2)).rejects.toThrow();
    coupa.before = () => undefined;
    expect(await step(2)).toEqual({ isDone: false, deleted: 2 });
    expect(await step(2)).toEqual({ isDone: true, deleted: 1 });
    expect(Object.keys(await names())).toHaveLength(226);
    expect(
      (
        await query<{ swept_at: string | null }>(
          "select swept_at from watermark where resource = 'suppliers'",
        )
      )[0]?.swept_at,
    ).not.toBeNull();
  });

  it('does not believe a list that suddenly hides what can still be read', async () => {
    const narrowed = {
      ...coupa.reader,
      listPage: (request: Parameters<typeof coupa.reader.listPage>[0]) =>
        coupa.reader.listPage({ ...request, cursor: { by: 'id', after: '200' } }),
    };
    const answer = await sweepDeletions(connectionId, SUPPLIERS, { db: test.db, reader: narrowed }, 10);
    expect(answer.deleted).toBe(0);
    expect(Object.keys(await names())).toHaveLength(230);
  });
});

describe('a turn over all resources', () => {
  function turn() {
    return createConnectionPoll(connectionId, {
      db: test.db,
      clock: systemClock,
      reader: coupa.reader,
    }).turn();
  }

  it('reads invoices only after orders and receipts are there as a whole', async () => {
    coupa.put('invoices', { id: '1', status: 'draft' });
    coupa.before = ({ resource }) => {
      if (resource === 'receiving_transactions') away();
    };
    await turn();
    expect(await query('select id from invoice')).toEqual([]);
    const [failed] = await query<{ error: { code: string; message: string } }>(
      "select error from watermark where resource = 'receiving_transactions'",
    );
    expect(failed?.error).toEqual({
      code: 'coupa_unavailable',
      message: 'Coupa failed at GET suppliers with 503.',
    });
    coupa.before = () => undefined;
    await turn();
    expect(await query('select id from invoice')).toEqual([{ id: '1' }]);
    expect(await query('select 1 from watermark where error is not null')).toEqual([]);
  });

  it('lets no resource that is forbidden keep the others away', async () => {
    supplier(1);
    coupa.put('invoices', { id: '1', status: 'draft' });
    coupa.before = ({ resource }) => {
      if (resource === 'comments') {
        throw new PurserError(
          'coupa_forbidden',
          'Coupa forbids GET comments: the OAuth client lacks core.comment.read.',
        );
      }
    };
    await turn();
    expect(await query('select id from invoice')).toEqual([{ id: '1' }]);
    const failing = await query<{ resource: string; message: string }>(
      "select resource, error->>'message' as message from watermark where error is not null",
    );
    expect(failing).toEqual([
      {
        resource: 'comments',
        message: 'Coupa forbids GET comments: the OAuth client lacks core.comment.read.',
      },
    ]);
  });
});
