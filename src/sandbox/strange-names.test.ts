// Names that a client should never send: what JavaScript's own objects answer to is not what a tenant has.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import { connect, startTestSandbox, type TestClient } from './test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());

const STRANGE = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];

describe.each(STRANGE)('%s', (name) => {
  it('is no attribute to ask for or to order by', async () => {
    expect((await client.get(`/api/invoices?${name}=1`)).status).toBe(400);
    expect((await client.get(`/api/invoices?supplier[${name}]=1`)).status).toBe(400);
    expect((await client.get(`/api/invoices?supplier[${name}][name]=1`)).status).toBe(400);
    expect((await client.get(`/api/invoices?order_by=${name}`)).status).toBe(400);
  });

  it('is passed over among the fields to show', async () => {
    for (const fields of [
      `["id","${name}"]`,
      `["id",{"${name}":["id"]}]`,
      `["id",{"supplier":["${name}"]}]`,
    ]) {
      const [row] = await client.list(`/api/invoices?limit=1&fields=${encodeURIComponent(fields)}`);
      expect(Object.keys(row ?? {}).filter((key) => key !== 'supplier')).toEqual(['id']);
    }
  });

  it('is no path, verb or list', async () => {
    for (const path of [
      name,
      `${name}/1`,
      `suppliers/101/${name}`,
      `requisitions/${name}`,
      `suppliers/101/${name}/1`,
    ]) {
      expect((await client.get(`/api/${path}`)).status, path).toBe(404);
      expect((await client.put(`/api/${path}`, {})).status, path).toBe(404);
    }
    expect((await client.post(`/api/requisitions/${name}`, {})).status).toBe(404);
  });

  it('is passed over in a body', async () => {
    const sent = `{"name":"Strange ${name}","${name}":{"active":false},"${name}-id":"1"}`;
    const made = await client.post('/api/departments', sent);
    expect([made.status, made.json]).toEqual([201, expect.objectContaining({ active: true })]);
    const user = `{"manager":{"${name}":"1"}}`;
    expect((await client.put(`/api/users/${sandbox.env.vars.user_id}`, user)).status).toBe(200);
    const custom = await client.put(
      `/api/users/${sandbox.env.vars.user_id}`,
      `{"custom-fields":{"${name}":"x"}}`,
    );
    expect(custom.status).toBe(200);
  });
});
