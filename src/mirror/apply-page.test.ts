import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
import { laneOf } from './lane.ts';
import { markDeleted } from './mark-deleted.ts';
import type { MirrorKind, MirrorRecords } from './record-table.ts';

let test: TestDatabase;
let connectionId: string;
let made = 0;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  made += 1;
  connectionId = await createTestConnection(test.db, `apply_${made}`);
});

function apply<K extends MirrorKind>(kind: K, records: readonly MirrorRecords[K][], readAt = minute(1)) {
  return test.db.inConnection(connectionId, (tx) => applyPage(tx, connectionId, { kind, records, readAt }));
}

/** Every change of the feed as `subject cause`, by lane and number. */
function feed(): Promise<string[]> {
  return test.db.inConnection(connectionId, async (tx) => {
    const rows = await tx.query<{ told: string }>(
      "select subject_id || ' ' || cause as told from change order by at, lane, seq",
    );
    return rows.map((row) => row.told);
  });
}

/** What entered the feed while the work ran. */
async function woken(work: () => Promise<unknown>): Promise<string[]> {
  const before = (await feed()).length;
  await work();
  return (await feed()).slice(before).sort();
}

describe('a page of invoices', () => {
  it('enters mirror and feed once, however often it is read', async () => {
    const page = [sampleInvoice('1'), sampleInvoice('2', { supplierId: '8' })];
    expect(await apply('invoice', page)).toEqual({ changed: ['1', '2'], added: ['1', '2'], woken: 2 });
    expect(await apply('invoice', page, minute(5))).toEqual({ changed: [], added: [], woken: 0 });
    expect((await feed()).sort()).toEqual(['1 invoice', '2 invoice']);
    const rows = await test.db.inConnection(connectionId, (tx) =>
      tx.query('select status, gross_total, net_due_date from invoice order by id'),
    );
    expect(rows[0]).toEqual({
      status: 'pending_approval',
      gross_total: '119.00',
      net_due_date: '2026-05-01',
    });
  });

  it('keeps each version once, byte for byte what was hashed', async () => {
    await apply('invoice', [sampleInvoice('1')]);
    await apply('invoice', [sampleInvoice('1', { status: 'approved', updatedAt: minute(2) })], minute(3));
    await apply('invoice', [sampleInvoice('1', { updatedAt: minute(0) })], minute(4));
    const rows = await test.db.inConnection(connectionId, (tx) =>
      tx.query<{ good: boolean }>(
        "select sha256(convert_to(doc::text, 'UTF8')) = hash as good from record_version where record_id = '1'",
      ),
    );
    expect(rows).toEqual([{ good: true }, { good: true }]);
    expect(await feed()).toHaveLength(3);
  });

  it('puts new lines in the place of the old', async () => {
    await apply('invoice', [
      sampleInvoice('1', {
        lines: [sampleInvoiceLine('a'), sampleInvoiceLine('b', { orderLineId: '5002' })],
      }),
    ]);
    await apply(
      'invoice',
      [sampleInvoice('1', { lines: [sampleInvoiceLine('c', { quantity: '3' })] })],
      minute(2),
    );
    const rows = await test.db.inConnection(connectionId, (tx) =>
      tx.query('select position, order_line_id, quantity from invoice_line'),
    );
    expect(rows).toEqual([{ position: 0, order_line_id: '5001', quantity: '3' }]);
  });

  it('keeps ids beyond 2^53, amounts of 30 digits and markup in names as they are', async () => {
    const id = '9007199254740993123';
    const record = sampleInvoice(id, {
      grossTotal: '123456789012345678901234567.125',
      supplierName: '<img src=x onerror=alert(1)> Trading Ltd',
    });
    await apply('invoice', [record]);
    const [row] = await test.db.inConnection(connectionId, (tx) =>
      tx.query('select id, gross_total, supplier_name from invoice'),
    );
    expect(row).toEqual({ id, gross_total: record.grossTotal, supplier_name: record.supplierName });
  });

  it('takes the newer of two copies in one page', async () => {
    await apply('invoice', [
      sampleInvoice('1', { status: 'approved', updatedAt: minute(9) }),
      sampleInvoice('1', { status: 'draft', updatedAt: minute(1) }),
    ]);
    const rows = await test.db.inConnection(connectionId, (tx) => tx.query('select status from invoice'));
    expect(rows).toEqual([{ status: 'approved' }]);
  });

  it('does not let a read that began earlier win over a later one', async () => {
    await apply('invoice', [sampleInvoice('1', { status: 'approved', updatedAt: minute(4) })], minute(6));
    const late = await apply(
      'invoice',
      [sampleInvoice('1', { status: 'draft', updatedAt: minute(2) })],
      minute(5),
    );
    expect(late.changed).toEqual([]);
  });

  it('follows a later read although the clock of Coupa went back an hour', async () => {
    await apply('invoice', [sampleInvoice('1', { updatedAt: minute(90) })], minute(6));
    const later = await apply(
      'invoice',
      [sampleInvoice('1', { status: 'approved', updatedAt: minute(30) })],
      minute(7),
    );
    expect(later.changed).toEqual(['1']);
  });

  it('does not go back with a replica that is behind, but with Coupa itself', async () => {
    const second = (at: number) => new Date(Date.parse(minute(6)) + at * 1000).toISOString();
    const now = sampleInvoice('1', { status: 'approved', updatedAt: minute(5) });
    const before = sampleInvoice('1', { status: 'draft', updatedAt: minute(4) });
    await apply('invoice', [now], second(0));
    expect((await apply('invoice', [before], second(29))).changed).toEqual([]);
    expect((await apply('invoice', [before], second(30))).changed).toEqual(['1']);
    await apply('invoice', [now], second(40));
    const believed = { kind: 'invoice' as const, records: [before], readAt: second(41), mayBeOlder: true };
    const applied = await test.db.inConnection(connectionId, (tx) => applyPage(tx, connectionId, believed));
    expect(applied.changed).toEqual(['1']);
  });

  it('writes mirror and feed together or not at all', async () => {
    await expect(
      test.db.inConnection(connectionId, async (tx) => {
        await applyPage(tx, connectionId, {
          kind: 'invoice',
          records: [sampleInvoice('1')],
          readAt: minute(1),
        });
        throw new Error('cut');
      }),
    ).rejects.toThrow('cut');
    expect(await feed()).toEqual([]);
    expect((await apply('invoice', [sampleInvoice('1')])).changed).toEqual(['1']);
  });

  it('refuses a lane without a head instead of losing the change', async () => {
    await test.db.inConnection(connectionId, (tx) => tx.execute('delete from feed_head'));
    await expect(apply('invoice', [sampleInvoice('1')])).rejects.toThrow(/has no head/);
  });

  it('takes pages of several hundred, each invoice in the lane of its supplier, numbers without gaps', async () => {
    const page = Array.from({ length: 333 }, (_, at) =>
      sampleInvoice(String(at + 1), { supplierId: String(at % 17), lines: [] }),
    );
    expect((await apply('invoice', page)).woken).toBe(333);
    const rows = await test.db.inConnection(connectionId, (tx) =>
      tx.query<{ lane: number; seq: string; supplier_id: string }>(
        'select c.lane, c.seq, i.supplier_id from change c join invoice i on i.id = c.subject_id order by lane, seq',
      ),
    );
    const next = new Map<number, number>();
    for (const row of rows) {
      const expected = (next.get(row.lane) ?? 0) + 1;
      expect(Number(row.seq)).toBe(expected);
      next.set(row.lane, expected);
      expect(row.lane).toBe(laneOf({ id: '', supplierId: row.supplier_id }, 4));
    }
    expect(next.size).toBeGreaterThan(1);
  });
});

describe('what invoices rest on', () => {
  beforeEach(async () => {
    await apply('invoice', [sampleInvoice('1'), sampleInvoice('2', { lines: [] })]);
  });

  it('wakes them when an order appears after them, is revised, loses a line or goes', async () => {
    expect(await woken(() => apply('purchase_order', [sampleOrder('500')]))).toEqual(['1 purchase_order']);
    const revised = sampleOrder('500', { version: '2', updatedAt: minute(2) });
    expect(await woken(() => apply('purchase_order', [revised], minute(3)))).toEqual(['1 purchase_order']);
    const emptied = sampleOrder('500', { version: '3', lines: [], updatedAt: minute(4) });
    expect(await woken(() => apply('purchase_order', [emptied], minute(5)))).toEqual(['1 purchase_order']);
    const deleted = () =>
      test.db.inConnection(connectionId, (tx) =>
        markDeleted(tx, connectionId, 'purchase_order', ['500'], minute(6)),
      );
    expect(await woken(deleted)).toEqual(['1 purchase_order']);
    expect(await woken(deleted)).toEqual([]);
    expect(await woken(() => apply('purchase_order', [emptied], minute(7)))).toEqual(['1 purchase_order']);
  });

  it('wakes an invoice that names its order by number or by header alone', async () => {
    await apply('invoice', [
      sampleInvoice('3', { lines: [{ ...bareLine('31'), poNumber: 'PO-77' }] }),
      sampleInvoice('4', { lines: [{ ...bareLine('41'), orderId: '600' }] }),
      sampleInvoice('5', { lines: [{ ...bareLine('51'), poNumber: '600' }] }),
    ]);
    const orders = [sampleOrder('700', { poNumber: 'PO-77' }), sampleOrder('600')];
    expect(await woken(() => apply('purchase_order', orders))).toEqual([
      '3 purchase_order',
      '4 purchase_order',
      '5 purchase_order',
    ]);
    const receipts = [sampleReceipt('9', { orderId: '600', orderLineId: '6001' })];
    expect(await woken(() => apply('receipt', receipts))).toEqual(['4 receipt', '5 receipt']);
  });

  it('wakes them by receipts and by steps of approval, and not by those of other documents', async () => {
    expect(await woken(() => apply('receipt', [sampleReceipt('9')]))).toEqual(['1 receipt']);
    expect(
      await woken(() => apply('receipt', [sampleReceipt('8', { orderLineId: '1234', orderId: '12' })])),
    ).toEqual([]);
    expect(await woken(() => apply('coupa_approval', [sampleApproval('20', '2')]))).toEqual(['2 approval']);
    const other = sampleApproval('21', '2', { approvableType: 'RequisitionHeader' });
    expect(await woken(() => apply('coupa_approval', [other]))).toEqual([]);
  });

  it('wakes another open invoice on the same order line, and leaves decided and dead ones asleep', async () => {
    await apply('invoice', [
      sampleInvoice('6', { status: 'approved' }),
      sampleInvoice('7', { status: 'voided' }),
      sampleInvoice('8', { status: 'pending_receipt' }),
    ]);
    const voided = sampleInvoice('1', { status: 'voided', updatedAt: minute(3) });
    expect(await woken(() => apply('invoice', [voided], minute(4)))).toEqual(['1 invoice', '8 invoice']);
  });

  it('wakes by the order line an invoice has let go of', async () => {
    await apply('invoice', [sampleInvoice('8')]);
    const moved = sampleInvoice('1', { lines: [sampleInvoiceLine('x', { orderLineId: '5009' })] });
    expect(await woken(() => apply('invoice', [moved], minute(4)))).toEqual(['1 invoice', '8 invoice']);
  });

  it('wakes the open invoices of a supplier that changed: it may be blocked now', async () => {
    const supplier = {
      id: '7',
      name: 'Nordwind',
      status: 'active',
      holdsPayment: true,
      updatedAt: minute(0),
    };
    expect(await woken(() => apply('supplier', [supplier]))).toEqual(['1 supplier', '2 supplier']);
    await apply('invoice', [sampleInvoice('1', { status: 'approved', updatedAt: minute(1) })]);
    const released = { ...supplier, holdsPayment: false, updatedAt: minute(2) };
    expect(await woken(() => apply('supplier', [released]))).toEqual(['2 supplier']);
  });

  describe('that name no order line', () => {
    const { orderId: _o, orderLineId: _l, poNumber: _p, ...bare } = sampleInvoiceLine('x');
    const unplaced = (id: string, differs: Parameters<typeof sampleInvoice>[1] = {}) =>
      sampleInvoice(id, { lines: [{ ...bare, poNumber: 'PO 5OO' }], ...differs });

    it('are woken by every order and receipt of their supplier, since it may be the one that is meant', async () => {
      await apply('invoice', [
        unplaced('1'),
        unplaced('2', { status: 'approved' }),
        unplaced('3', { supplierId: '8' }),
        sampleInvoice('4'),
      ]);
      const order = sampleOrder('600');
      expect(await woken(() => apply('purchase_order', [order]))).toEqual(['1 purchase_order']);
      const receipt = sampleReceipt('90', { orderId: '600', orderLineId: '6001' });
      expect(await woken(() => apply('receipt', [receipt]))).toEqual(['1 receipt']);
    });
  });

  it('wakes the other copy of a number, and the credit note of an original that comes late', async () => {
    const credit = { documentType: 'credit_note', originalInvoiceNumber: 'RE 0417', lines: [] } as const;
    await apply('invoice', [
      sampleInvoice('1', { invoiceNumber: 'RE-417', lines: [] }),
      sampleInvoice('2', { invoiceNumber: 'G-1', ...credit }),
      sampleInvoice('3', { invoiceNumber: 'RE-417', lines: [], supplierId: '8' }),
      sampleInvoice('4', { invoiceNumber: '', lines: [] }),
    ]);
    const copy = sampleInvoice('9', { invoiceNumber: 're 0417', lines: [] });
    expect(await woken(() => apply('invoice', [copy]))).toEqual(['1 invoice', '2 invoice', '9 invoice']);
    const nameless = sampleInvoice('10', { invoiceNumber: ' - ', lines: [] });
    expect(await woken(() => apply('invoice', [nameless]))).toEqual(['10 invoice']);
  });

  it('wakes an open invoice by what others write on it or its order, and by a contract of its supplier', async () => {
    await apply('invoice', [sampleInvoice('2', { status: 'approved' })]);
    const comment = (id: string, change: object) => ({
      id,
      commentableType: 'InvoiceHeader',
      commentableId: '1',
      text: 'New price agreed.',
      updatedAt: minute(0),
      ...change,
    });
    const told = (change: object) => woken(() => apply('coupa_comment', [comment('4', change)]));
    expect(await told({ createdById: '41' })).toEqual(['1 comment']);
    expect(await told({ commentableId: '2', createdById: '42' })).toEqual([]);
    expect(await told({ commentableType: 'OrderHeader', commentableId: '500' })).toEqual(['1 comment']);
    await test.db.inConnection(connectionId, (tx) =>
      tx.execute("update connection set service_user_id = '900'"),
    );
    expect(await told({ createdById: '900' })).toEqual([]);
    const contract = { id: '12', status: 'published', isTerminated: false, updatedAt: minute(0) };
    expect(await woken(() => apply('contract', [{ ...contract, supplierId: '7' }]))).toEqual(['1 contract']);
    expect(await woken(() => apply('contract', [{ ...contract, supplierId: '8' }]))).toEqual([]);
  });

  it('wakes nobody by terms, users and prices, and holds them all the same', async () => {
    const nobody = await woken(async () => {
      await apply('payment_term', [{ id: '1', code: 'Net 30', isActive: true, updatedAt: minute(0) }]);
      await apply('coupa_user', [
        { id: '3', login: 'a.meier', fullName: 'Anna Meier', isActive: true, updatedAt: minute(0) },
      ]);
      await apply('supplier_item', [
        { id: '31', supplierId: '7', partNumbers: ['A-1', ''], tiers: [], updatedAt: minute(0) },
      ]);
    });
    expect(nobody).toEqual([]);
    const [row] = await test.db.inConnection(connectionId, (tx) =>
      tx.query('select count(distinct kind)::int as kinds from record_version'),
    );
    expect(row).toEqual({ kinds: 4 });
  });

  it('marks an invoice deleted, wakes it and its neighbours, and takes it back when it returns', async () => {
    await apply('invoice', [sampleInvoice('8')]);
    const gone = () =>
      test.db.inConnection(connectionId, (tx) =>
        markDeleted(tx, connectionId, 'invoice', ['1', '99'], minute(8)),
      );
    expect(await woken(gone)).toEqual(['1 invoice', '8 invoice']);
    expect(await woken(() => apply('invoice', [sampleInvoice('1')], minute(9)))).toEqual([
      '1 invoice',
      '8 invoice',
    ]);
    const rows = await test.db.inConnection(connectionId, (tx) =>
      tx.query("select deleted_at from invoice where id = '1'"),
    );
    expect(rows).toEqual([{ deleted_at: null }]);
  });

  it('does not delete what was read after the sweep looked', async () => {
    await apply('invoice', [sampleInvoice('9')], minute(20));
    const marked = await test.db.inConnection(connectionId, (tx) =>
      markDeleted(tx, connectionId, 'invoice', ['9'], minute(19)),
    );
    expect(marked).toEqual([]);
  });
});

describe('two transactions at once', () => {
  it('never let an order miss the invoice that is being written beside it', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const invoiceTx = test.db.inConnection(connectionId, async (tx) => {
      const page = { kind: 'invoice' as const, records: [sampleInvoice('1')], readAt: minute(1) };
      await applyPage(tx, connectionId, page);
      await held;
    });
    await untilSomebodyHolds();
    const orderTx = apply('purchase_order', [sampleOrder('500')]);
    setTimeout(letGo, 50);
    await invoiceTx;
    expect((await orderTx).woken).toBe(1);
  });
});

/** Resolves once a transaction holds the mirror's lock of this connection. */
async function untilSomebodyHolds(): Promise<void> {
  for (;;) {
    const { rowCount } = await test.db.pool.query(
      "select 1 from pg_locks where locktype = 'advisory' and classid = 7287734 and granted",
    );
    if (rowCount === 1) return;
  }
}

function bareLine(id: string) {
  const { orderId: _order, orderLineId: _line, poNumber: _number, ...bare } = sampleInvoiceLine(id);
  return bare;
}
