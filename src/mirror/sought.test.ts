import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fact } from '#domain/matching/learnable-fact.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import { migrations } from '#store/migrate.ts';
import {
  minute,
  sampleInvoice,
  sampleInvoiceLine,
  sampleOrder,
  sampleOrderLine,
  sampleReceipt,
} from '../../test/sample-records.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { applyPage } from './apply-page.ts';
import type { MirrorKind, MirrorRecords } from './record-table.ts';
import { createSources } from './sources.ts';

let test: TestDatabase;
let connectionId: string;
let made = 0;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  made += 1;
  connectionId = await createTestConnection(test.db, `sought_${made}`);
});

function apply<K extends MirrorKind>(kind: K, records: readonly MirrorRecords[K][]) {
  return test.db.inConnection(connectionId, (tx) =>
    applyPage(tx, connectionId, { kind, records, readAt: minute(1) }),
  );
}

function dossier(invoiceId: string, invoiceIds: readonly string[] = [invoiceId]) {
  return test.db.inConnection(connectionId, (tx) =>
    createSources(tx, connectionId, { invoiceIds }).invoiceDossier(invoiceId),
  );
}

const { orderId: _order, orderLineId: _line, poNumber: _number, ...bare } = sampleInvoiceLine('x');
const naming = (id: string, poNumber: string, differs: Partial<Invoice> = {}) =>
  sampleInvoice(id, { lines: [{ ...bare, poNumber }], ...differs });
const candidates = async (id: string) => (await dossier(id))?.candidateOrders?.map((order) => order.id);

describe('orders that a line may mean', () => {
  beforeEach(() =>
    apply('purchase_order', [
      sampleOrder('4711'),
      sampleOrder('4712', { status: 'closed' }),
      sampleOrder('900', { poNumber: 'EX-0088' }),
      sampleOrder('901', { status: 'closed' }),
      sampleOrder('1000', { supplierId: '8' }),
    ]),
  );

  it('are those of the same number, however it is printed, and of one that is a character away', async () => {
    const printed = ['P.O. #04711', 'Bestellung 4711', 'po 4711', '47 11'];
    for (const [at, text] of printed.entries()) {
      await apply('invoice', [naming(`${at}`, text)]);
      expect(await candidates(`${at}`), text).toEqual(['4711', '4712']);
    }
    await apply('invoice', [naming('9', 'EX 88')]);
    expect(await candidates('9')).toEqual(['900']);
  });

  it('are none where the order is found, or the line is Coupa’s own', async () => {
    await apply('invoice', [
      naming('1', '4711'),
      sampleInvoice('2'),
      sampleInvoice('3', { lines: [sampleInvoiceLine('3a', { orderLineId: '47111' }), bare] }),
    ]);
    for (const id of ['1', '2', '3']) expect(await candidates(id)).toBeUndefined();
  });

  it('include the receipts and bills of all their lines, so that they can be compared', async () => {
    await apply('receipt', [sampleReceipt('90', { orderId: '4711', orderLineId: '47111' })]);
    await apply('invoice', [
      sampleInvoice('1', { lines: [sampleInvoiceLine('1a', { orderLineId: '47111' })] }),
      naming('2', 'PO-4711', { createdAt: minute(2) }),
    ]);
    const found = await dossier('2', ['1', '2']);
    expect(found?.orders).toEqual([]);
    expect(found?.receipts.map((one) => one.id)).toEqual(['90']);
    expect(found?.billedBefore.map((one) => one.invoiceId)).toEqual(['1']);
  });

  it('are the open ones of the supplier, newest first, where nothing else tells', async () => {
    await apply('invoice', [
      naming('1', 'see contract'),
      sampleInvoice('2', { lines: [bare] }),
      sampleInvoice('3', { lines: [bare], supplierId: '8' }),
      sampleInvoice('4', { lines: [bare], supplierId: '9' }),
      sampleInvoice('5', { lines: [bare], status: 'voided' }),
      sampleInvoice('6', { lines: [bare], paid: true }),
    ]);
    expect(await candidates('1')).toEqual(['4711', '900']);
    expect(await candidates('2')).toEqual(['4711', '900']);
    expect(await candidates('3')).toEqual(['1000']);
    for (const id of ['4', '5', '6']) expect(await candidates(id)).toBeUndefined();
  });

  it('are also sought when the number is an order of another supplier', async () => {
    await apply('invoice', [naming('1', '1000')]);
    const found = await dossier('1');
    expect(found?.orders.map((order) => order.id)).toEqual(['1000']);
    expect(found?.candidateOrders?.map((order) => order.id)).toEqual(['4711', '900']);
  });

  it('are told by the supplier’s own number, a contract or a delivery note', async () => {
    await apply('purchase_order', [
      sampleOrder('950', { lines: [sampleOrderLine('9501', { supplierOrderNumber: 'AB 07/15' })] }),
      sampleOrder('951', { contract: { id: '31' } }),
      sampleOrder('952', { lines: [sampleOrderLine('9521', { contract: { id: '32' } })] }),
      sampleOrder('953'),
    ]);
    await apply('receipt', [
      sampleReceipt('90', { orderId: '953', orderLineId: '9531', reference: 'LS-0042' }),
    ]);
    const by = (differs: object) => sampleInvoice('1', { lines: [{ ...bare, ...differs }] });
    const cases: [Invoice, string][] = [
      [by({ poNumber: 'ab0715' }), '950'],
      [by({ contract: { id: '32' } }), '952'],
      [sampleInvoice('1', { lines: [bare], contract: { id: '31' } }), '951'],
      [by({ deliveryNoteNumber: 'ls 42' }), '953'],
      [by({ matchReference: 'LS-0042' }), '953'],
      [sampleInvoice('1', { lines: [bare], deliveryNumber: 'LS-0042' }), '953'],
    ];
    for (const [at, [invoice, expected]] of cases.entries()) {
      await apply('invoice', [{ ...invoice, id: `${100 + at}` }]);
      expect(await candidates(`${100 + at}`), expected).toEqual([expected]);
    }
  });

  it('are at most fifty', async () => {
    await apply(
      'purchase_order',
      Array.from({ length: 60 }, (_, at) => sampleOrder(`${6000 + at}`)),
    );
    await apply('invoice', [sampleInvoice('1', { lines: [bare] })]);
    const found = await candidates('1');
    expect(found).toHaveLength(50);
    expect(found?.[0]).toBe('6059');
  });
});

describe('another invoice of the same number', () => {
  it('is seen from both sides, with what tells whether it is a copy', async () => {
    await apply('invoice', [
      sampleInvoice('1', { invoiceNumber: 'RE-2026/0417' }),
      sampleInvoice('2', { invoiceNumber: 're 20260417', createdAt: minute(5), documentType: 'credit_note' }),
      sampleInvoice('3', { invoiceNumber: 'RE-2026/0417', supplierId: '8' }),
      sampleInvoice('4', { invoiceNumber: 'RE-2026/0417', status: 'voided' }),
      sampleInvoice('5', { invoiceNumber: 'RE-2026/0418' }),
    ]);
    expect((await dossier('2'))?.sameNumber).toEqual([
      {
        invoiceId: '1',
        invoiceNumber: 'RE-2026/0417',
        documentType: 'invoice',
        grossTotal: '119.00',
        currency: 'EUR',
        invoiceDate: '2026-04-01',
        status: 'pending_approval',
        createdAt: minute(0),
      },
    ]);
    const seen = async (id: string) => (await dossier(id))?.sameNumber?.map((one) => one.invoiceId);
    expect(await seen('1')).toEqual(['2']);
    expect(await seen('4')).toEqual(['1', '2']);
    for (const id of ['3', '5']) expect(await seen(id)).toBeUndefined();
  });

  it('is none where a number says nothing', async () => {
    await apply('invoice', [
      sampleInvoice('1', { invoiceNumber: '' }),
      sampleInvoice('2', { invoiceNumber: '-' }),
    ]);
    expect((await dossier('1'))?.sameNumber).toBeUndefined();
  });
});

describe('a credit note', () => {
  const credit = (differs: Partial<Invoice> = {}) =>
    sampleInvoice('9', {
      documentType: 'credit_note',
      originalInvoiceNumber: 're 417',
      createdAt: minute(9),
      lines: [bare],
      ...differs,
    });

  it('comes with the invoice it corrects, and what was billed and received on that one’s lines', async () => {
    await apply('purchase_order', [sampleOrder('500'), sampleOrder('600')]);
    await apply('receipt', [sampleReceipt('90')]);
    await apply('invoice', [
      sampleInvoice('1', { invoiceNumber: 'RE-0417' }),
      sampleInvoice('2', {
        createdAt: minute(3),
        documentType: 'credit_note',
        originalInvoiceNumber: 'RE-0417',
      }),
      sampleInvoice('3', { createdAt: minute(20) }),
      credit(),
    ]);
    const found = await dossier('9', ['1', '2', '3', '9']);
    expect(found?.original?.invoice.id).toBe('1');
    expect(found?.original?.billings.map((one) => [one.invoiceId, one.isCredit ?? false])).toEqual([
      ['1', false],
      ['2', true],
    ]);
    expect(found?.candidateOrders?.map((order) => order.id)).toEqual(['500', '600']);
    expect(found?.receipts.map((one) => one.id)).toEqual(['90']);
  });

  it('means, of several, the one that agrees in date, then in print, then a living one', async () => {
    await apply('invoice', [
      sampleInvoice('1', { invoiceNumber: 'RE 417', invoiceDate: '2026-02-01' }),
      sampleInvoice('2', { invoiceNumber: 'RE-417' }),
      sampleInvoice('3', { invoiceNumber: 'RE-417', status: 'voided' }),
      credit(),
    ]);
    const original = async (differs: Partial<Invoice>) => {
      await apply('invoice', [credit({ ...differs, updatedAt: minute(made) })]);
      made += 1;
      return (await dossier('9'))?.original?.invoice.id;
    };
    expect(await original({ originalInvoiceDate: '2026-02-01' })).toBe('1');
    expect(await original({})).toBe('2');
    expect(await original({ originalInvoiceNumber: 'RE 417' })).toBe('1');
    expect(await original({ originalInvoiceNumber: 'RE 418' })).toBeUndefined();
    expect(await original({ documentType: 'invoice' })).toBeUndefined();
  });
});

describe('what people taught about the supplier', () => {
  const remember = (id: string, fact: Fact, state = 'confirmed') =>
    test.db.inConnection(connectionId, (tx) =>
      tx.execute(
        `insert into match_memory values
          ($1, $2, $3, $4, $5, 'seen', $6, 2, 1, '2026-04-01', '1', now(), 'per_1', 'Ada')`,
        [connectionId, id, fact.supplierId, fact.kind, JSON.stringify(fact), state],
      ),
    );
  const conversion = (partNumber: string | null, supplierId = '7') => ({
    kind: 'conversion' as const,
    supplierId,
    from: 'CS',
    to: 'EA',
    factor: '24',
    partNumber,
  });
  const called = (theirs: string) => ({
    kind: 'cross_reference' as const,
    supplierId: '7',
    theirs,
    ours: 'P-1',
  });
  const written = { kind: 'order_number_form' as const, supplierId: '7', before: 'A/', after: '-X' };

  it('comes along as far as a line concerns it, without what was refused or taken back', async () => {
    await remember('a', conversion(null));
    await remember('b', conversion('KL 62'));
    await remember('c', conversion('other'));
    await remember('d', conversion(null, '8'));
    await remember('e', { ...conversion(null), factor: '12' }, 'rejected');
    await remember('f', called('pallet EURO'));
    await remember('g', called('KL-62'), 'rejected');
    await remember('h', called('other'));
    await remember('i', written);
    await remember('j', { ...written, before: 'B' }, 'withdrawn');
    await apply('invoice', [
      sampleInvoice('1', { lines: [sampleInvoiceLine('1a', { partNumber: 'kl-62' })] }),
      sampleInvoice('2', { supplierId: '9' }),
    ]);
    const reference = { supplierId: '7', ours: 'P-1', confirmed: 2, rejected: 1, lastOn: '2026-04-01' };
    expect((await dossier('1'))?.memory).toEqual({
      conversions: [
        { supplierId: '7', from: 'CS', to: 'EA', factor: '24' },
        { supplierId: '7', from: 'CS', to: 'EA', factor: '24', partNumber: 'KL 62' },
      ],
      crossReferences: [
        { ...reference, theirs: 'pallet EURO' },
        { ...reference, theirs: 'KL-62' },
      ],
      orderNumberForms: [{ supplierId: '7', before: 'A/', after: '-X' }],
    });
    expect(await dossier('2')).not.toHaveProperty('memory');
  });

  it('lets an order be found by what the supplier writes around its number', async () => {
    await apply('purchase_order', [sampleOrder('4711'), sampleOrder('900')]);
    await apply('invoice', [naming('1', 'a/4711-x')]);
    expect(await candidates('1')).toEqual(['4711', '900']);
    await remember('i', written);
    expect(await candidates('1')).toEqual(['4711']);
  });
});

it('finds the same in what was read before, by the database’s own reckoning', async () => {
  const numbers = [
    'RE-2026/0417',
    '00417',
    '0',
    'A007B0080',
    ' re 1 ',
    '--',
    'Ünit 7',
    'RE‑１',
    'P.O. # 0004711',
  ];
  await apply(
    'purchase_order',
    numbers.map((poNumber, at) => sampleOrder(`${50 + at}`, { poNumber })),
  );
  await apply('receipt', [sampleReceipt('1', { reference: 'LS-0042' }), sampleReceipt('2')]);
  await apply('invoice', [
    ...numbers.map((invoiceNumber, at) => naming(`${100 + at}`, 'x', { invoiceNumber })),
    sampleInvoice('1'),
    sampleInvoice('2', { lines: [sampleInvoiceLine('2a', { unitOfMeasure: 'CS' }), bare] }),
    sampleInvoice('3', { documentType: 'credit_note', originalInvoiceNumber: 'RE 07', lines: [] }),
  ]);
  const owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  const told = async () => {
    const { rows } = await owner.query(
      `select id, number_key, original_number_key, is_unplaced::text, null as unit, null as description from invoice
        union all select id, number_key, null, null, null, null from purchase_order
        union all select id, reference_key, null, null, null, null from receipt
        union all select invoice_id, null, null, null, unit, description from invoice_line where order_line_id is not null`,
    );
    return rows.map((row) => JSON.stringify(row)).sort();
  };
  const before = await told();
  await owner.query(`update invoice set number_key = null, original_number_key = null, is_unplaced = false;
    update purchase_order set number_key = null; update receipt set reference_key = null;
    update invoice_line set unit = null, description = null`);
  expect(await told()).not.toEqual(before);
  const text = migrations().find(({ name }) => name.startsWith('0033'))?.text ?? '';
  const backfill = text.slice(text.indexOf('create function pg_temp'), text.indexOf('create index'));
  await owner.query(backfill);
  expect(await told()).toEqual(before);
  await owner.end();
});
