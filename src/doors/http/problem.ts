import { STATUS_CODES } from 'node:http';
import { ConflictError, InputError, InvariantError, NotFoundError, PurserError } from '#kernel/errors.ts';

/** An error as a caller sees it: RFC 9457, `application/problem+json`, with our stable `code`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** The same in the log. */
  readonly requestId: string;
  readonly issues?: unknown;
  readonly [extra: string]: unknown;
}

/** Codes whose status their error class does not tell. docs/errors.md says what to do about each. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  unauthenticated: 401,
  sign_in_refused: 401,
  second_factor_needed: 401,
  second_factor_wrong: 401,
  permission_denied: 403,
  csrf_refused: 403,
  callout_refused: 400,
  own_request: 403,
  own_edit: 403,
  own_policy: 403,
  own_roles: 403,
  token_by_token: 403,
  not_found: 404,
  method_not_allowed: 405,
  too_large: 413,
  media_type_unsupported: 415,
  invalid_input: 400,
  malformed_json: 400,
  malformed_request: 400,
  password_refused: 400,
  password_wrong: 400,
  code_wrong: 400,
  too_many_attempts: 429,
  too_many_streams: 429,
};

/** The HTTP status for a thrown value. */
export function statusOf(thrown: unknown): number {
  if (!(thrown instanceof PurserError) || thrown instanceof InvariantError) return 500;
  const named = STATUS_OF_CODE[thrown.code];
  if (named !== undefined) return named;
  if (thrown instanceof NotFoundError) return 404;
  if (thrown instanceof ConflictError) return 409;
  if (thrown instanceof InputError) return 400;
  if (thrown.retryable) return 503;
  // Coupa's refusals are not the caller's mistake in talking to us.
  return thrown.code.startsWith('coupa_') ? 502 : 422;
}

/** Facts beside the sentence that a caller may need; whatever else an error carries is for the log. */
const SHOWN_DETAILS = ['issues', 'retryAfterSeconds', 'permission', 'allow', 'version', 'state'] as const;

/** The problem document for a thrown value. What was not thrown on purpose shows nothing of itself. */
export function problemOf(thrown: unknown, requestId: string): Problem {
  const status = statusOf(thrown);
  const isOurs = thrown instanceof PurserError && status !== 500;
  const code = isOurs ? thrown.code : 'unexpected';
  const details = isOurs ? thrown.details : {};
  const shown = SHOWN_DETAILS.filter((name) => details[name] !== undefined).map((name) => [
    name,
    details[name],
  ]);
  return {
    type: `urn:purser:error:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: isOurs
      ? thrown.message
      : `Something went wrong on our side. The log has it under the request id ${requestId}.`,
    code,
    requestId,
    ...Object.fromEntries(shown),
  };
}

/** Fastify's own refusals in our words. */
export function fromFastify(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof PurserError || !('code' in thrown)) return thrown;
  switch (thrown.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new PurserError('too_large', 'The request is larger than 1 MB.', { cause: thrown });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new PurserError('media_type_unsupported', 'Send JSON with content-type: application/json.', {
        cause: thrown,
      });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new PurserError('malformed_json', `Expected JSON: ${thrown.message}`, { cause: thrown });
    default: {
      const status = 'statusCode' in thrown ? thrown.statusCode : undefined;
      if (typeof status !== 'number' || status >= 500 || status < 400) return thrown;
      return new PurserError('malformed_request', 'The request cannot be read.', { cause: thrown });
    }
  }
}
