import { PurserError } from '#kernel/errors.ts';
import { type ExactJson, readExactJson } from '#kernel/exact-json.ts';
import type { CoupaConnection } from '../connect.ts';
import { isHtml, readErrorMessages, toCoupaError } from '../coupa-error.ts';
import type { RatePriority } from '../rate-limit.ts';
import { scopeFor } from '../scopes.ts';
import type { HttpAnswer } from '../transport.ts';

/** Fifty full invoices take Coupa a few seconds; a minute is an answer that will not come. */
const READ_TIMEOUT_MS = 60_000;
/** Enough tries for a token that Coupa does not yet accept in its first ten seconds, and for one replacement. */
const TOKEN_REFUSALS_MAX = 6;

export interface ReadOptions {
  readonly priority: RatePriority;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One read with the retry policy around it.
 * @throws PurserError any of the client's codes, once repeating is over.
 */
export function readJson(
  connection: CoupaConnection,
  request: { readonly path: string; readonly query: Readonly<Record<string, string>> },
  options: ReadOptions,
): Promise<ExactJson> {
  const what = `GET ${request.path}`;
  return connection.retry(async () => {
    const sent = await connection.call({
      method: 'GET',
      ...request,
      priority: options.priority,
      signal: options.signal,
      timeoutMs: READ_TIMEOUT_MS,
      tokenRefusalsMax: TOKEN_REFUSALS_MAX,
    });
    if (sent.kind === 'failed') throw sent.error;
    const { answer } = sent;
    if (isPage(answer)) throw pageInstead(answer, what);
    if (answer.status !== 200) {
      const scope = scopeFor(request.path, 'read');
      throw toCoupaError(answer, { what, scope, now: connection.clock.now() });
    }
    return parseBody(answer.body, what);
  }, options.signal);
}

/** A page where data or a plain refusal should be: a login, a wrong host, maintenance. Never proof of anything. */
function isPage(answer: HttpAnswer): boolean {
  return (answer.status === 200 || answer.status === 404) && isHtml(answer);
}

function pageInstead(answer: HttpAnswer, what: string): PurserError {
  const found = readErrorMessages(answer)[0] ?? 'a page';
  return new PurserError('coupa_unreadable', `Expected JSON from Coupa for ${what}, found ${found}.`, {
    retryable: true,
    details: { why: 'html', what, status: answer.status },
  });
}

function parseBody(body: string, what: string): ExactJson {
  try {
    return readExactJson(body, what);
  } catch (cause) {
    // A body that ends as JSON ends reads the same the next time; one that does not was cut on its way.
    const isWhole = /[\]}]\s*$/.test(body.slice(-100));
    throw new PurserError('coupa_unreadable', cause instanceof Error ? cause.message : `${what}: no JSON.`, {
      retryable: !isWhole,
      details: { why: isWhole ? 'malformed' : 'cut_short', what },
      cause,
    });
  }
}
