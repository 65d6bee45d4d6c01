import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from './faults.ts';
import type { Sandbox } from './start-sandbox.ts';
import { connect, plainInvoice, startTestSandbox, type TestClient } from './test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox({ clock: () => new Date() });
  client = await connect(sandbox);
});
afterEach(() => sandbox.faults.set([]));
afterAll(() => sandbox.close());

const once = (fault: Fault) => sandbox.faults.set([{ times: 1, ...fault }]);
const number = (text: string) => client.list(`/api/invoices?invoice-number=${text}&fields=["id"]`);

describe('trouble on demand', () => {
  it.each<[Fault, number]>([
    [{ kind: 'young-token', ms: 60_000 }, 401],
    [{ kind: 'expired-token' }, 401],
    [{ kind: 'forbidden' }, 403],
    [{ kind: 'too-many' }, 429],
    [{ kind: 'error-before', status: 503 }, 503],
    [{ kind: 'html' }, 200],
  ])('%j is met once and then over', async (fault, status) => {
    once(fault);
    expect((await client.get('/api/invoices?limit=1')).status).toBe(status);
    expect((await client.get('/api/invoices?limit=1')).json).toHaveLength(1);
  });

  it('an error after the effect leaves the effect, one before does not', async () => {
    once({ kind: 'error-after', status: 502, match: { method: 'POST' } });
    expect((await client.post('/api/invoices', plainInvoice(sandbox, 'AFTER'))).status).toBe(502);
    once({ kind: 'error-before', status: 502, match: { method: 'POST' } });
    expect((await client.post('/api/invoices', plainInvoice(sandbox, 'BEFORE'))).status).toBe(502);
    expect([await number('AFTER'), await number('BEFORE')].map((found) => found.length)).toEqual([1, 0]);
  });

  it('a reset after the effect is a broken connection with the effect done', async () => {
    once({ kind: 'reset-after', match: { method: 'POST' } });
    await expect(client.post('/api/invoices', plainInvoice(sandbox, 'RESET'))).rejects.toThrow();
    expect(await number('RESET')).toHaveLength(1);
  });

  it('a truncated answer ends before its announced length', async () => {
    once({ kind: 'truncated' });
    await expect(client.get('/api/invoices')).rejects.toThrow();
  });

  it('a time-out ends the connection without an answer', async () => {
    once({ kind: 'timeout-before', ms: 30 });
    await expect(client.get('/api/invoices')).rejects.toThrow();
  });

  it('Retry-After comes only when it is asked for', async () => {
    once({ kind: 'too-many', retryAfterS: 7 });
    const headers = { authorization: 'Bearer x' };
    expect((await fetch(`${sandbox.url}/api/invoices`, { headers })).headers.get('retry-after')).toBe('7');
    once({ kind: 'too-many' });
    expect((await fetch(`${sandbox.url}/api/invoices`, { headers })).headers.get('retry-after')).toBeNull();
  });

  it('a lagging read does not see what was just written', async () => {
    await client.post('/api/invoices', plainInvoice(sandbox, 'LAG'));
    once({ kind: 'read-lag', ms: 60_000 });
    expect(await number('LAG')).toHaveLength(0);
    expect(await number('LAG')).toHaveLength(1);
  });

  it('meets only the calls that match', async () => {
    sandbox.faults.set([{ kind: 'forbidden', match: { path: '^/api/suppliers' } }]);
    expect((await client.get('/api/invoices?limit=1')).status).toBe(200);
    expect((await client.get('/api/suppliers?limit=1')).status).toBe(403);
  });

  it('clock skew is in Date, in timestamps and in the age of tokens', async () => {
    once({ kind: 'clock-skew', ms: 3_600_000, match: { method: 'POST' } });
    const made = await client.post('/api/invoices', plainInvoice(sandbox, 'AHEAD'));
    const [row] = await number('AHEAD');
    expect(made.status).toBe(201);
    const { 'created-at': createdAt } = await client.record(`/api/invoices/${row?.id}`);
    expect(Date.parse(String(createdAt))).toBeGreaterThan(Date.now() + 3_500_000);
    once({ kind: 'clock-skew', ms: -86_400_000 });
    const headers = { authorization: 'Bearer x' };
    const behind = await fetch(`${sandbox.url}/api/invoices`, { headers });
    expect(Date.parse(behind.headers.get('date') ?? '')).toBeLessThan(Date.now() - 86_000_000);
    once({ kind: 'clock-skew', ms: 2 * 86_400_000 });
    expect((await client.get('/api/invoices?limit=1')).status).toBe(401);
  });

  it('page drift saves the first row of a page again and lets a new one come', async () => {
    const ids = 'fields=["id","updated-at"]';
    const before = await client.list(`/api/invoices?limit=2&${ids}`);
    const last = await client.list(`/api/invoices?limit=1&order_by=id&dir=desc&${ids}`);
    sandbox.faults.set([{ kind: 'page-drift', rows: 1, times: 1 }]);
    await client.get(`/api/invoices/${before[0]?.id}`);
    expect(await client.list(`/api/invoices?limit=2&${ids}`)).toEqual(before);
    const after = await client.list(`/api/invoices?limit=2&${ids}`);
    expect(after[0]?.['updated-at']).not.toBe(before[0]?.['updated-at']);
    expect(after[1]).toEqual(before[1]);
    const [newest] = await client.list(`/api/invoices?limit=1&order_by=id&dir=desc&${ids}`);
    expect(newest?.id).toBeGreaterThan(Number(last[0]?.id));
  });

  it('pages overlap by offset and by key, first pages do not', async () => {
    const page = async (query: string) =>
      (await client.list(`/api/suppliers?limit=5&fields=["id"]&order_by=id&${query}`)).map((row) => row.id);
    const [first, second] = [await page('offset=0'), await page('offset=5')];
    sandbox.faults.set([{ kind: 'duplicates', rows: 2 }]);
    expect(await page('offset=0')).toEqual(first);
    expect(await page('offset=5')).toEqual([...first.slice(3), ...second.slice(0, 3)]);
    expect(await page(`id[gt]=${first[4]}`)).toEqual([first[4], ...second.slice(0, 4)]);
  });

  it('what begins later and lasts a while follows the clock', async () => {
    const statuses = async () => (await client.get('/api/invoices?limit=1')).status;
    sandbox.faults.set([{ kind: 'forbidden', afterS: 3600, forS: 3600 }]);
    expect(await statuses()).toBe(200);
    sandbox.passTime(3_600_000);
    expect(await statuses()).toBe(403);
    sandbox.passTime(3_600_000);
    expect(await statuses()).toBe(200);
  });

  it('is set over the admin door and refused there when it is unknown', async () => {
    const headers = { 'x-sandbox-key': sandbox.adminKey };
    const set = (body: unknown) =>
      fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect((await set([{ kind: 'forbidden', times: 1 }])).status).toBe(200);
    expect(sandbox.faults.list()).toEqual([{ kind: 'forbidden', times: 1 }]);
    expect((await set([{ kind: 'earthquake' }])).status).toBe(400);
    expect((await set([{ kind: 'html', match: { path: '(' } }])).status).toBe(400);
    expect((await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: '[]' })).status).toBe(401);
  });
});
