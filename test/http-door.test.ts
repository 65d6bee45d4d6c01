import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Callout, ScreenEvent } from '#doors/http/http-deps.ts';
import { ConflictError, InvariantError, PurserError } from '#kernel/errors.ts';
import { fileOutput } from '#operation/file-output.ts';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';
import {
  type Browser,
  createTestServer,
  FIRST_PERSON,
  openBrowser,
  setUpFirstPerson,
  type TestServer,
} from './with-server.ts';

const CANARIES = {
  known: 'canary-known-secret',
  password: 'canary harbour password 1',
  query: 'canary-in-the-query',
  body: 'canary-in-the-body',
};

/** Answers or throws what it is told, so that each way out of the door can be walked. */
const outcome = defineOperation({
  name: 'try_outcome',
  summary: 'Answer as told.',
  http: { method: 'POST', path: '/api/outcomes/:id' },
  input: z.strictObject({ id: z.string().max(20), note: z.string().max(100).optional() }),
  output: z.strictObject({ id: z.string() }),
  permission: 'tasks.work',
  audit: { none: 'test' },
  async run({ id }) {
    switch (id) {
      case 'own':
        throw new PurserError('own_request', 'You asked for this yourself.');
      case 'conflict':
        throw new ConflictError('approval_already_decided', 'Somebody else decided this first.');
      case 'away':
        throw new PurserError('database_unavailable', 'The database cannot be reached at present.', {
          retryable: true,
        });
      case 'coupa':
        throw new PurserError('coupa_refused', 'Coupa refused it.');
      case 'odd':
        throw new PurserError('nothing_to_do', 'There is nothing to do.');
      case 'bug':
        throw new TypeError(`secret inner words ${CANARIES.known}`);
      case 'invariant':
        throw new InvariantError(`secret inner words ${CANARIES.known}`, { token: CANARIES.body });
      default:
        return { id };
    }
  },
});

const searching = defineOperation({
  name: 'search_things',
  summary: 'Echo what was asked.',
  http: { method: 'GET', path: '/api/things' },
  input: z.strictObject({
    search: z.string().optional(),
    limit: z.int().min(1).max(200).default(50),
    mine: z.boolean().optional(),
    cause: z.array(z.string()).optional(),
    number: z.string().optional(),
    from: z.iso.datetime().optional(),
  }),
  output: z.record(z.string(), z.unknown()),
  permission: 'invoices.read',
  audit: { none: 'test' },
  run: async (input) => ({ ...input }),
});

const download = defineOperation({
  name: 'export_things',
  summary: 'Give a file.',
  http: { method: 'GET', path: '/api/things/export' },
  input: z.strictObject({}),
  output: fileOutput,
  permission: 'audit.export',
  audit: { none: 'test' },
  run: async () => ({
    file: {
      name: 'träil "1"\r\nx: y.jsonl',
      type: 'application/jsonl',
      body: (async function* () {
        yield '{"seq":1}\n';
        yield Buffer.from('{"seq":2}\n');
      })(),
    },
  }),
});

const OPERATIONS: readonly AnyOperation[] = [outcome, searching, download];

let server: TestServer;
let ada: Browser;
const listeners = new Map<string, Set<(event: ScreenEvent) => void>>();
const callouts: Callout[] = [];
let sick: string | undefined;

beforeAll(async () => {
  server = await createTestServer({
    operations: OPERATIONS,
    deps: {
      metrics: new Registry(),
      probes: {
        database: async () => undefined,
        workers: async () => sick,
        stuck: async () => (sick === undefined ? undefined : new Promise(() => undefined)),
      },
      subscribe: (connectionId, onEvent) => {
        const own = listeners.get(connectionId) ?? new Set();
        listeners.set(connectionId, own.add(onEvent));
        return () => own.delete(onEvent);
      },
      receiveCallout: async (callout) => {
        callouts.push(callout);
        return { status: 202, body: { received: true } };
      },
    },
  });
  ada = await setUpFirstPerson(server.app);
});
afterAll(() => server.close());

describe('statuses', () => {
  it.each([
    ['fine', 200, undefined],
    ['own', 403, 'own_request'],
    ['conflict', 409, 'approval_already_decided'],
    ['odd', 422, 'nothing_to_do'],
    ['coupa', 502, 'coupa_refused'],
    ['away', 503, 'database_unavailable'],
    ['bug', 500, 'unexpected'],
    ['invariant', 500, 'unexpected'],
  ])('%s is %i', async (id, status, code) => {
    const answer = await ada.send('POST', `/api/outcomes/${id}`, {});
    expect(answer.status).toBe(status);
    if (code === undefined) return;
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({ type: `urn:purser:error:${code}`, status, code });
    expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
    expect(JSON.stringify(answer.body)).not.toMatch(/canary|inner words|at .*\.ts/);
    if (status === 503) expect(answer.headers['retry-after']).toBe('2');
  });

  it('401 for nobody, before anything else', async () => {
    const answer = await openBrowser(server.app).send('POST', '/api/outcomes/fine', { wrong: true });
    expect(answer.body).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('404 as a problem for programs, whatever the path', async () => {
    for (const path of ['/api/nothing', '/api', '/nothing.json', '/api/outcomes', '/api/%2e%2e/etc']) {
      expect((await ada.send('GET', path)).body, path).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  it('405 with what is possible instead', async () => {
    const answer = await ada.send('DELETE', '/api/outcomes/1');
    expect(answer.body).toMatchObject({ status: 405, code: 'method_not_allowed', allow: 'POST' });
    expect(answer.headers.allow).toBe('POST');
    expect((await ada.send('PUT', '/api/people')).headers.allow).toBe('GET, POST');
    expect((await ada.send('GET', '/api/sign-in')).headers.allow).toBe('POST');
  });

  it('413 over a megabyte', async () => {
    const answer = await ada.send('POST', '/api/outcomes/1', { note: 'x'.repeat(1024 * 1024) });
    expect(answer.body).toMatchObject({ status: 413, code: 'too_large' });
  });

  it.each([
    ['text/plain', '{}', 415, 'media_type_unsupported'],
    ['application/x-www-form-urlencoded', 'note=x', 415, 'media_type_unsupported'],
    ['application/json', '{"note":', 400, 'invalid_input'],
    ['application/json', '[1]', 400, 'invalid_input'],
    ['application/json', '"x"', 400, 'invalid_input'],
    ['application/json', '{"note":"a","note":"b"}', 400, 'invalid_input'],
    ['application/json', '{"__proto__":{"note":"a"}}', 400, 'malformed_json'],
    ['application/json', `${'['.repeat(5000)}${']'.repeat(5000)}`, 400, 'invalid_input'],
    ['application/json', '{"id":"other"}', 200, undefined],
    ['application/json', '', 200, undefined],
  ])('body of type %s: %s', async (type, payload, status, code) => {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/outcomes/fine',
      payload,
      cookies: Object.fromEntries(ada.cookies),
      headers: { 'content-type': type, 'x-purser-csrf': ada.cookies.get('purser_csrf') ?? '' },
    });
    expect(answer.statusCode).toBe(status);
    if (code !== undefined) expect(answer.json()).toMatchObject({ code });
    // The id of the path wins over one in the body.
    else expect(answer.json()).toEqual({ id: 'fine' });
  });
});

describe('input of a GET', () => {
  it('reads numbers, booleans and lists where the schema says so, and text where it says so', async () => {
    const url = '/api/things?search=42&limit=7&mine=true&cause=a&cause=b&number=0012&from=';
    expect((await ada.send('GET', url)).body).toEqual({
      search: '42',
      limit: 7,
      mine: true,
      cause: ['a', 'b'],
      number: '0012',
    });
    expect((await ada.send('GET', '/api/things?cause=a')).body).toEqual({ limit: 50, cause: ['a'] });
  });

  it.each([
    'limit=seven',
    'limit=1e2',
    'limit=201',
    'mine=yes',
    'search=a&search=b',
    'unknown=1',
    'from=today',
  ])('400 for ?%s', async (query) => {
    expect((await ada.send('GET', `/api/things?${query}`)).body).toMatchObject({
      status: 400,
      code: 'invalid_input',
    });
  });
});

describe('files', () => {
  it('come with a name that cannot break the header', async () => {
    const answer = await ada.send('GET', '/api/things/export');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="tr_il _1___x_ y.jsonl"');
    expect(answer.headers['content-type']).toMatch(/^application\/jsonl/);
    expect(answer.body).toBe('{"seq":1}\n{"seq":2}\n');
  });
});

describe('requests that another site makes the browser send', () => {
  const post = (headers: Record<string, string>) =>
    server.app.inject({
      method: 'POST',
      url: '/api/outcomes/fine',
      payload: {},
      cookies: Object.fromEntries(ada.cookies),
      headers: { host: 'purser.test', ...headers },
    });
  const csrf = (): string => ada.cookies.get('purser_csrf') ?? '';

  it.each<[string, () => Record<string, string>, number]>([
    ['no header', () => ({}), 403],
    ['another value', () => ({ 'x-purser-csrf': 'x'.repeat(43) }), 403],
    ['an empty one', () => ({ 'x-purser-csrf': '' }), 403],
    ['the right one', () => ({ 'x-purser-csrf': csrf() }), 200],
    [
      'the right one from another origin',
      () => ({ 'x-purser-csrf': csrf(), origin: 'https://evil.test' }),
      403,
    ],
    [
      'the right one from another port',
      () => ({ 'x-purser-csrf': csrf(), origin: 'http://purser.test:81' }),
      403,
    ],
    ['the right one from a sandboxed frame', () => ({ 'x-purser-csrf': csrf(), origin: 'null' }), 403],
    ['the right one, cross-site', () => ({ 'x-purser-csrf': csrf(), 'sec-fetch-site': 'cross-site' }), 403],
    [
      'the right one from our own page',
      () => ({ 'x-purser-csrf': csrf(), origin: 'https://purser.test' }),
      200,
    ],
  ])('%s', async (_case, headers, status) => {
    const answer = await post(headers());
    expect(answer.statusCode).toBe(status);
    if (status === 403) expect(answer.json().code).toBe('csrf_refused');
  });

  it('a planted pair of cookie and header does not fit the session', async () => {
    const planted = 'p'.repeat(43);
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/outcomes/fine',
      payload: {},
      cookies: { purser_session: ada.cookies.get('purser_session') ?? '', purser_csrf: planted },
      headers: { 'x-purser-csrf': planted },
    });
    expect(answer.json()).toMatchObject({ status: 403, code: 'csrf_refused' });
  });

  it('sign-out needs it too, reading does not', async () => {
    const bare = { purser_session: ada.cookies.get('purser_session') ?? '' };
    expect(
      (await server.app.inject({ method: 'POST', url: '/api/sign-out', cookies: bare })).statusCode,
    ).toBe(403);
    expect((await server.app.inject({ method: 'GET', url: '/api/things', cookies: bare })).statusCode).toBe(
      200,
    );
  });
});

describe('behind a proxy', () => {
  const forwarded = { 'x-forwarded-for': '198.51.100.77', 'x-forwarded-proto': 'https', host: 'purser.test' };
  const signIn = async (app: TestServer['app'], remoteAddress: string) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/sign-in',
      remoteAddress,
      payload: { email: FIRST_PERSON.email, password: FIRST_PERSON.password },
      cookies: { purser_csrf: 'c'.repeat(43) },
      headers: { ...forwarded, 'x-purser-csrf': 'c'.repeat(43) },
    });
    expect(answer.statusCode).toBe(200);
    return answer.cookies.find((cookie) => cookie.name === 'purser_session');
  };

  it('believes the proxies that were named about address and https, and nobody else', async () => {
    const proxied = await createTestServer({ deps: { trustedProxies: ['10.0.0.0/8'] } });
    await setUpFirstPerson(proxied.app);
    expect((await signIn(proxied.app, '10.1.2.3'))?.secure).toBe(true);
    expect(JSON.parse(proxied.logLines.at(-1) ?? '').address).toBe('198.51.100.77');
    expect((await signIn(proxied.app, '203.0.113.8'))?.secure).toBeUndefined();
    expect(JSON.parse(proxied.logLines.at(-1) ?? '').address).toBe('203.0.113.8');
    await proxied.close();
    expect((await signIn(server.app, '10.1.2.3'))?.secure).toBeUndefined();
  });
});

describe('the web UI', () => {
  const page = (url: string, accept = 'text/html,*/*') =>
    server.app.inject({ method: 'GET', url, headers: { accept } });

  it.each(['/', '/review?cause=price', '/invoices/4711', '/settings/people/'])(
    'shows the screen at %s',
    async (url) => {
      const answer = await page(url);
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain('Purser screen');
      expect(answer.headers['cache-control']).toBe('no-cache');
    },
  );

  it.each([
    '/api/nothing',
    '/assets/old-1a2b.js',
    '/healthz/x',
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
  ])('does not take %s for a screen, or the screen for it', async (url) => {
    const answer = await page(url);
    expect(answer.body).not.toContain('root:');
    if (!url.includes('passwd')) expect(answer.json()).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('keeps what has a hash in its name for a year', async () => {
    const answer = await page('/assets/main-4f2a.js', '*/*');
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-type']).toContain('javascript');
  });

  it('says what to do when it is not built', async () => {
    const bare = await createTestServer({ deps: { webDir: '/nowhere/at all' } });
    const answer = await bare.app.inject({ method: 'GET', url: '/review', headers: { accept: 'text/html' } });
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain('npm run build');
    await bare.close();
  });

  it('allows scripts of its own only, and no frame', async () => {
    const { headers } = await page('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*|https?:/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});

describe('operators', () => {
  it('/healthz says that the process lives, whatever is sick', async () => {
    sick = 'no worker for 40 s';
    expect((await openBrowser(server.app).send('GET', '/healthz')).body).toEqual({
      alive: true,
      version: '0.0.0-test',
    });
    sick = undefined;
  });

  it('/readyz is 503 with the reason, also for a probe that hangs', async () => {
    expect((await openBrowser(server.app).send('GET', '/readyz')).body).toEqual({
      ready: true,
      checks: { database: 'ok', workers: 'ok', stuck: 'ok' },
    });
    sick = 'no worker for 40 s';
    const answer = await openBrowser(server.app).send('GET', '/readyz');
    sick = undefined;
    expect([answer.status, answer.body]).toEqual([
      503,
      {
        ready: false,
        checks: { database: 'ok', workers: 'no worker for 40 s', stuck: 'no answer within 2000 ms' },
      },
    ]);
  });

  it('/metrics counts requests by route, never by what stands in the path', async () => {
    await ada.send('POST', '/api/outcomes/fine', {});
    const { body } = await openBrowser(server.app).send('GET', '/metrics');
    expect(body).toMatch(
      /purser_http_request_seconds_count\{method="POST",route="\/api\/outcomes\/:id",status="200"\} \d/,
    );
    expect(body).not.toMatch(/outcomes\/fine|acme|per_/);
  });
});

describe('the log', () => {
  it('tells each request with who, where and how long, and no secret, query or body', async () => {
    server.logLines.length = 0;
    const browser = openBrowser(server.app);
    await browser.send('GET', '/api/session');
    await browser.send('POST', '/api/sign-in', { email: FIRST_PERSON.email, password: CANARIES.password });
    await ada.send(
      'POST',
      '/api/outcomes/bug',
      { note: CANARIES.body },
      { 'x-request-id': 'canary-request-id' },
    );
    await ada.send('POST', '/api/outcomes/invariant', {});
    await ada.send('GET', `/api/things?search=${CANARIES.query}`);
    await ada.send('GET', '/api/things', undefined, { authorization: 'Bearer canary-bearer-0001' });
    const { body } = await ada.send('POST', '/api/tokens', { name: 'x', permissions: ['self'] });
    await openBrowser(server.app).send('GET', '/api/tokens', undefined, {
      authorization: `Bearer ${body.token}`,
    });

    const text = server.logLines.join('');
    expect(text).not.toMatch(/canary/);
    for (const cookie of [...ada.cookies.values(), ...browser.cookies.values()])
      expect(text).not.toContain(cookie);
    expect(text).not.toContain(body.token);
    const lines = server.logLines.map((line) => JSON.parse(line));
    expect(lines.find((line) => line.route === '/api/outcomes/:id' && line.msg === 'request')).toMatchObject({
      method: 'POST',
      status: 500,
      personId: expect.stringMatching(/^per_/),
      connectionId: 'acme',
      via: 'screen',
      address: '203.0.113.7',
      ms: expect.any(Number),
    });
    expect(lines.filter((line) => line.msg === 'request failed')).toHaveLength(2);
    expect(lines.find((line) => line.msg === 'refused')).toMatchObject({
      level: 40,
      code: 'sign_in_refused',
      route: '/api/sign-in',
      address: '203.0.113.7',
    });
    expect(lines.find((line) => line.msg === 'request failed').error.stack).toContain('http-door.test');
  });
});

describe('call-outs', () => {
  it('hand on the bytes as they came, whatever the type says', async () => {
    const payload = Buffer.from('{ "a": 1,\r\n"a":2 }\xff', 'latin1');
    for (const type of ['application/json', 'text/xml', 'application/octet-stream']) {
      const answer = await server.app.inject({
        method: 'POST',
        url: '/call-outs/acme/door1',
        payload,
        headers: { 'content-type': type, 'webhook-id': 'msg_1' },
      });
      expect([answer.statusCode, answer.json()]).toEqual([202, { received: true }]);
      const callout = callouts.at(-1);
      expect(callout).toMatchObject({
        connectionId: 'acme',
        doorId: 'door1',
        headers: { 'webhook-id': 'msg_1' },
      });
      expect(callout?.rawBody.equals(payload)).toBe(true);
    }
  });

  it('413 over a megabyte, and an empty one comes as no bytes', async () => {
    const big = {
      method: 'POST',
      url: '/call-outs/acme/door1',
      payload: Buffer.alloc(1024 * 1024 + 1),
    } as const;
    const headers = { 'content-type': 'application/json' };
    expect((await server.app.inject({ ...big, headers })).json()).toMatchObject({ code: 'too_large' });
    await server.app.inject({ method: 'POST', url: '/call-outs/acme/door1' });
    expect(callouts.at(-1)?.rawBody.length).toBe(0);
  });
});

describe('the description of the API', () => {
  it('/openapi.json names every operation with its parameters, body, answer and permission', async () => {
    const { body: api } = await openBrowser(server.app).send('GET', '/openapi.json');
    expect(api.openapi).toBe('3.1.0');
    expect(api.paths['/api/things'].get).toMatchObject({
      operationId: 'search_things',
      description: 'Needs the permission `invoices.read`.',
      security: [{ token: [] }, { session: [] }],
    });
    expect(api.paths['/api/outcomes/{id}'].post).toMatchObject({
      parameters: [{ name: 'id', in: 'path', required: true }],
      requestBody: {
        content: {
          'application/json': { schema: { properties: { note: { type: 'string' } }, required: [] } },
        },
      },
    });
    expect(api.paths['/api/things/export'].get.responses['200'].content).toHaveProperty([
      'application/octet-stream',
    ]);
    expect(api.paths['/api/sign-in'].post.security).toEqual([]);
  });

  it('/openapi.json holds together: ids unique, references found, path parameters named', async () => {
    const { body: api } = await openBrowser(server.app).send('GET', '/openapi.json');
    const operations = Object.entries<Record<string, Record<string, unknown>>>(api.paths).flatMap(
      ([path, methods]) => Object.values(methods).map((operation) => ({ path, operation })),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      const parameters = operation.parameters as {
        name: string;
        in: string;
        required: boolean;
        schema: object;
      }[];
      const named = parameters.filter((one) => one.in === 'path').map((one) => one.name);
      expect([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)).toEqual(named);
      expect(parameters.every((one) => one.in !== 'path' || one.required)).toBe(true);
      for (const response of Object.values(operation.responses as Record<string, { description?: string }>)) {
        expect(response.description).toBeTruthy();
      }
    }
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference = '']) => reference,
    );
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) {
      const target = reference
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], api);
      expect(target, reference).toBeDefined();
    }
  });

  it('/docs is a page without scripts that names them all', async () => {
    const { body, headers } = await openBrowser(server.app).send('GET', '/docs');
    expect(headers['content-type']).toContain('text/html');
    expect(body).toContain('/api/outcomes/{id}');
    expect(body).toContain('Create the first administrator');
    expect(body).not.toMatch(/<script|<style|style="|https?:\/\//);
    expect((await openBrowser(server.app).send('GET', '/docs/style.css')).headers['content-type']).toContain(
      'text/css',
    );
  });
});

describe('events', () => {
  let port: number;
  beforeAll(async () => {
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    port = (server.app.server.address() as AddressInfo).port;
  });

  interface Stream {
    readonly status: number;
    readonly headers: http.IncomingHttpHeaders;
    read(until: RegExp): Promise<string>;
    readonly ended: Promise<void>;
    close(): void;
  }

  function listen(cookies: Map<string, string> = ada.cookies): Promise<Stream> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return new Promise((resolve, reject) => {
      const request = http.get(
        { host: '127.0.0.1', port, path: '/api/events', agent: false, headers: { cookie } },
        (response) => {
          let text = '';
          let onText = (): void => undefined;
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
            onText();
          });
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            read: (until) =>
              new Promise((found) => {
                onText = () => until.test(text) && found(text);
                onText();
              }),
            ended: new Promise((end) => response.on('close', () => end())),
            close: () => request.destroy(),
          });
        },
      );
      request.on('error', reject);
    });
  }

  const tell = (event: ScreenEvent) => {
    for (const onEvent of listeners.get('acme') ?? []) onEvent(event);
  };

  it('come as they happen, to those of the connection', async () => {
    const stream = await listen();
    expect(stream.status).toBe(200);
    expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers['content-security-policy']).toBeDefined();
    await stream.read(/retry/);
    tell({ kind: 'invoice', id: '7' });
    expect(await stream.read(/invoice/)).toContain('data: {"kind":"invoice","id":"7"}\n\n');
    expect([...listeners.keys()]).toEqual(['acme']);
    stream.close();
    await expect.poll(() => listeners.get('acme')?.size, { timeout: 10_000 }).toBe(0);
  });

  it('401 for nobody', async () => {
    expect((await listen(new Map())).status).toBe(401);
  });

  it('429 for a ninth of one person, and room again when one has gone', async () => {
    const streams = await Promise.all(Array.from({ length: 8 }, () => listen()));
    expect(streams.map((stream) => stream.status)).toEqual(Array(8).fill(200));
    const ninth = await listen();
    expect([ninth.status, ninth.headers['retry-after']]).toEqual([429, '60']);
    streams[0]?.close();
    await expect.poll(() => listeners.get('acme')?.size, { timeout: 10_000 }).toBe(7);
    const again = await listen();
    expect(again.status).toBe(200);
    for (const stream of [...streams, again]) stream.close();
    await expect.poll(() => listeners.get('acme')?.size, { timeout: 10_000 }).toBe(0);
  });

  it('closing the server ends them, lets what runs finish, and takes nothing new', async () => {
    const stream = await listen();
    await server.app.close();
    await stream.ended;
    expect(listeners.get('acme')?.size).toBe(0);
    await expect(listen()).rejects.toThrow(/ECONNREFUSED/);
  });
});
