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
