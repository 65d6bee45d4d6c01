import { sha256Hex } from '#kernel/canonical-json.ts';
import type { Clock } from '#kernel/clock.ts';
import { PurserError } from '#kernel/errors.ts';
import { readExactJson } from '#kernel/exact-json.ts';
import { readErrorMessages, toCoupaError } from './coupa-error.ts';
import type { HttpAnswer, Transport } from './transport.ts';

/** Coupa's client credentials, as an administrator of Coupa creates them. */
export interface CoupaCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Asking for one that the client was not granted fails the whole request. */
  readonly scopes: readonly string[];
  /** Asked for where the client has them: which those are is found out one by one when Coupa refuses them together. */
  readonly optionalScopes?: readonly string[];
}

/** A token as it is kept. A secret: never in logs, messages or spans. */
export interface AccessToken {
  readonly value: string;
  /** ISO instants by our own clock. */
  readonly issuedAt: string;
  readonly expiresAt: string;
  /** What Coupa says it grants; undefined when it did not say. */
  readonly scopes?: readonly string[];
}

/** Where processes share tokens. Keys tell instance, client and scopes apart and carry no secret. */
export interface TokenCache {
  get(key: string): Promise<AccessToken | undefined>;
  set(key: string, token: AccessToken): Promise<void>;
}

/** Tokens last 24 hours; Coupa advises a new one every 20. */
const RENEW_AFTER_MS = 20 * 3_600_000;
const LIFETIME_SECONDS_DEFAULT = 86_399;
/** Coupa asks for five seconds between a token's issue and its first use; meanwhile it may be refused. */
export const TOKEN_YOUNG_MS = 10_000;
const TOKEN_TIMEOUT_MS = 20_000;
/** A difference between two processes' clocks beyond this is a clock that jumped; such a token is not trusted. */
const CLOCK_SKEW_MS_MAX = 600_000;

export interface TokenSource {
  /** The token to call with; fetched once however many ask at the same time. */
  current(): Promise<AccessToken>;
  /**
   * The token to go on with after Coupa refused this one: another's newer one where there is one, else a new one.
   * Again one request for all who ask.
   */
  replace(refused: AccessToken): Promise<AccessToken>;
}

interface TokenDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly cache: TokenCache;
  readonly origin: string;
}

/**
 * Tokens by client credentials.
 * @throws PurserError from both methods: `coupa_unauthorized` (client or secret), `coupa_forbidden` (scope),
 * `coupa_unavailable`, `coupa_timeout`, `coupa_unreadable`.
 */
export function createTokenSource(credentials: CoupaCredentials, deps: TokenDeps): TokenSource {
  const wanted = [...new Set([...credentials.scopes, ...(credentials.optionalScopes ?? [])])];
  const scope = [...wanted].sort().join(' ');
  const key = sha256Hex(`${deps.origin}\n${credentials.clientId}\n${scope}`);
  let held: AccessToken | undefined;
  let inFlight: Promise<AccessToken> | undefined;

  /** One request for everybody: whoever comes while it is on its way waits for the same answer. */
  function renew(refused?: AccessToken): Promise<AccessToken> {
    inFlight ??= fetchOrShare(refused).finally(() => {
      inFlight = undefined;
    });
    return inFlight;
  }

  async function fetchOrShare(refused: AccessToken | undefined): Promise<AccessToken> {
    const shared = await deps.cache.get(key);
    if (shared !== undefined && shared.value !== refused?.value && isFresh(shared, deps.clock.now())) {
      held = shared;
      return shared;
    }
    const token = await requestWidest(credentials, wanted, deps);
    await deps.cache.set(key, token);
    held = token;
    return token;
  }

  return {
    async current() {
      const now = deps.clock.now();
      if (held !== undefined && isFresh(held, now)) return held;
      if (held === undefined || !isUsable(held, now)) return renew();
      // The old one serves while the new one is on its way. Should that fail, the next call tries again, and the
      // failure shows when the old one ends.
      renew().catch(() => undefined);
      return held;
    },
    async replace(refused) {
      if (held !== undefined && held.value !== refused.value) return held;
      return renew(refused);
    },
  };
}

/** How long ago a token was issued, in ms. */
export function tokenAgeMs(token: AccessToken, now: Date): number {
  return now.getTime() - Date.parse(token.issuedAt);
}

function isUsable(token: AccessToken, now: Date): boolean {
  return now.getTime() < Date.parse(token.expiresAt) && tokenAgeMs(token, now) > -CLOCK_SKEW_MS_MAX;
}

function isFresh(token: AccessToken, now: Date): boolean {
  return isUsable(token, now) && tokenAgeMs(token, now) < RENEW_AFTER_MS;
}

/**
 * A token for everything that is wanted, or else for what is needed and those of the rest that the client has. Coupa
 * refuses a request as a whole, without a word on which scope it was.
 */
async function requestWidest(
  credentials: CoupaCredentials,
  wanted: readonly string[],
  deps: TokenDeps,
): Promise<AccessToken> {
  const isAllNeeded = wanted.length === credentials.scopes.length;
  try {
    return await requestToken(credentials, wanted, deps);
  } catch (thrown) {
    if (isAllNeeded || !isScopeRefused(thrown)) throw thrown;
  }
  const had = [...credentials.scopes];
  // Should what is needed be refused, that is what to say, at once.
  await requestToken(credentials, had, deps);
  for (const scope of wanted.slice(credentials.scopes.length)) {
    try {
      await requestToken(credentials, [scope], deps);
      had.push(scope);
    } catch (thrown) {
      if (!isScopeRefused(thrown)) throw thrown;
    }
  }
  // Where Coupa does not repeat the scopes, what was asked for is what was given: all of it or nothing.
  return { scopes: had, ...(await requestToken(credentials, had, deps)) };
}

function isScopeRefused(thrown: unknown): boolean {
  return thrown instanceof PurserError && thrown.code === 'coupa_forbidden';
}

async function requestToken(
  credentials: CoupaCredentials,
  scopes: readonly string[],
  deps: TokenDeps,
): Promise<AccessToken> {
  const askedAt = deps.clock.now();
  const sent = await deps.transport({
    method: 'POST',
    path: '/oauth2/token',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      scope: [...scopes].sort().join(' '),
    }).toString(),
    timeoutMs: TOKEN_TIMEOUT_MS,
  });
  if (sent.kind === 'failed') throw sent.error;
  if (sent.answer.status !== 200) throw tokenRefused(sent.answer, credentials, scopes, askedAt);
  return readToken(sent.answer, askedAt);
}

function readToken(answer: HttpAnswer, askedAt: Date): AccessToken {
  const unreadable = (found: string, cause?: unknown): PurserError =>
    new PurserError('coupa_unreadable', `Expected an OAuth token from Coupa, found ${found}.`, {
      retryable: true,
      cause,
    });
  let json: unknown;
  try {
    json = readExactJson(answer.body, 'token answer');
  } catch (cause) {
    throw unreadable(readErrorMessages(answer)[0] ?? 'no JSON', cause);
  }
  const fields = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  const value = fields.access_token;
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) throw unreadable('an answer without one');
  const said = Number(fields.expires_in);
  const seconds = Number.isFinite(said) && said > 0 ? said : LIFETIME_SECONDS_DEFAULT;
  const granted =
    typeof fields.scope === 'string' && fields.scope !== '' ? fields.scope.split(/\s+/) : undefined;
  return {
    value,
    issuedAt: askedAt.toISOString(),
    // A lifetime beyond a week is a mistake; the token would be refused and replaced anyway.
    expiresAt: new Date(askedAt.getTime() + Math.min(seconds, 604_800) * 1000).toISOString(),
    ...(granted === undefined ? {} : { scopes: granted }),
  };
}

function tokenRefused(
  answer: HttpAnswer,
  credentials: CoupaCredentials,
  scopes: readonly string[],
  now: Date,
): PurserError {
  const said = readErrorMessages(answer).join(' ').replaceAll(credentials.clientSecret, '[secret]');
  const details = { status: answer.status, messages: [said], scopes };
  if (/invalid_scope/.test(said)) {
    const sentence = `Coupa does not grant the OAuth client all of ${scopes.join(', ')}.`;
    return new PurserError('coupa_forbidden', `${sentence} Coupa says: ${said}`, { details });
  }
  if (/invalid_client|invalid_grant|unauthorized_client/.test(said) || answer.status === 401) {
    const sentence = 'Coupa does not accept the client id and secret, or the client may not use this grant.';
    return new PurserError('coupa_unauthorized', sentence, { details });
  }
  return toCoupaError({ ...answer, body: said }, { what: 'the request for a token', now });
}
