import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#kernel/clock.ts';
import { createConnectionPoll, type ObservedLook } from '#mirror/poll-connection.ts';
import { RESOURCES } from '#mirror/resources.ts';
import { createTestDatabase, type TestDatabase } from './with-database.ts';
import { connectSandbox, type MirroredSandbox } from './with-mirrored-sandbox.ts';

let test: TestDatabase;
let here: MirroredSandbox;
let looks: ObservedLook[] = [];

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

/** What is there, asked as a stranger would: by offset, with a token of one's own. */
async function idsInCoupa(at: MirroredSandbox, list: string, query = ''): Promise<string[]> {
  const { url, env } = at.sandbox;
  const answer = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: env.client_id,
      client_secret: env.client_secret,
      scope: env.scope_all,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const ids: string[] = [];
  for (let offset = 0; ; offset += 50) {
    const page = await fetch(`${url}/api/${list}?fields=["id"]&limit=50&offset=${offset}${query}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    });
    const rows = (await page.json()) as { id: number | string }[];
    ids.push(...rows.map((row) => String(row.id)));
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
    const there = await idsInCoupa(at, resource.name, query === '' ? '' : `&${query}`);
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
