import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectTo, createTestClock, type Reply, startTestCoupa, type TestCoupa } from '../test-coupa.ts';
import { changedSince, FROM_THE_FIRST } from './page-cursor.ts';
import { createCoupaReader } from './reader.ts';

let coupa: TestCoupa;
beforeAll(async () => {
  coupa = await startTestCoupa();
});
afterAll(() => coupa.close());
beforeEach(() => {
  coupa.calls.length = 0;
  coupa.answerToken(() => undefined);
});

const invoice = (id: number | string): string => `{"id":${id},"updated-at":"2026-11-20T10:00:00+01:00"}`;
const json = (body: string): Reply => ({ status: 200, body });
const page = { resource: 'invoices', cursor: FROM_THE_FIRST };

describe('one record', () => {
  it('comes with every digit and unknown fields untouched', async () => {
    coupa.answer(() => json('{"id":9007199254740993,"gross-total":"1e400","new-in-r45":{"x":[0.10]}}'));
    expect(
      await createCoupaReader(connectTo(coupa)).get({ resource: 'invoices', id: '9007199254740993' }),
    ).toEqual({
      id: '9007199254740993',
      'gross-total': '1e400',
      'new-in-r45': { x: ['0.10'] },
    });
    expect(coupa.calls[0]?.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: expect.stringMatching(/^Bearer token-\d+$/),
    });
  });

  it('that is not there is undefined, whether said in JSON, XML or not at all', async () => {
    for (const body of ['', '{"errors":{"invoice":["not found"]}}', '<errors><error>None</error></errors>']) {
      coupa.answer(() => ({ status: 404, body }));
      expect(
        await createCoupaReader(connectTo(coupa)).get({ resource: 'invoices', id: '1' }),
      ).toBeUndefined();
    }
  });

  it('a 404 page of a proxy does not prove that a record is gone', async () => {
    coupa.answer(() => ({ status: 404, body: '<html><title>No such site</title></html>' }));
    await expect(
      createCoupaReader(connectTo(coupa)).get({ resource: 'invoices', id: '1' }),
    ).rejects.toMatchObject({
      code: 'coupa_unreadable',
      message: expect.stringContaining('No such site'),
    });
  });

  it('another record than the one asked for is refused', async () => {
    coupa.answer(() => json(invoice(2)));
    await expect(
      createCoupaReader(connectTo(coupa)).get({ resource: 'invoices', id: '1' }),
    ).rejects.toMatchObject({
      code: 'coupa_unreadable',
      message: 'Expected the record 1 from Coupa for GET invoices/1, found 2.',
    });
  });
});

describe('what goes wrong with a page', () => {
  const lasting: [string, Reply, string, RegExp][] = [
    ['no scope', { status: 403 }, 'coupa_forbidden', /core\.invoice\.read/],
    ['a malformed query', { status: 400, body: '{"errors":["bad op"]}' }, 'coupa_refused', /bad op/],
    ['a login page', json('<!DOCTYPE html><html><title>Sign in</title>'), 'coupa_unreadable', /Sign in/],
    ['an object', json('{"id":1}'), 'coupa_unreadable', /Expected a list/],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://evil.example/' } },
      'coupa_unreadable',
      /evil\.example/,
    ],
    ['500s', { status: 500, body: '{"error":"boom"}' }, 'coupa_unavailable', /boom/],
    ['dropped connections', 'drop', 'coupa_unavailable', /broke/],
    ['no HTTP', 'garbage', 'coupa_unreadable', /does not speak HTTP/],
    ['ids that do not rise', json(`[${invoice(2)},${invoice(1)}]`), 'coupa_unreadable', /order/],
    ['records without ids', json('[{"a":1}]'), 'coupa_unreadable', /no record with an id/],
    [
      'an answer too large',
      { status: 200, headers: { 'content-length': '30000000' } },
      'coupa_unreadable',
      /larger/,
    ],
  ];
  for (const [name, reply, code, message] of lasting) {
    it(`${name}: ${code}`, async () => {
      coupa.answer(() => reply);
      await expect(createCoupaReader(connectTo(coupa)).listPage(page)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
      });
    });
  }

  const passing: [string, Reply][] = [
    ['502', { status: 502, body: '<html><title>Bad gateway</title></html>' }],
    ['429 without a word', { status: 429 }],
    ['429 for seconds', { status: 429, headers: { 'retry-after': '2' } }],
    ['429 till a date', { status: 429, headers: { 'retry-after': 'Fri, 20 Nov 2026 09:00:05 GMT' } }],
    ['429 for ages', { status: 429, headers: { 'retry-after': '99999999' } }],
    ['a cut body', { cutAfter: 20, body: `[${invoice(1)},${invoice(2)}]` }],
    ['half a body', json(`[${invoice(1)},{"id":`)],
    ['a maintenance page', json('<html><title>Back soon</title></html>')],
    ['a dropped connection', 'drop'],
    ['a token that just ran out', { status: 401 }],
  ];
  for (const [name, reply] of passing) {
    it(`${name} once is got over without anybody noticing`, async () => {
      const good = json(`[${invoice(1)},${invoice(2)}]`);
      coupa.answer((call) => (call.number === 1 ? reply : good));
      const found = await createCoupaReader(connectTo(coupa)).listPage(page);
      expect(found.records).toHaveLength(2);
      expect(coupa.calls).toHaveLength(2);
    });
  }

  it('an empty list told by 404 is an empty list', async () => {
    const body = '<errors><error>No results match your search criteria.</error></errors>';
    coupa.answer(() => ({ status: 404, body }));
    const found = await createCoupaReader(connectTo(coupa)).listPage(page);
    expect(found).toMatchObject({ records: [], isLast: true });
  });
});

describe('a storm', () => {
  for (const [name, status] of [
    ['429', 429],
    ['5xx', 503],
  ] as const) {
    it(`of ${name} lasting for a third of all calls adds a tenth to them at most, and ends with the storm`, async () => {
      const reader = createCoupaReader(connectTo(coupa));
      const outcomes = { fine: 0, later: 0 };
      coupa.answer((call) => (call.number % 3 === 0 ? { status } : json(`[${invoice(1)}]`)));
      for (let i = 0; i < 600; i += 1) {
        await reader.listPage(page).then(
          () => (outcomes.fine += 1),
          (error) => {
            // Whoever asked comes back later: nothing is lost by a failure that says so.
            expect(error.retryable).toBe(true);
            outcomes.later += 1;
          },
        );
      }
      expect(coupa.calls.length).toBeLessThanOrEqual(600 * 1.1 + 20);
      expect(outcomes.fine).toBeGreaterThan(outcomes.later);
      coupa.answer(() => json(`[${invoice(1)}]`));
      expect((await reader.listPage(page)).records).toHaveLength(1);
    });
  }
});

describe('one record that cannot be read', () => {
  const bad = '{"id":2,"status":"draft","status":"approved","updated-at":"2026-11-20T09:00:00Z"}';

  it('is named, and the rest of its page comes', async () => {
    coupa.answer((call) => {
      if (call.path.endsWith('/2')) return json(bad);
      if (call.path !== '/api/invoices') return json(invoice(call.path.split('/').at(-1) ?? ''));
      const isKeysOnly = call.query.get('fields') === '["id","updated_at"]';
      return json(`[${invoice(1)},${isKeysOnly ? invoice(2) : bad},${invoice(3)}]`);
    });
    const found = await createCoupaReader(connectTo(coupa)).listPage(page);
    expect(found.records.map((record) => (record as { id: string }).id)).toEqual(['1', '3']);
    expect(found.unreadable).toMatchObject([
      { id: '2', error: { code: 'coupa_unreadable', message: expect.stringMatching(/Duplicate/) } },
    ]);
    expect(found.next).toEqual({ by: 'id', after: '3' });
  });

  it('does not hide an outage: while reading one by one a failing Coupa is a failure', async () => {
    coupa.answer((call) => {
      if (call.path !== '/api/invoices') return { status: 503 };
      return json(call.query.has('fields') ? `[${invoice(1)}]` : `[${bad}]`);
    });
    await expect(createCoupaReader(connectTo(coupa)).listPage(page)).rejects.toMatchObject({
      code: 'coupa_unavailable',
    });
  });

  it('a page that a proxy cuts each time is read one by one', async () => {
    const records = [1, 2, 3].map(invoice).join(',');
    coupa.answer((call) => {
      if (call.path !== '/api/invoices') return json(invoice(call.path.split('/').at(-1) ?? ''));
      return json(call.query.has('fields') ? `[${records}]` : `[${records.slice(0, 60)}`);
    });
    const found = await createCoupaReader(connectTo(coupa)).listPage(page);
    expect(found.records).toHaveLength(3);
    expect(found.unreadable).toEqual([]);
  });
});

describe('tokens', () => {
  it('one that expires between two pages is replaced and no page is lost', async () => {
    const clock = createTestClock();
    const reader = createCoupaReader(connectTo(coupa, { clock }));
    const rows = Array.from({ length: 120 }, (_, i) => i + 1);
    let valid = '';
    coupa.answer((call) => {
      const token = call.headers.authorization ?? '';
      if (call.number === 2) valid = 'another';
      if (valid === '') valid = token;
      if (valid === 'another' && token !== coupa.calls[0]?.headers.authorization) valid = token;
      if (token !== valid) return { status: 401 };
      const after = Number(call.query.get('id[gt]'));
      return json(
        `[${rows
          .filter((id) => id > after)
          .slice(0, 50)
          .map(invoice)
          .join(',')}]`,
      );
    });
    const seen: unknown[] = [];
    let cursor: typeof page.cursor = FROM_THE_FIRST;
    for (let isLast = false; !isLast; ) {
      const found = await reader.listPage({ ...page, cursor });
      seen.push(...found.records.map((record) => Number((record as { id: string }).id)));
      ({ next: cursor, isLast } = found);
      clock.move(11_000);
    }
    expect(seen).toEqual(rows);
  });

  it('64 calls at the expiry of a token fetch one new token', async () => {
    const clock = createTestClock();
    const reader = createCoupaReader(connectTo(coupa, { clock }));
    coupa.answer((call) => json(invoice(call.path.split('/').at(-1) ?? '')));
    await reader.get({ resource: 'invoices', id: '1' });
    const before = coupa.tokensIssued();
    clock.move(25 * 3_600_000);
    await Promise.all(
      Array.from({ length: 64 }, (_, i) => reader.get({ resource: 'invoices', id: String(i + 1) })),
    );
    expect(coupa.tokensIssued() - before).toBe(1);
  });

  it('64 calls that are all refused fetch one new token as well', async () => {
    const clock = createTestClock();
    const reader = createCoupaReader(connectTo(coupa, { clock }));
    coupa.answer((call) => json(invoice(call.path.split('/').at(-1) ?? '')));
    await reader.get({ resource: 'invoices', id: '1' });
    const old = coupa.calls[0]?.headers.authorization;
    const before = coupa.tokensIssued();
    clock.move(60_000);
    coupa.answer((call) =>
      call.headers.authorization === old ? { status: 401 } : json(invoice(call.path.split('/').at(-1) ?? '')),
    );
    await Promise.all(
      Array.from({ length: 64 }, (_, i) => reader.get({ resource: 'invoices', id: String(i + 1) })),
    );
    expect(coupa.tokensIssued() - before).toBe(1);
  });
});

describe('an outage', () => {
  it('of the token endpoint is an outage: it is not asked again and again', async () => {
    const clock = createTestClock();
    const reader = createCoupaReader(connectTo(coupa, { clock }));
    let asked = 0;
    coupa.answerToken(() => {
      asked += 1;
      return { status: 503 };
    });
    for (let i = 0; i < 50; i += 1) {
      await expect(reader.listPage(page)).rejects.toMatchObject({
        code: 'coupa_unavailable',
        retryable: true,
      });
    }
    expect(asked).toBeLessThanOrEqual(6);
    expect(coupa.calls).toEqual([]);
    coupa.answerToken(() => undefined);
    coupa.answer(() => json('[]'));
    clock.move(60_000);
    expect((await reader.listPage(page)).isLast).toBe(true);
  });

  it('ends in a stream of work at once when the probe comes back, and no call was lost in between', async () => {
    const clock = createTestClock();
    const reader = createCoupaReader(connectTo(coupa, { clock }));
    const until = clock.now().getTime() + 3_600_000;
    coupa.answer(() => (clock.now().getTime() < until ? 'drop' : json(`[${invoice(1)}]`)));
    let rounds = 0;
    for (let isBack = false; !isBack; rounds += 1) {
      clock.move(15_000);
      isBack = await reader.listPage(page).then(
        () => true,
        (error) => !error.retryable,
      );
    }
    expect(clock.now().getTime() - until).toBeLessThan(75_000);
    expect(rounds).toBeGreaterThan(200);
    expect(coupa.calls.length).toBeLessThan(140);
  });
});

it('a read that is called off while it waits says so', async () => {
  const stop = new AbortController();
  const never = {
    take: (_priority: string, signal?: AbortSignal) =>
      new Promise<void>((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    penalise: () => undefined,
  };
  const reading = createCoupaReader(connectTo(coupa, { rateLimit: never })).listPage({
    ...page,
    signal: stop.signal,
  });
  setTimeout(() => stop.abort(), 30);
  await expect(reading).rejects.toMatchObject({ code: 'coupa_aborted', retryable: false });
});

describe('what is asked', () => {
  it('keys, fields and conditions travel in one query', async () => {
    coupa.answer(() => json('[]'));
    const request = {
      resource: 'invoices',
      fields: '["id","updated_at"]',
      query: { 'status[in]': 'draft,approved' },
    };
    await createCoupaReader(connectTo(coupa)).listPage({
      ...request,
      cursor: changedSince('2026-11-20T08:59:59.900Z'),
    });
    expect(Object.fromEntries(coupa.calls[0]?.query ?? [])).toEqual({
      'status[in]': 'draft,approved',
      'updated-at[gt_or_eq]': '2026-11-20T08:59:59Z',
      order_by: 'updated_at',
      dir: 'asc',
      fields: '["id","updated_at"]',
      limit: '50',
    });
  });

  it('a resource that is no resource is a fault of ours and goes nowhere', async () => {
    const reader = createCoupaReader(connectTo(coupa));
    for (const resource of ['../oauth2/token', 'invoices?x', '', 'invoices/1', 'invoices/x/comments']) {
      await expect(reader.listPage({ ...page, resource })).rejects.toMatchObject({
        code: 'invariant_broken',
      });
    }
    expect(coupa.calls).toEqual([]);
  });
});

it('tells an observer of each call, without ids, query or token', async () => {
  const seen: unknown[] = [];
  coupa.answer((call) => (call.number === 1 ? { status: 500 } : json(invoice(12))));
  const connection = connectTo(coupa, { observe: (call) => seen.push(call) });
  await createCoupaReader(connection).get({ resource: 'invoices', id: '12', priority: 'person' });
  expect(seen).toMatchObject([
    { method: 'GET', route: 'invoices/:id', status: 500, outcome: 'coupa_unavailable', priority: 'person' },
    { method: 'GET', route: 'invoices/:id', status: 200, outcome: 'ok' },
  ]);
  expect(JSON.stringify(seen)).not.toMatch(/token-|Bearer/);
});
