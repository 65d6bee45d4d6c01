import { afterAll, beforeAll, expect, it } from 'vitest';
import { READ_SCOPES, WRITE_SCOPES } from '#connections/coupa-scopes.ts';
import { systemClock } from '#kernel/clock.ts';
import { PurserError } from '#kernel/errors.ts';
import type { Caller } from '#operation/operation.ts';
import { createCoupaInMemory } from '../../../test/coupa-in-memory.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../../test/with-database.ts';
import { createConnectionPoll } from '../poll-connection.ts';
import { getConnection } from './get-connection.ts';
import { listCoupaUsers } from './list-coupa-users.ts';
import { listSuppliers } from './list-suppliers.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
  await createTestConnection(test.db, 'acme');
});
afterAll(() => test.close());

const caller: Caller = {
  personId: 'p',
  personName: 'P',
  connectionId: 'acme',
  permissions: new Set(['connection.read', 'people.read', 'invoices.read']),
  coupaUserId: undefined,
  via: 'api',
};

function ask() {
  return test.db.inConnection('acme', async (tx) =>
    getConnection.output.parse(await getConnection.run({}, caller, { tx, db: test.db, now: new Date() })),
  );
}

it('says what waits, what is read, what fails and why, what was set aside, and what rights there are', async () => {
  const before = await ask();
  expect(new Set(before.resources.map((one) => one.state))).toEqual(new Set(['waiting']));
  expect(before.scopes.every((one) => one.granted === null)).toBe(true);
  expect(before.scopes).toHaveLength(READ_SCOPES.length + WRITE_SCOPES.length);

  const coupa = createCoupaInMemory();
  coupa.put('suppliers', { id: '1', name: 'Nordwind' });
  coupa.put('invoices', { id: '1', status: 'draft' });
  coupa.put('invoices', { id: '2', 'gross-total': '1e400' });
  coupa.before = ({ resource }) => {
    if (resource === 'comments') throw new PurserError('coupa_forbidden', 'Coupa forbids GET comments.');
  };
  await createConnectionPoll('acme', { db: test.db, clock: systemClock, reader: coupa.reader }).turn();
  await test.db.inConnection('acme', async (tx) => {
    await tx.execute("update connection set granted_scopes = '{core.invoice.read}', probed_at = now()");
    await tx.execute(
      `insert into parked_change (connection_id, id, agent, lane, seq, kind, subject_id, attempts, error)
       values ('acme', 'park_1', 'three-way-match', 0, 1, 'invoice', '1', 3, '{"code":"unexpected","message":"broken"}')`,
    );
  });
  const after = await ask();
  const stateOf = (name: string) => after.resources.find((one) => one.resource === name);
  expect(stateOf('suppliers')).toMatchObject({ state: 'reading', count: 1, error: null, title: 'Suppliers' });
  expect(stateOf('invoices')).toMatchObject({ state: 'reading', count: 1, unreadable: 1 });
  expect(stateOf('comments')).toMatchObject({
    state: 'failing',
    error: { code: 'coupa_forbidden', message: 'Coupa forbids GET comments.' },
  });
  expect(after.unreadable[0]).toMatchObject({
    resource: 'invoices',
    id: '2',
    error: { code: 'coupa_shape' },
  });
  expect(after.parked).toMatchObject([{ id: 'park_1', subject: 'invoice/1', error: { message: 'broken' } }]);
  const granted = after.scopes.filter((one) => one.granted).map((one) => one.scope);
  expect(granted).toEqual(['core.invoice.read']);
});

it('finds suppliers and active users by any part of their names, taking what was typed as it is', async () => {
  const coupa = createCoupaInMemory();
  coupa.put('suppliers', { id: '7', name: '100%_Söhne' });
  coupa.put('users', { id: '1', login: 'a.meier', fullname: 'Anna Meier', active: true });
  coupa.put('users', { id: '2', login: 'b.gone', fullname: 'Bert Meier', active: false });
  await createConnectionPoll('acme', { db: test.db, clock: systemClock, reader: coupa.reader }).turn();
  const found = await test.db.inConnection('acme', async (tx) => {
    const deps = { tx, db: test.db, now: new Date() };
    const suppliers = await listSuppliers.run({ search: '%_s', limit: 10 }, caller, deps);
    const users = await listCoupaUsers.run({ search: 'MEIER' }, caller, deps);
    return [suppliers.rows.map((row) => row.id), users.rows];
  });
  expect(found).toEqual([['7'], [{ id: '1', login: 'a.meier', name: 'Anna Meier' }]]);
});
