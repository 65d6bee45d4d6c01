import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RateLimit } from './rate-limit.ts';
import { connectTo, createTestClock, type Reply, startTestCoupa, type TestCoupa } from './test-coupa.ts';
import { type CoupaWriter, createCoupaWriter, type WriteOptions } from './write.ts';

let coupa: TestCoupa;
beforeAll(async () => {
  coupa = await startTestCoupa();
});
afterAll(() => coupa.close());
beforeEach(() => {
  coupa.calls.length = 0;
  coupa.answer(() => ({ status: 200, body: '{"id":4711,"status":"pending_approval"}' }));
  coupa.answerToken(() => undefined);
});

const soon = (ms = 10_000): WriteOptions => ({ deadline: Date.parse('2026-11-20T09:00:00Z') + ms });

describe('what is sent', () => {
  const cases: [string, (writer: CoupaWriter) => Promise<unknown>, string, string, string][] = [
    ['submit', (w) => w.submitInvoice('4711', soon()), 'PUT', '/api/invoices/4711/submit', '{}'],
    [
      'revalidate',
      (w) => w.revalidateTolerances('4711', soon()),
      'PUT',
      '/api/invoices/4711/revalidate_tolerances',
      '{}',
    ],
    [
      'dispute',
      (w) => w.disputeInvoice('4711', { reasonCode: 'PRICE', comment: '12 > 10' }, soon()),
      'PUT',
      '/api/invoices/4711/dispute',
      '{"dispute-reason":{"code":"PRICE"},"comment":"12 > 10"}',
    ],
    ['approve', (w) => w.approve('9', 'ok', soon()), 'PUT', '/api/approvals/9/approve?reason=ok', '{}'],
    [
      'reject',
      (w) => w.reject('9', 'too & dear', soon()),
      'PUT',
      '/api/approvals/9/reject?reason=too & dear',
      '{}',
    ],
    ['hold', (w) => w.hold('9', '', soon()), 'PUT', '/api/approvals/9/hold', '{}'],
    [
      'comment',
      (w) => w.addComment('4711', 'Größe?', soon()),
      'POST',
      '/api/invoices/4711/comments',
      '{"comments":"Größe?"}',
    ],
    [
      'custom field',
      (w) => w.setCustomField('4711', { name: 'purser-ref', value: 'x' }, soon()),
      'PUT',
      '/api/invoices/4711',
      '{"custom-fields":{"purser-ref":"x"}}',
    ],
  ];
  for (const [name, act, method, path, body] of cases) {
    it(`${name} is one request to its own address`, async () => {
      expect(await act(createCoupaWriter(connectTo(coupa)))).toMatchObject({ kind: 'done', status: 200 });
      const [call, ...more] = coupa.calls;
      const query = [...(call?.query ?? [])].map(([key, value]) => `?${key}=${value}`).join('');
      expect([call?.method, `${call?.path}${query}`, call?.body]).toEqual([method, path, body]);
      expect(more).toEqual([]);
    });
  }

  it('an id that is no id goes nowhere', async () => {
    const writer = createCoupaWriter(connectTo(coupa));
    for (const id of ['../users/1', '', '1?x=1', '1e3', '-1']) {
      expect(await writer.submitInvoice(id, soon())).toMatchObject({
        kind: 'refused',
        code: 'invalid_input',
      });
    }
    expect(coupa.calls).toEqual([]);
  });

  it('keeps an id above 2^53 to the digit', async () => {
    await createCoupaWriter(connectTo(coupa)).submitInvoice('9007199254740993', soon());
    expect(coupa.calls[0]?.path).toBe('/api/invoices/9007199254740993/submit');
  });
});

describe('what is known afterwards', () => {
  const answers: [string, Reply, object][] = [
    [
      '200 with the document',
      { status: 200, body: '{"id":1}' },
      { kind: 'done', status: 200, body: { id: '1' } },
    ],
    ['201 without a body', { status: 201 }, { kind: 'done', status: 201 }],
    [
      '200 with warnings only',
      { status: 200, body: '{"id":1,"errors":{"warnings":["late"]}}' },
      { kind: 'done' },
    ],
    [
      '200 naming errors',
      { status: 200, body: '{"errors":{"invoice-header":["no"]}}' },
      { kind: 'ambiguous' },
    ],
    [
      '200 with a page',
      { status: 200, body: '<!DOCTYPE html><title>Maintenance</title>' },
      { kind: 'ambiguous' },
    ],
    [
      '200 cut in the middle',
      { cutAfter: 5, body: '{"id":4711,"status":"approved"}' },
      { kind: 'ambiguous' },
    ],
    ['200 with half a document', { status: 200, body: '{"id":4711,"sta' }, { kind: 'ambiguous' }],
    [
      '400 by model',
      { status: 400, body: '{"errors":{"invoice-header":["Dispute reason is inactive"]}}' },
      {
        kind: 'refused',
        code: 'coupa_refused',
        message: expect.stringContaining('Dispute reason is inactive'),
      },
    ],
    ['400 in XML', { status: 400, body: '<errors><error>Not pending</error></errors>' }, { kind: 'refused' }],
    [
      '403',
      { status: 403 },
      { kind: 'refused', code: 'coupa_forbidden', message: expect.stringContaining('core.invoice.write') },
    ],
    ['404', { status: 404 }, { kind: 'refused', code: 'coupa_not_found' }],
    ['409', { status: 409 }, { kind: 'refused', code: 'coupa_refused' }],
    ['408', { status: 408 }, { kind: 'ambiguous', code: 'coupa_timeout' }],
    ['302', { status: 302, headers: { location: 'https://evil.example/x' } }, { kind: 'ambiguous' }],
    [
      '429',
      { status: 429, headers: { 'retry-after': '3' } },
      { kind: 'not_sent', code: 'coupa_rate_limited', retryAfterMs: 3000 },
    ],
    [
      '500',
      { status: 500, body: '<html><title>Oops</title></html>' },
      { kind: 'ambiguous', code: 'coupa_unavailable' },
    ],
    ['503', { status: 503 }, { kind: 'ambiguous', code: 'coupa_unavailable' }],
    ['a dropped connection', 'drop', { kind: 'ambiguous', code: 'coupa_unavailable' }],
    ['no HTTP', 'garbage', { kind: 'ambiguous', code: 'coupa_unreadable' }],
  ];
  for (const [name, reply, outcome] of answers) {
    it(`${name} is ${(outcome as { kind: string }).kind}, after one request`, async () => {
      coupa.answer(() => reply);
      expect(await createCoupaWriter(connectTo(coupa)).submitInvoice('4711', soon())).toMatchObject(outcome);
      expect(coupa.calls).toHaveLength(1);
    });
  }

  it('no answer in time is ambiguous', async () => {
    coupa.answer(() => 'hang');
    const writer = createCoupaWriter(connectTo(coupa));
    expect(await writer.submitInvoice('4711', { ...soon(), timeoutMs: 150 })).toMatchObject({
      kind: 'ambiguous',
      code: 'coupa_timeout',
    });
  });

  it('a port where nobody listens is not sent', async () => {
    const gone = await startTestCoupa();
    const token = { value: 't', issuedAt: '2026-11-20T08:00:00Z', expiresAt: '2026-11-21T08:00:00Z' };
    const writer = createCoupaWriter(
      connectTo(gone, { tokenCache: { get: async () => token, set: async () => undefined } }),
    );
    await gone.close();
    expect(await writer.submitInvoice('4711', soon())).toMatchObject({
      kind: 'not_sent',
      code: 'coupa_unavailable',
    });
  });

  it('without a token nothing is sent', async () => {
    coupa.answerToken(() => ({ status: 401, body: '{"error":"invalid_client"}' }));
    expect(await createCoupaWriter(connectTo(coupa)).submitInvoice('4711', soon())).toMatchObject({
      kind: 'not_sent',
      code: 'coupa_unauthorized',
    });
    expect(coupa.calls).toEqual([]);
  });

  it('an observer or a bucket that fails after the call does not make a done write look unsent', async () => {
    const failing = {
      observe: () => {
        throw new Error('metrics are down');
      },
      rateLimit: { take: async () => undefined, penalise: () => Promise.reject(new Error('no database')) },
    };
    const writer = createCoupaWriter(connectTo(coupa, failing));
    expect(await writer.submitInvoice('4711', soon())).toMatchObject({ kind: 'done' });
    coupa.answer(() => ({ status: 503 }));
    expect(await writer.submitInvoice('4711', soon())).toMatchObject({ kind: 'ambiguous' });
  });
});

describe('a refused token', () => {
  it('is replaced once, and the write repeated once', async () => {
    const clock = createTestClock();
    const connection = connectTo(coupa, { clock });
    const writer = createCoupaWriter(connection);
    await writer.submitInvoice('1', soon());
    clock.move(60_000);
    coupa.answer((call) => ({
      status: call.headers.authorization?.endsWith(`-${coupa.tokensIssued()}`) && call.number > 2 ? 200 : 401,
    }));
    expect(await writer.submitInvoice('4711', soon(120_000))).toMatchObject({ kind: 'done' });
    expect(coupa.calls).toHaveLength(3);
    expect(coupa.calls[1]?.headers.authorization).not.toBe(coupa.calls[2]?.headers.authorization);
  });

  it('twice refused is given up as not sent', async () => {
    coupa.answer(() => ({ status: 401 }));
    expect(await createCoupaWriter(connectTo(coupa)).submitInvoice('4711', soon(60_000))).toMatchObject({
      kind: 'not_sent',
      code: 'coupa_unauthorized',
    });
    expect(coupa.calls).toHaveLength(2);
  });

  it('a young token is given until its tenth second', async () => {
    const clock = createTestClock();
    coupa.answer(() => ({ status: clock.now() >= new Date('2026-11-20T09:00:09Z') ? 200 : 401 }));
    const outcome = await createCoupaWriter(connectTo(coupa, { clock })).submitInvoice('4711', soon(60_000));
    expect(outcome).toMatchObject({ kind: 'done' });
    expect(coupa.calls).toHaveLength(2);
  });

  it('that grows old while the refusal is on its way was young, and is not replaced', async () => {
    const clock = createTestClock();
    coupa.answer(() => {
      if (coupa.calls.length > 1) return { status: 200 };
      clock.move(11_000);
      return { status: 401 };
    });
    const issued = coupa.tokensIssued();
    const outcome = await createCoupaWriter(connectTo(coupa, { clock })).submitInvoice('4711', soon(60_000));
    expect([outcome.kind, coupa.tokensIssued() - issued]).toEqual(['done', 1]);
  });

  it('is not waited for beyond the deadline', async () => {
    coupa.answer(() => ({ status: 401 }));
    const outcome = await createCoupaWriter(connectTo(coupa)).submitInvoice('4711', soon(5_000));
    expect(outcome).toMatchObject({ kind: 'not_sent', code: 'coupa_deadline_passed' });
    expect(coupa.calls).toHaveLength(1);
  });
});

describe('the deadline', () => {
  it('keeps what is late from leaving', async () => {
    const writer = createCoupaWriter(connectTo(coupa));
    expect(await writer.submitInvoice('4711', soon(0))).toMatchObject({
      kind: 'not_sent',
      code: 'coupa_deadline_passed',
    });
    expect(coupa.calls).toEqual([]);
  });

  it('ends the wait for the rate limit', async () => {
    const never: RateLimit = {
      take: (_priority, signal) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
      penalise: () => undefined,
    };
    const outcome = await createCoupaWriter(connectTo(coupa, { rateLimit: never })).submitInvoice(
      '4711',
      soon(80),
    );
    expect(outcome).toMatchObject({ kind: 'not_sent', code: 'coupa_deadline_passed' });
  });

  it('holds when the rate limit let the write through too late', async () => {
    const clock = createTestClock();
    const slow: RateLimit = { take: async () => clock.move(20_000), penalise: () => undefined };
    const outcome = await createCoupaWriter(connectTo(coupa, { clock, rateLimit: slow })).submitInvoice(
      '4711',
      soon(),
    );
    expect(outcome).toMatchObject({ kind: 'not_sent', code: 'coupa_deadline_passed' });
    expect(coupa.calls).toEqual([]);
  });

  it('holds when the clock is set back meanwhile, since real time has passed', async () => {
    const clock = createTestClock();
    const slow: RateLimit = {
      take: async () => {
        await new Promise((resolve) => setTimeout(resolve, 120));
        clock.move(-3_600_000);
      },
      penalise: () => undefined,
    };
    const outcome = await createCoupaWriter(connectTo(coupa, { clock, rateLimit: slow })).submitInvoice(
      '4711',
      soon(60),
    );
    expect(outcome).toMatchObject({ kind: 'not_sent', code: 'coupa_deadline_passed' });
    expect(coupa.calls).toEqual([]);
  });

  it('a deadline years ahead does not fire at once', async () => {
    const writer = createCoupaWriter(connectTo(coupa));
    expect(await writer.submitInvoice('4711', soon(10 * 365 * 86_400_000))).toMatchObject({ kind: 'done' });
  });
});

it('a stop before sending keeps the write back; one after it does not tear the answer away', async () => {
  const stop = new AbortController();
  const writer = createCoupaWriter(connectTo(coupa));
  coupa.answer(() => {
    stop.abort();
    return { status: 200, body: '{"id":1}' };
  });
  expect(await writer.submitInvoice('1', { ...soon(), signal: stop.signal })).toMatchObject({ kind: 'done' });
  expect(await writer.submitInvoice('2', { ...soon(), signal: stop.signal })).toMatchObject({
    kind: 'not_sent',
    code: 'coupa_aborted',
  });
  expect(coupa.calls).toHaveLength(1);
});

it('an instance that is down for long is not written to until a probe may go', async () => {
  const clock = createTestClock();
  const writer = createCoupaWriter(connectTo(coupa, { clock }));
  coupa.answer(() => ({ status: 503 }));
  const deadline = { deadline: Date.parse('2026-11-21T09:00:00Z') };
  for (let i = 0; i < 5; i += 1)
    expect(await writer.submitInvoice('1', deadline)).toMatchObject({ kind: 'ambiguous' });
  const held = await writer.submitInvoice('1', deadline);
  expect(held).toMatchObject({
    kind: 'not_sent',
    code: 'coupa_unavailable',
    retryAfterMs: expect.any(Number),
  });
  expect(coupa.calls).toHaveLength(5);
  clock.move(1_500);
  coupa.answer(() => ({ status: 200 }));
  expect(await writer.submitInvoice('1', deadline)).toMatchObject({ kind: 'done' });
});

it('no secret and no token is in anything that comes back', async () => {
  coupa.answerToken(() => ({
    status: 400,
    body: '{"error":"invalid_request","error_description":"bad s3cret-value"}',
  }));
  const outcome = await createCoupaWriter(connectTo(coupa)).submitInvoice('1', soon());
  expect(JSON.stringify(outcome)).not.toContain('s3cret-value');
  expect(outcome.kind).toBe('not_sent');
});
