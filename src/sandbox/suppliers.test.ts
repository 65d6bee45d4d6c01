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

const created = async (path: string, body: object) => {
  const answer = await client.post(`/api/${path}`, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.json as WireRecord;
};
const supplierPath = () => `/api/suppliers/${sandbox.env.vars.supplier_id}`;

describe('remit-to addresses', () => {
  it('are reached through their supplier under both names, and shown with it', async () => {
    const path = `${supplierPath()}/addresses`;
    const before = (await client.list(path)).length;
    const body = { 'remit-to-code': '100', street1: '100 Ellsworth Ave.', country: { code: 'US' } };
    const made = (await client.post(path, body)).json as WireRecord;
    expect(made).toMatchObject({ active: true, country: { code: 'US', name: 'United States' } });
    const same = `${supplierPath()}/remit_to_addresses/${made.id}`;
    expect((await client.put(same, { active: false })).json).toMatchObject({ active: false });
    const shown = (await client.record(supplierPath()))['remit-to-addresses'] as WireRecord[];
    expect(shown).toHaveLength(before + 1);
    expect((await client.post(path, body)).text).toContain('Remit to code has already been taken');
    expect(
      (await client.get(`/api/suppliers/${sandbox.env.vars.supplier2_id}/addresses/${made.id}`)).status,
    ).toBe(404);
    expect((await client.call('DELETE', same)).status).toBe(200);
    expect((await client.record(supplierPath()))['remit-to-addresses']).toHaveLength(before);
  });
});

describe('supplier sites', () => {
  it('need what their way of sending orders needs', async () => {
    const site = (changes: object) =>
      client.post(`${supplierPath()}/supplier_sites`, { code: 'S1', name: 'Site', ...changes });
    expect((await site({ 'po-method': 'email' })).text).toContain('po-email');
    expect((await site({ 'po-method': 'cxml' })).text).toContain('cxml-domain');
    expect((await site({ 'po-method': 'pigeon' })).text).toContain('not included in the list');
    const made = (await site({ 'po-method': 'email', 'po-email': 'a@b.example' })).json as WireRecord;
    expect(made['supplier-id']).toBe(sandbox.env.vars.supplier_id);
    expect(await client.list('/api/supplier_sites?code=S1')).toHaveLength(1);
    const shown = await client.record(`${supplierPath()}?fields=[{"supplier_sites":["code"]}]`);
    expect(shown['supplier-sites']).toEqual([{ code: 'S1' }]);
    expect((await client.post('/api/supplier_sites', { code: 'S2', name: 'X' })).status).toBe(400);
  });
});

describe('supplier information', () => {
  it('creates the supplier it names none, and hands on what was approved', async () => {
    const sim = await created('supplier_information', {
      name: 'Nordlicht Optik GmbH',
      'supplier-number': 'V-9001',
      'payment-term': { code: 'Net 45' },
      'supplier-information-contacts': [{ kind: 'Primary', email: 'x@nordlicht.example' }],
      'supplier-information-addresses': [{ kind: 'RTA', city: 'Kiel', country: { code: 'DE' } }],
    });
    const supplier = `/api/suppliers/${sim['supplier-id']}`;
    expect(await client.record(supplier)).toMatchObject({ name: 'Nordlicht Optik GmbH', status: 'draft' });
    const path = `/api/supplier_information/${sim.id}`;
    await client.put(path, { status: 'pending_approval' });
    expect(await client.record(supplier)).toMatchObject({ status: 'draft', number: null });
    await client.put(path, { status: 'approved' });
    expect(await client.record(supplier)).toMatchObject({
      status: 'active',
      number: 'V-9001',
      'payment-term': { code: 'Net 45' },
    });
    expect((await client.put(path, { status: 'forgotten' })).status).toBe(400);
  });

  it('about a supplier that exists leaves its name alone until it is approved', async () => {
    const id = Number(sandbox.env.vars.supplier2_id);
    const { name } = await client.record(`/api/suppliers/${id}`);
    const sim = await created('supplier_information', { name: 'Renamed Ltd', 'supplier-id': id });
    expect(sim['supplier-name']).toBe(name);
    expect((await client.record(`/api/suppliers/${id}`)).name).toBe(name);
    expect(
      (await client.post('/api/supplier_information', { name: 'Y', 'supplier-id': 999_999 })).status,
    ).toBe(400);
    expect((await client.post('/api/supplier_information', { name })).text).toContain('already been taken');
  });

  it('has sites that are exported and deleted by themselves', async () => {
    const sim = await created('supplier_information', { name: 'Mit Standorten KG' });
    const path = `/api/supplier_information/${sim.id}/supplier_information_sites`;
    const site = (await client.post(path, { code: 'K1', name: 'Kiel' })).json as WireRecord;
    const own = `/api/supplier_information_sites/${site.id}`;
    expect((await client.put(`${own}?exported=true`)).json).toMatchObject({
      'last-exported-at': '2026-03-18T11:00:00+01:00',
    });
    expect(
      (await client.record(`/api/supplier_information/${sim.id}`))['supplier-information-sites'],
    ).toHaveLength(1);
    expect((await client.call('DELETE', own)).status).toBe(200);
    expect(
      (await client.record(`/api/supplier_information/${sim.id}`))['supplier-information-sites'],
    ).toEqual([]);
  });
});
