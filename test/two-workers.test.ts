import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { newSecretKey } from '#connections/secret-box.ts';
import { enqueueCommands } from '#engine/act.queries.ts';
import { type Database, openDatabase } from '#store/database.ts';
import { benchCompany } from '../bench/company.ts';
import { loadInvoicePage, loadOrders } from '../bench/load-company.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/start-sandbox.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { type ProductProcess, productEnv, startProduct } from './product-processes.ts';

const INVOICES = 1_000;
const CONNECTION = 'coupa';
const COMMENTS = 50;
const AGENT = 'three-way-match';

let home: string;
let databaseUrl: string;
let owner: Database;
let sandbox: Sandbox;
let proxy: CountingProxy;
let env: Record<string, string>;
const workers: ProductProcess[] = [];
const company = benchCompany(INVOICES);
const pages = [...company.invoicePages];

/** Two worker processes of the product on one database that nobody has prepared, started at the same moment. */
beforeAll(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'purser-two-workers-'));
  databaseUrl = await createEmptyDatabase();
  sandbox = await startSandbox({ invoices: 60, months: 2 });
  proxy = await startCountingProxy(sandbox.url);
  env = productEnv({
    dataDir: home,
    databaseUrl,
    secretKey: newSecretKey(),
    sandbox: {
      url: proxy.url,
      clientId: sandbox.env.client_id,
      clientSecret: sandbox.env.client_secret,
      adminKey: sandbox.adminKey,
      scopes: sandbox.env.scope_all,
      serviceUserId: sandbox.env.service_user_id,
    },
  });
  workers.push(...(await Promise.all([startWorker(), startWorker()])));
  // The owner sees past row level security and may watch what the application may not.
  owner = openDatabase(databaseUrl, { name: 'test' });
  await watchWho(owner);
  await loadOrders(owner, CONNECTION, company);
}, 120_000);

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.end()));
  await owner?.close();
  await proxy?.close();
  await sandbox?.close();
  rmSync(home, { recursive: true, force: true });
});

function startWorker(): Promise<ProductProcess> {
  return startProduct(['start'], { ...env, PURSER_ROLES: 'worker' });
}

async function createEmptyDatabase(): Promise<string> {
  const url = new URL(inject('templateUrl'));
  const name = `two_workers_${process.pid}`;
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  return url.toString();
}

/** Notes which process wrote a run and which one sent a command; holds up one of them in the middle of a range. */
async function watchWho(db: Database): Promise<void> {
  await db.pool.query(`
    create table done_by (process text, what text, id text);
    create table held_up (process text);
    grant insert on done_by to public;
    grant select on held_up to public;
    create function note_run() returns trigger language plpgsql as $$
      begin
        if exists (select from held_up where process = current_setting('application_name')) then
          perform pg_sleep(25);
        end if;
        insert into done_by values (current_setting('application_name'), 'run', new.subject_id);
        return new;
      end $$;
    create function note_action() returns trigger language plpgsql as $$
      begin
        insert into done_by values (current_setting('application_name'), new.step, new.command_id);
        return new;
      end $$;
    create trigger note_run before insert on run for each row execute function note_run();
    create trigger note_action after insert on action for each row execute function note_action();`);
}

async function ask<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await owner.pool.query(text, values)).rows as Row[];
}

async function until(what: string, limitMs: number, isSo: () => Promise<boolean>): Promise<number> {
  const started = performance.now();
  while (!(await isSo())) {
    if (performance.now() - started > limitMs) throw new Error(`Not within ${limitMs} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - started;
}

async function isFeedRead(): Promise<boolean> {
  const [row] = await ask<{ left: string }>(
    `select sum(h.last - c.seq) as left from feed_cursor c join feed_head h using (connection_id, lane) where agent = $1`,
    [AGENT],
  );
  return row?.left === '0';
}

/** Each change of an invoice was decided once: its latest one has a run, and no invoice has more runs than changes. */
async function expectEachDecidedOnce(invoiceIds: readonly string[]): Promise<void> {
  const runs = await ask<{ subject_id: string; runs: number }>(
    'select subject_id, count(*)::int as runs from run where subject_id = any($1) group by 1',
    [invoiceIds],
  );
  expect(runs.length).toBe(invoiceIds.length);
  expect(runs.filter((row) => row.runs !== 1)).toEqual([]);
  const [trail] = await ask<{ entries: number; decided: number }>(
    `select (select seq::int from audit_head) as entries,
            (select count(distinct subject)::int from audit_entry where what = 'run_decided'
              and subject = any($1)) as decided`,
    [invoiceIds.map((id) => `invoice/${id}`)],
  );
  expect(trail?.decided).toBe(invoiceIds.length);
}

async function countsByProcess(what: string): Promise<number[]> {
  const rows = await ask<{ process: string; count: number }>(
    'select process, count(*)::int as count from done_by where what = $1 group by 1',
    [what],
  );
  return workers.map(({ pid }) => rows.find((row) => row.process === `purser ${pid}`)?.count ?? 0);
}

describe('two worker processes on one database', () => {
  it('share the deciding, and each change is decided once', async () => {
    const ids: string[] = [];
    for (const page of pages.splice(0, pages.length - 8)) {
      ids.push(...(await loadInvoicePage(owner, CONNECTION, page)));
    }
    await until('the feed is read', 25_000, isFeedRead);
    await expectEachDecidedOnce(ids);
    const shares = await countsByProcess('run');
    console.info(`runs by process: ${shares.join(', ')}`);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(ids.length);
    expect(Math.min(...shares)).toBeGreaterThan(ids.length / 20);
  });

  it('one is killed inside a range: its lane goes on within a second, nothing is lost or doubled', async () => {
    const [victim] = workers;
    if (victim === undefined) throw new Error('There is no worker.');
    await ask('insert into held_up values ($1)', [`purser ${victim.pid}`]);
    const ids: string[] = [];
    const isHeldUp = async (): Promise<boolean> => {
      const held = await ask(
        "select 1 from pg_stat_activity where application_name = $1 and wait_event = 'PgSleep'",
        [`purser ${victim.pid}`],
      );
      return held.length > 0;
    };
    while (!(await isHeldUp())) {
      const page = pages.shift();
      if (page === undefined) throw new Error('The victim never took a range.');
      ids.push(...(await loadInvoicePage(owner, CONNECTION, page)));
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    // What the other one can do without that lane it has done, and sleeps: the hardest case for taking it over.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await isFeedRead()).toBe(false);
    await victim.end('SIGKILL');
    const tookMs = await until('the lane goes on', 20_000, isFeedRead);
    console.info(`the lane of the killed worker went on after ${Math.round(tookMs)} ms`);
    // One second on a quiet machine; tests run beside others.
    expect(tookMs).toBeLessThan(4_000);
    await expectEachDecidedOnce(ids);
    workers.splice(0, 1, await startWorker());
  });

  it('share the rate limit of one Coupa: no call is refused and none is sent twice', async () => {
    const ids = await invoicesInSandbox();
    const before = proxy.calls.length;
    await owner.inConnection(CONNECTION, async (tx) => {
      for (const invoiceId of ids) {
        await enqueueCommands(
          tx,
          CONNECTION,
          {
            commands: [
              { kind: 'comment.add', invoiceId, text: 'The goods of line 1 are not booked in yet.' },
            ],
            origin: 'policy',
            originId: null,
            askedBy: { id: AGENT, name: 'Three-way match' },
            run: { agent: AGENT, lane: 0, seq: '0' },
            subjectId: invoiceId,
          },
          new Date(),
        );
      }
    });
    await until('every comment is sent', 30_000, async () => {
      const [row] = await ask<{ open: number }>(
        "select count(*)::int as open from command where state in ('queued', 'sending')",
      );
      return row?.open === 0;
    });
    const failed = await ask("select kind, last_error from command where state in ('failed', 'flagged')");
    expect(failed).toEqual([]);
    expect(sentComments()).toEqual(ids.map((id) => `/api/invoices/${id}/comments`).sort());

    const calls = proxy.calls.slice(before).filter((call) => call.path.startsWith('/api/'));
    expect(calls.filter((call) => call.status === 429)).toEqual([]);
    const seconds = ((calls.at(-1)?.at ?? 0) - (calls[0]?.at ?? 0)) / 1_000;
    console.info(`${calls.length} calls in ${seconds.toFixed(1)} s by two processes, 0 refused`);
    expect(calls.length).toBeLessThanOrEqual(20 + 25 * seconds + 1);

    const shares = await countsByProcess('sending');
    console.info(`commands by process: ${shares.join(', ')}`);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(ids.length);
    expect(Math.min(...shares)).toBeGreaterThan(0);
  });
});

function sentComments(): string[] {
  return sandbox
    .ledger()
    .filter((entry) => entry.client === sandbox.env.client_id && entry.verb === 'POST')
    .map((entry) => entry.path)
    .sort();
}

async function invoicesInSandbox(): Promise<string[]> {
  const { url, env: facts } = sandbox;
  const token = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: facts.client_id,
      client_secret: facts.client_secret,
      scope: facts.scope_all,
    }),
  });
  const { access_token: bearer } = (await token.json()) as { access_token: string };
  const answer = await fetch(`${url}/api/invoices?fields=["id"]&limit=50`, {
    headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
  });
  return ((await answer.json()) as { id: number }[]).slice(0, COMMENTS).map((row) => String(row.id));
}
