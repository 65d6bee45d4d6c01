/** Every error this program raises on purpose. `code` is stable and documented in docs/errors.md. */
export class PurserError extends Error {
  readonly code: string;
  /** True when the same call may succeed later without anyone changing anything. */
  readonly retryable: boolean;
  /** Facts for the log and the API. Never secrets, never document text. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** The caller asked for something that is not there, or not theirs to see; the two are never told apart. */
export class NotFoundError extends PurserError {
  constructor(what: string, id: string) {
    super('not_found', `There is no ${what} ${id}.`, { details: { what, id } });
  }
}

/** The state moved on since the caller read it. */
export class ConflictError extends PurserError {
  constructor(code: string, message: string, details: Record<string, unknown> = {}) {
    super(code, message, { details });
  }
}

/** What was given cannot be read. The message says what was expected, what was found and where. */
export class InputError extends PurserError {
  constructor(message: string, details: Record<string, unknown> = {}) {
    super('invalid_input', message, { details });
  }
}

/** A broken invariant: a bug of ours, never the user's. Caught only at the top, where it becomes a 500. */
export class InvariantError extends PurserError {
  constructor(message: string, details: Record<string, unknown> = {}) {
    super('invariant_broken', message, { details });
  }
}

/** States what cannot be otherwise. @throws InvariantError when it is. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** One sentence for any thrown value, for logs and for records of a failure. */
export function describeError(thrown: unknown): { code: string; message: string } {
  if (thrown instanceof PurserError) return { code: thrown.code, message: thrown.message };
  if (thrown instanceof Error) return { code: 'unexpected', message: thrown.message };
  return { code: 'unexpected', message: String(thrown) };
}
