import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import { connect, plainInvoice, startTestSandbox, type TestClient } from './test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());

const token = (body: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.url}/oauth2/token`, { method: 'POST', body: new URLSearchParams(body), headers });

describe('tokens', () => {
  it('come for form credentials and for HTTP Basic, live 86399 seconds and are JWTs', async () => {
    const { client_id, client_secret } = sandbox.env;
    const form = { grant_type: 'client_credentials', client_id, client_secret, scope: 'core.invoice.read' };
    const granted = (await (await token(form)).json()) as { access_token: string; expires_in: number };
    expect(granted.expires_in).toBe(86_399);
    expect(granted.access_token.split('.')).toHaveLength(3);
    const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
    const basic = await token(
      { grant_type: 'client_credentials', scope: 'core.invoice.read' },
      { authorization },
    );
    expect(basic.status).toBe(200);
  });

  it.each([
    [{ client_secret: 'wrong' }, 401, 'invalid_client'],
    [{ scope: 'core.invoice.read core.not_a_scope.read' }, 400, 'invalid_scope'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('are refused for %j', async (changed, status, error) => {
    const { client_id, client_secret } = sandbox.env;
    const form = { grant_type: 'client_credentials', client_id, client_secret, scope: 'core.invoice.read' };
    const refused = await token({ ...form, ...changed });
    expect(refused.status).toBe(status);
    expect(await refused.json()).toMatchObject({ error });
  });

  it('open only what their scopes name', async () => {
    const reader = await connect(sandbox, 'core.invoice.read');
    expect((await reader.get('/api/invoices?limit=1')).status).toBe(200);
    expect((await reader.get('/api/suppliers?limit=1')).status).toBe(403);
    expect((await reader.post('/api/invoices', plainInvoice(sandbox, 'S-1'))).status).toBe(403);
    expect((await fetch(`${sandbox.url}/api/invoices`)).status).toBe(401);
    const forged = await fetch(`${sandbox.url}/api/invoices`, { headers: { authorization: 'Bearer a.b.c' } });
    expect(forged.status).toBe(401);
  });
});

describe('representation', () => {
  it('is XML unless JSON is asked for', async () => {
    const answer = await client.call('GET', '/api/suppliers?limit=1', undefined, {
      accept: '*/*',
      'content-type': '',
    });
    expect(answer.text).toMatch(
      /^<\?xml.*<suppliers type="array">\s*<supplier>\s*<id type="integer">\d+<\/id>/s,
    );
    expect(
      (await client.call('GET', '/api/suppliers?limit=1&format=json', undefined, { accept: '*/*' })).json,
    ).toHaveLength(1);
  });

  it('gives ids as numbers, amounts as text, moments with the tenant’s offset', async () => {
    const [invoice] = await client.list('/api/invoices?limit=1');
    expect(typeof invoice?.id).toBe('number');
    expect(invoice?.['total-with-taxes']).toMatch(/^-?\d+(\.\d+)?$/);
    expect(invoice?.['created-at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$/);
  });

  it('keeps every digit of ids above 2^53', async () => {
    const large = await startTestSandbox({ invoices: 3, months: 1, firstInvoiceId: '9007199254740993' });
    const answer = await (await connect(large)).get('/api/invoices?limit=1&fields=["id"]');
    expect(answer.text).toBe('[{"id":9007199254740993}]');
    await large.close();
  });

  it('escapes hostile names in XML', async () => {
    const answer = await client.call('GET', '/api/suppliers?name[contains]=onerror', undefined, {
      accept: 'application/xml',
    });
    expect(answer.text).toContain('<name>&lt;img src=x onerror=alert(1)&gt; Trading Ltd</name>');
  });

  it('answers an empty list with [] in JSON and 404 in XML', async () => {
    expect((await client.get('/api/accounts?id=987654321')).json).toEqual([]);
    const xml = await client.call('GET', '/api/accounts?id=987654321', undefined, {
      accept: 'application/xml',
    });
    expect(xml.status).toBe(404);
    expect(xml.text).toContain('<error>No results match your search criteria.</error>');
  });
});

describe('queries', () => {
  it('page by 50 at most and by keyset without holes', async () => {
    expect(await client.list('/api/invoices?limit=500')).toHaveLength(50);
    const seen: number[] = [];
    for (let last = 0; ; last = seen.at(-1) ?? 0) {
      const page = await client.list(`/api/invoices?id[gt]=${last}&order_by=id&dir=asc&fields=["id"]`);
      seen.push(...page.map((row) => row.id));
      if (page.length < 50) break;
    }
    expect(new Set(seen).size).toBe(80);
  });

  it('combine conditions, associations, collections and operators', async () => {
    const [order] = await client.list('/api/purchase_orders?limit=1');
    const lines = order?.['order-lines'] as { account: { code: string } }[];
    const code = lines[0]?.account.code;
    const matched = await client.list(
      `/api/purchase_orders?order_lines[account][code]=${code}&id=${order?.id}`,
    );
    expect(matched).toHaveLength(1);
    expect(await client.list(`/api/purchase_orders?order-lines[account][code]=nope`)).toEqual([]);
    const held = await client.list('/api/invoices?status[in]=draft,pending_approval&fields=["status"]');
    expect(new Set(held.map((row) => row.status))).toEqual(new Set(['draft', 'pending_approval']));
    const both = await client.list('/api/invoices?id[gt]=710010&id[lt_or_eq]=710012&fields=["id"]');
    expect(both.map((row) => row.id)).toEqual([710_011, 710_012]);
  });

  it('take + as a blank and %2B as a plus', async () => {
    expect(await client.list('/api/payment_terms?code=Net+30')).toHaveLength(1);
    expect(await client.list('/api/payment_terms?code=Net%2B30')).toHaveLength(0);
  });

  it.each([
    'no-such-attribute=1',
    'supplier[nothing]=1',
    'created-at[contains]=2026',
    'created-at[gt]=yesterday',
    'fields=[',
    'order_by=nothing',
  ])('are refused with words for ?%s', async (query) => {
    const answer = await client.get(`/api/invoices?${query}`);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.json)).toMatch(/"errors":\{"[\w-]+":\["[^"]{10,}/);
  });

  it('cut fields to the tree that is asked for', async () => {
    const [row] = await client.list(
      '/api/invoices?limit=1&fields=["id","invoice_number",{"invoice_lines":["line_num","nonsense"]}]',
    );
    expect(Object.keys(row ?? {})).toEqual(['id', 'invoice-number', 'invoice-lines']);
    expect(row?.['invoice-lines']).toContainEqual({ 'line-num': 1 });
  });
});

let numbers = 0;
describe('bad input', () => {
  it.each([
    ['{"a":', 'application/json'],
    ['[1]', 'application/json'],
    ['"x"', 'application/json'],
    [`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`, 'application/json'],
    ['<invoice-header><a></invoice-header>', 'application/xml'],
    [
      '<!DOCTYPE x [<!ENTITY e "boom">]><invoice-header><comments>&e;</comments></invoice-header>',
      'application/xml',
    ],
  ])('is a 400 with errors: %s', async (body, type) => {
    const answer = await client.call('POST', '/api/invoices', body, { 'content-type': type });
    expect(answer.status).toBe(400);
    expect(answer.json).toHaveProperty('errors');
  });

  it('refuses amounts and references that are none', async () => {
    const amount = plainInvoice(sandbox, 'B-1', { 'shipping-amount': '1e400' });
    expect((await client.post('/api/invoices', amount)).text).toContain('Shipping amount is invalid');
    const supplier = plainInvoice(sandbox, 'B-2', { supplier: { name: 'Nobody & Sons' } });
    expect((await client.post('/api/invoices', supplier)).status).toBe(400);
    expect(await client.list('/api/invoices?invoice-number[in]=B-1,B-2')).toEqual([]);
  });

  it('finds references by keys that all match, suppliers by the first key alone', async () => {
    const { vars } = sandbox.env;
    const accountOf = (account: object) => ({
      'invoice-lines': [{ description: 'x', price: '1', quantity: '1', account }],
    });
    const post = async (changes: object) => {
      numbers += 1;
      return (await client.post('/api/invoices', plainInvoice(sandbox, `R-${numbers}`, changes))).status;
    };
    expect(await post({ supplier: { id: vars.supplier_id, name: 'Another name' } })).toBe(201);
    expect(await post(accountOf({ id: vars.account_id, code: vars.account_code }))).toBe(201);
    expect(await post(accountOf({ id: vars.account_id, code: 'another' }))).toBe(400);
  });

  it.each([
    '/api/invoiceExceptions',
    '/api/constructor',
    '/api/invoices/1/pay_early',
    '/api/invoices/999999999',
  ])('answers 404 at %s', async (path) => {
    expect((await client.put(path, {})).status).toBe(404);
  });
});
