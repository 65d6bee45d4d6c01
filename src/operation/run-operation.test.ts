import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InputError } from '#kernel/errors.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { isFileOutput } from './file-output.ts';
import { type AuditEntry, type Caller, defineOperation, type Permission } from './operation.ts';
import { buildRegistry, type RunOperationDeps, runOperation } from './run-operation.ts';

let test: TestDatabase;
const trail: AuditEntry[] = [];
let deps: RunOperationDeps;

beforeAll(async () => {
  test = await createTestDatabase();
  await createTestConnection(test.db, 'acme');
  deps = {
    db: test.db,
    now: () => new Date('2026-11-20T09:00:00Z'),
    recordEntry: async (_tx, _connectionId, entry) => trail.push(entry),
  };
});
afterAll(() => test.close());
beforeEach(async () => {
  trail.length = 0;
  await test.db.inConnection('acme', (tx) => tx.execute('delete from read_hint'));
});

const caller = (...permissions: Permission[]): Caller => ({
  personId: 'per_1',
  personName: 'Ada',
  connectionId: 'acme',
  permissions: new Set(permissions),
  coupaUserId: undefined,
  via: 'screen',
});

let hasRun = 0;
const hint = defineOperation({
  name: 'hint_record',
  summary: 'Ask to read a record again.',
  http: { method: 'POST', path: '/api/hints/:id' },
  input: z.strictObject({ id: z.string().min(1), 'a/b': z.object({ n: z.number().max(3) }).optional() }),
  output: z.strictObject({ id: z.string() }),
  permission: 'tasks.work',
  audit: {
    what: 'hint_added',
    describe: (input, output, who) => ({
      text: `${who.personName} hinted at ${output.id}.`,
      data: { id: input.id },
    }),
  },
  async run(input, who, { tx, now }) {
    hasRun += 1;
    await tx.execute(
      "insert into read_hint (connection_id, resource, record_id, asked_at, reason) values ($1, 'invoices', $2, $3, 'test')",
      [who.connectionId, input.id, now],
    );
    return { id: input.id };
  },
});

const hints = () => test.db.inConnection('acme', (tx) => tx.query('select record_id as id from read_hint'));

describe('runOperation', () => {
  it('asks for the permission before the input is read', async () => {
    const unread = new Proxy({}, { ownKeys: () => expect.fail('the input was read') });
    await expect(runOperation(hint, unread, caller('self'), deps)).rejects.toMatchObject({
      code: 'permission_denied',
      details: { permission: 'tasks.work' },
    });
    expect(trail).toEqual([]);
  });

  it('names each place where the input does not fit, and runs nothing', async () => {
    const before = hasRun;
    const input = { id: '', 'a/b': { n: 7 }, extra: 1 };
    await expect(runOperation(hint, input, caller('tasks.work'), deps)).rejects.toMatchObject({
      code: 'invalid_input',
      details: { issues: [{ pointer: '/id' }, { pointer: '/a~1b/n' }, { pointer: '' }] },
    });
    expect(hasRun).toBe(before);
  });

  it('does the work and writes the entry', async () => {
    expect(await runOperation(hint, { id: '7' }, caller('tasks.work'), deps)).toEqual({ id: '7' });
    expect(await hints()).toEqual([{ id: '7' }]);
    expect(trail).toEqual([
      {
        what: 'hint_added',
        who: { id: 'per_1', name: 'Ada' },
        via: 'screen',
        text: 'Ada hinted at 7.',
        data: { id: '7' },
      },
    ]);
  });

  it('undoes the work when the entry cannot be written', async () => {
    const failing = { ...deps, recordEntry: () => Promise.reject(new Error('no space')) };
    await expect(runOperation(hint, { id: '8' }, caller('tasks.work'), failing)).rejects.toThrow('no space');
    expect(await hints()).toEqual([]);
  });

  it('undoes the work when its answer has another shape than promised', async () => {
    const lying = {
      ...hint,
      output: z.strictObject({ id: z.literal('other') }) as unknown as typeof hint.output,
    };
    await expect(runOperation(lying, { id: '9' }, caller('tasks.work'), deps)).rejects.toMatchObject({
      code: 'invariant_broken',
    });
    expect(await hints()).toEqual([]);
    expect(trail).toEqual([]);
  });

  it('asks what must happen before, outside the transaction, and goes no further when it refuses', async () => {
    const seen: string[] = [];
    const guarded = {
      ...hint,
      before: async (input: { id: string }) => {
        seen.push(input.id);
        if (input.id === 'no') throw new InputError('refused before');
      },
    };
    await runOperation(guarded, { id: '12' }, caller('tasks.work'), deps);
    const before = hasRun;
    await expect(runOperation(guarded, { id: 'no' }, caller('tasks.work'), deps)).rejects.toThrow(
      'refused before',
    );
    await expect(runOperation(guarded, { id: 'x' }, caller('self'), deps)).rejects.toThrow(/permission/);
    expect([seen, hasRun]).toEqual([['12', 'no'], before]);
  });

  it('says its summary and nothing of the input where nothing else is described', async () => {
    const plain = { ...hint, audit: { what: 'hinted' } };
    await runOperation(plain, { id: '10' }, caller('tasks.work'), deps);
    expect(trail).toEqual([
      {
        what: 'hinted',
        who: { id: 'per_1', name: 'Ada' },
        via: 'screen',
        text: 'Ask to read a record again.',
      },
    ]);
  });

  it('writes nothing where the operation says why not', async () => {
    await runOperation({ ...hint, audit: { none: 'test' } }, { id: '11' }, caller('tasks.work'), deps);
    expect(trail).toEqual([]);
  });
});

describe('buildRegistry', () => {
  it.each([
    ['of one name', { http: { method: 'GET', path: '/api/else' } as const }],
    ['at one place', { name: 'other' }],
    [
      'at places that differ in the name of a parameter alone',
      { name: 'other', http: { method: 'POST', path: '/api/hints/:key' } as const },
    ],
  ])('refuses two %s', (_case, change) => {
    expect(() => buildRegistry([hint, { ...hint, ...change }])).toThrow(/Two operations/);
  });

  it('refuses one outside /api/', () => {
    expect(() => buildRegistry([{ ...hint, http: { method: 'GET', path: '/hints' } }])).toThrow(
      /not under \/api\//,
    );
  });

  it('takes two methods at one place', () => {
    const reading = { ...hint, name: 'get_hint', http: { method: 'GET', path: '/api/hints/:id' } as const };
    expect(buildRegistry([hint, reading])).toHaveLength(2);
  });
});

it.each<[unknown, boolean]>([
  [{ file: { name: 'a', type: 'text/plain', body: 'x' } }, true],
  [{ file: { name: 'a', type: 'text/plain', body: (async function* () {})() } }, true],
  [{ file: { name: 'a', type: 'text/plain', body: 7 } }, false],
  [{ file: { name: 'a', body: 'x' } }, false],
  [{ file: null }, false],
  [null, false],
])('isFileOutput: %j is %s', (value, is) => {
  expect(isFileOutput(value)).toBe(is);
});
