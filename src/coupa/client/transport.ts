import { lookup as dnsLookup } from 'node:dns';
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PurserError } from '#kernel/errors.ts';
import type { InstanceUrl } from './instance-url.ts';

/** Fifty full invoices are about 2 MB; ten times that is a fault or an attack. */
export const ANSWER_BYTES_MAX = 20 * 1024 * 1024;
/** More connections than this help nobody at 25 requests a second. */
const SOCKETS_MAX = 32;
/** Coupa's front end drops idle connections after some time it does not publish; ours are dropped before. */
const IDLE_SOCKET_MS = 4_000;

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** With query, from the root: `/api/invoices?limit=50`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Counts from the call to the last byte of the answer, connecting included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A whole answer, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What came of sending. `wasSent` false: no byte of the request left, so it had no effect for certain. */
export type Sent =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer }
  | { readonly kind: 'failed'; readonly wasSent: boolean; readonly error: PurserError };

/** Sends one request, once. Never throws for what the network or the other side does. */
export type Transport = (request: HttpRequest) => Promise<Sent>;

/**
 * HTTP to one instance. Redirects are answers like any other and never followed; each address is checked after name
 * resolution, when the connection is made, so that a name that changes its mind reaches nothing inside.
 *
 * Reads share kept-alive connections. Writes open one of their own: on a connection the other side has just dropped
 * a write could not be told from one that arrived, and would have to be treated as ambiguous.
 */
export function createTransport(instance: InstanceUrl): Transport {
  const AgentOfScheme = instance.isTls ? HttpsAgent : HttpAgent;
  const agent = new AgentOfScheme({ keepAlive: true, maxSockets: SOCKETS_MAX, timeout: IDLE_SOCKET_MS });
  const send = instance.isTls ? httpsRequest : httpRequest;
  const lookup = guardedLookup(instance);

  return (request) =>
    new Promise((resolve) => {
      let wasSent = false;
      const body = request.body === undefined ? undefined : Buffer.from(request.body, 'utf8');
      const outgoing = send({
        host: instance.hostname,
        port: instance.port,
        method: request.method,
        path: request.path,
        lookup,
        agent: request.method === 'GET' ? agent : false,
        headers: {
          ...request.headers,
          'accept-encoding': 'gzip',
          ...(body === undefined ? {} : { 'content-length': String(body.length) }),
        },
      });
      const finish = (sent: Sent): void => {
        clearTimeout(timer);
        request.signal?.removeEventListener('abort', abort);
        if (sent.kind === 'failed') outgoing.destroy();
        resolve(sent);
      };
      const fail = (error: PurserError): void => finish({ kind: 'failed', wasSent, error });
      const abort = (): void => fail(new PurserError('coupa_aborted', 'The call to Coupa was called off.'));
      const timer = setTimeout(() => fail(timedOut(request, wasSent)), request.timeoutMs);
      request.signal?.addEventListener('abort', abort, { once: true });

      noteConnection(outgoing, instance.isTls, () => {
        wasSent = true;
      });
      outgoing.on('error', (cause) => fail(connectionFailed(cause, wasSent)));
      outgoing.on('response', (incoming) => {
        wasSent = true;
        readAnswer(incoming).then(
          (answer) => finish({ kind: 'answered', answer }),
          (cause) => fail(cause instanceof PurserError ? cause : answerBroken(cause)),
        );
      });
      if (request.signal?.aborted) abort();
      else outgoing.end(body);
    });
}

/** Calls back once the connection stands; before that no byte of the request can have left. */
function noteConnection(outgoing: ClientRequest, isTls: boolean, connected: () => void): void {
  outgoing.on('socket', (socket) => {
    if (socket.connecting) socket.once(isTls ? 'secureConnect' : 'connect', connected);
    else connected();
  });
}

function guardedLookup(instance: InstanceUrl): LookupFunction {
  return (hostname, options, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '', 0);
        return;
      }
      const [first] = addresses;
      const inside = addresses.find(({ address }) => !instance.mayConnectTo(address));
      if (first === undefined || inside !== undefined) {
        const why =
          first === undefined ? 'has no address' : `resolves to ${inside?.address}, which it may not`;
        callback(Object.assign(new Error(`${hostname} ${why}`), { code: 'EADDRREFUSED' }), '', 0);
      } else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

async function readAnswer(incoming: IncomingMessage): Promise<HttpAnswer> {
  const declared = Number(incoming.headers['content-length'] ?? '0');
  if (declared > ANSWER_BYTES_MAX) {
    incoming.destroy();
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of decoded(incoming)) {
    bytes += (chunk as Buffer).length;
    if (bytes > ANSWER_BYTES_MAX) {
      incoming.destroy();
      throw tooLarge();
    }
    chunks.push(chunk as Buffer);
  }
  if (!incoming.complete) throw answerBroken(new Error('the connection closed early'));
  return {
    status: incoming.statusCode ?? 0,
    headers: singleHeaders(incoming),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function decoded(incoming: IncomingMessage): Readable {
  if (incoming.headers['content-encoding'] !== 'gzip') return incoming;
  const plain = createGunzip();
  incoming.on('error', (cause) => plain.destroy(cause));
  return incoming.pipe(plain);
}

function singleHeaders(incoming: IncomingMessage): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value[0] : value;
  }
  return headers;
}

function tooLarge(): PurserError {
  return new PurserError('coupa_unreadable', `Coupa's answer is larger than ${ANSWER_BYTES_MAX} bytes.`, {
    details: { why: 'too_large' },
  });
}

function answerBroken(cause: unknown): PurserError {
  return new PurserError('coupa_unreadable', 'Coupa’s answer broke off before its end.', {
    retryable: true,
    details: { why: 'cut_short' },
    cause,
  });
}

function timedOut(request: HttpRequest, wasSent: boolean): PurserError {
  const phase = wasSent ? 'after sending' : 'before a connection stood';
  return new PurserError(
    'coupa_timeout',
    `Coupa gave no whole answer in ${request.timeoutMs} ms, ${phase}.`,
    {
      retryable: true,
    },
  );
}

function connectionFailed(cause: Error & { code?: string }, wasSent: boolean): PurserError {
  if (cause.code === 'EADDRREFUSED') {
    return new PurserError('coupa_url_refused', `The Coupa host was not called: ${cause.message}.`, {
      cause,
    });
  }
  const code = cause.code ?? 'unknown';
  if (code.startsWith('HPE_')) {
    return new PurserError('coupa_unreadable', 'What answered does not speak HTTP.', {
      details: { code },
      cause,
    });
  }
  const phase = wasSent ? 'The connection to Coupa broke' : 'Coupa cannot be reached';
  return new PurserError('coupa_unavailable', `${phase} (${code}).`, {
    retryable: true,
    details: { code },
    cause,
  });
}
