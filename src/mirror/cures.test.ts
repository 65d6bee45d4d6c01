import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CoupaComment } from '#domain/records/coupa-comment.ts';
import type { SupplierItem } from '#domain/records/supplier-item.ts';
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
import { createSources } from './sources.ts';

let test: TestDatabase;
let connectionId: string;
let made = 0;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

function apply<K extends MirrorKind>(kind: K, records: readonly MirrorRecords[K][]) {
  return test.db.inConnection(connectionId, (tx) =>
    applyPage(tx, connectionId, { kind, records, readAt: minute(1) }),
  );
}

async function cures(invoiceId = '1') {
  const dossier = await test.db.inConnection(connectionId, (tx) =>
    createSources(tx, connectionId, { invoiceIds: ['1', '2'] }).invoiceDossier(invoiceId),
  );
  return dossier?.cures;
}

function execute(sql: string, values: readonly unknown[] = []) {
  return test.db.inConnection(connectionId, (tx) => tx.execute(sql, values));
}

const read = (...resources: string[]) =>
  execute(
    "insert into watermark (connection_id, resource, phase) select $1, unnest($2::text[]), 'incremental'",
    [connectionId, resources],
  );

const item = (id: string, change: Partial<SupplierItem> = {}): SupplierItem => ({
  id,
  supplierId: '7',
  partNumbers: ['H-100'],
  tiers: [],
  updatedAt: minute(0),
  ...change,
});
const contract = (id: string) => ({ id, status: 'published', isTerminated: false, updatedAt: minute(0) });
const comment = (id: string, change: Partial<CoupaComment> = {}): CoupaComment => ({
  id,
  commentableType: 'InvoiceHeader',
  commentableId: '1',
  text: 'Seen.',
  updatedAt: minute(0),
  ...change,
});

/** Invoice 1 bills a part at another price than its order has; invoice 2 agrees. */
beforeEach(async () => {
  made += 1;
  connectionId = await createTestConnection(test.db, `cures_${made}`);
  const order = sampleOrder('500', {}, 2);
  const [line, other] = order.lines;
  if (line === undefined || other === undefined) throw new Error('Expected two lines.');
  await apply('purchase_order', [
    { ...order, lines: [{ ...line, partNumber: 'H 100', contract: { id: '12' } }, other] },
  ]);
  await apply('receipt', [
    sampleReceipt('90', { quantity: '1000' }),
    sampleReceipt('91', { quantity: '1000', orderLineId: '5002' }),
  ]);
  await apply('invoice', [
    sampleInvoice('1', { lines: [sampleInvoiceLine('a', { orderLineId: '5001', price: '99.99' })] }),
    sampleInvoice('2', {
      lines: [sampleInvoiceLine('b', { orderLineId: '5002', price: other.price ?? '1' })],
    }),
  ]);
});

describe('what may cure an exception', () => {
  it('is gathered for the invoice that differs, and not for the one that agrees', async () => {
    expect(await cures('2')).toBeUndefined();
    expect(await cures('1')).toEqual({ history: { cases: [], acceptedInYear: [] } });
  });

  it('is not at hand, rather than nothing, where Coupa’s lists were never read', async () => {
    await read('contracts', 'comments');
    expect(await cures()).toEqual({
      remarks: { comments: [], approverIds: [] },
      history: { cases: [], acceptedInYear: [] },
    });
    await read('supplier_items');
    expect((await cures())?.agreed).toEqual({ supplierItems: [], contracts: [] });
  });

  it('are prices of the articles billed with this supplier, charges of its contracts, and the contracts', async () => {
    await read('contracts', 'supplier_items');
    const { partNumbers: _numbers, ...numberless } = item('36', { itemName: 'Freight', contractId: '12' });
    await apply('supplier_item', [
      item('31', { contractId: '13' }),
      item('32', { supplierId: '8' }),
      item('33', { partNumbers: ['H-101'] }),
      item('34', { partNumbers: ['X', 'h100'] }),
      item('35', { partNumbers: ['H-900'], itemName: 'Bearing', contractId: '12' }),
      { ...numberless, partNumbers: [] },
    ]);
    await apply('contract', [contract('12'), contract('13'), contract('14')]);
    const found = (await cures())?.agreed;
    expect(found?.supplierItems.map(({ id }) => id)).toEqual(['31', '34', '36']);
    expect(found?.contracts.map(({ id }) => id)).toEqual(['12', '13']);
  });

  it('are comments on the invoice and its order, with who was ever asked to approve it', async () => {
    await read('comments');
    await apply('coupa_comment', [
      comment('70'),
      comment('71', { commentableId: '2' }),
      comment('72', { commentableType: 'OrderHeader', commentableId: '500' }),
      comment('73', { commentableType: 'OrderHeader', commentableId: '1' }),
    ]);
    await apply('coupa_approval', [
      sampleApproval('30', '1', { approverId: '44', status: 'approved' }),
      sampleApproval('31', '1', { approverId: '43' }),
      sampleApproval('32', '2', { approverId: '45' }),
    ]);
    const remarks = (await cures())?.remarks;
    expect(remarks?.comments.map(({ id }) => id)).toEqual(['70', '72']);
    expect(remarks?.approverIds).toEqual(['43', '44']);
  });
});

describe('how people settled the supplier’s exceptions', () => {
  /** An invoice that somebody decided on, as it stands in Coupa and in Purser's record now. */
  async function decided(
    id: string,
    {
      status = 'approved',
      still = 'PRICE_OVER',
      state = 'rejected',
      daysAgo = 10,
      supplierId = '7',
    }: { status?: string; still?: string | null; state?: string; daysAgo?: number; supplierId?: string } = {},
  ) {
    await apply('invoice', [sampleInvoice(id, { status, supplierId, lines: [] })]);
    await execute(
      `insert into run (connection_id, agent, lane, seq, subject_id, verdict, cause, ruling, policy_version,
              settings_hash, code_version, evidence_hash, proposal_hash, packed)
       values ($1, 'three-way-match', 0, $2, $3, 'exception', $4, 'ask', 1, '\\x', '1', '\\x', '\\x', '\\x')`,
      [connectionId, Number(id), id, still],
    );
    await execute(
      `insert into approval (connection_id, id, agent, lane, seq, subject_id, state, proposal_hash, cause, verdict, headline,
              commands, tasks, invoice_number, supplier_id, currency, amount, at_risk, decided_at, decided_by,
              decided_by_name, policy_version)
       values ($1, $2, 'three-way-match', 0, $3, $4, $5, '\\x', 'PRICE_OVER', 'exception', 'Dispute', '[]', '[]', 'R-' || $4,
              $6, 'EUR', 300, 12.5, now() - make_interval(days => $7), $8, 'Ole Brandt', 1)`,
      [
        connectionId,
        `apr_${id}`,
        Number(id),
        id,
        state,
        supplierId,
        daysAgo,
        state === 'superseded' ? null : 'p1',
      ],
    );
  }

  it('is told by how it ended in Coupa, newest first, and what is open, old or another supplier’s is left out', async () => {
    await decided('11', { daysAgo: 5 });
    await decided('12', { daysAgo: 6, still: null });
    await decided('13', { daysAgo: 7, status: 'disputed' });
    await decided('14', { status: 'pending_approval' });
    await decided('15', { supplierId: '8' });
    await decided('16', { daysAgo: 800 });
    await decided('17', { state: 'superseded' });
    await decided('18', { daysAgo: 400 });
    const history = (await cures())?.history;
    expect(history?.cases.map(({ invoiceId, outcome }) => [invoiceId, outcome])).toEqual([
      ['11', 'accepted'],
      ['12', 'corrected'],
      ['13', 'refused'],
      ['18', 'accepted'],
    ]);
    expect(history?.cases[0]).toMatchObject({
      invoiceNumber: 'R-11',
      code: 'PRICE_OVER',
      currency: 'EUR',
      total: '300',
      atRisk: '12.5',
      decidedByName: 'Ole Brandt',
    });
    expect(history?.acceptedInYear).toEqual([{ currency: 'EUR', amount: '12.5' }]);
  });

  it('counts an invoice once, by the last decision on it, and the invoice itself never', async () => {
    await decided('11');
    await execute(
      `insert into approval select (jsonb_populate_record(a, '{"id": "apr_x"}')).* from approval a`,
    );
    await execute(`update approval set decided_by_name = 'Ida Lund', decided_at = now() where id = 'apr_x'`);
    expect((await cures())?.history.cases.map(({ decidedByName }) => decidedByName)).toEqual(['Ida Lund']);
    await execute(`update approval set subject_id = '1'`);
    expect((await cures())?.history.cases).toEqual([]);
  });
});
