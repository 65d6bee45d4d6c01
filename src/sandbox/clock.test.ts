import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import { connect, plainInvoice, startTestSandbox } from './test-client.ts';

const open: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
});

async function start(options: Parameters<typeof startTestSandbox>[0] = {}) {
  const sandbox = await startTestSandbox(options);
  open.push(sandbox);
  return sandbox;
}

const admin = async (sandbox: Sandbox, path: string, body?: unknown) => {
  const answer = await fetch(`${sandbox.url}/sandbox/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-sandbox-key': sandbox.adminKey },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
};

describe('the one clock of the tenant', () => {
  it('moved on by two days it is past for tokens, and later for records, ledger and Date', async () => {
    const sandbox = await start();
    const client = await connect(sandbox);
    const moved = await admin(sandbox, 'clock', { days: 2, hours: 1 });
    expect(moved.json).toEqual({ now: '2026-03-20T11:00:00.000Z', movedMs: 176_400_000, happened: 0 });
    const old = await client.call('GET', '/api/invoices?limit=1');
    expect(old.status).toBe(401);
    const fresh = await connect(sandbox);
    const made = await fresh.post('/api/invoices', plainInvoice(sandbox, 'LATER'));
    expect(made.json).toMatchObject({ 'created-at': '2026-03-20T12:00:00+01:00' });
    expect(sandbox.ledger().at(-1)?.at).toBe('2026-03-20T11:00:00.000Z');
    const answer = await fetch(`${sandbox.url}/api/invoices`);
    expect(answer.headers.get('date')).toBe('Fri, 20 Mar 2026 11:00:00 GMT');
  });

  it('lets things happen on the way, each at its own time', async () => {
    const sandbox = await start();
    const { json } = await admin(sandbox, 'clock', { hours: 5, events: 4 });
    expect(json.happened).toBe(4);
    const times = new Set(sandbox.ledger().map((entry) => entry.at));
    expect([...times]).toEqual([11, 12, 13, 14].map((hour) => `2026-03-18T${hour}:00:00.000Z`));
  });

  it('of a company that lives brings as much as its pace would have', async () => {
    const sandbox = await start({ paceSeconds: 1800 });
    expect((await admin(sandbox, 'clock', { hours: 2 })).json.happened).toBe(4);
  });

  it('goes on from where it stood at the next start', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'sandbox-clock-'));
    const first = await start({ dataDirectory });
    await admin(first, 'clock', { days: 3 });
    const again = await start({ dataDirectory });
    expect((await admin(again, 'clock')).json).toEqual({
      now: '2026-03-21T10:00:00.000Z',
      movedMs: 259_200_000,
    });
    rmSync(dataDirectory, { recursive: true });
  });

  it.each<[unknown, string]>([
    [{ days: -1 }, 'days: expected a number from 0 to 3650, found -1'],
    [{ hours: '5' }, 'hours: expected a number from 0 to 87600, found "5"'],
    [{ weeks: 1 }, 'weeks: expected one of days, hours, seconds, events'],
    [{ days: 1, events: 1.5 }, 'events: expected a number from 0 to 10000, found 1.5'],
    [[], 'expected a JSON object'],
  ])('is not moved by %j', async (body, error) => {
    const sandbox = await start({ invoices: 3 });
    expect(await admin(sandbox, 'clock', body)).toEqual({ status: 400, json: { error } });
  });
});

describe('an outage of five days', () => {
  it('ends when the clock is five days on, with a storm after it', async () => {
    const sandbox = await start();
    expect((await admin(sandbox, 'faults', 'outage')).status).toBe(200);
    const token = () =>
      fetch(`${sandbox.url}/oauth2/token`, { method: 'POST' }).then((answer) => answer.status);
    expect(await token()).toBe(503);
    await admin(sandbox, 'clock', { days: 4, hours: 23 });
    expect(await token()).toBe(503);
    await admin(sandbox, 'clock', { hours: 1 });
    const client = await connect(sandbox);
    const statuses = new Set<number>();
    for (let call = 0; call < 20; call += 1) statuses.add((await client.get('/api/invoices?limit=1')).status);
    expect(statuses).toEqual(new Set([200, 429]));
    await admin(sandbox, 'clock', { seconds: 600 });
    expect(sandbox.faults.list()).toEqual([]);
    expect((await client.get('/api/invoices?limit=1')).status).toBe(200);
  });
});
