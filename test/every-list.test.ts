import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '#kernel/clock.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { createConnectionPoll } from '#mirror/poll-connection.ts';
import { reconcile } from '#mirror/reconcile.ts';
import { RESOURCES, type Resource } from '#mirror/resources.ts';
import { sweepDeletions } from '#mirror/sweep-deletions.ts';
import { createTestDatabase, type TestDatabase } from './with-database.ts';
import { connectSandbox, type MirroredSandbox } from './with-mirrored-sandbox.ts';

/** Every list that the mirror follows, with records as a tenant of the sandbox serves them. */

let test: TestDatabase;
let here: MirroredSandbox;
let token: string;

/** A step or a comment is one of something, or none at all. */
const KEYS = new Set(['id', 'approvable-id', 'commentable-id']);

type Json = { [key: string]: ExactJson };

beforeAll(async () => {
  test = await createTestDatabase();
  here = await connectSandbox(test, 'halden', { invoices: 60, months: 2 });
  const answer = await fetch(`${here.sandbox.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: here.sandbox.env.client_id,
      client_secret: here.sandbox.env.client_secret,
      scope: here.sandbox.env.scope_all,
    }),
  });
  token = ((await answer.json()) as { access_token: string }).access_token;
  await post('items', {
    name: 'Bracket',
    description: 'Steel',
    'item-number': 'B-1',
    'custom-fields': { 'shelf life': '12' },
  });
  await post('requisitions', {
    'req-title': 'Cleaning',
    'requisition-lines': [
      { description: 'Cleaning', 'unit-price': '30', quantity: '2', currency: { code: 'USD' } },
    ],
  });
  await post('integrations', {
    name: 'Ledger',
    code: 'ledger',
    'business-object': 'Invoice',
    direction: 'from_coupa',
    'end-system': 'Ledger',
    'end-system-type': 'erp',
  });
  const { vars } = here.sandbox.env;
  await post(`suppliers/${vars.supplier_id}/supplier_sites`, { code: 'S1', name: 'Site' });
  await post('receipt_requests', {
    lines: [{ quantity: '1', 'order-line': { id: String(vars.po_line_id) } }],
  });
  await post('integration_runs', { integration: { code: 'ledger' } });
});
afterAll(async () => {
  await here.sandbox.close();
  await test.close();
});

async function post(path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${here.sandbox.url}/api/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  expect(answer.ok, `${path}: ${answer.status} ${await answer.text()}`).toBe(true);
}

async function served({ path, query, fields }: Resource, isAsked: boolean): Promise<Json[]> {
  const { reader } = await here.coupaFor(here.connectionId);
  const { records } = await reader.listPage({
    resource: path,
    query,
    cursor: { by: 'id', after: '0' },
    ...(isAsked ? { fields } : {}),
  });
  return records as Json[];
}

const empty: string[] = [];

it.each(RESOURCES.map((resource) => [resource.name, resource] as const))(
  '%s: what the sandbox serves converts, however a tenant bends it',
  async (name, resource) => {
    const asked = await served(resource, true);
    const whole = await served(resource, false);
    if (whole.length === 0) empty.push(name);
    for (const json of [...asked, ...whole]) {
      const read = resource.parse(json, name);
      expect(read.id).toBe(json.id);
      expect(resource.parse({ ...json, id: '9007199254740993123' }, name).id).toBe('9007199254740993123');
      for (const field of Object.keys(json)) {
        if (KEYS.has(field)) continue;
        expect(() => resource.parse({ ...json, [field]: null }, name), `${field} null`).not.toThrow();
        const { [field]: _left, ...without } = json;
        expect(() => resource.parse(without, name), `without ${field}`).not.toThrow();
      }
      const strange = {
        ...json,
        'field-of-tomorrow': { a: ['b'] },
        status: 'word_of_tomorrow',
        type: 'NewType',
      };
      expect(() => resource.parse(strange, name)).not.toThrow();
    }
    // Asking by name loses nothing that is read.
    expect(asked.map((json) => resource.parse(json, name).id)).toEqual(
      whole.map((json) => resource.parse(json, name).id),
    );
  },
);

it('is mirrored by a first load, found equal by a reconciliation, and quiet at the next look', async () => {
  const { reader } = await here.coupaFor(here.connectionId);
  const failed: unknown[] = [];
  const changed: string[] = [];
  const turn = () =>
    createConnectionPoll(here.connectionId, {
      db: test.db,
      clock: systemClock,
      reader,
      observe: ({ resource, error, polled }) => {
        if (error !== undefined) failed.push({ resource, error });
        if ((polled?.changed ?? 0) > 0) changed.push(resource);
      },
    }).turn();
  await turn();
  expect(failed).toEqual([]);
  changed.length = 0;
  await turn();
  expect(changed).toEqual([]);
  for (const resource of RESOURCES) {
    const found = await reconcile(here.connectionId, resource, { db: test.db, reader });
    expect({ ...found, name: resource.name }).toEqual({
      name: resource.name,
      inCoupa: found.inMirror,
      inMirror: found.inMirror,
      differed: 0,
      gone: 0,
    });
    expect((await sweepDeletions(here.connectionId, resource, { db: test.db, reader })).deleted).toBe(0);
  }
  // The sandbox serves every list that the mirror follows.
  expect(empty).toEqual([]);
}, 120_000);
