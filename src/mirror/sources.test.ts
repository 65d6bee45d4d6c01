import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, sha256Hex } from '#kernel/canonical-json.ts';
import {
  minute,
  sampleApproval,
  sampleInvoice,
  sampleInvoiceLine,
  sampleOrder,
  sampleReceipt,
} from '../../test/sample-records.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { applyPage } from './apply-page.ts';
import type { MirrorKind, MirrorRecords } from './record-table.ts';
import { loadVersions, versionsOf } from './record-versions.queries.ts';
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
  connectionId = await createTestConnection(test.db, `sources_${made}`);
});

function apply<K extends MirrorKind>(kind: K, records: readonly MirrorRecords[K][], readAt = minute(1)) {
  return test.db.inConnection(connectionId, (tx) => applyPage(tx, connectionId, { kind, records, readAt }));
}

function dossier(invoiceId: string, invoiceIds: readonly string[] = [invoiceId]) {
  return test.db.inConnection(connectionId, (tx) =>
    createSources(tx, connectionId, { invoiceIds }).invoiceDossier(invoiceId),
  );
}

function on(...lines: [id: string, orderLineId: string][]) {
  return lines.map(([id, orderLineId]) => sampleInvoiceLine(id, { orderLineId }));
}

it('gathers invoice, orders, receipts and pending approvals, each with the hash of its content', async () => {
  const order = sampleOrder('500', {}, 2);
  const invoice = sampleInvoice('1');
  await apply('purchase_order', [order, sampleOrder('501')]);
  await apply('receipt', [
    sampleReceipt('90'),
    sampleReceipt('9', { isVoided: true }),
    sampleReceipt('91', { orderLineId: '5002' }),
  ]);
  await apply('coupa_approval', [
    sampleApproval('30', '1'),
    sampleApproval('31', '1', { status: 'approved' }),
    sampleApproval('32', '1', { approvableType: 'RequisitionHeader' }),
  ]);
  await apply('invoice', [invoice]);
  const found = await dossier('1');
  expect(found?.invoice).toEqual({
    kind: 'invoice',
    id: '1',
    hash: sha256Hex(canonicalJson(invoice)),
    record: invoice,
  });
  expect(found?.orders.map((one) => one.record)).toEqual([order]);
  expect(found?.receipts.map((one) => one.id)).toEqual(['9', '90']);
  expect(found?.approvals.map((one) => one.id)).toEqual(['30']);
});

it('finds the order by number or by header id, and then the receipts of all its lines', async () => {
  await apply('purchase_order', [sampleOrder('500', { poNumber: 'PO-9' }, 2)]);
  await apply('receipt', [sampleReceipt('90'), sampleReceipt('91', { orderLineId: '5002' })]);
  const { orderId: _order, orderLineId: _line, poNumber: _number, ...bare } = sampleInvoiceLine('x');
  await apply('invoice', [
    sampleInvoice('1', { lines: [{ ...bare, poNumber: 'PO-9' }] }),
    sampleInvoice('2', { lines: [{ ...bare, orderId: '500' }] }),
    sampleInvoice('3', { lines: [{ ...bare, poNumber: '500' }] }),
    sampleInvoice('4', { lines: [{ ...bare, poNumber: 'PO-99' }] }),
    sampleInvoice('5', { lines: [bare] }),
  ]);
  for (const id of ['1', '2', '3']) {
    const found = await dossier(id, ['1', '2', '3', '4', '5']);
    expect(found?.orders.map((one) => one.id)).toEqual(['500']);
    expect(found?.receipts.map((one) => one.id)).toEqual(['90', '91']);
  }
  for (const id of ['4', '5']) expect((await dossier(id))?.orders).toEqual([]);
});

it('answers a range exactly as it answers each invoice alone', async () => {
  await apply('purchase_order', [sampleOrder('500', {}, 3), sampleOrder('600')]);
  await apply('receipt', [sampleReceipt('9'), sampleReceipt('8', { orderLineId: '6001' })]);
  const invoices = ['1', '2', '3', '10'].map((id, at) =>
    sampleInvoice(id, {
      createdAt: minute(at),
      lines: on([`${id}a`, `500${at + 1}`], [`${id}b`, '5001'], [`${id}c`, '6001']),
    }),
  );
  await apply('invoice', invoices);
  const ids = invoices.map((invoice) => invoice.id);
  for (const id of ids) expect(await dossier(id, ids)).toEqual(await dossier(id));
});

describe('an order that was revised', () => {
  const on2April = (version: string) => ({ version, updatedAt: '2026-04-02T09:00:00.000Z' });
  const revised = async () => (await dossier('1'))?.revisedOrders;

  it('after the invoice date is given with the revision before and the day, and compared as it is now', async () => {
    await apply('purchase_order', [sampleOrder('500', { version: '1' })]);
    await apply('invoice', [sampleInvoice('1')]);
    expect(await revised()).toBeUndefined();
    await apply('purchase_order', [sampleOrder('500', on2April('2'))], minute(2));
    expect(await revised()).toEqual([
      { orderId: '500', poNumber: '500', from: '1', to: '2', on: '2026-04-02' },
    ]);
    expect((await dossier('1'))?.orders[0]?.record.version).toBe('2');
    const later = { version: '2', status: 'closed', updatedAt: '2026-04-09T09:00:00.000Z' };
    await apply('purchase_order', [sampleOrder('500', later)], minute(3));
    expect((await revised())?.[0]?.on).toBe('2026-04-02');
  });

  it('before the invoice date, or on its day, is an order like any other', async () => {
    await apply('purchase_order', [sampleOrder('500', { version: '1' })]);
    await apply('purchase_order', [sampleOrder('500', on2April('2'))], minute(2));
    await apply('invoice', [sampleInvoice('1', { invoiceDate: '2026-04-02' })]);
    expect(await revised()).toBeUndefined();
  });

  it('by days of the connection’s time zone', async () => {
    await test.db.inConnection(connectionId, (tx) =>
      tx.execute("update connection set time_zone = 'Pacific/Auckland'"),
    );
    await apply('purchase_order', [sampleOrder('500', { version: '1' })]);
    await apply('purchase_order', [
      sampleOrder('500', { version: '2', updatedAt: '2026-04-01T20:00:00.000Z' }),
    ]);
    await apply('invoice', [sampleInvoice('1')]);
    expect((await revised())?.[0]?.on).toBe('2026-04-02');
  });

  it('before Purser came is told as such, and one that was never revised not at all', async () => {
    await apply('purchase_order', [sampleOrder('500', on2April('3'))]);
    await apply('invoice', [sampleInvoice('1')]);
    expect(await revised()).toEqual([
      { orderId: '500', poNumber: '500', from: null, to: '3', on: '2026-04-02' },
    ]);
    await apply('purchase_order', [sampleOrder('600', on2April('1'))]);
    const other = { orderId: '600', orderLineId: '6001', poNumber: '600' };
    await apply('invoice', [sampleInvoice('2', { lines: [sampleInvoiceLine('2a', other)] })]);
    expect((await dossier('2', ['1', '2']))?.revisedOrders).toBeUndefined();
  });
});

it('counts as billed before what was created first, and what is approved', async () => {
  await apply('invoice', [
    sampleInvoice('1', { createdAt: minute(1) }),
    sampleInvoice('2', { createdAt: minute(2) }),
    sampleInvoice('3', { createdAt: minute(2) }),
    sampleInvoice('4', { createdAt: minute(3), status: 'approved' }),
    sampleInvoice('5', { createdAt: minute(0), status: 'voided' }),
    sampleInvoice('6', { createdAt: minute(0), lines: on(['6a', '5002']) }),
  ]);
  const billed = async (id: string) => (await dossier(id))?.billedBefore.map((one) => one.invoiceId);
  expect(await billed('1')).toEqual(['4']);
  expect(await billed('2')).toEqual(['1', '4']);
  expect(await billed('3')).toEqual(['1', '2', '4']);
  expect(await billed('4')).toEqual(['1', '2', '3']);
  expect(await billed('6')).toEqual([]);
  expect((await dossier('2'))?.billedBefore[0]).toEqual({
    orderLineId: '5001',
    invoiceId: '1',
    invoiceNumber: 'INV-1',
    quantity: '10',
    amount: '100.00',
    price: '10.00',
    description: 'Pallet, Euro',
  });
});

it('tells of an earlier billing what a deposit, a delivery and a credit are known by', async () => {
  const credited = {
    quantity: '-2',
    total: '-20.00',
    unitOfMeasure: 'CS',
    deliveryNoteNumber: 'LS-1',
    description: `Deposit ${'x'.repeat(200)}`,
  };
  await apply('invoice', [
    sampleInvoice('1', { documentType: 'credit_note', lines: [sampleInvoiceLine('1a', credited)] }),
    sampleInvoice('2', { createdAt: minute(2) }),
  ]);
  expect((await dossier('2'))?.billedBefore[0]).toMatchObject({
    quantity: '-2',
    unitOfMeasure: 'CS',
    reference: 'LS-1',
    description: `Deposit ${'x'.repeat(112)}`,
    isCredit: true,
  });
});

it('says how many other invoices of the supplier were seen, up to three', async () => {
  const seen = async () => (await dossier('1'))?.supplierInvoicesSeen;
  await apply('invoice', [sampleInvoice('1'), sampleInvoice('90', { supplierId: '8' })]);
  expect(await seen()).toBe(0);
  await apply('invoice', [sampleInvoice('2')]);
  expect(await seen()).toBe(1);
  await apply('invoice', [sampleInvoice('3'), sampleInvoice('4'), sampleInvoice('5'), sampleInvoice('6')]);
  expect(await seen()).toBe(3);
});

it('knows nothing of a deleted invoice, of a deleted order, and of another connection', async () => {
  await apply('purchase_order', [sampleOrder('500')]);
  await apply('invoice', [sampleInvoice('1'), sampleInvoice('2')]);
  await test.db.inConnection(connectionId, async (tx) => {
    await tx.execute("update invoice set deleted_at = now() where id = '1'");
    await tx.execute('update purchase_order set deleted_at = now()');
  });
  expect(await dossier('1')).toBeUndefined();
  expect((await dossier('2'))?.orders).toEqual([]);
  expect((await dossier('2'))?.billedBefore).toEqual([]);
  connectionId = await createTestConnection(test.db, `other_${made}`);
  expect(await dossier('2')).toBeUndefined();
});

it('tells the day where the books are kept and who writes', async () => {
  await test.db.inConnection(connectionId, (tx) =>
    tx.execute("update connection set time_zone = 'Pacific/Kiritimati', service_user_id = '12'"),
  );
  await test.db.inConnection(connectionId, async (tx) => {
    const sources = createSources(tx, connectionId, { invoiceIds: [] });
    const [row] = await tx.query<{ day: string }>("select (now() + interval '14 hours')::date::text as day");
    expect(await sources.today()).toBe(row?.day);
    expect(await sources.serviceUserId()).toBe('12');
  });
});

it('finds the exact versions that stored evidence names, and all versions of a record in order', async () => {
  const first = sampleInvoice('1');
  const second = sampleInvoice('1', { status: 'approved', updatedAt: minute(5) });
  await apply('invoice', [first]);
  await apply('invoice', [second], minute(6));
  const ref = { kind: 'invoice' as const, id: '1', hash: sha256Hex(canonicalJson(first)) };
  await test.db.inConnection(connectionId, async (tx) => {
    const found = await loadVersions(tx, connectionId, [ref, { ...ref, hash: 'ab'.repeat(32) }]);
    expect([...found]).toEqual([[`invoice/1@${ref.hash}`, first]]);
    const versions = await versionsOf(tx, connectionId, 'invoice', '1');
    expect(versions.map((version) => version.record)).toEqual([first, second]);
  });
});
