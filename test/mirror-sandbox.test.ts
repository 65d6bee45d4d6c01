import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCalloutDoor } from '#connections/callout-door.ts';
import { receiveCallout } from '#connections/receive-callout.ts';
import { type Clock, systemClock } from '#kernel/clock.ts';
import { readExactJson } from '#kernel/exact-json.ts';
import { createConnectionPoll, type ObservedLook } from '#mirror/poll-connection.ts';
import { releasePollLease, takePollLease } from '#mirror/poll-lease.queries.ts';
import { RESOURCES } from '#mirror/resources.ts';
import { startPoller } from '#mirror/run-poller.ts';
import { createTestDatabase, type TestDatabase } from './with-database.ts';
import { connectSandbox, type MirroredSandbox } from './with-mirrored-sandbox.ts';

let test: TestDatabase;
let here: MirroredSandbox;
let looks: ObservedLook[] = [];

/** Real time, but pauses between tries are short: the storm is ours. */
const hurried: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal),
};

beforeAll(async () => {
  test = await createTestDatabase();
  here = await connectSandbox(test, 'halden');
});
afterAll(async () => {
  await here.sandbox.close();
  await test.close();
});

async function turn(at: MirroredSandbox = here): Promise<void> {
  const { reader } = await at.coupaFor(at.connectionId);
  const observe = (look: ObservedLook) => looks.push(look);
  looks = [];
  await createConnectionPoll(at.connectionId, { db: test.db, clock: systemClock, reader, observe }).turn();
}

async function tokenOf({ sandbox: { url, env } }: MirroredSandbox): Promise<string> {
  const answer = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: env.client_id,
      client_secret: env.client_secret,
      scope: env.scope_all,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** What is there, asked as a stranger would: by offset, with a token of one's own. */
async function idsInCoupa(at: MirroredSandbox, list: string, query = ''): Promise<string[]> {
  const token = await tokenOf(at);
  const ids: string[] = [];
  for (let offset = 0; ; offset += 50) {
    const page = await fetch(
      `${at.sandbox.url}/api/${list}?fields=["id"]&limit=50&offset=${offset}${query}`,
      {
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      },
    );
    // A list that a tenant does not have is empty.
    if (page.status === 404) return [];
    const rows = readExactJson(await page.text(), list) as { id: string }[];
    ids.push(...rows.map((row) => row.id));
    if (rows.length < 50) return ids.sort();
  }
}

function idsInMirror(at: MirroredSandbox, table: string): Promise<string[]> {
  return test.db.inConnection(at.connectionId, async (tx) => {
    const rows = await tx.query<{ id: string }>(`select id from ${table} where deleted_at is null`);
    return rows.map((row) => row.id).sort();
  });
}

async function expectEqualToCoupa(at: MirroredSandbox): Promise<void> {
  for (const resource of RESOURCES) {
    const query = new URLSearchParams(resource.query).toString();
    const there = await idsInCoupa(at, resource.path, query === '' ? '' : `&${query}`);
    expect(await idsInMirror(at, resource.kind), resource.name).toEqual(there);
  }
}

describe('a first load', () => {
  it('brings everything, what invoices rest on first, and each invoice once into the feed', async () => {
    await turn();
    expect(looks.filter((look) => look.error !== undefined)).toEqual([]);
    await expectEqualToCoupa(here);
    const [invoices] = await test.db.inConnection(here.connectionId, (tx) =>
      tx.query<{ invoices: number; without_order: number }>(
        `select (select count(*) from invoice)::int as invoices,
                (select count(distinct invoice_id) from invoice_line l where order_line_id is not null and not exists (
                   select from purchase_order_line o where o.id = l.order_line_id))::int as without_order`,
      ),
    );
    expect(invoices?.invoices).toBeGreaterThan(100);
    const [first] = await test.db.inConnection(here.connectionId, (tx) =>
      tx.query<{ causes: string[]; subjects: number }>(
        'select array_agg(distinct cause) as causes, count(distinct subject_id)::int as subjects from change',
      ),
    );
    expect(first).toEqual({ causes: ['invoice'], subjects: invoices?.invoices });
  });

  it('keeps quiet when nothing changed', async () => {
    const before = await changes(here);
    await turn();
    expect(looks.map((look) => look.polled?.changed)).toEqual(RESOURCES.map(() => 0));
    expect(await changes(here)).toBe(before);
  });
});

function changes(at: MirroredSandbox): Promise<number> {
  return test.db.inConnection(at.connectionId, async (tx) => {
    const [row] = await tx.query<{ count: number }>('select count(*)::int as count from change');
    return row?.count ?? 0;
  });
}

describe('on bad days', () => {
  it('ends equal to Coupa through storms of 429, 5xx, pages instead of data, cuts and expired tokens', async () => {
    const stormy = await connectSandbox(test, 'stormy', { seed: 7, invoices: 60, clock: hurried });
    stormy.sandbox.faults.set([
      { kind: 'too-many', match: { path: '^/api/' }, probability: 0.15, retryAfterS: 1 },
      { kind: 'too-many', match: { path: '^/api/' }, probability: 0.1 },
      { kind: 'error-before', match: { path: '^/api/' }, probability: 0.1, status: 503 },
      { kind: 'html', match: { path: '^/api/' }, probability: 0.05 },
      { kind: 'truncated', match: { path: '^/api/' }, probability: 0.05 },
      { kind: 'reset-before', match: { path: '^/api/' }, probability: 0.05 },
      { kind: 'expired-token', match: { path: '^/api/' }, probability: 0.05 },
    ]);
    for (let round = 0; round < 8; round += 1) await turn(stormy);
    stormy.sandbox.faults.set([]);
    await systemClock.sleep(1_100);
    await turn(stormy);
    expect(looks.filter((look) => look.error !== undefined)).toEqual([]);
    await expectEqualToCoupa(stormy);
    const parked = await test.db.inConnection('stormy', (tx) => tx.query('select * from unreadable_record'));
    expect(parked).toEqual([]);
    await stormy.sandbox.close();
  });

  it('reads on with a new token when the old one expires in the middle of a load', async () => {
    const expiring = await connectSandbox(test, 'expiring', { seed: 8, invoices: 60 });
    expiring.sandbox.faults.set([
      { kind: 'expired-token', match: { path: '^/api/purchase_orders' }, times: 1 },
    ]);
    await turn(expiring);
    expect(looks.filter((look) => look.error !== undefined)).toEqual([]);
    expect(expiring.sandbox.faults.list()[0]?.times).toBe(0);
    await expectEqualToCoupa(expiring);
    await expiring.sandbox.close();
  });

  it('says in plain words why a resource fails, and which scope is missing', async () => {
    const forbidden = await connectSandbox(test, 'forbidden', { seed: 9, invoices: 30 });
    forbidden.sandbox.faults.set([{ kind: 'forbidden', match: { path: '^/api/comments' } }]);
    await turn(forbidden);
    const rows = await test.db.inConnection('forbidden', (tx) =>
      tx.query<{ resource: string; error: { code: string; message: string } }>(
        'select resource, error from watermark where error is not null',
      ),
    );
    expect(rows.map((row) => row.resource)).toEqual(['comments']);
    expect(rows[0]?.error.message).toMatch(/lacks the scope core\.comment\.read/);
    await forbidden.sandbox.close();
  });

  it('keeps ids beyond 2^53', async () => {
    const large = await connectSandbox(test, 'large', {
      seed: 3,
      invoices: 30,
      firstInvoiceId: '9007199254740993',
    });
    await turn(large);
    await expectEqualToCoupa(large);
    await large.sandbox.close();
  });
});

describe('the poller', () => {
  it('reads what a call-out hints at within a moment, and goes on when the database comes back', async () => {
    const live = await connectSandbox(test, 'live', { seed: 4, invoices: 40 });
    const troubles: string[] = [];
    const poller = await startPoller({
      db: test.db,
      clock: systemClock,
      coupaFor: live.coupaFor,
      processId: 'one',
      onError: (where) => troubles.push(where),
    });
    const phases = () =>
      test.db.inConnection('live', (tx) => tx.query("select 1 from watermark where phase = 'incremental'"));
    // What the client has no scope for is not asked for, and waits without being a fault.
    const granted = live.sandbox.env.scope_all.split(' ');
    const readable = RESOURCES.filter(({ scope }) => granted.includes(scope));
    await until(async () => (await phases()).length === readable.length);
    await expectEqualToCoupa(live);

    const ring = live.ring;
    const { door, secret } = await test.db.inConnection('live', (tx) =>
      createCalloutDoor(tx, 'live', { name: 'Automator', mode: 'secret_header' }, { ring }),
    );
    const say = async (invoiceId: string, text: string): Promise<void> => {
      await comment(live, invoiceId, text);
      const answer = await receiveCallout(
        {
          connectionId: 'live',
          doorId: door.id,
          headers: { 'x-callout-secret': secret },
          rawBody: Buffer.from(JSON.stringify({ document_type: 'InvoiceHeader', document_id: invoiceId })),
        },
        { db: test.db, ring, now: new Date() },
      );
      expect(answer.status).toBe(200);
    };
    const heard = (text: string) =>
      test.db.inConnection('live', (tx) =>
        tx.query("select 1 from record_version where kind = 'coupa_comment' and doc->>'text' = $1", [text]),
      );
    const [id = ''] = await idsInMirror(live, 'invoice');
    const started = performance.now();
    await say(id, 'hinted');
    await until(async () => (await heard('hinted')).length === 1);
    // Far below the interval of the poll: it was the hint that made it look.
    expect(performance.now() - started).toBeLessThan(8_000);

    await killConnections();
    // Each of the pool's connections is found dead once; a sender that gets 503 sends again.
    await until(async () => {
      await say(id, 'after the cut');
      return true;
    });
    await until(async () => (await heard('after the cut')).length > 0);
    await poller.stop();
    await live.sandbox.close();
  });

  it('leaves a connection to the process that reads it, until that has gone, or it is paused', async () => {
    const take = (holder: string, ms = 60_000) => takePollLease(test.db, 'halden', holder, ms);
    expect(await take('one', 150)).toBe(true);
    expect(await take('two')).toBe(false);
    expect(await take('one', 150)).toBe(true);
    await systemClock.sleep(200);
    expect(await take('two', 50)).toBe(true);
    await systemClock.sleep(100);
    await test.db.inConnection('halden', (tx) => tx.execute("update connection set state = 'paused'"));
    expect(await take('one')).toBe(false);
    await test.db.inConnection('halden', (tx) => tx.execute("update connection set state = 'active'"));
    expect(await take('one')).toBe(true);
    await releasePollLease(test.db, 'halden', 'two');
    expect(await take('two')).toBe(false);
    await releasePollLease(test.db, 'halden', 'one');
    expect(await take('two')).toBe(true);
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > end) throw new Error('It never came.');
    await systemClock.sleep(50);
  }
}

async function killConnections(): Promise<void> {
  const owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  await owner.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await owner.end();
}

async function comment(at: MirroredSandbox, invoiceId: string, text: string): Promise<void> {
  const answer = await fetch(`${at.sandbox.url}/api/invoices/${invoiceId}/comments`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenOf(at)}`,
      accept: 'application/json',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ comments: text }),
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`);
}
