import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { type CommandSet, enqueueCommandSets, enqueueCommands } from './act.queries.ts';
import type { CoupaCommand } from './shapes/command.ts';

let test: TestDatabase;
const now = new Date('2026-03-01T10:00:00.000Z');

beforeAll(async () => {
  test = await createTestDatabase();
  await createTestConnection(test.db);
});
afterAll(() => test.close());

function setFor(invoiceId: string, commands: readonly CoupaCommand[]): CommandSet {
  return {
    commands,
    origin: 'approval',
    originId: 'app_1',
    askedBy: { id: 'p1', name: 'Mia' },
    run: { agent: 'three-way-match', lane: 0, seq: '1' },
    subjectId: invoiceId,
    record: { invoiceNumber: `RE-${invoiceId}` },
  };
}

function comment(invoiceId: string, text: string): CoupaCommand {
  return { kind: 'comment.add', invoiceId, text };
}

it('queues commands in their order, with an entry each that names who asked', async () => {
  const commands: CoupaCommand[] = [
    { kind: 'invoice.dispute', invoiceId: '7', reasonCode: 'PRICE', comment: 'Too dear' },
    comment('7', 'The price is 5.00 above the order.'),
    { kind: 'invoice.submit', invoiceId: '7' },
  ];
  const ids = await test.db.inConnection('acme', (tx) =>
    enqueueCommands(tx, 'acme', setFor('7', commands), now),
  );
  const rows = await test.db.inConnection('acme', (tx) =>
    tx.query<{ id: string; body: unknown; state: string }>(
      "select id, body, state from command where subject_id = '7' order by id",
    ),
  );
  expect(rows).toEqual(commands.map((body, index) => ({ id: ids[index], body, state: 'queued' })));
  const entries = await test.db.inConnection('acme', (tx) =>
    tx.query<{ body: string; subject: string }>('select body, subject from audit_entry order by seq'),
  );
  expect(entries.map((entry) => JSON.parse(entry.body).text)).toEqual([
    'Dispute invoice RE-7 with reason PRICE: queued, approved by a person.',
    'Comment on invoice RE-7: queued, approved by a person.',
    'Submit invoice RE-7 for approval: queued, approved by a person.',
  ]);
  expect(entries.every((entry) => entry.subject === 'invoice/7')).toBe(true);
});

it('does not queue what is under way already, and gives its id', async () => {
  const set = setFor('8', [comment('8', 'Where is the receipt?')]);
  const [first] = await test.db.inConnection('acme', (tx) => enqueueCommandSets(tx, 'acme', [set, set], now));
  const again = await test.db.inConnection('acme', (tx) => enqueueCommands(tx, 'acme', set, now));
  expect(again).toEqual(first);
  const other = await test.db.inConnection('acme', (tx) =>
    enqueueCommands(tx, 'acme', setFor('8', [comment('8', 'Where is the order?')]), now),
  );
  expect(other).not.toEqual(first);
});

it('queues a failed command again when it is asked for again', async () => {
  const set = setFor('9', [{ kind: 'invoice.submit', invoiceId: '9' }]);
  const [first] = await test.db.inConnection('acme', (tx) => enqueueCommands(tx, 'acme', set, now));
  await test.db.inConnection('acme', (tx) =>
    tx.execute("update command set state = 'failed' where id = $1", [first]),
  );
  const again = await test.db.inConnection('acme', (tx) => enqueueCommands(tx, 'acme', set, now));
  expect(again[0]).not.toBe(first);
});

it('keeps the order of what is asked for one after the other when the clock goes back', async () => {
  const ask = (text: string, hours: number) =>
    test.db.inConnection('acme', (tx) =>
      enqueueCommands(
        tx,
        'acme',
        setFor('10', [comment('10', text)]),
        new Date(now.getTime() + hours * 3_600_000),
      ),
    );
  const ids = [
    await ask('first', 0),
    await ask('second', -1),
    await ask('third', -2),
    await ask('fourth', 1),
  ].flat();
  expect([...ids].sort()).toEqual(ids);
});

it('queues hundreds of decisions at once', async () => {
  const sets = Array.from({ length: 300 }, (_, index) =>
    setFor(`m${index}`, [{ kind: 'invoice.submit', invoiceId: `m${index}` }]),
  );
  const ids = await test.db.inConnection('acme', (tx) => enqueueCommandSets(tx, 'acme', sets, now));
  expect(new Set(ids.flat()).size).toBe(300);
});
