import { AGENTS } from '#agents/registry.ts';
import { takeTurn } from '#engine/dispatch-changes.ts';
import { addPolicy } from '#engine/policy.queries.ts';
import { starterPolicy } from '#engine/policy-document.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { systemClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/log.ts';
import { createConnectionPoll } from '#mirror/poll-connection.ts';
import { createSources } from '#mirror/sources.ts';
import { servedOperations } from './all-operations.ts';
import { connectSandbox, type MirroredSandbox } from './with-mirrored-sandbox.ts';
import { type Answer, createTestServer, setUpFirstPerson, type TestServer } from './with-server.ts';

const PEOPLE = new Set(['people', 'roles', 'password', 'second-factor', 'tokens']);
const CONNECTION = 'halden';

/** A sandbox that is mirrored and decided on by the product's own parts, and a person who looks at it over HTTP. */
export interface WatchedSandbox extends MirroredSandbox {
  readonly server: TestServer;
  /** Looks at every list once. */
  turn(): Promise<void>;
  /** Decides until nothing is left to decide. */
  decide(agents?: readonly AnyAgent[]): Promise<void>;
  send(method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown): Promise<Answer>;
  /** The body of a GET that must succeed. */
  see(url: string): Promise<Answer['body']>;
  rows<Row>(sql: string): Promise<Row[]>;
  /** A call of the Coupa API by somebody else. */
  inCoupa(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<string>;
  close(): Promise<void>;
}

export async function watchSandbox(
  options: Parameters<typeof connectSandbox>[2] = {},
): Promise<WatchedSandbox> {
  const served = (await servedOperations()).filter(({ http }) => !PEOPLE.has(http.path.split('/')[2] ?? ''));
  const server = await createTestServer({ operations: served });
  const { db } = server.test;
  const at = await connectSandbox(server.test, CONNECTION, { invoices: 40, ...options });
  await db.inConnection(CONNECTION, (tx) =>
    addPolicy(tx, CONNECTION, {
      document: starterPolicy(AGENTS),
      expectedVersion: 0,
      by: { id: 'purser', name: 'Purser' },
    }),
  );
  // The server's own connections lead nowhere.
  for (const id of ['acme', 'umbra'])
    await db.inConnection(id, (tx) => tx.execute("update connection set state = 'paused'"));
  const ada = await setUpFirstPerson(server.app);
  const send: WatchedSandbox['send'] = (method, url, body) =>
    ada.send(method, url, body, { 'x-purser-connection': CONNECTION });
  return {
    ...at,
    server,
    send,
    turn: async () => {
      const { reader } = await at.coupaFor(CONNECTION);
      await createConnectionPoll(CONNECTION, { db, clock: options.clock ?? systemClock, reader }).turn();
    },
    decide: async (agents = AGENTS) => {
      const deps = {
        db,
        agents,
        clock: systemClock,
        log: silentLog,
        now: () => new Date(),
        sourcesFor: (tx: Parameters<typeof createSources>[0], id: string, invoiceIds: readonly string[]) =>
          createSources(tx, id, { invoiceIds }),
      };
      for (const agent of agents) while ((await takeTurn(agent, deps)) !== 'idle');
    },
    see: async (url) => {
      const answer = await send('GET', url);
      if (answer.status !== 200)
        throw new Error(`${url} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    rows: (sql) => db.inConnection(CONNECTION, (tx) => tx.query(sql)),
    inCoupa: (method, path, body) => callCoupa(at, method, path, body),
    close: async () => {
      await at.sandbox.close();
      await server.close();
    },
  };
}

async function callCoupa(
  { sandbox: { url, env } }: MirroredSandbox,
  method: string,
  path: string,
  body: unknown,
): Promise<string> {
  const { client_id, client_secret, scope_all: scope } = env;
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret, scope });
  const token = await fetch(`${url}/oauth2/token`, { method: 'POST', body: form });
  const { access_token } = (await token.json()) as { access_token: string };
  const answer = await fetch(`${url}/api/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${access_token}`,
      accept: 'application/json',
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Coupa answered ${answer.status} to ${method} ${path}: ${text}`);
  return text;
}
