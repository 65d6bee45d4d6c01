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
async function issuedOrder(): Promise<{ id: number; line: number }> {
  count += 1;
  const order = (await client.post('/api/purchase_orders', plainOrder(sandbox, `OR-${count}`)))
    .json as WireRecord;
  await client.put(`/api/purchase_orders/${order.id}/issue`);
  return { id: order.id, line: (order['order-lines'] as WireRecord[])[0]?.id ?? 0 };
}
const receive = (line: number, quantity: string, type = 'ReceivingQuantityConsumption') =>
  client.post('/api/receiving_transactions', { type, quantity, 'order-line': { id: line } });
const receivedOn = async (line: number) =>
  Number((await client.record(`/api/purchase_order_lines/${line}`)).received);

describe('purchase orders', () => {
  it('from outside need their type, a number that is free and a line', async () => {
    const order = plainOrder(sandbox, 'EXT-1');
    expect((await client.post('/api/purchase_orders', order)).status).toBe(201);
    expect((await client.post('/api/purchase_orders', order)).text).toContain(
      'PO Number has already been taken',
    );
    expect((await client.post('/api/purchase_orders', { ...order, type: undefined })).status).toBe(400);
    expect(
      (await client.post('/api/purchase_orders', { ...order, 'po-number': 'EXT-2', 'order-lines': [] }))
        .status,
    ).toBe(400);
    expect(await client.list('/api/purchase_orders?po-number=EXT-2')).toEqual([]);
  });

  it('make a new version and lose the export flag only when the supplier must know', async () => {
    const { id, line } = await issuedOrder();
    await client.put(`/api/purchase_orders/${id}?exported=true`);
    const account = {
      'order-lines': [{ id: line, account: { id: Number(sandbox.env.vars.account_id) + 1 } }],
    };
    expect((await client.put(`/api/purchase_orders/${id}`, account)).json).toMatchObject({
      version: 1,
      'internal-revision': 1,
      exported: true,
    });
    const price = { 'order-lines': [{ id: line, price: '55' }] };
    expect((await client.put(`/api/purchase_orders/${id}`, price)).json).toMatchObject({
      version: 2,
      'internal-revision': 2,
      exported: false,
      total: '550.00',
    });
    const revisions = await client.list(`/api/purchase_order_revisions?purchase_order_id=${id}`);
    expect(revisions.map((revision) => revision.version)).toEqual([1, 2]);
    expect(revisions[1]?.changes).toEqual([
      { path: `order-lines/${line}`, field: 'price', from: '50.00', to: '55' },
    ]);
  });

  it('show deleted lines only on demand', async () => {
    const { id, line } = await issuedOrder();
    await client.put(`/api/purchase_orders/${id}`, {
      'order-lines': [
        { id: line, _delete: true },
        { description: 'Instead', price: '1', quantity: '1' },
      ],
    });
    expect((await client.record(`/api/purchase_orders/${id}`))['order-lines']).toHaveLength(1);
    expect(
      (await client.record(`/api/purchase_orders/${id}?show_deleted_lines=true`))['order-lines'],
    ).toHaveLength(2);
  });

  it('close, reopen and cancel from the states that allow it', async () => {
    const { id, line } = await issuedOrder();
    const move = async (verb: string) => (await client.put(`/api/purchase_orders/${id}/${verb}`)).status;
    expect([await move('close'), await move('close'), await move('reopen')]).toEqual([200, 400, 200]);
    await receive(line, '1');
    expect(await move('cancel')).toBe(400);
    expect((await client.record(`/api/purchase_orders/${id}`)).status).toBe('issued');
  });
});

describe('receipts', () => {
  it('raise what the line has received; voiding takes it back once', async () => {
    const { line } = await issuedOrder();
    const receipt = (await receive(line, '4')).json as WireRecord;
    expect(receipt).toMatchObject({ quantity: '4', price: '50.00', total: '200.00', status: 'created' });
    expect(await receivedOn(line)).toBe(4);
    expect((await client.put(`/api/receiving_transactions/${receipt.id}/void`)).json).toMatchObject({
      status: 'voided',
    });
    expect((await client.put(`/api/receiving_transactions/${receipt.id}/void`)).status).toBe(400);
    expect(await receivedOn(line)).toBe(0);
    const all = await client.list(`/api/receiving_transactions?order-line[id]=${line}`);
    expect(all.map((row) => [row.type, row.status])).toEqual([
      ['ReceivingQuantityConsumption', 'voided'],
      ['VoidReceivingQuantityConsumption', 'voided'],
    ]);
  });

  it('sent back to the supplier lower it, but not below nothing', async () => {
    const { line } = await issuedOrder();
    await receive(line, '4');
    expect((await receive(line, '5', 'ReceivingQuantityReturnToSupplier')).status).toBe(400);
    expect((await receive(line, '3', 'ReceivingQuantityReturnToSupplier')).status).toBe(201);
    expect(await receivedOn(line)).toBe(1);
  });

  it('are refused on closed orders, unknown lines and for nothing', async () => {
    const { id, line } = await issuedOrder();
    expect((await receive(line, '0')).status).toBe(400);
    expect((await receive(999_999_999, '1')).status).toBe(400);
    const kept = (await receive(line, '1')).json as WireRecord;
    await client.put(`/api/purchase_orders/${id}/close`);
    expect((await receive(line, '1')).status).toBe(400);
    expect((await client.put(`/api/receiving_transactions/${kept.id}/void`)).status).toBe(400);
  });

  it('can only have their export flag changed', async () => {
    const { line } = await issuedOrder();
    const { id } = (await receive(line, '1')).json as WireRecord;
    expect((await client.put(`/api/receiving_transactions/${id}`, { quantity: '2' })).status).toBe(400);
    expect((await client.put(`/api/receiving_transactions/${id}?exported=true`)).json).toMatchObject({
      exported: true,
    });
  });
});

describe('files', () => {
  it('come back byte by byte, and only texts and addresses have none', async () => {
    const { id } = await issuedOrder();
    const form = new FormData();
    form.append(
      'attachment[file]',
      new Blob([new Uint8Array([0, 255, 13, 10, 45, 45])]),
      '../../etc/odd.bin',
    );
    form.append('attachment[type]', 'file');
    const token = await connectToken();
    const path = `${sandbox.url}/api/purchase_orders/${id}/attachments`;
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const stored = (await (await fetch(path, { method: 'POST', headers, body: form })).json()) as WireRecord;
    expect(stored).toMatchObject({ type: 'file', file: 'odd.bin' });
    const bytes = new Uint8Array(await (await fetch(`${path}/${stored.id}`, { headers })).arrayBuffer());
    expect([...bytes]).toEqual([0, 255, 13, 10, 45, 45]);
    const url = (
      await client.post(`/api/purchase_orders/${id}/attachments`, { type: 'url', url: 'https://x.example' })
    ).json as WireRecord;
    const none = await client.get(`/api/purchase_orders/${id}/attachments/${url.id}`);
    expect(none.text).toContain('Attachment does not have a file attached');
    expect((await client.put(`/api/purchase_orders/${id}/attachments/${url.id}`, { text: 'b' })).status).toBe(
      405,
    );
  });
});

async function connectToken(): Promise<string> {
  const { client_id, client_secret, scope_all } = sandbox.env;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id,
    client_secret,
    scope: scope_all,
  });
  const answer = await fetch(`${sandbox.url}/oauth2/token`, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}
