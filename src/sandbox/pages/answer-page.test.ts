import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allResources } from '../catalogue/all-resources.ts';
import { SCENARIOS } from '../scenarios.ts';
import type { Sandbox } from '../start-sandbox.ts';
import { connect, plainInvoice, startTestSandbox, type TestClient, type WireRecord } from '../test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox({ invoices: 200 });
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());

const page = async (path: string) => {
  const answer = await fetch(`${sandbox.url}${path}`);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};
const act = (path: string, fields: Record<string, string> = {}, origin = sandbox.url) =>
  fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });

describe('the handbook at the entrance', () => {
  it('names every path with its records and scopes, the client and every scenario', async () => {
    const { text } = await page('/');
    for (const { path } of allResources) if (path !== undefined) expect(text).toContain(`/api/${path}<`);
    expect(text).toContain('core.purchase_order.read');
    expect(text).toContain(sandbox.env.client_id);
    for (const name of Object.keys(SCENARIOS)) expect(text).toContain(`<code>${name}</code>`);
    expect(text).not.toContain(sandbox.adminKey);
  });

  it('gives a call that works as it stands there', async () => {
    const answer = await fetch(`${sandbox.url}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: sandbox.env.client_id,
        client_secret: sandbox.env.client_secret,
        scope: 'core.invoice.read',
      }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const list = await fetch(`${sandbox.url}/api/invoices?limit=5&order_by=updated_at&dir=desc`, { headers });
    expect((await list.json()) as unknown[]).toHaveLength(5);
  });
});

describe('pages', () => {
  it('stand where Coupa’s deep links lead', async () => {
    const [invoice] = await client.list('/api/invoices?limit=1&status=approved');
    const [order] = await client.list('/api/purchase_orders?limit=1');
    const [receipt] = await client.list('/api/receiving_transactions?limit=1');
    const paths = [
      '/',
      '/invoices',
      `/invoices/${invoice?.id}`,
      `/order_headers/${order?.id}`,
      '/suppliers/101',
      `/inventory_transactions/${receipt?.id}`,
      '/users/1',
    ];
    for (const path of paths) expect((await page(path)).status, path).toBe(200);
    expect((await page(`/invoices/${invoice?.id}`)).text).toContain(String(invoice?.['invoice-number']));
    for (const path of ['/invoices/1', '/nothing', '/constructor', '/invoices/1/2/3'])
      expect((await page(path)).status, path).toBe(404);
  });

  it('show hostile names and comments as text', async () => {
    const { text, headers } = await page('/suppliers?q=onerror');
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt; Trading Ltd');
    expect(text).not.toContain('<img');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    const invoice = (await client.post('/api/invoices', plainInvoice(sandbox, '"><script>1</script>')))
      .json as WireRecord;
    await client.post(`/api/invoices/${invoice.id}/comments`, { comments: '<script>alert(2)</script>' });
    for (const path of [
      `/invoices/${invoice.id}`,
      '/invoices',
      `/invoices?q="><script>`,
      `/invoices/${invoice.id}?said=<script>`,
    ]) {
      expect((await page(path)).text).not.toContain('<script');
    }
  });

  it('find invoices by number, supplier and status', async () => {
    await client.post('/api/invoices', plainInvoice(sandbox, 'FIND-ME-7'));
    expect((await page('/invoices?q=find-me-7')).text).toContain('1 found');
    expect((await page('/invoices?q=find-me-7&status=approved')).text).toContain('0 found');
  });
});

describe('a person on the pages', () => {
  it('posts the missing receipts, and API clients see the invoice go on', async () => {
    const [held] = await client.list('/api/invoices?status=pending_receipt&limit=1');
    expect(held).toBeDefined();
    const answer = await act(`/invoices/${held?.id}/receive`);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `/invoices/${held?.id}?said=Done.`,
    ]);
    expect((await client.record(`/api/invoices/${held?.id}`)).status).not.toBe('pending_receipt');
    expect((await page(`/invoices/${held?.id}`)).text).toContain('tolerances revalidated');
  });

  it('approves in the approver’s name', async () => {
    const [asked] = await client.list(
      '/api/approvals?status=pending_approval&approvable-type=InvoiceHeader&limit=1',
    );
    await act(`/invoices/${asked?.['approvable-id']}/approve`);
    const approval = await client.record(`/api/approvals/${asked?.id}`);
    expect(approval.status).toBe('approved');
    expect((approval['approved-by'] as WireRecord).id).toBe((approval.approver as WireRecord).id);
  });

  it('is told when something is not possible, and nothing happens', async () => {
    const [done] = await client.list('/api/invoices?status=approved&limit=1');
    const answer = await act(`/invoices/${done?.id}/submit`);
    expect(decodeURIComponent(answer.headers.get('location') ?? '')).toContain(
      "Not possible: Invoice in status approved can't be submitted",
    );
    expect((await client.record(`/api/invoices/${done?.id}`)).status).toBe('approved');
  });

  it.each(['https://elsewhere.example', 'null'])(
    'is not believed when the form comes from %s',
    async (origin) => {
      const [held] = await client.list('/api/invoices?status[in]=ap_hold,draft,pending_approval&limit=1');
      expect((await act(`/invoices/${held?.id}/abandon`, {}, origin)).status).toBe(403);
      expect((await client.record(`/api/invoices/${held?.id}`)).status).toBe(held?.status);
    },
  );
});
