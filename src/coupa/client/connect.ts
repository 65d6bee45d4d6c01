import type { Clock } from '#kernel/clock.ts';
import { describeError, PurserError } from '#kernel/errors.ts';
import { createCircuit } from './circuit.ts';
import { isHtml, toCoupaError } from './coupa-error.ts';
import { type InstanceUrlRules, readInstanceUrl } from './instance-url.ts';
import {
  type AccessToken,
  type CoupaCredentials,
  createTokenSource,
  TOKEN_YOUNG_MS,
  type TokenCache,
  tokenAgeMs,
} from './oauth-token.ts';
import type { RateLimit, RatePriority } from './rate-limit.ts';
import { createRetry, type Retry } from './retry.ts';
import { retryAfterMs } from './retry-after.ts';
import { createTransport, type Sent, type Transport } from './transport.ts';

export interface CoupaConnectionOptions {
  /** As an administrator typed it: `https://acme.coupahost.com`. */
  readonly url: string;
  readonly credentials: CoupaCredentials;
  readonly clock: Clock;
  /** The bucket of this Coupa host. */
  readonly rateLimit: RateLimit;
  readonly tokenCache: TokenCache;
  readonly urlRules?: InstanceUrlRules;
  /** Told of each call once it is over, for spans and metrics. It must not throw. */
  readonly observe?: (call: ObservedCall) => void;
  /** Pauses are spread by it; 0 to below 1. */
  readonly random?: () => number;
  /** Another way to send, for tests. */
  readonly transport?: Transport;
}

/** One call as it may be logged: no host, no query, no ids, no token, no bodies. */
export interface ObservedCall {
  readonly method: string;
  /** `invoices/:id/submit`. */
  readonly route: string;
  readonly priority: RatePriority;
  readonly startedAt: Date;
  /** Time spent waiting for the rate limit. */
  readonly waitedMs: number;
  /** From sending to the last byte. */
  readonly durationMs: number;
  /** Undefined when there was no answer. */
  readonly status?: number;
  readonly answerBytes?: number;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
}

/** One call, made once apart from what a refused token needs. */
export interface CallRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below `/api/`: `invoices/12/submit`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly priority: RatePriority;
  readonly timeoutMs: number;
  /** Ends everything, a request on its way included. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the waiting before a request leaves, and nothing after. */
  readonly waitSignal?: AbortSignal | undefined;
  /** How often a refused token may lead to another try. A 401 comes before any effect. */
  readonly tokenRefusalsMax: number;
  /** Asked last, right before the first byte may leave; throws when it is too late. */
  readonly assertMaySend?: () => void;
}

/** What reader and writer of one instance share: token, circuit, connections, retry budget. */
export interface CoupaConnection {
  readonly clock: Clock;
  readonly retry: Retry;
  /** @throws PurserError when there is no token, the circuit is open, or `assertMaySend` throws: nothing was sent. */
  readonly call: (request: CallRequest) => Promise<Sent>;
  /** Scopes of the present token; undefined when Coupa does not say. Fetches a token when there is none. */
  readonly grantedScopes: () => Promise<readonly string[] | undefined>;
}

/**
 * Prepares the way to one Coupa instance; nothing is sent yet.
 * @throws PurserError `coupa_url_refused` when the address is none we would call.
 */
export function connectCoupa(options: CoupaConnectionOptions): CoupaConnection {
  const { clock, rateLimit } = options;
  const random = options.random ?? Math.random;
  const instance = readInstanceUrl(options.url, options.urlRules);
  const transport = options.transport ?? createTransport(instance);
  const circuit = createCircuit(clock, random);
  const tokens = createTokenSource(options.credentials, {
    transport,
    clock,
    cache: options.tokenCache,
    origin: instance.origin,
  });

  async function attempt(request: CallRequest, token: AccessToken): Promise<Sent> {
    const startedAt = clock.now();
    await waitForRate(rateLimit, request);
    request.assertMaySend?.();
    const sentAt = clock.now();
    const sent = await transport({
      method: request.method,
      path: pathOf(request),
      headers: headersFor(token),
      ...(request.body === undefined ? {} : { body: request.body }),
      timeoutMs: request.timeoutMs,
      signal: request.signal,
    });
    const isAnswer = sent.kind === 'answered' && sent.answer.status < 500;
    if (isAnswer) circuit.succeeded();
    else if (sent.kind === 'answered') circuit.failed(`Coupa answered ${sent.answer.status}.`);
    else if (sent.error.code !== 'coupa_aborted') circuit.failed(sent.error.message);
    // A write may have happened by now: nothing below may throw, or it would look as if it had not been sent.
    await afterwards(async () => {
      options.observe?.(observed(request, sent, { startedAt, sentAt, endedAt: clock.now() }));
      if (sent.kind === 'answered' && sent.answer.status === 429) {
        const asked = retryAfterMs(sent.answer.headers, clock.now());
        // Without a word from Coupa: a second, spread, so that processes do not come back in step.
        await rateLimit.penalise(asked ?? 500 + random() * 1000);
      }
    });
    return sent;
  }

  /** The token belongs to the call: an instance that gives none does not answer either. */
  async function currentToken(): Promise<AccessToken> {
    circuit.assertClosed();
    try {
      return await tokens.current();
    } catch (thrown) {
      if (thrown instanceof PurserError && thrown.retryable) circuit.failed(thrown.message);
      throw thrown;
    }
  }

  return {
    clock,
    retry: createRetry({ clock, random }),
    async call(request) {
      let token = await currentToken();
      let isReplaced = false;
      for (let refusals = 0; ; refusals += 1) {
        // As it was when the request left: a token that grows old while a slow 401 is on its way was young all the same.
        const ageMs = tokenAgeMs(token, clock.now());
        const sent = await attempt(request, token);
        if (sent.kind === 'failed' || sent.answer.status !== 401) return sent;
        if (refusals >= request.tokenRefusalsMax) return sent;
        if (ageMs >= 0 && ageMs < TOKEN_YOUNG_MS) {
          const isLastTry = refusals + 1 >= request.tokenRefusalsMax;
          const youngForMs = Math.max(0, TOKEN_YOUNG_MS - tokenAgeMs(token, clock.now()));
          await clock.sleep(
            isLastTry ? youngForMs : Math.min(youngForMs, 1_000 * (refusals + 1)),
            request.waitSignal ?? request.signal,
          );
        } else if (isReplaced) return sent;
        else {
          token = await tokens.replace(token);
          isReplaced = true;
        }
      }
    },
    async grantedScopes() {
      return (await currentToken()).scopes;
    },
  };
}

/** @throws PurserError what the signal was aborted with, or `coupa_aborted`. */
async function waitForRate(rateLimit: RateLimit, request: CallRequest): Promise<void> {
  const signal = request.waitSignal ?? request.signal;
  try {
    await rateLimit.take(request.priority, signal);
  } catch (thrown) {
    if (thrown instanceof PurserError || signal?.aborted !== true) throw thrown;
    throw new PurserError('coupa_aborted', 'The call to Coupa was called off.', { cause: thrown });
  }
}

/** Book-keeping about a call that is over. Its failure must not become the failure of the call. */
async function afterwards(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    process.emitWarning(`After a call to Coupa: ${describeError(thrown).message}`);
  }
}

function pathOf(request: CallRequest): string {
  const query = new URLSearchParams(request.query ?? {}).toString();
  return `/api/${request.path}${query === '' ? '' : `?${query}`}`;
}

function headersFor(token: AccessToken): Record<string, string> {
  return {
    accept: 'application/json',
    // Coupa wants both set alike, on reads too.
    'content-type': 'application/json',
    authorization: `Bearer ${token.value}`,
    'user-agent': 'purser',
  };
}

function observed(
  request: CallRequest,
  sent: Sent,
  times: { startedAt: Date; sentAt: Date; endedAt: Date },
): ObservedCall {
  const call = {
    method: request.method,
    route: request.path.replace(/\d+/g, ':id'),
    priority: request.priority,
    startedAt: times.startedAt,
    waitedMs: times.sentAt.getTime() - times.startedAt.getTime(),
    durationMs: times.endedAt.getTime() - times.sentAt.getTime(),
  };
  if (sent.kind === 'failed') return { ...call, outcome: sent.error.code };
  const { answer } = sent;
  const isFine = answer.status < 300 && !isHtml(answer);
  const error = isFine ? undefined : toCoupaError(answer, { what: call.route, now: times.endedAt });
  return {
    ...call,
    status: answer.status,
    answerBytes: Buffer.byteLength(answer.body),
    outcome: error?.code ?? 'ok',
  };
}
