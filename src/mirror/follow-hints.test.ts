import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  askToRead,
  dueHints,
  nextHintIn,
  settleHint,
  WHOLE_RESOURCE,
} from '#connections/read-hints.queries.ts';
import { PurserError } from '#kernel/errors.ts';
import { type CoupaInMemory, createCoupaInMemory } from '../../test/coupa-in-memory.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { followHints } from './follow-hints.ts';

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
  connectionId = await createTestConnection(test.db, `hints_${made}`);
  coupa = createCoupaInMemory();
  coupa.put('invoices', { id: '1', status: 'draft' });
});

function ask(resource: string, recordId: string, afterMs?: number) {
  return test.db.inConnection(connectionId, (tx) =>
    askToRead(tx, connectionId, [{ resource, recordId, reason: 'test' }], afterMs),
  );
}

function follow() {
  return followHints(connectionId, { db: test.db, reader: coupa.reader });
}

function query<Row>(sql: string): Promise<Row[]> {
  return test.db.inConnection(connectionId, (tx) => tx.query<Row>(sql));
}

const open = () =>
  query<{ resource: string; record_id: string; attempts: number }>(
    'select resource, record_id, attempts from read_hint order by 1, 2',
  );

it('reads the record once however often it was asked for, and looks at what moves with an invoice', async () => {
  let reads = 0;
  coupa.before = () => {
    reads += 1;
  };
  await ask('invoices', '1');
  await ask('invoices', '1');
  expect([...(await follow())].sort()).toEqual(['approvals', 'comments']);
  expect(reads).toBe(1);
  expect(await query('select id, status from invoice')).toEqual([{ id: '1', status: 'draft' }]);
  expect(await open()).toEqual([]);
});

it('marks as deleted what is gone, and forgets what never was', async () => {
  await ask('invoices', '1');
  await follow();
  coupa.remove('invoices', '1');
  await ask('invoices', '1');
  await ask('invoices', '404');
  await follow();
  expect(await query('select id, deleted_at is not null as gone from invoice')).toEqual([
    { id: '1', gone: true },
  ]);
  expect(await query("select cause from change where subject_id = '1'")).toHaveLength(2);
  expect(await open()).toEqual([]);
});

it('keeps a hint through an outage, however long, and waits longer each time', async () => {
  coupa.before = () => {
    throw new PurserError('coupa_unavailable', 'away', { retryable: true });
  };
  await ask('invoices', '1');
  for (let i = 0; i < 7; i += 1) {
    await query("update read_hint set next_at = now() - interval '1 second'");
    await follow();
  }
  expect((await open())[0]?.attempts).toBe(7);
  const wait = await test.db.inConnection(connectionId, (tx) => nextHintIn(tx, connectionId));
  expect(wait).toBeGreaterThan(50_000);
  coupa.before = () => undefined;
  await query('update read_hint set next_at = now()');
  await follow();
  expect(await open()).toEqual([]);
});

it('gives up a hint that Coupa refuses for good', async () => {
  coupa.before = () => {
    throw new PurserError('coupa_forbidden', 'no right', {});
  };
  await ask('invoices', '1');
  for (let i = 0; i < 5; i += 1) {
    await query("update read_hint set next_at = now() - interval '1 second'");
    await follow();
  }
  expect(await open()).toEqual([]);
});

it('sets a record aside that cannot be read, and does not ask again', async () => {
  coupa.broken.add('1');
  await ask('invoices', '1');
  await follow();
  expect(await open()).toEqual([]);
  expect(await query('select record_id from unreadable_record')).toEqual([{ record_id: '1' }]);
});

it('turns hints at whole lists into looks, passes over lists it does not follow, and waits until it is time', async () => {
  await ask('purchase_orders', WHOLE_RESOURCE);
  await ask('contracts', '5');
  await ask('invoices', '1', 60_000);
  expect([...(await follow())]).toEqual(['purchase_orders']);
  expect(await open()).toEqual([{ resource: 'invoices', record_id: '1', attempts: 0 }]);
});

it('does not forget somebody who asks while the record is being read', async () => {
  await ask('invoices', '1');
  const [hint] = await test.db.inConnection(connectionId, (tx) => dueHints(tx, connectionId, 10));
  await ask('invoices', '1');
  if (hint === undefined) throw new Error('The hint was due.');
  await test.db.inConnection(connectionId, (tx) => settleHint(tx, connectionId, hint));
  expect(await open()).toHaveLength(1);
});

it('wakes the reader when it commits, with the connection it is about', async () => {
  const heard: string[] = [];
  const stop = await test.db.listen('hint', (payload) => heard.push(payload));
  await ask('invoices', '1');
  await expect.poll(() => heard).toContain(connectionId);
  await stop();
});
