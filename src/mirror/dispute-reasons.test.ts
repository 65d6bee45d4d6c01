import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCoupaInMemory } from '../../test/coupa-in-memory.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { listDisputeReasons } from './operations/list-dispute-reasons.ts';
import { pollResource } from './poll-resource.ts';
import { resourceNamed } from './resources.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
  await createTestConnection(test.db, 'acme');
});
afterAll(() => test.close());

it('keeps each reason that an invoice names once, in its newest words, and none without a code', async () => {
  const coupa = createCoupaInMemory();
  const price = { id: '3', code: 'price', description: 'Price' };
  const reader = coupa.reader;
  const poll = () => pollResource('acme', resourceNamed('invoices'), { db: test.db, reader });
  coupa.put('invoices', { id: '1', status: 'disputed', 'dispute-reasons': [price, { id: '4' }] });
  coupa.put('invoices', { id: '2', status: 'disputed', 'dispute-reasons': [price] });
  coupa.put('invoices', { id: '5', status: 'draft', 'dispute-reasons': [] });
  coupa.put('invoices', { id: '6', status: 'draft', 'dispute-reasons': 'odd' });
  await poll();
  coupa.clock += 1_000;
  const words = { ...price, description: 'Price is not the agreed one' };
  coupa.put('invoices', { id: '2', status: 'disputed', 'dispute-reasons': [words] });
  await poll();
  const { rows } = await test.db.inConnection('acme', (tx) =>
    listDisputeReasons.run({}, { connectionId: 'acme' } as never, { tx } as never),
  );
  expect(rows).toEqual([{ id: '3', code: 'price', description: 'Price is not the agreed one' }]);
});
