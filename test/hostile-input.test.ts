import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { AGENTS } from '#agents/registry.ts';
import { addPolicy } from '#engine/policy.queries.ts';
import { starterPolicy } from '#engine/policy-document.ts';
import type { AnyOperation } from '#operation/operation.ts';
import { ROLE_IDS } from '#people/roles.ts';
import { servedOperations } from './all-operations.ts';
import { type Browser, createTestServer, setUpFirstPerson, type TestServer } from './with-server.ts';

const PEOPLE = new Set(['people', 'roles', 'password', 'second-factor', 'tokens']);
const operations = await servedOperations();

let server: TestServer;
let ada: Browser;

beforeAll(async () => {
  server = await createTestServer({
    operations: operations.filter((one) => !PEOPLE.has(one.http.path.split('/')[2] ?? '')),
  });
  ada = await setUpFirstPerson(server.app);
  const owner = new pg.Client({ connectionString: server.test.ownerUrl });
  await owner.connect();
  await owner.query('update member set roles = $1', [ROLE_IDS]);
  await owner.end();
  await server.test.db.inConnection('acme', (tx) =>
    addPolicy(tx, 'acme', {
      document: starterPolicy(AGENTS),
      expectedVersion: 0,
      by: { id: 'purser', name: 'Purser' },
    }),
  );
});
afterAll(() => server.close());

/** What people and programs send by mistake or on purpose. NUL and lone surrogates cannot be stored by PostgreSQL. */
const HOSTILE: readonly unknown[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  "'; drop table person; --",
  '%_\\',
  '../../etc/passwd',
  '-1',
  '0',
  '1e400',
  'NaN',
  '9'.repeat(40),
  '9007199254740993',
  '2026-02-31',
  '٣',
  'x'.repeat(20_000),
  '{"a":1}',
  'eyJhIjoxfQ',
  Buffer.from('["2026-11-20","1"]').toString('base64url'),
  Buffer.from('["\u0000","\u0000"]').toString('base64url'),
  '🧾'.repeat(50),
  null,
  true,
  -1,
  1.5,
  1e308,
  [],
  [null],
  Array(300).fill('x'),
  {},
  { toString: 1 },
];

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  items?: Schema;
}

/** A plain input that fits as far as the schema tells. */
function plain(found: unknown, name = ''): unknown {
  const schema = found as Schema;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return plain(schema.anyOf[0], name);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, plain(inner, key)]),
      );
    case 'array':
      return [plain(schema.items ?? {}, name)];
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    default:
      if (/email/.test(name)) return 'someone@acme.test';
      return name === 'password' ? 'quiet harbour at noon' : '1';
  }
}

async function send(operation: AnyOperation, input: Record<string, unknown>) {
  const { method, path } = operation.http;
  const segment = (value: unknown): string => {
    try {
      return encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value)) || '%20';
    } catch {
      // A lone surrogate has no URL form; this is the nearest that a client can send.
      return '%ED%A0%80';
    }
  };
  const url = path.replace(/:([a-zA-Z]+)/g, (_, name: string) => segment(input[name]));
  const rest = Object.entries(input).filter(([name]) => !path.includes(`:${name}`));
  if (method !== 'GET') return ada.send(method, url, Object.fromEntries(rest));
  return ada.send('GET', `${url}?${rest.map(([name, value]) => `${name}=${segment(value)}`).join('&')}`);
}

it.each(operations.map((operation) => [operation.name, operation] as const))(
  '%s answers hostile input without falling over',
  async (_name, operation) => {
    const schema = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }) as Schema;
    const fields = Object.keys(schema.properties ?? {});
    const base = plain(schema) as Record<string, unknown>;
    const faults: string[] = [];
    for (const field of fields) {
      for (const value of HOSTILE) {
        const answer = await send(operation, field in base ? { ...base, [field]: value } : base);
        // Or nothing would be tried.
        expect(answer.body?.code).not.toBe('unauthenticated');
        const isProblem = answer.status < 400 || answer.body?.code !== undefined;
        if (answer.status >= 500 || !isProblem) {
          const line = server.logLines.filter((one) => one.includes('"level":50')).at(-1) ?? '';
          faults.push(
            `${field} = ${JSON.stringify(value).slice(0, 60)}: ${answer.status} ${line.slice(0, 500)}`,
          );
        }
      }
    }
    expect(faults).toEqual([]);
  },
);
