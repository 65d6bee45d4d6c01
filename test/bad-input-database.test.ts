import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCalloutDoor } from '#connections/callout-door.ts';
import { newSecretKey, readKeyRing } from '#connections/secret-box.ts';
import { systemClock } from '#kernel/clock.ts';
import { readExactJson } from '#kernel/exact-json.ts';
import { main } from '#main.ts';
import { openDatabase } from '#store/database.ts';
import { type EmbeddedPostgres, ensureDatabase, startEmbeddedPostgres } from '#store/embedded-postgres.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/start-sandbox.ts';
import { FIRST_PERSON } from './with-server.ts';

/**
 * The whole product, started once by its own command on a database of its own, and never started again: whatever
 * happens to the database, the same process goes on.
 */
const CONNECTION = 'coupa';
const WAIT_MS = 40_000;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'purser-trouble-'));
const stop = new AbortController();
const secretKey = newSecretKey();
let cluster: EmbeddedPostgres;
let sandbox: Sandbox;
let ended: Promise<number>;
let isEnded = false;
let url = '';
let callOut: () => Promise<number>;
const cookies = new Map<string, string>();

beforeAll(async () => {
  [cluster, sandbox] = await Promise.all([
    startEmbeddedPostgres({ dataDir, fsync: false }),
    startSandbox({ seed: 21, invoices: 30, months: 2, hasRateLimit: false }),
  ]);
  await ensureDatabase(cluster.ownerUrl('postgres'), 'purser');
  const said = new PassThrough();
  let heard = '';
  said.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
  });
  const { client_id, client_secret, scope_all, service_user_id } = sandbox.env;
  const env = {
    PURSER_DATA: path.join(dataDir, 'data'),
    PURSER_PORT: '0',
    PURSER_LOG: 'silent',
    // So that each loop of the poller meets the trouble while it lasts.
    PURSER_TIMINGS: 'pollLeaseMs=400',
    PURSER_SECRET_KEY: secretKey,
    DATABASE_URL: cluster.ownerUrl('purser'),
    COUPA_URL: sandbox.url,
    COUPA_CLIENT_ID: client_id,
    COUPA_CLIENT_SECRET: client_secret,
    COUPA_SCOPES: scope_all,
    COUPA_SERVICE_USER_ID: service_user_id,
  };
  const io = { stdin: new PassThrough(), stdout: said, stderr: said, env, cwd: dataDir, signal: stop.signal };
  ended = main(['start'], io).finally(() => {
    isEnded = true;
  });
  await until('it is ready', async () => / is ready: \S+/.test(heard) || isEnded);
  url = / is ready: (\S+)/.exec(heard)?.[1] ?? '';
  await ask('GET', '/api/session');
  expect((await ask('POST', '/api/setup', FIRST_PERSON)).status).toBe(200);
  callOut = await openDoor();
}, 60_000);
afterAll(async () => {
  stop.abort();
  await ended;
  await sandbox.close();
  await cluster.stop();
  for (const folder of [path.dirname(cluster.dataDir), dataDir])
    rmSync(folder, { recursive: true, force: true });
});

async function until(what: string, is: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + WAIT_MS;
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}.`);
    await systemClock.sleep(50);
  }
}

/** A person's browser. */
async function ask(method: string, at: string, body?: unknown) {
  const answer = await fetch(url + at, {
    method,
    headers: {
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      'x-purser-csrf': cookies.get('purser_csrf') ?? '',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    cookies.set(name, value);
  }
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  return { status: answer.status, body: (await answer.json()) as any };
}

async function asOwner<Row extends pg.QueryResultRow>(...statements: string[]): Promise<Row[]> {
  const owner = new pg.Client({ connectionString: cluster.ownerUrl('purser') });
  await owner.connect();
  try {
    let rows: Row[] = [];
    for (const statement of statements) rows = (await owner.query<Row>(statement)).rows;
    return rows;
  } finally {
    await owner.end();
  }
}

/** A sender of call-outs, as a customer's automation is one. Answers the status. */
async function openDoor(): Promise<() => Promise<number>> {
  const db = openDatabase(cluster.ownerUrl('purser'), { connectionsMax: 1 });
  const { door, secret } = await db.inConnection(CONNECTION, (tx) =>
    createCalloutDoor(
      tx,
      CONNECTION,
      { name: 'Automator', mode: 'secret_header' },
      { ring: readKeyRing(secretKey) },
    ),
  );
  await db.close();
  return async () => {
    const answer = await fetch(`${url}/call-outs/${CONNECTION}/${door.id}`, {
      method: 'POST',
      headers: { 'x-callout-secret': secret },
      body: 'something happened',
    });
    return answer.status;
  };
}

async function invoicesInCoupa(): Promise<string[]> {
  const { client_id, client_secret, scope_all: scope } = sandbox.env;
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret, scope });
  const token = (await (
    await fetch(`${sandbox.url}/oauth2/token`, { method: 'POST', body: form })
  ).json()) as { access_token: string };
  const answer = await fetch(`${sandbox.url}/api/invoices?limit=50&fields=["id","status","updated_at"]`, {
    headers: { authorization: `Bearer ${token.access_token}`, accept: 'application/json' },
  });
  const rows = readExactJson(await answer.text(), 'invoices') as Record<string, string>[];
  return rows.map((row) => `${row.id} ${row.status} ${Date.parse(row['updated-at'] ?? '')}`).sort();
}

/** The mirror equals Coupa, every change is decided, and nothing was set aside. */
async function isCaughtUp(): Promise<boolean> {
  const rows = await asOwner<{ row: string }>(
    `select id || ' ' || status || ' ' || round(extract(epoch from updated_at) * 1000)::bigint as row from invoice
      where deleted_at is null`,
  );
  const [left] = await asOwner<{ undecided: number; troubles: number }>(
    `select (select count(*) from invoice i where not exists (select from run r where r.subject_id = i.id))::int
          + (select count(*) from change c join feed_cursor f using (connection_id, lane) where c.seq > f.seq)::int
          + (select count(*) from read_hint)::int as undecided,
            ((select count(*) from parked_change) + (select count(*) from unreadable_record))::int as troubles`,
  );
  expect(left?.troubles).toBe(0);
  const there = await invoicesInCoupa();
  return left?.undecided === 0 && JSON.stringify(rows.map(({ row }) => row).sort()) === JSON.stringify(there);
}

/** As its machine's administrator does it: whoever is connected is thrown out. */
async function stopServer(): Promise<void> {
  process.kill(cluster.pid, 'SIGINT');
  const isGone = async (): Promise<boolean> => {
    try {
      return !process.kill(cluster.pid, 0);
    } catch {
      return true;
    }
  };
  await until('the database is stopped', isGone);
}

it('reads and decides everything', async () => {
  await until('everything is decided', isCaughtUp);
  expect((await ask('GET', '/readyz')).body).toEqual({
    ready: true,
    checks: { database: 'ok', migrations: 'ok', workers: 'ok' },
  });
}, 60_000);

it('a database without space acknowledges nothing, is said in words, and goes on when there is space', async () => {
  const { body: waiting } = await ask('GET', '/api/approvals');
  const approval = waiting.rows[0];
  const tables = await asOwner<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')`,
  );
  await asOwner(
    `create function no_space() returns trigger language plpgsql as
       $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`,
    ...tables.map(
      ({ name }) =>
        `create trigger no_space before insert or update or delete on ${name} execute function no_space()`,
    ),
  );
  const ready = await ask('GET', '/readyz');
  expect([ready.status, ready.body.checks.database]).toEqual([
    503,
    'The database refuses to write: no space, memory or connection left.',
  ]);
  const decide = () =>
    ask('POST', `/api/approvals/${approval.id}/decision`, { decision: 'reject', reason: 'No.' });
  const refused = await decide();
  expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
    503,
    'database_full',
    'The database refuses to write: no space, memory or connection left.',
  ]);
  expect(await callOut()).toBe(503);
  sandbox.advance(6);
  // A hint that can be read and not be settled.
  await asOwner(
    'set session_replication_role = replica',
    `insert into read_hint (connection_id, resource, record_id, reason) values ('${CONNECTION}', 'invoices', '*', 'test')`,
    `select pg_notify('hint', '${CONNECTION}')`,
  );
  await systemClock.sleep(1_000);
  expect(await asOwner("select 1 from approval where state = 'rejected'")).toEqual([]);

  await asOwner(...tables.map(({ name }) => `drop trigger no_space on ${name}`), 'drop function no_space');
  await until('it is ready again', async () => (await ask('GET', '/readyz')).status === 200);
  const decided = await decide();
  // What happened in Coupa meanwhile may have withdrawn the question; either way somebody is told.
  expect([200, 409], JSON.stringify(decided.body)).toContain(decided.status);
  await until('the call-out is kept', async () => (await callOut()) === 200);
  await until('everything is decided', isCaughtUp);
  expect(isEnded).toBe(false);
}, 60_000);

it('a database that goes away and comes back is said in words, and the same process goes on', async () => {
  await stopServer();
  await until('its absence is told', async () => {
    const { status, body } = await ask('GET', '/readyz');
    return status === 503 && body.checks.database === 'The database cannot be reached at present.';
  });
  expect((await ask('GET', '/healthz')).status).toBe(200);
  const away = await ask('GET', '/api/overview');
  expect([away.status, away.body.code, away.body.detail]).toEqual([
    503,
    'database_unavailable',
    'The database cannot be reached at present.',
  ]);
  expect(await callOut()).toBe(503);
  sandbox.advance(6);
  await systemClock.sleep(1_000);

  cluster = await startEmbeddedPostgres({ dataDir, fsync: false, port: cluster.port });
  await until('it is ready again', async () => (await ask('GET', '/readyz')).status === 200);
  // A sender that got 503 sends again, until it is kept.
  await until('the call-out is kept', async () => (await callOut()) === 200);
  await until('everything is decided', isCaughtUp);
  expect(isEnded).toBe(false);
  const { body: seen } = await ask('GET', '/api/overview');
  expect(seen.coupa).toMatchObject({ state: 'reading', error: null });
  expect(seen.counts).toMatchObject({ parked: 0, unreadable: 0 });
  const { body: verified } = await ask('POST', '/api/audit/verify', {});
  expect(verified).toMatchObject({ valid: true, problem: null });
}, 60_000);
