import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConnection } from '#connections/create-connection.ts';
import { probeConnection } from '#connections/probe-connection.ts';
import { askToRead } from '#connections/read-hints.queries.ts';
import { type CoupaConnection, connectCoupa } from '#coupa/client/connect.ts';
import { createInMemoryTokenCache } from '#coupa/client/in-memory-token-cache.ts';
import { readInstanceUrl } from '#coupa/client/instance-url.ts';
import { recordKey } from '#coupa/client/read/page-cursor.ts';
import { createCoupaReader } from '#coupa/client/read/reader.ts';
import { createTransport } from '#coupa/client/transport.ts';
import type { Clock } from '#kernel/clock.ts';
import { describeError } from '#kernel/errors.ts';
import { newId } from '#kernel/id.ts';
import { followHints } from '#mirror/follow-hints.ts';
import { getConnection } from '#mirror/operations/get-connection.ts';
import { createConnectionPoll } from '#mirror/poll-connection.ts';
import { reconcile } from '#mirror/reconcile.ts';
import { RESOURCES } from '#mirror/resources.ts';
import { createTestDatabase, type TestDatabase } from '../with-database.ts';
import { connectSandbox, type MirroredSandbox } from '../with-mirrored-sandbox.ts';
import { type Cell, openTable, plain } from './matrix-page.ts';
import { IMPATIENT_MS, over, PATIENT_MS, WEATHERS, type Weather } from './weathers.ts';

const table = openTable('Reading');
let test: TestDatabase;
let at: MirroredSandbox;
let sleptMs = 0;

/** Whoever waits has waited at once. Coupa goes by real time, as our database does, unless it has to wait with us. */
let isCoupaWaiting = false;
const leaping: Clock = {
  now: () => new Date(Date.now() + sleptMs),
  sleep: async (ms) => {
    sleptMs += ms;
    if (isCoupaWaiting) at.sandbox.passTime(ms);
  },
};

beforeAll(async () => {
  test = await createTestDatabase();
  at = await connectSandbox(test, 'halden', { seed: 41, invoices: 60, months: 1, clock: leaping });
  await turn('halden', connect());
});
afterAll(async () => {
  await at.sandbox.close();
  await test.close();
  if (table.isWriting) table.save();
});

/** Where no answer comes, so that our client need not wait long for it. */
let silentPath: string | undefined;

/** A client that has no token and no open circuit yet. */
function connect(): CoupaConnection {
  const { client_id: clientId, client_secret: clientSecret, scope_all } = at.sandbox.env;
  const transport = createTransport(readInstanceUrl(at.sandbox.url));
  return connectCoupa({
    url: at.sandbox.url,
    credentials: { clientId, clientSecret, scopes: scope_all.split(' ') },
    clock: leaping,
    rateLimit: { take: async () => undefined, penalise: () => undefined },
    tokenCache: createInMemoryTokenCache(),
    random: () => 0.5,
    transport: (request) => {
      const isSilent = silentPath !== undefined && request.path.startsWith(silentPath);
      return transport({ ...request, timeoutMs: isSilent ? IMPATIENT_MS : PATIENT_MS });
    },
  });
}

async function turn(connectionId: string, coupa: CoupaConnection): Promise<void> {
  const reader = createCoupaReader(coupa);
  await createConnectionPoll(connectionId, { db: test.db, clock: leaping, reader, concurrency: 2 }).turn();
}

/** How the page "Connection" puts it. */
async function shown(connectionId: string): Promise<string> {
  const { resources } = await test.db.inConnection(connectionId, (tx) =>
    getConnection.run({}, { connectionId } as never, { tx } as never),
  );
  const lists = resources.filter(({ resource }) => RESOURCES.some(({ name }) => name === resource));
  const failing = lists.find(({ error }) => error !== null);
  if (failing?.error) return `${failing.state}: ${plain(failing.error.message)} (\`${failing.error.code}\`)`;
  return [...new Set(lists.map(({ state }) => state))].join(', ');
}

/** Compares with Coupa, list by list, and looks for work that was handed on twice. */
async function outcome(connectionId: string): Promise<string> {
  const reader = createCoupaReader(connect());
  let late = 0;
  for (const resource of RESOURCES) {
    const { differed, gone } = await reconcile(connectionId, resource, { db: test.db, reader });
    late += differed + gone;
  }
  // Work is handed on together with the news it comes from, in one transaction; without news it is the same again.
  const twice = await test.db.inConnection(connectionId, (tx) =>
    tx.query(
      `select subject_id, cause from change c where connection_id = $1 and cause = 'invoice'
          and not exists (select 1 from record_version v where v.connection_id = $1 and v.seen_at = c.at)`,
      [connectionId],
    ),
  );
  const aside = await test.db.inConnection(connectionId, (tx) => tx.query('select 1 from unreadable_record'));
  expect([twice, aside]).toEqual([[], []]);
  return late === 0 ? 'complete' : 'complete after the daily reconciliation';
}

function befall(weather: Weather, path: string): void {
  at.sandbox.faults.set(over(weather, path));
  if (weather.isSilent) silentPath = path.slice(1);
}

async function clearUp(weather: Weather): Promise<void> {
  silentPath = undefined;
  // An outage of days ends by itself, with a storm after it.
  if (weather.lastsMs !== undefined) at.sandbox.passTime(weather.lastsMs + AFTER_MS);
  else at.sandbox.faults.set([]);
  sleptMs += (weather.lastsMs ?? 0) + AFTER_MS;
}

/** Open circuits have closed by then, and a storm has gone. */
const AFTER_MS = 900_000;

async function touch(
  connection: CoupaConnection,
  count: number,
  { skip = 0, reference = newId('t') } = {},
): Promise<string> {
  let last = '';
  const reader = createCoupaReader(connect());
  const page = await reader.listPage({ resource: 'invoices', cursor: { by: 'id', after: '0' } });
  const more = await reader.listPage({ resource: 'invoices', cursor: page.next });
  for (const record of [...page.records, ...more.records].slice(skip, skip + count)) {
    last = recordKey(record).id ?? '';
    const sent = await connection.call({
      method: 'PUT',
      path: `invoices/${last}`,
      body: JSON.stringify({ 'custom-fields': { 'purser-reference': reference } }),
      priority: 'command',
      timeoutMs: 5000,
      tokenRefusalsMax: 1,
    });
    expect(sent).toMatchObject({ kind: 'answered', answer: { status: 200 } });
  }
  return last;
}

/** What was read has been read half a minute earlier, by the only clock that counts for it: the database's. */
async function halfAMinuteLater(): Promise<void> {
  await test.db.inConnection('halden', (tx) =>
    tx.execute("update invoice set read_at = read_at - interval '30 seconds'"),
  );
}

/** Whether the mirror has the invoice with this mark. */
async function isNew(id: string, reference: string): Promise<boolean> {
  const rows = await test.db.inConnection('halden', (tx) =>
    tx.query(
      `select 1 from invoice i join record_version v using (connection_id, hash)
        where i.id = $1 and v.kind = 'invoice' and v.record_id = i.id and v.doc::text like $2`,
      [id, `%${reference}%`],
    ),
  );
  return rows.length > 0;
}

const READS = '^/api/';

const CELLS: Readonly<Record<string, (weather: Weather) => Promise<Cell>>> = {
  'first load': async (weather) => {
    const connectionId = `load${WEATHERS.indexOf(weather)}`;
    await addConnection(connectionId);
    befall(weather, READS);
    await turn(connectionId, connect());
    const seen = await shown(connectionId);
    await clearUp(weather);
    await turn(connectionId, connect());
    return { seen, end: await outcome(connectionId) };
  },

  poll: async (weather) => {
    const changes = weather.changes ?? 2;
    if (!weather.isOfOthers) await touch(connect(), changes);
    befall(weather, READS);
    if (weather.isOfOthers) await touch(connect(), changes);
    await turn('halden', connect());
    const seen = await shown('halden');
    if (weather.isOfOthers) {
      at.sandbox.faults.set([]);
      await touch(connect(), changes, { skip: 1 });
      await turn('halden', connect());
      await halfAMinuteLater();
    } else await clearUp(weather);
    await turn('halden', connect());
    const end = await outcome('halden');
    await clearUp(weather);
    return { seen, end };
  },

  'one record': async (weather) => {
    const [id] = await invoiceIds();
    befall(weather, READS);
    const read = async () => {
      const record = await createCoupaReader(connect()).get({ resource: 'invoices', id });
      return recordKey(record ?? null).id === id ? 'read' : 'not found';
    };
    const seen = await read().catch(told);
    await clearUp(weather);
    return { seen, end: await read().catch(told) };
  },

  'call-out': async (weather) => {
    const reference = newId('t');
    const recordId = await touch(connect(), 1, { reference });
    await test.db.inConnection('halden', (tx) =>
      askToRead(tx, 'halden', [{ resource: 'invoices', recordId, reason: 'call-out' }]),
    );
    befall(weather, READS);
    const follow = async () => {
      await test.db.inConnection('halden', (tx) =>
        tx.execute("update read_hint set next_at = now() - interval '1 second'"),
      );
      await followHints('halden', { db: test.db, reader: createCoupaReader(connect()) });
      const left = await test.db.inConnection('halden', (tx) => tx.query('select 1 from read_hint'));
      if (left.length > 0) return 'the record as it was; it is asked for again';
      return (await isNew(recordId, reference)) ? 'the record as it is now' : 'the record as it was';
    };
    const seen = await follow();
    await clearUp(weather);
    await follow();
    const isRead = await isNew(recordId, reference);
    if (!isRead) await turn('halden', connect());
    const end = (await isNew(recordId, reference)) ? 'complete' : 'not read';
    return { seen, end: isRead ? end : `${end} with the next poll` };
  },

  connecting: async (weather) => {
    if (weather.sparesTokens) return { seen: 'nothing of it', end: 'connected' };
    befall(weather, '^/oauth2/');
    const probe = async () => {
      const connection = connect();
      const coupa = { connection, reader: createCoupaReader(connection), coupaUrl: at.sandbox.url };
      const found = await probeConnection('halden', coupa, test.db);
      return found.every(({ granted }) => granted) ? 'connected' : 'rights are missing';
    };
    const seen = await probe().catch(told);
    await clearUp(weather);
    return { seen, end: await probe().catch(told) };
  },
};

const told = (thrown: unknown): string => {
  const { code, message } = describeError(thrown);
  return `${plain(message)} (\`${code}\`)`;
};

async function invoiceIds(): Promise<[string]> {
  const [row] = await test.db.inConnection('halden', (tx) =>
    tx.query<{ id: string }>('select id from invoice order by id limit 1'),
  );
  if (row === undefined) throw new Error('The mirror has no invoice.');
  return [row.id];
}

async function addConnection(id: string): Promise<void> {
  const { url, env } = at.sandbox;
  await createConnection(
    {
      id,
      name: id,
      coupaUrl: url,
      credentials: {
        clientId: env.client_id,
        clientSecret: env.client_secret,
        scopes: env.scope_all.split(' '),
      },
    },
    {
      db: test.db,
      ring: at.ring,
      now: new Date(),
      agentIds: ['three-way-match'],
      who: { kind: 'system', id: 'test', name: 'Test' },
    },
  );
}

describe.each(WEATHERS)('$name: $what', (weather) => {
  it.each(Object.keys(CELLS))('%s', async (operation) => {
    isCoupaWaiting = weather.endsByWaiting === true;
    const cell = await CELLS[operation]?.(weather);
    expect(cell).toBeDefined();
    if (cell && table.isWriting) table.note(weather.name, operation, cell);
    else expect(cell).toEqual(table.cell(weather.name, operation));
  });
});
