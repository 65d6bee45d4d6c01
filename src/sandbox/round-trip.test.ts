// Every resource that a client may create: what it sends comes back, in JSON and in XML. The bodies are made from the
// catalogue, so that a resource that is added is covered by being added.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allResources, resourceOf } from './catalogue/all-resources.ts';
import type { Body, BodyValue, Field, Resource } from './catalogue/resource.ts';
import { NEED_A_STORY, samples, WORKED_OUT } from './round-trip-samples.ts';
import type { Sandbox } from './start-sandbox.ts';
import { connect, startTestSandbox, type TestClient } from './test-client.ts';
import { readBody } from './wire/read-body.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());

const XML = { accept: 'application/xml', 'content-type': 'application/xml' };
/** Where a resource is created: its own path, or the first record of the resource it lives in. */
const pathOf = ({ path, within }: Resource) =>
  path ??
  (within?.[0]
    ? `${within[0].path}/${within[0].table === 'suppliers' ? '101' : '1'}/${within[0].as}`
    : undefined);
const creatable = allResources.filter(
  (resource) => pathOf(resource) && resource.scopes.create && !NEED_A_STORY.has(resource.table),
);

/** SQL, markup, a template and letters beyond ASCII: kept as they are, and never more than text. */
const HOSTILE = `'; DROP TABLE invoices;-- <script>alert("1")</script> &amp; {{7*7}} %00 ../ Größe \u{1F680}`;

let count = 0;

/** A value for every field that a caller may send; the depth ends the children of children. */
async function sampleOf(resource: Resource, depth = 0): Promise<Body> {
  const body: Record<string, BodyValue> = {};
  count += 1;
  for (const [key, field] of Object.entries(resource.fields)) {
    if (!field.isWritable || field.isQuiet || 'from' in field) continue;
    const value = await sampleValue(key, field, depth);
    if (value !== undefined) body[key] = value;
  }
  const given = samples(sandbox, count)[resource.table] ?? {};
  return Object.fromEntries(
    Object.entries({ ...body, ...given }).filter(([, value]) => value !== undefined),
  ) as Body;
}

async function sampleValue(key: string, field: Field, depth: number): Promise<BodyValue | undefined> {
  switch (field.kind) {
    case 'text':
      return field.values?.[0] ?? `${key} ${count} ${HOSTILE}`;
    case 'decimal':
      return '12.5';
    case 'integer':
      return '3';
    case 'float':
      return '7.5';
    case 'boolean':
      return true;
    case 'date':
    case 'datetime':
      return '2026-02-03';
    case 'custom':
      return { 'cf-note': `n${count}` };
    case 'ref':
      return reference(field.to);
    case 'refs': {
      const one = await reference(field.to);
      return one && [one];
    }
    case 'children':
      return depth > 0 ? undefined : [await sampleOf(resourceOf(field.to), depth + 1)];
    default:
      return undefined;
  }
}

async function reference(table: string): Promise<Body | undefined> {
  const { path } = resourceOf(table);
  if (table === 'countries') return { code: 'DE' };
  if (table === 'suppliers') return { id: String(sandbox.env.vars.supplier_id) };
  if (!path) return undefined;
  const [first] = await client.list(`/api/${path}?limit=1&fields=["id"]`);
  return first && { id: String(first.id) };
}

/** What is sent must be in what comes back; `read` is the answer, whatever its language was. */
function expectSame(resource: Resource, sent: Body, read: Body, where: string): void {
  for (const [key, value] of Object.entries(sent)) {
    const field = resource.fields[key];
    if (!field || WORKED_OUT.has(`${resource.table}.${key}`)) continue;
    const back = read[key];
    const at = `${where}: ${resource.table}.${key}`;
    if (field.kind === 'children' && Array.isArray(value)) {
      const rows = back as readonly Body[];
      expect(rows, at).toHaveLength(value.length);
      for (const [index, item] of value.entries())
        expectSame(resourceOf(field.to), item as Body, rows[index] as Body, `${where}/${key}`);
    } else if (field.kind === 'ref') {
      expect(back, at).toMatchObject(value as Body);
    } else if (field.kind === 'refs') {
      expect(
        (back as readonly Body[]).map((item) => ({ id: item.id })),
        at,
      ).toEqual(value);
    } else if (field.kind === 'date') {
      expect(String(back).slice(0, 10), at).toBe(String(value));
    } else if (field.kind === 'datetime') {
      expect(new Date(String(back)).toISOString(), at).toBe(new Date(String(value)).toISOString());
    } else if (['decimal', 'float', 'integer'].includes(field.kind)) {
      expect(Number(back), at).toBe(Number(value));
    } else if (field.kind === 'custom') {
      expect(back, at).toMatchObject(value as Body);
    } else if (field.kind === 'text' || field.kind === 'boolean' || field.kind === 'id') {
      expect(String(back), at).toBe(String(value));
    }
  }
}

/** The body as XML, as a client of Coupa's first language writes it. */
function toXml(resource: Resource, body: Body): string {
  return `<${resource.root}>${Object.entries(body)
    .map(([key, value]) => element(key, value, resource.fields[key]))
    .join('')}</${resource.root}>`;
}

function element(key: string, value: BodyValue, field: Field | undefined): string {
  if (value === null) return `<${key} nil="true"/>`;
  if (Array.isArray(value)) {
    const target = field && 'to' in field ? resourceOf(field.to) : undefined;
    const items = (value as readonly Body[]).map((item) =>
      target ? toXml(target, item) : element('item', item, undefined),
    );
    return `<${key} type="array">${items.join('')}</${key}>`;
  }
  if (typeof value === 'object') {
    const inner = Object.entries(value as Body).map(([name, item]) => element(name, item, undefined));
    return `<${key}>${inner.join('')}</${key}>`;
  }
  return `<${key}>${String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${key}>`;
}

const bodyOf = (text: string, type: string) => readBody(text, type);

describe.each(creatable.map((resource) => [pathOf(resource) ?? '', resource] as const))(
  '%s',
  (path, resource) => {
    it('gives back what was sent as JSON, in JSON and in XML', async () => {
      const sent = await sampleOf(resource);
      const created = await client.post(`/api/${path}`, sent);
      expect(created.status, created.text).toBe(201);
      const { id } = bodyOf(created.text, 'application/json');
      const json = await client.get(`/api/${path}/${String(id)}`);
      expectSame(resource, sent, bodyOf(json.text, 'application/json'), 'JSON');
      const xml = await client.call('GET', `/api/${path}/${String(id)}`, undefined, XML);
      expect(xml.text).toContain(`<${resource.root}>`);
      expectSame(resource, sent, bodyOf(xml.text, 'application/xml'), 'XML');
    });

    it('gives back what was sent as XML', async () => {
      const sent = await sampleOf(resource);
      const created = await client.call('POST', `/api/${path}`, toXml(resource, sent), XML);
      expect(created.status, created.text).toBe(201);
      const { id } = bodyOf(created.text, 'application/xml');
      const json = await client.get(`/api/${path}/${String(id)}`);
      expectSame(resource, sent, bodyOf(json.text, 'application/json'), 'from XML');
    });
  },
);
