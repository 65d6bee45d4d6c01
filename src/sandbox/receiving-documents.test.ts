import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import { connect, plainOrder, startTestSandbox, type TestClient, type WireRecord } from './test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());

let count = 0;
/** An issued order of ten pieces; its line. */
async function orderedLine(): Promise<number> {
  count += 1;
  const order = (await client.post('/api/purchase_orders', plainOrder(sandbox, `RD-${count}`)))
    .json as WireRecord;
  await client.put(`/api/purchase_orders/${order.id}/issue`);
  return (order['order-lines'] as WireRecord[])[0]?.id ?? 0;
}
const receivedOn = async (line: number) =>
  Number((await client.record(`/api/purchase_order_lines/${line}`)).received);
const made = async (path: string, body: object) => {
  const answer = await client.post(`/api/${path}`, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.json as WireRecord;
};
const linesOf = (record: unknown) => (record as WireRecord).lines as WireRecord[];

describe('advance ship notices', () => {
  const notice = (line: number, changes: object = {}) => ({
    'asn-number': `A-${line}`,
    'ship-date': '2026-03-17',
    supplier: { id: sandbox.env.vars.supplier_id },
    lines: [{ 'order-line': { id: line }, quantity: '8' }],
    ...changes,
  });

  it('are received in parts and then whole, and book receipts', async () => {
    const line = await orderedLine();
    const { id, ...asn } = await made('asn/headers', notice(line));
    expect(asn).toMatchObject({
      status: 'pending_receipt',
      lines: [{ 'line-num': 1, description: 'Bracket' }],
    });
    const receive = (quantity?: string) =>
      client.put(
        `/api/asn/headers/${id}/receive`,
        quantity ? { lines: [{ id: linesOf(asn)[0]?.id, quantity }] } : undefined,
      );
    expect((await receive('9')).text).toContain('more than was announced');
    expect((await receive('3')).json).toMatchObject({ status: 'partially_received' });
    expect(await receivedOn(line)).toBe(3);
    expect((await receive()).json).toMatchObject({ status: 'received', lines: [{ received: '8' }] });
    expect(await receivedOn(line)).toBe(8);
    expect((await receive()).status).toBe(400);
  });

  it('that are voided take back what came last', async () => {
    const line = await orderedLine();
    const { id } = await made('asn/headers', notice(line));
    await client.put(`/api/asn/headers/${id}/receive`);
    expect((await client.put(`/api/asn/headers/${id}/void`)).json).toMatchObject({
      status: 'cancelled',
      lines: [{ status: 'cancelled', received: '0' }],
    });
    expect(await receivedOn(line)).toBe(0);
    expect((await client.put(`/api/asn/headers/${id}`, { carrier: 'Post' })).status).toBe(400);
  });

  it('are refused for lines of another supplier and numbers that were used', async () => {
    const line = await orderedLine();
    const other = { supplier: { id: sandbox.env.vars.supplier2_id } };
    expect((await client.post('/api/asn/headers', notice(line, other))).text).toContain(
      'not of this supplier',
    );
    await made('asn/headers', notice(line));
    expect((await client.post('/api/asn/headers', notice(line))).text).toContain('already been taken');
  });
});

describe('receipt requests', () => {
  it('become receipts when whoever ordered confirms them', async () => {
    const line = await orderedLine();
    const request = await made('receipt_requests', {
      lines: [{ 'order-line': { id: line }, quantity: '4' }],
    });
    const path = `/api/receipt_requests/${request.id}`;
    const move = (verb: string) => client.call('POST', `${path}/${verb}`);
    expect((await move('submit')).json).toMatchObject({ status: 'pending_approval' });
    expect((await move('withdraw')).json).toMatchObject({ status: 'draft' });
    expect((await move('withdraw')).status).toBe(400);
    await move('submit');
    const query = `approvable-type=ReceiptRequest&approvable-id=${request.id}&status=pending_approval`;
    const [approval] = await client.list(`/api/approvals?${query}`);
    expect((await client.put(`/api/approvals/${approval?.id}/approve`)).json).toMatchObject({
      id: request.id,
      status: 'approved',
      lines: [{ 'inventory-transaction-id': expect.any(Number) }],
    });
    expect(await receivedOn(line)).toBe(4);
    expect((await client.call('DELETE', path)).status).toBe(400);
  });
});

describe('return requests', () => {
  it('send goods back against their receipt, and deleting them takes that back', async () => {
    const line = await orderedLine();
    const receipt = await made('receiving_transactions', { quantity: '6', 'order-line': { id: line } });
    const back = (quantity: string) => ({
      rma: 'return1234',
      lines: [{ 'source-transaction-id': receipt.id, quantity }],
    });
    expect((await client.post('/api/return_requests', back('7'))).text).toContain('more than was received');
    const request = await made('return_requests', back('2'));
    expect(request).toMatchObject({
      rma: 'return1234',
      status: 'created',
      number: String(request.id),
      lines: [{ 'source-transaction-id': receipt.id, price: '50.00' }],
    });
    const [first] = linesOf(request);
    expect(
      await client.record(`/api/inventory_transactions/${first?.['inventory-transaction-id']}`),
    ).toMatchObject({
      type: 'ReceivingQuantityReturnToSupplier',
      'original-transaction-id': receipt.id,
    });
    expect(await receivedOn(line)).toBe(4);
    expect((await client.call('DELETE', `/api/return_requests/${request.id}`)).status).toBe(200);
    expect(await receivedOn(line)).toBe(6);
  });
});

it('inspection codes are listed', async () => {
  expect((await client.list('/api/inspection_codes')).map(({ code }) => code)).toEqual(['ACCEPT', 'REJECT']);
});
