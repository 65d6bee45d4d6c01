import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createInMemoryTokenCache } from './in-memory-token-cache.ts';
import { readInstanceUrl } from './instance-url.ts';
import { createTokenSource, type TokenCache, type TokenSource } from './oauth-token.ts';
import { createTestClock, startTestCoupa, type TestCoupa } from './test-coupa.ts';
import { createTransport } from './transport.ts';

let coupa: TestCoupa;
beforeAll(async () => {
  coupa = await startTestCoupa();
});
afterAll(() => coupa.close());
beforeEach(() => coupa.answerToken(() => undefined));

const HOUR = 3_600_000;
const credentials = {
  clientId: 'purser',
  clientSecret: 's3cret',
  scopes: ['core.invoice.read', 'core.approval.read'],
};

function tokens(cache: TokenCache = createInMemoryTokenCache(), clock = createTestClock()): TokenSource {
  const transport = createTransport(readInstanceUrl(coupa.url));
  return createTokenSource(credentials, { transport, clock, cache, origin: coupa.url });
}

describe('a token', () => {
  it('is asked for as Coupa documents it', async () => {
    let form = '';
    coupa.answerToken((call) => {
      form = call.body;
      return undefined;
    });
    await tokens().current();
    expect(Object.fromEntries(new URLSearchParams(form))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'purser',
      client_secret: 's3cret',
      scope: 'core.approval.read core.invoice.read',
    });
  });

  it('serves for 20 hours and is then renewed while the old one still serves', async () => {
    const clock = createTestClock();
    const source = tokens(createInMemoryTokenCache(), clock);
    const first = await source.current();
    clock.move(20 * HOUR - 1);
    expect(await source.current()).toBe(first);
    clock.move(1);
    expect(await source.current()).toBe(first);
    await expect.poll(async () => (await source.current()).value).not.toBe(first.value);
  });

  it('that cannot be renewed serves until it ends', async () => {
    const clock = createTestClock();
    const source = tokens(createInMemoryTokenCache(), clock);
    const first = await source.current();
    coupa.answerToken(() => ({ status: 503 }));
    clock.move(23 * HOUR);
    expect(await source.current()).toBe(first);
    clock.move(HOUR);
    await expect(source.current()).rejects.toMatchObject({ code: 'coupa_unavailable', retryable: true });
  });

  it('is shared by processes through the cache: the second asks Coupa for nothing', async () => {
    const cache = createInMemoryTokenCache();
    const before = coupa.tokensIssued();
    const [a, b] = [tokens(cache), tokens(cache)];
    const first = await a.current();
    expect(await b.current()).toEqual(first);
    const next = await a.replace(first);
    expect(await b.replace(first)).toEqual(next);
    expect(coupa.tokensIssued() - before).toBe(2);
  });

  it('from a clock hours ahead of ours is not trusted', async () => {
    const cache = createInMemoryTokenCache();
    const ahead = createTestClock('2026-11-20T15:00:00Z');
    const theirs = await tokens(cache, ahead).current();
    expect((await tokens(cache).current()).value).not.toBe(theirs.value);
  });

  it('says what Coupa grants', async () => {
    coupa.answerToken(() => ({
      status: 200,
      body: '{"access_token":"t","expires_in":"86399","scope":"core.invoice.read"}',
    }));
    expect(await tokens().current()).toMatchObject({
      value: 't',
      scopes: ['core.invoice.read'],
      expiresAt: '2026-11-21T08:59:59.000Z',
    });
  });
});

describe('no token', () => {
  it.each([
    [
      'a scope not granted',
      400,
      '{"error":"invalid_scope"}',
      'coupa_forbidden',
      /core\.invoice\.read, core\.approval\.read/,
    ],
    ['a wrong secret', 401, '{"error":"invalid_client"}', 'coupa_unauthorized', /client id and secret/],
    [
      'a wrong secret with 400',
      400,
      '{"error":"invalid_client"}',
      'coupa_unauthorized',
      /client id and secret/,
    ],
    ['a page', 200, '<html><title>Welcome</title></html>', 'coupa_unreadable', /titled “Welcome”/],
    ['JSON without one', 200, '{}', 'coupa_unreadable', /an answer without one/],
    [
      'one with line breaks',
      200,
      '{"access_token":"a\\r\\nX-Evil: 1"}',
      'coupa_unreadable',
      /an answer without one/,
    ],
    ['an outage', 503, '', 'coupa_unavailable', /503/],
    ['too many', 429, '', 'coupa_rate_limited', /one call too many/],
    ['no such page', 404, '', 'coupa_not_found', /the request for a token/],
  ])('for %s', async (_name, status, body, code, message) => {
    coupa.answerToken(() => ({ status, body }));
    await expect(tokens().current()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('tells the secret to nobody, even when Coupa repeats it', async () => {
    coupa.answerToken(() => ({
      status: 400,
      body: '{"error":"odd","error_description":"secret s3cret is odd"}',
    }));
    const error = await tokens()
      .current()
      .catch((thrown) => thrown);
    expect(JSON.stringify([error.message, error.details])).not.toContain('s3cret');
  });

  it('a failure is not kept: the next one to ask tries again', async () => {
    const source = tokens();
    coupa.answerToken(() => ({ status: 503 }));
    await expect(source.current()).rejects.toMatchObject({ code: 'coupa_unavailable' });
    coupa.answerToken(() => undefined);
    expect((await source.current()).value).toMatch(/^token-/);
  });
});

describe('scopes that are only wished for', () => {
  const wished = {
    ...credentials,
    optionalScopes: ['core.budget.read', 'core.expense.read', 'core.item.read'],
  };
  let asked: string[] = [];

  /** A client that was given these; Coupa refuses any request for another as a whole. */
  function give(given: readonly string[], isTold = true): void {
    asked = [];
    coupa.answerToken((call) => {
      const scope = new URLSearchParams(call.body).get('scope') ?? '';
      asked.push(scope);
      if (scope.split(' ').every((one) => given.includes(one))) {
        return isTold
          ? {
              status: 200,
              body: JSON.stringify({ access_token: `t${asked.length}`, expires_in: 86399, scope }),
            }
          : undefined;
      }
      return { status: 400, body: JSON.stringify({ error: 'invalid_scope' }) };
    });
  }

  function source(): TokenSource {
    const transport = createTransport(readInstanceUrl(coupa.url));
    const cache = createInMemoryTokenCache();
    return createTokenSource(wished, { transport, clock: createTestClock(), cache, origin: coupa.url });
  }

  it('cost nothing where the client has them all', async () => {
    give([...credentials.scopes, ...wished.optionalScopes]);
    expect(new Set((await source().current()).scopes)).toEqual(
      new Set([...credentials.scopes, ...wished.optionalScopes]),
    );
    expect(asked).toHaveLength(1);
  });

  it.each([true, false])('are left out where it lacks them, found one by one (told: %s)', async (isTold) => {
    give([...credentials.scopes, 'core.expense.read'], isTold);
    expect(new Set((await source().current()).scopes)).toEqual(
      new Set([...credentials.scopes, 'core.expense.read']),
    );
    expect(asked).toHaveLength(1 + 1 + wished.optionalScopes.length + 1);
  });

  it('do not hide that one which is needed is missing', async () => {
    give(['core.invoice.read', ...wished.optionalScopes]);
    await expect(source().current()).rejects.toMatchObject({
      code: 'coupa_forbidden',
      details: { scopes: credentials.scopes },
    });
  });

  it('are not looked for when the instance is away', async () => {
    asked = [];
    coupa.answerToken(() => {
      asked.push('');
      return { status: 503 };
    });
    await expect(source().current()).rejects.toMatchObject({ retryable: true });
    expect(asked).toHaveLength(1);
  });
});
