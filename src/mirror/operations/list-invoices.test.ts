import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import { minute, sampleInvoice } from '../../../test/sample-records.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../../test/with-database.ts';
import { applyPage } from '../apply-page.ts';
import {
  countInvoices,
  type InvoiceFilter,
  type InvoiceSort,
  listInvoicePage,
} from './invoice-list.queries.ts';
import { listInvoices } from './list-invoices.ts';

const MANY = 100_000;

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
  await createTestConnection(test.db, 'few');
  await createTestConnection(test.db, 'many');
  await seedFew();
  await seedMany();
}, 120_000);
afterAll(() => test.close());

async function seedFew(): Promise<void> {
  const records = [
    sampleInvoice('1', { grossTotal: '10.5', netDueDate: '2026-05-03', updatedAt: minute(5) }),
    sampleInvoice('2', {
      grossTotal: '300',
      netDueDate: '2026-05-01',
      updatedAt: minute(5),
      currency: 'JPY',
    }),
    sampleInvoice('3', { grossTotal: '20', netDueDate: '2026-05-01', updatedAt: minute(9), status: 'draft' }),
    sampleInvoice('4', {
      supplierId: '8',
      supplierName: '100% Söhne_GmbH',
      updatedAt: minute(1),
      entityName: 'UK',
    }),
  ].map((invoice, at) => (at === 3 ? without(invoice) : invoice));
  await test.db.inConnection('few', (tx) =>
    applyPage(tx, 'few', { kind: 'invoice', records, readAt: minute(9) }),
  );
  await test.db.inConnection('few', async (tx) => {
    await tx.execute(
      `insert into run (connection_id, agent, lane, seq, subject_id, verdict, cause, ruling, policy_version,
         settings_hash, code_version, evidence_hash, proposal_hash, packed, decided_at)
       select 'few', 'three-way-match', 0, g, '3', v, c, 'ask', 1, '\\x00', '1', '\\x00', '\\x00', '\\x00', now() + g * interval '1 s'
         from (values (1, 'matched', null), (2, 'exception', 'PRICE_OVER_PO')) d(g, v, c)`,
    );
  });
}

/** An invoice of which Coupa says neither amount nor due date. */
function without(invoice: ReturnType<typeof sampleInvoice>) {
  const { grossTotal: _total, netDueDate: _due, ...bare } = invoice;
  return bare;
}

async function seedMany(): Promise<void> {
  const owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  await owner.query(
    `insert into invoice (connection_id, id, hash, status, invoice_number, supplier_id, supplier_name, currency,
       gross_total, invoice_date, net_due_date, entity_name, document_type, exported, updated_at, created_at)
     select 'many', (700000 + g)::text, sha256(g::text::bytea),
            (array['approved', 'approved', 'approved', 'voided', 'pending_approval'])[1 + g % 5],
            'INV-' || md5(g::text), (g % 300)::text, 'Supplier ' || md5((g % 300)::text), 'EUR',
            (g * 7919 % 1000000) / 100.0, date '2025-01-01' + g % 500, date '2025-02-01' + g % 500, 'Halden GmbH',
            'invoice', false, timestamptz '2025-01-01' + g * interval '5 minutes', now()
       from generate_series(1, $1::int) g`,
    [MANY],
  );
  await owner.query('analyze invoice');
  await owner.end();
}

function page(filter: InvoiceFilter, sort: InvoiceSort, cursor?: string, limit = 2, connectionId = 'few') {
  return test.db.inConnection(connectionId, (tx) =>
    listInvoicePage(tx, connectionId, filter, { sort, cursor, limit }),
  );
}

async function allIds(filter: InvoiceFilter, sort: InvoiceSort): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const { rows, next } = await page(filter, sort, cursor, 1);
    ids.push(...rows.map((row) => row.id));
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

describe('the list of invoices', () => {
  it('keeps its order from page to page, with equal and missing values', async () => {
    expect(await allIds({}, 'updated')).toEqual(['3', '2', '1', '4']);
    expect(await allIds({}, 'due')).toEqual(['2', '3', '1', '4']);
    expect(await allIds({}, 'amount')).toEqual(['2', '3', '1', '4']);
  });

  it('filters, and takes what was typed as it is', async () => {
    expect(await allIds({ status: 'draft' }, 'updated')).toEqual(['3']);
    expect(await allIds({ supplier: '8' }, 'due')).toEqual(['4']);
    expect(await allIds({ entity: 'UK' }, 'due')).toEqual(['4']);
    expect(await allIds({ currency: 'JPY' }, 'amount')).toEqual(['2']);
    expect(await allIds({ search: 'inv-2' }, 'updated')).toEqual(['2']);
    expect(await allIds({ search: '100%' }, 'updated')).toEqual(['4']);
    expect(await allIds({ search: '_GmbH' }, 'updated')).toEqual(['4']);
    expect(await allIds({ search: 'söhne' }, 'updated')).toEqual(['4']);
    expect(await allIds({ search: "'; drop table invoice; --" }, 'updated')).toEqual([]);
  });

  it('refuses a cursor that it did not give out', async () => {
    for (const cursor of [
      'x',
      Buffer.from('{}').toString('base64url'),
      Buffer.from('["a","1"]').toString('base64url'),
    ]) {
      await expect(page({}, 'updated', cursor)).rejects.toThrow(/cursor is not one/);
    }
  });

  it('says what was decided last, and amounts with the digits of their currency', async () => {
    const caller: Caller = {
      personId: 'p',
      personName: 'P',
      connectionId: 'few',
      permissions: new Set(['invoices.read']),
      coupaUserId: undefined,
      via: 'api',
    };
    const answer = await test.db.inConnection('few', (tx) =>
      listInvoices.run(listInvoices.input.parse({}), caller, { tx, db: test.db, now: new Date() }),
    );
    expect(answer.total).toBe(4);
    expect(answer.rows.map((row) => [row.id, row.amount?.amount ?? null, row.verdict, row.cause])).toEqual([
      ['3', '20.00', 'exception', 'PRICE_OVER_PO'],
      ['2', '300', null, null],
      ['1', '10.50', null, null],
      ['4', null, null, null],
    ]);
    expect(listInvoices.output.parse(answer)).toEqual(answer);
  });
});

describe('with 100,000 invoices', () => {
  const cases: readonly [what: string, filter: InvoiceFilter, sort: InvoiceSort][] = [
    ['newest', {}, 'updated'],
    ['soonest due', {}, 'due'],
    ['largest', {}, 'amount'],
    ['of a supplier', { supplier: '17' }, 'updated'],
    ['of a supplier by due date', { supplier: '17' }, 'due'],
    ['of a status', { status: 'pending_approval' }, 'updated'],
    ['of a rare status', { status: 'disputed' }, 'updated'],
    ['with a number that is there once', { search: 'c4ca4238a0b923820dcc509a6f75849b' }, 'updated'],
    ['with a part that is nowhere', { search: 'zzzz' }, 'due'],
    ['with a part that is everywhere', { search: 'inv' }, 'amount'],
  ];
  /**
   * Blocks of 8 kB that a page of 200 rows may touch, with the number of all rows; the invoices themselves take some
   * 4,800. What is not found by an index may look at every invoice once a question, and no more often.
   */
  const blocksMax = (what: string): number => {
    if (what === 'with a number that is there once') return 13_000;
    return what === 'with a part that is nowhere' ? 1.2 * MANY : 3_500;
  };

  for (const [what, filter, sort] of cases) {
    it(`reads little more than it shows: ${what}`, async () => {
      let cursor: string | undefined;
      for (let page = 0; page < 3; page += 1) {
        const blocks = await test.db.inConnection('many', async (tx) => {
          const { counted, blocksRead } = countingBlocks(tx);
          const answer = await listInvoicePage(counted, 'many', filter, { sort, cursor, limit: 200 });
          if (page === 0) await countInvoices(counted, 'many', filter);
          cursor = answer.next ?? undefined;
          return blocksRead();
        });
        expect(blocks).toBeLessThan(blocksMax(what));
        if (cursor === undefined) break;
      }
    });
  }
});

/** The same transaction, in which every query is explained before it is run. */
function countingBlocks(tx: Tx): { counted: Tx; blocksRead: () => number } {
  let blocks = 0;
  const explain = async (text: string, values: readonly unknown[] = []): Promise<void> => {
    const rows = await tx.queryArrays(`explain (analyze, buffers, format json) ${text}`, values);
    const [[[{ Plan: plan }]]] = rows as [[[{ Plan: Record<string, number> }]]];
    blocks += (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
  };
  const counted: Tx = {
    ...tx,
    query: async (text, values, options) => {
      await explain(text, values);
      return tx.query(text, values, options);
    },
    queryArrays: async (text, values, options) => {
      await explain(text, values);
      return tx.queryArrays(text, values, options);
    },
  };
  return { counted, blocksRead: () => blocks };
}
