import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENTS } from '#agents/registry.ts';
import { type ConnectionCheck, checkConnection } from '#connections/check-connection.ts';
import { readSecret } from '#connections/connection-secrets.queries.ts';
import { COUPA_CLIENT, readStoredClient } from '#connections/coupa-client-secret.ts';
import { connectionOperations } from '#connections/operations/connection-operations.ts';
import { newSecretKey, readKeyRing } from '#connections/secret-box.ts';
import { systemClock } from '#kernel/clock.ts';
import { connectingOf } from '#main/connecting.ts';
import { getConnection } from '#mirror/operations/get-connection.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/start-sandbox.ts';
import { type Browser, createTestServer, setUpFirstPerson, type TestServer } from './with-server.ts';

const ring = readKeyRing(newSecretKey());
let sandbox: Sandbox;
let server: TestServer;
let ada: Browser;

beforeAll(async () => {
  sandbox = await startSandbox({ invoices: 30, months: 2, hasRateLimit: false });
  const connecting = connectingOf({ ring, clock: systemClock, agents: AGENTS });
  server = await createTestServer({ operations: [getConnection, ...connectionOperations(connecting)] });
  ada = await setUpFirstPerson(server.app);
});
afterAll(async () => {
  await server.close();
  await sandbox.close();
});

function typed() {
  const { client_id: clientId, client_secret: clientSecret } = sandbox.env;
  return { coupaUrl: sandbox.url, clientId, clientSecret };
}

const statesOf = ({ steps }: ConnectionCheck) =>
  Object.fromEntries(steps.map(({ step, state }) => [step, state]));
const saysOf = ({ steps }: ConnectionCheck, name: string) => steps.find(({ step }) => step === name)?.says;

describe('trying out a Coupa', () => {
  it('says of every step what was found', async () => {
    const check = await checkConnection(typed(), { clock: systemClock });
    expect(check.isUsable).toBe(true);
    expect(
      Object.values(statesOf(check)).filter((state) => state === 'failed' || state === 'skipped'),
    ).toEqual([]);
    expect(statesOf(check)).toMatchObject({
      address: 'passed',
      reach: 'warning',
      token: 'passed',
      clock: 'passed',
    });
    expect(saysOf(check, 'invoices')).toMatch(/the newest change is of 20\d\d-/);
    expect(saysOf(check, 'charts')).toMatch(/^\d+: \w/);
    expect(check.scopes.every(({ granted }) => granted === true)).toBe(true);
  });

  it('stops at a secret that is wrong, and lists what was not tried', async () => {
    const check = await checkConnection({ ...typed(), clientSecret: 'wrong' }, { clock: systemClock });
    expect(check.isUsable).toBe(false);
    expect(statesOf(check)).toMatchObject({
      reach: 'warning',
      token: 'failed',
      scopes: 'skipped',
      invoices: 'skipped',
    });
    expect(JSON.stringify(check)).not.toContain('wrong"');
  });

  it('tells an address where nothing answers from one we would never call', async () => {
    const closed = await checkConnection(
      { ...typed(), coupaUrl: 'http://127.0.0.1:9' },
      { clock: systemClock },
    );
    expect(statesOf(closed)).toMatchObject({ address: 'passed', reach: 'failed', token: 'skipped' });
    const inside = await checkConnection(
      { ...typed(), coupaUrl: 'https://10.0.0.1' },
      { clock: systemClock },
    );
    expect(statesOf(inside)).toMatchObject({ address: 'failed', reach: 'skipped' });
    expect(saysOf(inside, 'address')).toContain('https://acme.coupahost.com');
  });

  it('notices that a clock is wrong, ours or theirs', async () => {
    const late = { ...systemClock, now: () => new Date(Date.now() - 600_000) };
    const check = await checkConnection(typed(), { clock: late });
    expect(saysOf(check, 'clock')).toMatch(/^Coupa’s clock is (599|600|601) s ahead of this machine’s\. Set/);
  });

  it('goes on past a list that fails, and tells it in Coupa’s words', async () => {
    sandbox.faults.set([{ kind: 'forbidden', match: { path: '/api/suppliers' } }]);
    const check = await checkConnection(typed(), { clock: systemClock });
    sandbox.faults.set([]);
    expect(statesOf(check)).toMatchObject({ invoices: 'passed', suppliers: 'failed', users: 'passed' });
    expect(check.isUsable).toBe(true);
  });
});

describe('connections of one installation', () => {
  it('a further Coupa is tried out, made, and its maker is its administrator', async () => {
    const refused = await ada.send('POST', '/api/connections', {
      name: 'Umbra',
      ...typed(),
      clientSecret: 'no',
    });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ type: 'urn:purser:error:connection_unusable' });
    const made = await ada.send('POST', '/api/connections', { name: 'Umbra Nord & Co.', ...typed() });
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({ id: 'umbra_nord_co', check: { isUsable: true } });
    const asked = { name: 'Umbra Nord & Co.', ...typed() };
    const again = await ada.send('POST', '/api/connections', asked, { 'x-purser-connection': 'acme' });
    expect(again.body).toMatchObject({ id: 'umbra_nord_co_2' });
    const seen = await inUmbra('GET', '/api/connection');
    expect(seen.body).toMatchObject({ name: 'Umbra Nord & Co.', coupaUrl: sandbox.url, state: 'active' });
  });

  it('a new secret takes the place of the old only once it works', async () => {
    expect((await inUmbra('PUT', '/api/connection', { clientSecret: 'stolen' })).status).toBe(409);
    expect(await keptSecret()).toBe(typed().clientSecret);
    const changed = await inUmbra('PUT', '/api/connection', {
      clientSecret: typed().clientSecret,
      name: 'Umbra',
    });
    expect(changed.body).toMatchObject({ scopes: expect.arrayContaining(['core.invoice.read']) });
    expect((await inUmbra('GET', '/api/connection')).body).toMatchObject({ name: 'Umbra' });
  });

  it('the kept secret is sent to the kept address alone', async () => {
    const elsewhere = await inUmbra('POST', '/api/connection/check', {
      coupaUrl: 'https://evil.example.com',
    });
    expect(elsewhere.status).toBe(400);
    expect(JSON.stringify(elsewhere.body)).toContain('the kept one goes to the kept address only');
    const same = await inUmbra('POST', '/api/connection/check', {});
    expect(same.body).toMatchObject({ isUsable: true });
  });

  it('a paused one is not read on request, a resumed one is', async () => {
    await inUmbra('PUT', '/api/connection', { state: 'paused' });
    expect((await inUmbra('POST', '/api/connection/read-now', {})).status).toBe(409);
    await inUmbra('PUT', '/api/connection', { state: 'active' });
    expect((await inUmbra('POST', '/api/connection/read-now', {})).status).toBe(200);
  });

  it('leaving it asks for its name, forgets the client and keeps the trail', async () => {
    expect((await inUmbra('POST', '/api/connection/disconnect', { name: 'Acme' })).status).toBe(400);
    expect(await keptSecret()).toBe(typed().clientSecret);
    expect((await inUmbra('POST', '/api/connection/disconnect', { name: 'Umbra' })).status).toBe(200);
    expect(await keptSecret()).toBeUndefined();
    expect((await inUmbra('GET', '/api/connection')).body).toMatchObject({ state: 'paused' });
    const entries = await server.test.db.inConnection('umbra_nord_co', (tx) =>
      tx.query<{ what: string }>('select what from audit_entry order by seq'),
    );
    expect(entries.map(({ what }) => what)).toEqual([
      'connection_created',
      'connection_changed',
      'connection_changed',
      'connection_changed',
      'connection_disconnected',
    ]);
  });

  function inUmbra(method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown) {
    return ada.send(method, url, body, { 'x-purser-connection': 'umbra_nord_co' });
  }

  function keptSecret(): Promise<string | undefined> {
    const place = { connectionId: 'umbra_nord_co', name: COUPA_CLIENT };
    return server.test.db.inConnection('umbra_nord_co', async (tx) => {
      const text = await readSecret(tx, ring, place);
      return text === undefined ? undefined : readStoredClient(text).clientSecret;
    });
  }
});
