import { performance } from 'node:perf_hooks';
import { describeError, PurserError } from '#kernel/errors.ts';
import { type ExactJson, readExactJson } from '#kernel/exact-json.ts';
import type { CallRequest, CoupaConnection } from './connect.ts';
import { isHtml, readErrorMessages, toCoupaError } from './coupa-error.ts';
import { scopeFor } from './scopes.ts';
import type { HttpAnswer, Sent } from './transport.ts';

/** Coupa runs validations and approval chains inside the call; after this nothing will come any more. */
const WRITE_TIMEOUT_MS = 30_000;
/** The longest a timer of the runtime can wait; a longer one would fire at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;
const ID = /^\d{1,20}$/;

/** What is known after a write. There are no exceptions: each way it can end is one of these. */
export type WriteOutcome =
  /** Coupa said yes. `body` is the document as it answered it. */
  | { readonly kind: 'done'; readonly status: number; readonly body?: ExactJson }
  /** Coupa said no, and changed nothing. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      readonly details: Readonly<Record<string, unknown>>;
    }
  /** It may have happened or not. Only looking tells; repeating could do it twice. */
  | { readonly kind: 'ambiguous'; readonly code: string; readonly why: string }
  /** Nothing was sent, or it was turned away at the door: no effect for certain, it may be tried again. */
  | {
      readonly kind: 'not_sent';
      readonly code: string;
      readonly why: string;
      readonly retryAfterMs?: number;
    };

export interface WriteOptions {
  /** Epoch ms; what has not left by then does not leave any more. */
  readonly deadline: number;
  /** Default `command`; `person` when somebody waits for it. */
  readonly priority?: 'person' | 'command';
  readonly signal?: AbortSignal;
  /** How long to wait for the answer, at most 30 s. */
  readonly timeoutMs?: number;
}

/**
 * Everything Purser can do in Coupa. Each call sends at most one request, and a second one only after a 401, which
 * Coupa gives before it looks at the request. No retry beyond that: after a doubt the caller must look first.
 */
export interface CoupaWriter {
  /** Draft to validation and approval. */
  submitInvoice(invoiceId: string, options: WriteOptions): Promise<WriteOutcome>;
  /** Has Coupa compare again, after a receipt or a change of the order. */
  revalidateTolerances(invoiceId: string, options: WriteOptions): Promise<WriteOutcome>;
  /** @param dispute.reasonCode of a reason that is configured and active in the tenant. */
  disputeInvoice(
    invoiceId: string,
    dispute: { readonly reasonCode: string; readonly comment: string },
    options: WriteOptions,
  ): Promise<WriteOutcome>;
  /** The answer's body is the document that was approved, not the approval. The same holds for reject and hold. */
  approve(approvalId: string, reason: string, options: WriteOptions): Promise<WriteOutcome>;
  reject(approvalId: string, reason: string, options: WriteOptions): Promise<WriteOutcome>;
  hold(approvalId: string, reason: string, options: WriteOptions): Promise<WriteOutcome>;
  addComment(invoiceId: string, text: string, options: WriteOptions): Promise<WriteOutcome>;
  /** Text fields only; an empty value clears the field. */
  setCustomField(
    invoiceId: string,
    field: { readonly name: string; readonly value: string },
    options: WriteOptions,
  ): Promise<WriteOutcome>;
}

interface Write {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The only way by which this program changes anything in Coupa. */
export function createCoupaWriter(connection: CoupaConnection): CoupaWriter {
  const send = (id: string, write: Write, options: WriteOptions): Promise<WriteOutcome> =>
    sendOnce(connection, id, write, options);
  const put = (path: string, body: unknown = {}): Write => ({ method: 'PUT', path, body });
  const decide = (id: string, verb: string, reason: string): Write => ({
    ...put(`approvals/${id}/${verb}`),
    // Coupa documents the reason in the query; a body would be ignored.
    ...(reason === '' ? {} : { query: { reason } }),
  });

  return {
    submitInvoice: (id, options) => send(id, put(`invoices/${id}/submit`), options),
    revalidateTolerances: (id, options) => send(id, put(`invoices/${id}/revalidate_tolerances`), options),
    disputeInvoice(id, { reasonCode, comment }, options) {
      return send(
        id,
        put(`invoices/${id}/dispute`, { 'dispute-reason': { code: reasonCode }, comment }),
        options,
      );
    },
    approve: (id, reason, options) => send(id, decide(id, 'approve', reason), options),
    reject: (id, reason, options) => send(id, decide(id, 'reject', reason), options),
    hold: (id, reason, options) => send(id, decide(id, 'hold', reason), options),
    addComment(id, text, options) {
      return send(id, { method: 'POST', path: `invoices/${id}/comments`, body: { comments: text } }, options);
    },
    setCustomField(id, { name, value }, options) {
      return send(
        id,
        put(`invoices/${id}`, { 'custom-fields': Object.fromEntries([[name, value]]) }),
        options,
      );
    },
  };
}

async function sendOnce(
  connection: CoupaConnection,
  id: string,
  write: Write,
  options: WriteOptions,
): Promise<WriteOutcome> {
  if (!ID.test(id)) {
    const message = `Expected an id of digits, found "${id.slice(0, 40)}".`;
    return { kind: 'refused', code: 'invalid_input', message, details: { expected: 'an id of digits' } };
  }
  const leftMs = options.deadline - connection.clock.now().getTime();
  if (leftMs <= 0) return notSent(deadlinePassed());
  // Waiting for the rate limit or for a token ends with the deadline; a request that has left is not called off.
  const waiting = new AbortController();
  const late = setTimeout(() => waiting.abort(deadlinePassed()), Math.min(leftMs, TIMER_MS_MAX));
  const callOff = (): void => waiting.abort(calledOff());
  options.signal?.addEventListener('abort', callOff, { once: true });
  let sent: Sent;
  try {
    sent = await connection.call({
      ...toCall(write, options),
      waitSignal: waiting.signal,
      assertMaySend: sendGuard(connection, options, leftMs),
    });
  } catch (thrown) {
    return notSent(thrown);
  } finally {
    clearTimeout(late);
    options.signal?.removeEventListener('abort', callOff);
  }
  // From here on something has left, and whatever goes wrong may only make the outcome less certain.
  try {
    return classify(sent, write, connection.clock.now());
  } catch (thrown) {
    return { kind: 'ambiguous', code: 'coupa_unreadable', why: describeError(thrown).message };
  }
}

function toCall(write: Write, options: WriteOptions): Omit<CallRequest, 'assertMaySend'> {
  return {
    method: write.method,
    path: write.path,
    ...(write.query === undefined ? {} : { query: write.query }),
    body: JSON.stringify(write.body),
    priority: options.priority ?? 'command',
    timeoutMs: Math.min(options.timeoutMs ?? WRITE_TIMEOUT_MS, WRITE_TIMEOUT_MS),
    tokenRefusalsMax: 1,
  };
}

/** Late by the clock or late by the time that has really passed: a clock set back must not send what is stale. */
function sendGuard(connection: CoupaConnection, options: WriteOptions, leftMs: number): () => void {
  const startedAt = performance.now();
  return () => {
    if (options.signal?.aborted) throw calledOff();
    const isLate =
      connection.clock.now().getTime() >= options.deadline || performance.now() - startedAt >= leftMs;
    if (isLate) throw deadlinePassed();
  };
}

function classify(sent: Sent, write: Write, now: Date): WriteOutcome {
  if (sent.kind === 'failed') {
    const { code, message } = sent.error;
    return sent.wasSent
      ? { kind: 'ambiguous', code, why: message }
      : { kind: 'not_sent', code, why: message };
  }
  const { answer } = sent;
  if (answer.status >= 200 && answer.status < 300) return accepted(answer);
  const error = toCoupaError(answer, {
    what: `${write.method} ${write.path}`,
    scope: scopeFor(write.path, 'write'),
    now,
  });
  if (answer.status === 401 || answer.status === 429) return notSent(error);
  // A time-out at a proxy, a redirect after the work: what is behind it may well have happened.
  const isRefusal = answer.status >= 400 && answer.status < 500 && answer.status !== 408;
  if (!isRefusal) return { kind: 'ambiguous', code: error.code, why: error.message };
  return { kind: 'refused', code: error.code, message: error.message, details: error.details };
}

/** A success whose body cannot be read is none we can rely on: a maintenance page comes with 200 as well. */
function accepted(answer: HttpAnswer): WriteOutcome {
  if (answer.body.trim() === '') return { kind: 'done', status: answer.status };
  if (isHtml(answer)) {
    return {
      kind: 'ambiguous',
      code: 'coupa_unreadable',
      why: 'Coupa answered with a page instead of data.',
    };
  }
  try {
    const body = readExactJson(answer.body, 'answer');
    const errors = isObject(body) && body.errors !== undefined ? readErrorMessages(answer) : [];
    if (errors.length === 0) return { kind: 'done', status: answer.status, body };
    const why = `Coupa answered ${answer.status} and yet named errors: ${errors.join(' ')}`;
    return { kind: 'ambiguous', code: 'coupa_unreadable', why };
  } catch (thrown) {
    return { kind: 'ambiguous', code: 'coupa_unreadable', why: describeError(thrown).message };
  }
}

/** What is thrown on the way to sending means that nothing was sent. */
function notSent(thrown: unknown): WriteOutcome {
  const { code, message } = describeError(thrown);
  const asked = thrown instanceof PurserError ? thrown.details.retryAfterMs : undefined;
  return {
    kind: 'not_sent',
    code,
    why: message,
    ...(typeof asked === 'number' ? { retryAfterMs: asked } : {}),
  };
}

function isObject(json: ExactJson): json is { [key: string]: ExactJson } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function deadlinePassed(): PurserError {
  return new PurserError('coupa_deadline_passed', 'The time to send this had passed before it could leave.');
}

function calledOff(): PurserError {
  return new PurserError('coupa_aborted', 'The write was called off before it could leave.');
}
