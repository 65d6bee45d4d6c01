import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Invoice } from '#domain/records/invoice.ts';
import type { InvoiceAllocations } from '#domain/records/matching-allocation.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import { systemClock } from '#kernel/clock.ts';
import { createConnectionPoll, type ObservedLook } from '#mirror/poll-connection.ts';
import { createTestDatabase, type TestDatabase } from './with-database.ts';
import { connectSandbox, type MirroredSandbox } from './with-mirrored-sandbox.ts';

let test: TestDatabase;
let here: MirroredSandbox;

beforeAll(async () => {
  test = await createTestDatabase();
  here = await connectSandbox(test, 'halden', { invoices: 300, months: 4 });
});
afterAll(async () => {
  await here.sandbox.close();
  await test.close();
});

const docs = <R>(kind: string) =>
  test.db.inConnection(here.connectionId, (tx) =>
    tx.query<{ doc: R }>(
      `select v.doc from ${kind} k join record_version v on v.connection_id = k.connection_id
          and v.kind = '${kind}' and v.record_id = k.id and v.hash = k.hash`,
    ),
  );

it('a first load brings what Coupa has set against receipts where receipts are missing, with one call more', async () => {
  const looks: ObservedLook[] = [];
  const { reader } = await here.coupaFor(here.connectionId);
  const observe = (look: ObservedLook) => void looks.push(look);
  await createConnectionPoll(here.connectionId, {
    db: test.db,
    clock: systemClock,
    reader,
    observe,
  }).turn();
  expect(looks.filter(({ error }) => error !== undefined)).toEqual([]);
  expect(looks.filter(({ resource }) => resource === 'matching_allocations')).toHaveLength(1);

  const invoices = (await docs<Invoice>('invoice')).map(({ doc }) => doc);
  const doubted = invoices.filter(({ failedTolerances }) =>
    failedTolerances.some(({ code, resolved }) => code === 'quantity_received' && !resolved),
  );
  const kept = (await docs<InvoiceAllocations>('invoice_allocation')).map(({ doc }) => doc);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.map(({ id }) => id).sort()).toEqual(doubted.map(({ id }) => id).sort());

  const receipts = new Map((await docs<Receipt>('receipt')).map(({ doc }) => [doc.id, doc]));
  const lines = new Map(doubted.flatMap((invoice) => invoice.lines.map((line) => [line.id, line] as const)));
  for (const { invoiceLineId, receiptId, orderLineId } of kept.flatMap(({ allocations }) => allocations)) {
    expect(lines.get(invoiceLineId)?.orderLineId).toBe(orderLineId);
    expect(receipts.get(receiptId ?? '')?.orderLineId).toBe(orderLineId);
  }
});
