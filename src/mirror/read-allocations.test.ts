import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Invoice } from '#domain/records/invoice.ts';
import { systemClock } from '#kernel/clock.ts';
import { PurserError } from '#kernel/errors.ts';
import type { Caller } from '#operation/operation.ts';
import { type CoupaInMemory, createCoupaInMemory } from '../../test/coupa-in-memory.ts';
import {
  minute,
  sampleInvoice,
  sampleInvoiceLine,
  sampleOrder,
  sampleReceipt,
} from '../../test/sample-records.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { applyPage } from './apply-page.ts';
import { getConnection } from './operations/get-connection.ts';
import { createConnectionPoll, type ObservedLook } from './poll-connection.ts';
import { readDueAllocations } from './read-allocations.ts';
import type { MirrorKind, MirrorRecords } from './record-table.ts';
import { createSources } from './sources.ts';

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
  connectionId = await createTestConnection(test.db, `allocations_${made}`);
  coupa = createCoupaInMemory();
});

function apply<K extends MirrorKind>(kind: K, records: readonly MirrorRecords[K][], readAt = minute(1)) {
  return test.db.inConnection(connectionId, (tx) => applyPage(tx, connectionId, { kind, records, readAt }));
}

const query = <Row>(sql: string): Promise<Row[]> =>
  test.db.inConnection(connectionId, (tx) => tx.query<Row>(sql));

const due = async () =>
  (await query<{ invoice_id: string }>('select invoice_id from allocation_due order by invoice_id')).map(
    (row) => row.invoice_id,
  );

const dossier = (id: string) =>
  test.db.inConnection(connectionId, (tx) =>
    createSources(tx, connectionId, { invoiceIds: [id] }).invoiceDossier(id),
  );

/** An invoice on which Coupa has found too little received. */
const doubted = (id: string, change: Partial<Invoice> = {}, code = 'quantity_received') =>
  sampleInvoice(id, { failedTolerances: [{ code, resolved: false, lineId: `${id}1` }], ...change });

const put = (id: number, line: number, quantity = '10') =>
  coupa.put('matching_allocations', {
    id: String(id),
    invoice_line_id: String(line),
    order_line_id: '5001',
    inventory_transaction_id: '90',
    quantity,
    status: 'matched',
    updated_at: minute(5),
  });

const read = () => readDueAllocations(connectionId, { db: test.db, reader: coupa.reader });
const causes = async (id: string) =>
  (await query<{ cause: string }>(`select cause from change where subject_id = '${id}' order by seq`)).map(
    (row) => row.cause,
  );

describe('which invoices are asked for', () => {
  it.each<[string, Invoice, boolean]>([
    ['one that Coupa doubts for its receipts', doubted('1'), true],
    [
      'one whose doubt is settled',
      doubted('1', { failedTolerances: [{ code: 'receipt', resolved: true }] }),
      false,
    ],
    ['one that is doubted for its price', doubted('1', {}, 'unit_price'), false],
    ['one without an order', doubted('1', { lines: [{ ...line(), ...without }] }), false],
    ['one whose line names the order alone', doubted('1', { lines: [line()] }), true],
    ['one that Coupa has nothing to say about', sampleInvoice('1'), false],
  ])('%s', async (_case, invoice, isAsked) => {
    await apply('invoice', [invoice]);
    expect(await due()).toEqual(isAsked ? ['1'] : []);
  });

  it('and no call is made while there is none', async () => {
    coupa.before = () => {
      throw new Error('called');
    };
    await apply('invoice', [sampleInvoice('1')]);
    expect(await read()).toBeUndefined();
  });
});

const without = { orderId: undefined as never };
function line() {
  const { orderLineId: _line, ...rest } = sampleInvoiceLine('11');
  return rest;
}

describe('reading', () => {
  it('keeps them by invoice, wakes it, and gives them as evidence', async () => {
    await apply('purchase_order', [sampleOrder('500')]);
    await apply('invoice', [doubted('1'), doubted('2'), sampleInvoice('3')]);
    put(7, 11, '4');
    put(8, 11, '6');
    put(9, 31);
    expect(await read()).toEqual({ read: 2, changed: 2 });
    expect((await dossier('1'))?.allocations?.record).toEqual({
      id: '1',
      updatedAt: minute(5),
      allocations: [
        expect.objectContaining({ id: '7', quantity: '4', receiptId: '90', isManual: false }),
        expect.objectContaining({ id: '8', quantity: '6' }),
      ],
    });
    expect((await dossier('2'))?.allocations?.record.allocations).toEqual([]);
    expect(await dossier('3')).not.toHaveProperty('allocations');
    expect(await causes('1')).toEqual(['invoice', 'invoice']);
    expect(await causes('3')).toEqual(['invoice']);
    expect(await due()).toEqual([]);
    expect(await read()).toBeUndefined();
  });

  it('the same answer wakes nobody', async () => {
    await apply('invoice', [doubted('1')]);
    put(7, 11);
    await read();
    await apply('invoice', [doubted('1', { updatedAt: minute(3) })], minute(9));
    expect(await due()).toEqual(['1']);
    expect(await read()).toEqual({ read: 1, changed: 0 });
    expect(await causes('1')).toHaveLength(3);
  });

  it('is done again when a receipt on the order changes, for those that are known', async () => {
    await apply('invoice', [doubted('1'), sampleInvoice('2')]);
    await read();
    await apply('receipt', [sampleReceipt('90')]);
    expect(await due()).toEqual(['1']);
    put(7, 11);
    expect(await read()).toEqual({ read: 1, changed: 1 });
    expect((await dossier('1'))?.allocations?.record.allocations).toHaveLength(1);
  });

  it('asks no more for what was settled meanwhile, nor for what is gone', async () => {
    await apply('invoice', [doubted('1')]);
    await apply('invoice', [sampleInvoice('1', { updatedAt: minute(2) })], minute(9));
    coupa.before = () => {
      throw new Error('called');
    };
    expect(await read()).toEqual({ read: 0, changed: 0 });
    expect(await due()).toEqual([]);
    expect(await dossier('1')).not.toHaveProperty('allocations');
  });

  it('takes fifty invoices a turn, in one list', async () => {
    const calls: string[] = [];
    coupa.before = ({ resource }) => void calls.push(resource);
    await apply(
      'invoice',
      Array.from({ length: 60 }, (_one, index) => doubted(`${index + 100}`)),
    );
    expect((await read())?.read).toBe(50);
    expect((await read())?.read).toBe(10);
    expect(calls).toEqual(['matching_allocations', 'matching_allocations']);
  });

  it('an invoice whose allocations are more than anybody can read is left without, and no other with it', async () => {
    await apply('invoice', [doubted('1'), doubted('2')]);
    for (let id = 1; id <= 2_050; id += 1) put(id, 11);
    // The list in memory answers all rows whatever is asked for, so each of the two is left without.
    expect(await read()).toEqual({ read: 0, changed: 0 });
    expect(await due()).toEqual(['2']);
    expect(await read()).toEqual({ read: 0, changed: 0 });
    expect(await due()).toEqual([]);
    expect(await dossier('1')).not.toHaveProperty('allocations');
  });
});

describe('a tenant that does not offer them', () => {
  const looks: ObservedLook[] = [];
  const poll = () =>
    createConnectionPoll(connectionId, {
      db: test.db,
      clock: systemClock,
      reader: coupa.reader,
      observe: (look) => looks.push(look),
    });
  const caller: Caller = {
    personId: 'p',
    personName: 'P',
    connectionId: '',
    permissions: new Set(['connection.read']),
    coupaUserId: undefined,
    via: 'api',
  };
  const shown = async () => {
    const asking = { ...caller, connectionId };
    const state = await test.db.inConnection(connectionId, async (tx) =>
      getConnection.output.parse(await getConnection.run({}, asking, { tx, db: test.db, now: new Date() })),
    );
    return state.resources.find(({ resource }) => resource === 'matching_allocations');
  };
  beforeEach(() => {
    looks.length = 0;
  });

  it.each(['coupa_forbidden', 'coupa_not_found'])(
    'says so once (%s), and everything goes on',
    async (code) => {
      coupa.before = ({ resource }) => {
        if (resource === 'matching_allocations') throw new PurserError(code, 'Not for you.');
      };
      expect(await shown()).toBeUndefined();
      const turns = poll();
      await apply('invoice', [doubted('1')]);
      await turns.turn();
      await apply('invoice', [doubted('2')]);
      await turns.turn();
      const told = looks.filter(({ resource }) => resource === 'matching_allocations');
      expect(told).toMatchObject([{ error: { code, message: 'Not for you.' } }]);
      expect(await shown()).toMatchObject({
        state: 'failing',
        error: { code, message: 'Not for you.' },
        failingSince: null,
      });
      expect((await dossier('1'))?.invoice.id).toBe('1');
      expect(looks.filter(({ error }) => error !== undefined)).toHaveLength(1);
    },
  );

  it('for a while only is asked again at the next turn', async () => {
    let isAway = true;
    coupa.before = ({ resource }) => {
      if (resource === 'matching_allocations' && isAway)
        throw new PurserError('coupa_unavailable', 'away', { retryable: true });
    };
    const turns = poll();
    await apply('invoice', [doubted('1')]);
    await turns.turn();
    expect(await due()).toEqual(['1']);
    isAway = false;
    await turns.turn();
    expect(await due()).toEqual([]);
    expect(await shown()).toMatchObject({ state: 'reading', count: 1, error: null });
  });

  it.each<[string, () => void]>([
    ['that makes no sense', () => coupa.put('matching_allocations', { id: '7', invoice_line_id: 'x' })],
    ['that cannot be read at all', () => coupa.broken.add(put(7, 11))],
  ])('a row %s is told, and none of its neighbours is taken for all there is', async (_case, spoil) => {
    spoil();
    put(8, 11);
    await apply('invoice', [doubted('1')]);
    expect((await read())?.refusal).toBeInstanceOf(PurserError);
    expect(await due()).toEqual([]);
    expect(await dossier('1')).not.toHaveProperty('allocations');
  });
});
