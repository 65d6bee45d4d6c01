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

const on = (path: string, body: object) => client.post(`/api/${path}/attachments`, body);

describe('attachments', () => {
  it('are shown with their document and found by their own ids', async () => {
    const { po_id: order, supplier_id: supplier } = sandbox.env.vars;
    const text = (await on(`purchase_orders/${order}`, { type: 'text', text: 'Ring first' }))
      .json as WireRecord;
    await on(`suppliers/${supplier}`, { attachment: { type: 'url', url: 'https://x.example/a' } });
    expect((await client.record(`/api/purchase_orders/${order}`)).attachments).toMatchObject([
      { id: text.id, type: 'text', text: 'Ring first', intent: 'Internal' },
    ]);
    const ids = async (query: string) =>
      (await client.list(`/api/attachments${query}`)).map(({ type }) => type);
    expect(await ids('')).toEqual(['text', 'url']);
    expect(await ids('?attachable_type=Supplier')).toEqual(['url']);
    expect(await ids('?type=text&attachable_type=OrderHeader')).toEqual(['text']);
    expect((await client.get(`/api/attachments/${text.id}`)).text).toContain('does not have a file attached');
    expect((await client.put(`/api/attachments/${text.id}`, { text: 'x' })).status).toBe(405);
  });

  it('of documents that the caller may not read stay hidden', async () => {
    const [one] = await client.list('/api/attachments?attachable_type=Supplier');
    const reader = await connect(sandbox, 'core.purchase_order.read');
    expect((await reader.list('/api/attachments')).map(({ type }) => type)).toEqual(['text']);
    expect((await reader.get(`/api/attachments/${one?.id}`)).status).toBe(404);
    const stranger = await connect(sandbox, 'core.budget.read');
    expect((await stranger.get('/api/attachments')).status).toBe(403);
    const [text] = await reader.list('/api/attachments');
    expect((await reader.call('DELETE', `/api/attachments/${text?.id}`)).status).toBe(403);
  });

  it('can be deleted, from the document or by their id', async () => {
    const path = `suppliers/${sandbox.env.vars.supplier2_id}`;
    const [a, b] = [
      await on(path, { type: 'text', text: 'a' }),
      await on(path, { type: 'text', text: 'b' }),
    ].map(({ json }) => (json as WireRecord).id);
    expect((await client.call('DELETE', `/api/${path}/attachments/${a}`)).status).toBe(200);
    expect((await client.call('DELETE', `/api/attachments/${b}`)).status).toBe(200);
    expect(await client.list(`/api/${path}/attachments`)).toEqual([]);
    expect((await client.call('DELETE', `/api/attachments/${b}`)).status).toBe(404);
  });

  it('come with a requisition as texts and addresses, and with what their type says', async () => {
    const line = {
      description: 'Cleaning',
      'unit-price': '30',
      currency: { code: 'USD' },
      attachments: [{ type: 'url', url: 'https://x.example/plan' }],
    };
    const send = (attachments: object[]) =>
      client.post('/api/requisitions', { 'requisition-lines': [line], attachments });
    const made = (await send([{ type: 'text', text: 'Urgent' }])).json as WireRecord;
    expect(made.attachments).toMatchObject([{ type: 'text', text: 'Urgent' }]);
    const [first] = made['requisition-lines'] as WireRecord[];
    expect(first?.attachments).toMatchObject([{ url: 'https://x.example/plan' }]);
    expect(await client.list(`/api/requisitions/${made.id}/attachments`)).toHaveLength(1);
    expect((await send([{ type: 'text' }])).text).toContain("text can't be blank");
    expect((await send([{ type: 'smell' }])).text).toContain('Type is not included in the list');
  });

  it('of a file show its name, type and size', async () => {
    const form = new FormData();
    form.append('attachment[file]', new Blob(['%PDF-1'], { type: 'application/pdf' }), 'Plan ü.pdf');
    const { client_id, client_secret, scope_all } = sandbox.env;
    const token = await fetch(`${sandbox.url}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id,
        client_secret,
        scope: scope_all,
      }),
    });
    const { access_token } = (await token.json()) as { access_token: string };
    const answer = await fetch(`${sandbox.url}/api/users/${sandbox.env.vars.user_id}/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, accept: 'application/json' },
      body: form,
    });
    const made = (await answer.json()) as WireRecord;
    expect(made).toMatchObject({
      'file-file-name': 'Plan ü.pdf',
      'file-content-type': 'application/pdf',
      'file-file-size': '6',
    });
    expect(await client.get(`/api/attachments/${made.id}`)).toMatchObject({ status: 200, text: '%PDF-1' });
  });
});
