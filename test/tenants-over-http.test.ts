import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { AGENTS } from '#agents/registry.ts';
import { addPolicy } from '#engine/policy.queries.ts';
import { starterPolicy } from '#engine/policy-document.ts';
import type { AnyOperation } from '#operation/operation.ts';
import { ROLE_IDS } from '#people/roles.ts';
import { servedOperations } from './all-operations.ts';
import { createTestConnection } from './with-database.ts';
import { type Browser, createTestServer, setUpFirstPerson, type TestServer } from './with-server.ts';

/** The id of every row of the other tenant, and what every other text of theirs says. */
const CANARY = 'umbra_canary';
const SECRET = 'umbra_secret';
const UNKNOWN = 'nowhere_found';

let server: TestServer;
let owner: pg.Client;
let ada: Browser;
const operations = await servedOperations();

beforeAll(async () => {
  const people = new Set(['people', 'roles', 'password', 'second-factor', 'tokens']);
  const others = operations.filter((one) => !people.has(one.http.path.split('/')[2] ?? ''));
  server = await createTestServer({ operations: others });
  ada = await setUpFirstPerson(server.app);
  owner = new pg.Client({ connectionString: server.test.ownerUrl });
  await owner.connect();
  await owner.query('update member set roles = $1', [ROLE_IDS]);
  await server.test.db.inConnection('acme', (tx) =>
    addPolicy(tx, 'acme', {
      document: starterPolicy(AGENTS),
      expectedVersion: 0,
      by: { id: 'purser', name: 'Purser' },
    }),
  );
  await createTestConnection(server.test.db, 'umbra');
  await owner.query(
    `insert into person (person_id, email, name, password_hash, password_changed_at, created_at)
     values ($1, 'canary@umbra.test', $1, 'none', now(), now())`,
    [CANARY],
  );
  // Tokens refer to members, so members come first.
  const tables = ['member', ...(await tenantTables()).filter((table) => table !== 'member')];
  for (const table of tables) await plant(table);
});
afterAll(async () => {
  await owner.end();
  await server.close();
});

async function tenantTables(): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'connection_id'
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'connection' order by 1`,
  );
  return rows.map((row) => row.name);
}

/** Values that a check constraint asks for, or another table's key. */
const VALUES: Readonly<Record<string, unknown>> = {
  'callout_door.mode': 'secret_header',
  'member.person_id': CANARY,
  'api_token.person_id': CANARY,
  'match_memory.kind': 'conversion',
  'match_memory.state': 'confirmed',
};

/** One row of the other tenant in a table, every column filled: text with the canary, the rest with something of its type. */
async function plant(table: string): Promise<void> {
  const { rows: columns } = await owner.query<{
    name: string;
    type: string;
    has_default: boolean;
    checked: boolean;
  }>(
    `select a.attname as name, format_type(a.atttypid, null) as type, a.atthasdef as has_default,
            exists (select 1 from pg_constraint k where k.conrelid = a.attrelid and k.contype = 'c'
                     and a.attnum = any(k.conkey)) as checked
       from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '' order by a.attnum`,
    [table],
  );
  const given = columns.filter((column) => !(column.checked && column.has_default));
  const values = given.map((column) => VALUES[`${table}.${column.name}`] ?? sample(column));
  const places = given.map((_, i) => `$${i + 1}`).join(', ');
  await owner.query(
    `insert into ${table} (${given.map((column) => column.name).join(', ')}) values (${places}) on conflict do nothing`,
    values,
  );
}

function sample(column: { name: string; type: string }): unknown {
  if (column.name === 'connection_id') return 'umbra';
  if (column.type.endsWith('[]')) return [];
  if (/int|numeric/.test(column.type)) return 1;
  if (/json/.test(column.type)) return JSON.stringify({ canary: SECRET });
  if (/^timestamp/.test(column.type)) return new Date('2026-11-20T08:00:00Z');
  if (column.type === 'date') return '2026-11-20';
  if (column.type === 'boolean') return false;
  if (column.type === 'bytea') return Buffer.alloc(32, 7);
  if (column.name === 'currency') return 'EUR';
  return /(^|_)id$|^subject$/.test(column.name) ? CANARY : SECRET;
}

/** All rows of the other tenant, to see that nothing touched them. */
async function umbraRows(): Promise<string> {
  const parts: string[] = [];
  for (const table of await tenantTables()) {
    const { rows } = await owner.query(
      `select t::text as row from ${table} t where connection_id = 'umbra' order by 1`,
    );
    parts.push(`${table}: ${JSON.stringify(rows)}`);
  }
  return parts.join('\n');
}

/** An input that fits the schema, with that id wherever an id can stand. */
function inputFor(operation: AnyOperation, id: string): Record<string, unknown> {
  const schema = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' });
  return (fill(schema, id, '') ?? {}) as Record<string, unknown>;
}

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  minimum?: number;
  minItems?: number;
  minLength?: number;
  format?: string;
}

function fill(found: unknown, id: string, name: string): unknown {
  const schema = found as Schema;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return fill(schema.anyOf[0], id, name);
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {});
      const needed = properties.filter(
        ([key]) => schema.required?.includes(key) === true || /id$|ids$|invoice|reason/i.test(key),
      );
      return Object.fromEntries(needed.map(([key, inner]) => [key, fill(inner, id, key)]));
    }
    case 'array':
      return [fill(schema.items ?? {}, id, name)];
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return false;
    default:
      if (name === 'email') return `${id}@acme.test`;
      if (name === 'password' || name === 'current') return 'quiet harbour at noon';
      return id;
  }
}

async function call(operation: AnyOperation, id: string) {
  const input = inputFor(operation, id);
  const { method, path } = operation.http;
  const url = path.replace(/:([a-zA-Z]+)/g, (_, name: string) =>
    encodeURIComponent(String(input[name] ?? id)),
  );
  const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !path.includes(`:${name}`)));
  if (method !== 'GET') return ada.send(method, url, rest);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) query.append(name, String(value));
  return ada.send('GET', `${url}?${query}`);
}

it('every table of a tenant holds a row of the other one', async () => {
  for (const table of await tenantTables()) {
    const { rows } = await owner.query(`select 1 from ${table} where connection_id = 'umbra'`);
    expect(rows.length, table).toBeGreaterThan(0);
  }
});

it('no list, page or file shows anything of another tenant', async () => {
  const faults: string[] = [];
  for (const operation of operations.filter((one) => one.http.method === 'GET')) {
    const answer = await call(operation, UNKNOWN);
    const text = JSON.stringify(answer.body);
    if (answer.status >= 500) faults.push(`${operation.name}: ${server.logLines.at(-2)?.slice(0, 600)}`);
    if (text.includes(CANARY) || text.includes(SECRET))
      faults.push(`${operation.name} shows ${text.slice(0, 600)}`);
  }
  expect(faults).toEqual([]);
});

it('another tenant’s id is answered as one that nobody has, and touches nothing', async () => {
  const before = await umbraRows();
  const faults: string[] = [];
  const unread: string[] = [];
  for (const operation of operations) {
    const theirs = await call(operation, CANARY);
    const nobodys = await call(operation, UNKNOWN);
    const { name } = operation;
    if (theirs.status >= 500) faults.push(`${name}: ${server.logLines.at(-3)?.slice(0, 600)}`);
    // The id of an OAuth client is Coupa's, and none of a row here.
    const asksById = Object.keys(inputFor(operation, CANARY)).some(
      (key) => /ids?$/i.test(key) && key !== 'clientId',
    );
    if (asksById && (theirs.status !== nobodys.status || theirs.body?.code !== nobodys.body?.code)) {
      faults.push(`${name}: ${theirs.status} for another tenant's id, ${nobodys.status} for nobody's`);
    }
    if (operation.http.path.includes(':') && theirs.status === 200)
      faults.push(`${name} took another tenant's id`);
    if (JSON.stringify(theirs.body).includes(SECRET)) faults.push(`${name} shows another tenant's text`);
    if (asksById && theirs.body?.code === 'invalid_input') unread.push(name);
  }
  expect(faults).toEqual([]);
  expect(await umbraRows()).toBe(before);
  // An input that does not fit is refused before any row is looked at, which would prove nothing.
  expect(unread).toEqual([]);
});
