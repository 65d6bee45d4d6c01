// What nobody should send: refused or passed over as docs/sandbox.md says, and the process is none the worse for it.
import { request as requestHttp } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { allResources } from './catalogue/all-resources.ts';
import type { Sandbox } from './start-sandbox.ts';
import {
  type Answer,
  connect,
  plainInvoice,
  plainOrder,
  startTestSandbox,
  type TestClient,
} from './test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
let bearer = '';
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
  const { client_id, client_secret, scope_all: scope } = sandbox.env;
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret, scope });
  const token = await fetch(`${sandbox.url}/oauth2/token`, { method: 'POST', body });
  bearer = `Bearer ${((await token.json()) as { access_token: string }).access_token}`;
});
afterAll(() => sandbox.close());
// After each of them it answers as before.
afterEach(async () => expect((await client.get('/api/invoices?limit=1')).json).toHaveLength(1));

const XML = { accept: 'application/xml', 'content-type': 'application/xml' };
const postXml = (body: string) => client.call('POST', '/api/invoices', body, XML);
const words = (answer: Answer) => JSON.stringify((answer.json as { errors?: unknown } | undefined)?.errors);
const countInvoices = async () => (await client.list('/api/invoices?order_by=id&dir=desc&limit=1'))[0]?.id;

/** Sends so many bytes without keeping them. @returns the status and the most memory that lay outside the heap meanwhile. */
function flood(path: string, bytes: number, isDeclared: boolean): Promise<{ status: number; peak: number }> {
  const chunk = Buffer.alloc(64 * 1024, 0x20);
  const start = process.memoryUsage().arrayBuffers;
  let peak = 0;
  return new Promise((resolve, reject) => {
    const outgoing = requestHttp(`${sandbox.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: bearer,
        accept: 'application/json',
        'content-type': 'application/json',
        ...(isDeclared ? { 'content-length': bytes } : {}),
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      incoming.resume();
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, peak }));
    });
    let left = bytes;
    const send = (): void => {
      while (left > 0) {
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - start);
        const part = chunk.subarray(0, Math.min(left, chunk.length));
        left -= part.length;
        if (!outgoing.write(part)) {
          outgoing.once('drain', send);
          return;
        }
      }
      outgoing.end();
    };
    send();
  });
}

describe('a body that is too large', () => {
  it.each([
    ['announced', '/api/invoices', true],
    ['sent in pieces', '/api/invoices', false],
    ['sent to the token door', '/oauth2/token', true],
    ['sent to a page', '/invoices/1', false],
    ['sent for a scan', '/api/invoices/710001/image_scan', true],
  ])('of 50 MB, %s, is 413 and is not kept', async (_name, path, isDeclared) => {
    const { status, peak } = await flood(path, 50 * 1024 * 1024, isDeclared);
    expect(status).toBe(413);
    expect(peak).toBeLessThan(30 * 1024 * 1024);
  });
});

describe('a body that cannot be meant', () => {
  it.each<[string, string, RegExp]>([
    [
      'arrays in arrays',
      `{"invoice-lines": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      /nested too deeply|not valid/,
    ],
    ['objects in objects', `${'{"supplier":'.repeat(30)}1${'}'.repeat(30)}`, /nested too deeply/],
    ['brackets without end', '['.repeat(1_000_000), /not valid JSON/],
    ['a key twice, with two values', '{"invoice-number": "A", "invoice-number": "B"}', /Duplicate key/],
    ['half of it', '{"invoice-number": "A"', /not valid JSON/],
    ['a list', '[{"invoice-number": "A"}]', /must be one object/],
    ['a text', '"invoice"', /must be one object/],
    ['NaN', '{"invoice-number": NaN}', /not valid JSON/],
    ['bytes that are no text', '\u0000\u0001', /not valid JSON/],
  ])('JSON with %s is 400', async (_name, body, reason) => {
    const before = await countInvoices();
    const answer = await client.post('/api/invoices', body);
    expect(answer.status).toBe(400);
    expect(words(answer)).toMatch(reason);
    expect(await countInvoices()).toBe(before);
  });

  const BOMB = `<!DOCTYPE lolz [<!ENTITY a "${'lol'.repeat(100)}">${Array.from({ length: 9 }, (_, n) => `<!ENTITY ${'bcdefghij'[n]} "${`&${'abcdefghi'[n]};`.repeat(10)}">`).join('')}]>`;
  it.each<[string, string]>([
    ['a DOCTYPE', '<!DOCTYPE invoice-header SYSTEM "http://127.0.0.1:9/x.dtd"><invoice-header/>'],
    [
      'an external entity',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><invoice-number>&x;</invoice-number></a>',
    ],
    ['a bomb of entities', `${BOMB}<invoice-header><invoice-number>&j;</invoice-number></invoice-header>`],
    ['a declaration without a DOCTYPE', '<!ENTITY x "y"><invoice-header/>'],
    ['elements in elements', `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`],
    ['an end that is missing', '<invoice-header><invoice-number>A</invoice-header>'],
    ['nothing in it', '<?xml version="1.0"?>'],
    ['JSON in it', '{"invoice-number": "A"}'],
  ])('XML with %s is 400', async (_name, body) => {
    const answer = await postXml(body);
    expect(answer.status, answer.text).toBe(400);
    expect(answer.text).toContain('<error>');
    expect(answer.text).not.toContain('root:');
  });

  it('an entity that nobody declared stays as it is written', async () => {
    const answer = await postXml(
      '<supplier><name>A &nope; &#x26; &lt;b&gt;</name></supplier>'.replaceAll('supplier', 'invoice-header'),
    );
    expect(answer.status).toBeLessThan(500);
  });
});

describe('values of another kind', () => {
  const values: readonly unknown[] = [
    null,
    true,
    -1,
    1e300,
    '',
    'text',
    '9'.repeat(400),
    [],
    {},
    [[]],
    [null],
    [1, 'a'],
    { id: {} },
    { id: 'x' },
    [{ id: -1 }],
    { __proto__: null, constructor: { prototype: { polluted: true } } },
  ];
  /** Beside which a wrong value gets as far as the rules and sums. */
  const sounds: Readonly<Record<string, () => object>> = {
    invoices: () => plainInvoice(sandbox, `W-${Math.random()}`),
    purchase_orders: () => plainOrder(sandbox, `W-${Math.random()}`),
  };
  const creatable = allResources.filter(({ path, scopes }) => path && scopes.create);

  it.each(creatable.map(({ path, fields }) => [path ?? '', Object.keys(fields)] as const))(
    '%s: in no field do they break anything',
    async (path, keys) => {
      const sound = sounds[path] ?? (() => ({}));
      for (const key of keys) {
        const answers = await Promise.all(
          values.map((value) => client.post(`/api/${path}`, { ...sound(), [key]: value })),
        );
        for (const [index, { status, text }] of answers.entries()) {
          const said = `${key} = ${JSON.stringify(values[index])}: ${text.slice(0, 200)}`;
          expect([200, 201, 400, 404], said).toContain(status);
        }
      }
    },
  );

  it('and none of them got into the prototypes', () => {
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('unknown names in a body are passed over', async () => {
    const odd = { 'no-such-field': 1, constructor: 'x', 'to-string': {}, id: 7, status: 'approved' };
    const answer = await client.post('/api/invoices', plainInvoice(sandbox, 'ODD-1', odd));
    expect(answer.status).toBe(201);
    const row = await client.record(`/api/invoices/${(answer.json as { id: number }).id}`);
    expect(row).toMatchObject({ status: 'draft', 'invoice-number': 'ODD-1' });
    expect(row.id).not.toBe(7);
    expect(Object.keys(row)).not.toContain('no-such-field');
  });
});

it('two thousand refusals leave nothing behind', async () => {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const refuse = async (rounds: number) => {
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all([
        client.post('/api/invoices', '{"invoice-number": "A"'),
        client.post('/api/invoices', {
          'invoice-number': `B${round}`,
          supplier: { name: `nobody ${round}` },
        }),
        postXml(`<!DOCTYPE a${round}><a/>`),
        client.get(`/api/invoices?nonsense${round}=1`),
        client.get(`/api/invoices?fields=[${round}`),
        client.post('/api/graphql', { query: `{ nonsense${round} }` }),
        client.call('POST', `/api/invoices/710001/attachments`, `--x${round}`, {
          'content-type': 'multipart/form-data',
        }),
        fetch(`${sandbox.url}/api/invoices`, { headers: { authorization: `Bearer a.b.${round}` } }).then(
          (answer) => answer.text(),
        ),
      ]);
    }
  };
  await refuse(50);
  collect();
  const before = process.memoryUsage().heapUsed;
  await refuse(250);
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * 1024 * 1024);
});
