import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '#operation/operation.ts';
import { type CoupaInMemory, createCoupaInMemory } from '../../../test/coupa-in-memory.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../../test/with-database.ts';
import { getConnection } from '../operations/get-connection.ts';
import { listCustomFields } from '../operations/list-custom-fields.ts';
import { pollResource } from '../poll-resource.ts';
import { reconcile } from '../reconcile.ts';
import { resourceNamed } from '../resources.ts';

const DEPARTMENTS = resourceNamed('departments');

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
  connectionId = await createTestConnection(test.db, `fields_${made}`);
  coupa = createCoupaInMemory();
});

const poll = () => pollResource(connectionId, DEPARTMENTS, { db: test.db, reader: coupa.reader });

function department(id: number, custom: { [name: string]: string | { name: string } } = {}): void {
  coupa.clock += 1_000;
  coupa.put('departments', { id: String(id), name: `Department ${id}`, 'custom-fields': custom });
}

function asCaller<T>(run: (caller: Caller, deps: never) => Promise<T>): Promise<T> {
  const caller: Caller = {
    personId: 'p',
    personName: 'P',
    connectionId,
    permissions: new Set(['connection.read']),
    coupaUserId: undefined,
    via: 'api',
  };
  return test.db.inConnection(connectionId, (tx) =>
    run(caller, { tx, db: test.db, now: new Date() } as never),
  );
}

async function told() {
  const { fields, notices } = await asCaller(async (caller, deps) =>
    listCustomFields.output.parse(await listCustomFields.run({}, caller, deps)),
  );
  return {
    fields: fields.map(({ resource, name, kind, records }) => `${resource} ${name} ${kind} ${records}`),
    notices: notices.map(({ name, change }) => `${name} ${change}`),
    gone: fields.filter(({ goneAt }) => goneAt !== null).map(({ name }) => name),
  };
}

describe('custom fields of a list', () => {
  it('are met with the first load, counted by record, and no news', async () => {
    for (let id = 1; id <= 60; id += 1) department(id, id % 2 === 0 ? { region: 'north' } : {});
    await poll();
    await poll();
    expect(await told()).toEqual({
      fields: ['departments region text 30'],
      notices: [],
      gone: [],
    });
  });

  it('stay counted right while records change, lose the field, and go', async () => {
    for (let id = 1; id <= 10; id += 1) department(id, { region: 'north' });
    await poll();
    department(1, { region: 'south' });
    department(2, {});
    department(3, { region: 'north', plant: { name: 'Berlin' } });
    await poll();
    coupa.remove('departments', '4');
    await reconcile(connectionId, DEPARTMENTS, { db: test.db, reader: coupa.reader });
    expect(await told()).toEqual({
      fields: ['departments plant lookup 1', 'departments region text 8'],
      notices: ['plant appeared'],
      gone: [],
    });
  });

  it('that new records lack all at once raise a notice, on the connection page too, and another when back', async () => {
    for (let id = 1; id <= 30; id += 1) department(id, { region: 'north' });
    await poll();
    for (let id = 31; id <= 55; id += 1) department(id);
    await poll();
    expect(await told()).toMatchObject({ notices: ['region disappeared'], gone: ['region'] });
    department(56, { region: 'north' });
    await poll();
    expect(await told()).toMatchObject({ notices: ['region returned', 'region disappeared'], gone: [] });
    const page = await asCaller(async (caller, deps) =>
      getConnection.output.parse(await getConnection.run({}, caller, deps)),
    );
    expect(page.notices.map(({ change }) => change)).toEqual(['returned', 'disappeared']);
  });

  it('that change their kind say what it was', async () => {
    department(1, { region: 'north' });
    await poll();
    department(2, { region: { name: 'North' } });
    await poll();
    department(3, { region: 'north' });
    await poll();
    department(4, { region: { name: 'North' } });
    await poll();
    // Once a day is enough of a field that cannot decide.
    expect((await told()).notices).toEqual(['region kind_changed']);
  });

  it('of a list that was read before they were watched are no news for a day', async () => {
    department(1);
    await poll();
    await test.db.inConnection(connectionId, (tx) =>
      tx.execute("update watermark set watched_after = now() + interval '1 day'"),
    );
    department(2, { region: 'north' });
    await poll();
    expect(await told()).toMatchObject({ fields: ['departments region text 1'], notices: [] });
  });
});
