import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import { connect, startTestSandbox, type TestClient, type WireRecord } from './test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());

describe('Coupa Pay payments', () => {
  const POLL =
    '/api/coupa_pay/payments?status[in]=completed_successfully,completed_with_errors&exported=false' +
    '&pay_to_account[type]=CoupaPay::SupplierPaymentAccount&pay_from_account[payment-partner][issuing-bank]=HANSE';

  it('are polled, marked one by one, and then no longer found', async () => {
    const found = await client.list(POLL);
    expect(found.length).toBeGreaterThan(1);
    for (const payment of found) {
      const [detail] = payment['payment-details'] as WireRecord[];
      const invoice = await client.record(`/api/invoices/${detail?.['source-transaction-id']}`);
      expect([detail?.['payment-total'], detail?.['source-transaction-reference']]).toEqual([
        invoice['total-with-taxes'],
        invoice['invoice-number'],
      ]);
      expect((payment['payment-batch'] as WireRecord).id).toBe(payment['payment-batch-id']);
    }
    const [one, two] = found;
    await client.put(`/api/coupa_pay/payments/${one?.id}?exported=true`);
    expect((await client.put(`/api/coupa_pay/payments/${two?.id}/export`)).json).toMatchObject({
      exported: true,
      'last-exported-at': '2026-03-18T11:00:00+01:00',
    });
    expect(await client.list(POLL)).toHaveLength(found.length - 2);
  });

  it('take nothing but that mark', async () => {
    const before = await client.record('/api/coupa_pay/payments/1');
    expect((await client.put('/api/coupa_pay/payments/1', { status: 'draft' })).status).toBe(400);
    expect((await client.post('/api/coupa_pay/payments', {})).status).toBe(405);
    expect(await client.record('/api/coupa_pay/payments/1')).toEqual(before);
    const reader = await connect(sandbox, 'core.pay.statements.read');
    expect((await reader.get('/api/coupa_pay/payments/1')).status).toBe(403);
  });
});

describe('Coupa Pay statements', () => {
  it('are found by a status that they do not show', async () => {
    const [statement] = await client.list('/api/coupa_pay/statements?status=completed&exported=false');
    expect(statement).toMatchObject({ total: '465.00', charges: [{ amount: '120.00' }, {}, {}] });
    expect(statement).not.toHaveProperty('status');
    expect(await client.list('/api/coupa_pay/statements?status=open')).toEqual([]);
  });
});

describe('custom objects', () => {
  it('are kept by definition, with whatever fields the customer gave them', async () => {
    const path = '/api/custom_objects/1/object_instances';
    const made = await client.post(path, { 'custom-fields': { 'tool-number': 'T-7', cavities: '4' } });
    expect(made.json).toMatchObject({
      'custom-object-code': 'tooling',
      'custom-object-name': 'Tooling',
      'custom-fields': { 'tool-number': 'T-7', cavities: '4' },
    });
    const { id } = made.json as WireRecord;
    expect((await client.put(`${path}/${id}`, { 'custom-fields': { cavities: '8' } })).json).toMatchObject({
      'custom-fields': { 'tool-number': 'T-7', cavities: '8' },
    });
    expect(await client.list(`${path}?custom-fields[tool-number]=T-7`)).toHaveLength(1);
    expect((await client.get(`/api/custom_objects/2/object_instances/${id}`)).status).toBe(404);
    await client.put(`${path}/${id}`, { 'custom-object': 2 });
    expect((await client.get(`${path}/${id}`)).status).toBe(200);
    expect((await client.get('/api/custom_objects/99/object_instances')).status).toBe(404);
    expect((await client.get('/api/custom_objects')).status).toBe(404);
  });
});

describe('the supplier risk feed', () => {
  it('takes a supplier by any of its names and at least one number', async () => {
    const { supplier_name: name, supplier_number: number } = sandbox.env.vars;
    const feed = (body: object) => client.post('/api/supplier_risk_aware_feed', body);
    expect((await feed({ supplier: { number }, 'number-field-02': '4.1235' })).json).toMatchObject({
      'number-field-01': null,
      'number-field-02': '4.1235',
      supplier: { name },
    });
    expect((await feed({ supplier: { number } })).text).toContain('At least one number field is required');
    expect((await feed({ 'number-field-02': '1' })).status).toBe(400);
    const query = `/api/supplier_risk_aware_feed?supplier[name]=${encodeURIComponent(String(name))}`;
    expect(await client.list(query)).toHaveLength(1);
  });
});
