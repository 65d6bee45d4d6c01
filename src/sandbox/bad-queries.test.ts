// Queries, paths and uploads that nobody should send: refused or passed over as docs/sandbox.md says.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import { type Answer, connect, plainInvoice, startTestSandbox, type TestClient } from './test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());
// After each of them it answers as before.
afterEach(async () => expect((await client.get('/api/invoices?limit=1')).json).toHaveLength(1));

const words = (answer: Answer) => JSON.stringify((answer.json as { errors?: unknown } | undefined)?.errors);

describe('a query that cannot be meant', () => {
  it.each<[string, RegExp]>([
    ['nonsense[name]=1', /unknown attribute/],
    ['supplier[nonsense][name]=1', /unknown attribute/],
    ['supplier[name][nonsense][x]=1', /has no attributes|unknown attribute/],
    ['invoice-lines[account][nonsense]=1', /unknown attribute/],
    ['constructor=1', /unknown attribute/],
    ['__proto__[id]=1', /unknown attribute/],
    ['supplier[constructor]=1', /unknown attribute/],
    ['order_by=constructor', /unknown attribute/],
    ['order_by=supplier;drop', /unknown attribute/],
    [`${'supplier[name]'.repeat(1)}${'[gt]'.repeat(40)}=1`, /has no attributes|unknown attribute/],
    ['fields=%5B%22id%22', /not valid JSON/],
    ['fields=%7B%7D', /must be a JSON array/],
    [`fields=${'['.repeat(900)}`, /not valid JSON/],
  ])('?%s is 400', async (query, reason) => {
    const answer = await client.get(`/api/invoices?${query}`);
    expect(answer.status, answer.text).toBe(400);
    expect(words(answer)).toMatch(reason);
  });

  it.each([
    'offset=999999',
    `offset=${'9'.repeat(40)}`,
    'offset=999999&order_by=updated_at&dir=desc',
    'id[gt]=99999999999999999999999999',
    "invoice-number=' OR 1=1 --",
    'status=<script>alert(1)</script>',
  ])('?%s finds nothing', async (query) => {
    const answer = await client.get(`/api/invoices?${query}`);
    expect([answer.status, answer.json]).toEqual([200, []]);
  });

  it.each([
    'limit=-1',
    'limit=0',
    'limit=1e9',
    'limit=',
    'limit=abc',
    'offset=-50',
    'offset=abc',
    'dir=sideways',
  ])('?%s is passed over', async (query) => {
    const plain = await client.list('/api/invoices?fields=["id"]');
    expect(await client.list(`/api/invoices?fields=["id"]&${query}`)).toEqual(plain);
  });

  it.each(['%', '%zz', '%E0%A4%A', '&&&', '?null', '=1', '[]=1', '[=1', 'a]b[c=1', '\\u0000=1'])(
    '?%s breaks nothing',
    async (query) => {
      expect((await client.get(`/api/invoices?${query}`)).status).toBeLessThan(500);
    },
  );

  it.each([
    '/api/invoices/constructor',
    '/api/invoices/710001/constructor',
    '/api/invoices/710001/__proto__',
    '/api/constructor',
    '/api/__proto__/1',
    '/api//invoices',
    '/api/invoices/-1',
    '/api/invoices/%00',
    '/api/invoices/..%2f..%2fetc%2fpasswd',
    `/api/invoices/${'9'.repeat(5000)}`,
    `/api/${'a/'.repeat(2000)}`,
  ])('%s is not there, for any method', async (path) => {
    for (const method of ['GET', 'PUT', 'POST', 'DELETE', 'PATCH']) {
      const answer = await client.call(method, path, method === 'GET' ? undefined : {});
      expect([400, 404, 405], `${method} ${path}: ${answer.text.slice(0, 100)}`).toContain(answer.status);
    }
  });
});

describe('multipart without what it is for', () => {
  const send = (path: string, contentType: string, body: string, method = 'POST') =>
    client.call(method, path, body, { 'content-type': contentType });
  const part = (head: string, content: string) =>
    `--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n--x--\r\n`;

  it.each<[string, string, string]>([
    ['no part', 'multipart/form-data; boundary=x', '--x--\r\n'],
    ['no body', 'multipart/form-data; boundary=x', ''],
    ['no boundary', 'multipart/form-data', part('name="attachment[file]"; filename="a"', 'a')],
    [
      'another boundary',
      'multipart/form-data; boundary=y',
      part('name="attachment[file]"; filename="a"', 'a'),
    ],
    ['a part without headers', 'multipart/form-data; boundary=x', '--x\r\nhello--x--\r\n'],
    ['a part without a name', 'multipart/form-data; boundary=x', part('filename="a"', 'a')],
    [
      'an intent and no file',
      'multipart/form-data; boundary=x',
      part('name="attachment[intent]"', 'Internal'),
    ],
    ['a type and no file', 'multipart/form-data; boundary=x', part('name="attachment[type]"', 'file')],
  ])('%s is 400', async (_name, contentType, body) => {
    const path = '/api/invoices/710001/attachments';
    const before = await client.list(path);
    expect((await send(path, contentType, body)).status).toBe(400);
    expect((await send('/api/invoices/710001/image_scan', contentType, body, 'PUT')).status).toBe(400);
    expect(await client.list(path)).toEqual(before);
  });

  it('a file name that leads elsewhere is a name', async () => {
    const body = part('name="attachment[file]"; filename="../../etc/passwd"', 'x');
    const answer = await send('/api/invoices/710001/attachments', 'multipart/form-data; boundary=x', body);
    expect(answer.json).toMatchObject({ type: 'file' });
    expect(JSON.stringify(answer.json)).not.toContain('..');
  });
});

describe('text on the pages', () => {
  it('is shown as text', async () => {
    const markup = `<img src=x onerror=alert(1)>"'&`;
    const made = await client.post('/api/invoices', plainInvoice(sandbox, `X-${markup}`));
    expect(made.status).toBe(201);
    const { id } = made.json as { id: number };
    for (const path of [`/invoices/${id}`, '/invoices']) {
      const page = await (await fetch(`${sandbox.url}${path}`)).text();
      expect(page).not.toContain('<img src=x');
    }
  });
});
