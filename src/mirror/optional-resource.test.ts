import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#kernel/clock.ts';
import { PurserError } from '#kernel/errors.ts';
import { type CoupaInMemory, createCoupaInMemory } from '../../test/coupa-in-memory.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { createConnectionPoll } from './poll-connection.ts';

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
  connectionId = await createTestConnection(test.db, `optional_${made}`);
  coupa = createCoupaInMemory();
});

function query<Row>(sql: string): Promise<Row[]> {
  return test.db.inConnection(connectionId, (tx) => tx.query<Row>(sql));
}

const turn = () =>
  createConnectionPoll(connectionId, { db: test.db, clock: systemClock, reader: coupa.reader }).turn();

describe('a list of Coupa', () => {
  it('that is optional and refused is noted without an alarm, and read once it is granted', async () => {
    coupa.put('contracts', { id: '12', status: 'published' });
    coupa.put('invoices', { id: '1', status: 'draft' });
    let isGranted = false;
    coupa.before = ({ resource }) => {
      if (resource === 'contracts' && !isGranted)
        throw new PurserError('coupa_forbidden', 'Coupa forbids GET contracts.');
    };
    await turn();
    const state = () =>
      query(
        "select phase, failed_at is null as calm, error->>'message' as message from watermark where resource = 'contracts'",
      );
    expect(await state()).toEqual([
      { phase: 'first_load', calm: true, message: 'Coupa forbids GET contracts.' },
    ]);
    expect(await query('select id from invoice')).toEqual([{ id: '1' }]);
    isGranted = true;
    await turn();
    expect(await state()).toEqual([{ phase: 'incremental', calm: true, message: null }]);
    expect(await query('select id from contract')).toEqual([{ id: '12' }]);
  });

  it('that is optional and fails for another reason is an alarm like any other', async () => {
    coupa.before = ({ resource }) => {
      if (resource === 'contracts') throw new PurserError('coupa_unavailable', 'Coupa is down.');
    };
    await turn();
    expect(
      await query("select failed_at is null as calm from watermark where resource = 'contracts'"),
    ).toEqual([{ calm: false }]);
  });
});
