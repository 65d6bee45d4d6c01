import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import {
  connect,
  plainInvoice,
  plainOrder,
  startTestSandbox,
  type TestClient,
  type WireRecord,
} from './test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());

let count = 0;
const LINE = { description: 'Bracket', price: '50.00', quantity: '10' };
async function issued(...lines: object[]): Promise<WireRecord & { lines: number[]; path: string }> {
  count += 1;
  const sent = plainOrder(sandbox, `CH-${count}`, { 'order-lines': lines.length > 0 ? lines : [LINE, LINE] });
  const order = (await client.post('/api/purchase_orders', sent)).json as WireRecord;
  await client.put(`/api/purchase_orders/${order.id}/issue`);
  const ids = (order['order-lines'] as WireRecord[]).map(({ id }) => id);
  return { ...order, lines: ids, path: `/api/purchase_orders/${order.id}` };
}
const change = (order: WireRecord, changes: object) =>
  client.post('/api/purchase_order_changes', { 'order-header-id': order.id, ...changes });
async function decide(id: number, verb: string) {
  await client.put(`/api/purchase_order_changes/${id}/submit_for_approval`);
  const query = `approvable-type=OrderHeaderChange&approvable-id=${id}&status=pending_approval`;
  const [approval] = await client.list(`/api/approvals?${query}`);
  return client.put(`/api/approvals/${approval?.id}/${verb}`);
}

describe('purchase order changes', () => {
  it('become the next version of the order when they are approved, and nothing before', async () => {
    const order = await issued();
    const [first, second] = order.lines;
    await client.put(`${order.path}?exported=true`);
    const made = await change(order, {
      'ship-to-attention': 'Gate 4',
      'order-line-changes': [
        { 'order-line-id': first, price: '55' },
        { 'order-line-id': second, 'pending-delete': true },
        { description: 'Screws', price: '2', quantity: '100' },
      ],
    });
    expect(made.json).toMatchObject({
      status: 'draft',
      'po-number': order['po-number'],
      'lines-count': 3,
      'lines-pending-add-count': 1,
      'lines-pending-delete-count': 1,
    });
    const { id } = made.json as WireRecord;
    expect(await client.record(order.path)).toMatchObject({ version: 1, total: '1000.00' });
    expect((await decide(id, 'approve')).json).toMatchObject({ id, status: 'approved' });
    const after = await client.record(order.path);
    expect(after).toMatchObject({
      version: 2,
      'ship-to-attention': 'Gate 4',
      total: '750.00',
      exported: false,
      'order-lines': [{ id: first, price: '55' }, { description: 'Screws' }],
    });
    const revisions = await client.list(`/api/purchase_order_revisions?purchase_order_id=${order.id}`);
    expect(revisions.flatMap(({ changes }) => (changes as WireRecord[]).map(({ field }) => field))).toEqual([
      'ship-to-attention',
      'price',
      'lines',
      'lines',
    ]);
    expect((await client.put(`/api/purchase_order_changes/${id}`, { 'ship-to-attention': 'x' })).status).toBe(
      400,
    );
  });

  it('that are rejected leave the order alone, and can be mended', async () => {
    const order = await issued();
    const made = await change(order, {
      'order-line-changes': [{ 'order-line-id': order.lines[0], quantity: '1' }],
    });
    const { id } = made.json as WireRecord;
    await decide(id, 'reject?reason=Too+few');
    const path = `/api/purchase_order_changes/${id}`;
    expect(await client.record(path)).toMatchObject({ status: 'rejected', 'reject-reason': 'Too few' });
    expect(await client.record(order.path)).toMatchObject({ version: 1, total: '1000.00' });
    expect((await client.put(path, { 'ship-to-attention': 'Gate 1' })).json).toMatchObject({
      status: 'draft',
    });
  });

  it('are refused for orders not in force, strange lines and lines that came', async () => {
    const order = await issued();
    const bad = async (changes: object) => (await change(order, changes)).text;
    expect(await bad({ 'order-line-changes': [{ 'order-line-id': 1, price: '1' }] })).toContain(
      'could not be found',
    );
    expect(await bad({ 'order-line-changes': [{ quantity: '1' }] })).toContain(
      'needs a description and a price',
    );
    await client.post('/api/receiving_transactions', { quantity: '1', 'order-line': { id: order.lines[0] } });
    expect(
      await bad({ 'order-line-changes': [{ 'order-line-id': order.lines[0], 'pending-delete': true }] }),
    ).toContain('with receipts');
    await client.put(`${order.path}/close`);
    expect(await bad({})).toContain("in status closed can't be changed");
  });
});

describe('a closed order', () => {
  it('is reopened with a reason that exists, or with none', async () => {
    const order = await issued();
    await client.put(`${order.path}/close`);
    expect((await client.put(`${order.path}/reopen`, { reason_insight_code: 'WHIM' })).text).toContain(
      'could not be found',
    );
    expect(await client.record(order.path)).toMatchObject({ status: 'closed' });
    const reason = { reason_insight_code: 'LATE_INVOICE', 'reason-insight-event-comment': 'From March' };
    await client.put(`${order.path}/reopen`, reason);
    const shown = await client.record(`${order.path}?fields=["status","reason-insight-events"]`);
    expect(shown).toMatchObject({
      status: 'issued',
      'reason-insight-events': [{ 'reason-insight': { code: 'LATE_INVOICE' }, comment: 'From March' }],
    });
  });
});

describe('deleting', () => {
  it('takes an untouched order line away as a new version, never the last', async () => {
    const order = await issued();
    const [first, second] = order.lines;
    expect((await client.call('DELETE', `/api/purchase_order_lines/${first}`)).status).toBe(200);
    expect(await client.record(order.path)).toMatchObject({ version: 2, total: '500.00' });
    expect((await client.call('DELETE', `/api/purchase_order_lines/${second}`)).text).toContain(
      'cancel the order',
    );
  });

  it('is for new invoices only', async () => {
    const draft = (await client.post('/api/invoices', plainInvoice(sandbox, 'DEL-1'))).json as WireRecord;
    expect((await client.call('DELETE', `/api/invoices/${draft.id}`)).text).toContain(
      "in status draft can't be deleted",
    );
    expect((await client.get(`/api/invoices/${draft.id}`)).status).toBe(200);
  });
});
