import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { answerApi } from './api.ts';
import { type ApiAnswer, errorAnswer, isXmlWanted } from './api-call.ts';
import type { Fault, FaultDesk } from './faults.ts';
import { momentOf } from './moment.ts';
import { type Caller, issueToken, recogniseCaller } from './oauth.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Row } from './row.ts';
import type { Tenant } from './tenant.ts';
import { readPairs } from './wire/query.ts';

/** Larger requests than any document needs are refused. */
const BODY_BYTES_MAX = 10 * 1024 * 1024;
/** How long a call that is to time out is kept open. */
const TIMEOUT_MS = 120_000;

export interface ServerDeps {
  readonly tenant: Tenant;
  readonly faults: FaultDesk;
  /** Undefined: no limit. */
  readonly rateLimit: () => RateLimit | undefined;
  readonly latencyMs: number;
  readonly clock: () => Date;
  /** What happens to a list between two of its pages: the rows are saved again, and one comes. */
  readonly drift: (table: string, ids: readonly string[]) => void;
  /** Pages and the admin door: everything that is not Coupa's API. Undefined: not theirs. */
  readonly otherDoor: (request: DoorRequest) => DoorAnswer | undefined;
}

export interface DoorRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface DoorAnswer extends ApiAnswer {
  readonly headers?: Readonly<Record<string, string>>;
}

/** The pretend host: /oauth2, /api, pages and admin door behind one listener. */
export function createSandboxServer(deps: ServerDeps): Server {
  const server = createServer((request, response) => {
    handle(request, response, deps).catch((thrown: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, html(500, 'Internal Server Error'), deps.clock());
      if (!(thrown instanceof ClosedEarly)) console.error('sandbox:', thrown);
    });
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

/** The caller went away while sending. */
class ClosedEarly extends Error {}

async function handle(request: IncomingMessage, response: ServerResponse, deps: ServerDeps): Promise<void> {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  const bytes = await readBytes(request);
  const now = deps.clock();
  if (bytes === undefined)
    return send(response, { status: 413, contentType: 'text/plain', body: 'Request too large' }, now);
  const method = request.method ?? 'GET';
  if (!path.startsWith('/api/') && !path.startsWith('/oauth2/')) {
    const answer = deps.otherDoor({
      method,
      path,
      query,
      headers: request.headers,
      body: bytes.toString('utf8'),
    });
    return send(response, answer ?? html(404, 'Not Found'), now);
  }
  const met = deps.faults.meet(method, decodeURI(safe(target)));
  const slow = met.find((fault) => fault.kind === 'latency');
  const latency = slow ? deps.faults.latencyMs(slow) : deps.latencyMs;
  if (latency > 0) await wait(latency);
  const skewMs = met.find((fault) => fault.kind === 'clock-skew')?.ms ?? 0;
  const clock = () => new Date(deps.clock().getTime() + skewMs);
  const answer = await answerHost({ request, response, method, path, query, bytes, met, clock }, deps);
  if (answer) send(response, answer, clock());
}

interface HostCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly bytes: Buffer;
  readonly met: readonly Fault[];
  /** Of the machine that answers: the tenant's, unless it goes wrong. */
  readonly clock: () => Date;
}

/** Coupa's own doors. Undefined: the connection was ended instead of answered. */
async function answerHost(call: HostCall, deps: ServerDeps): Promise<DoorAnswer | undefined> {
  const before = await meetBefore(call);
  if (before !== 'go on') return before;
  if (call.path === '/oauth2/token' || call.path === '/oauth2/access_tokens')
    return meetAfter(call, answerToken(call, deps));
  if (!call.path.startsWith('/api/')) return html(404, 'Not Found');
  const delay = deps.rateLimit()?.admit() ?? (deps.rateLimit() ? undefined : 0);
  if (delay === undefined) return apiError(call, 429, 'Too many requests');
  if (delay > 0) await wait(delay);
  const now = call.clock();
  const caller = recogniseCaller(call.request.headers, { ...oauthOf(deps), now });
  if (!caller || isTokenTrouble(call.met, caller, now))
    return apiError(call, 401, 'The access token is missing or invalid.');
  if (call.met.some((fault) => fault.kind === 'forbidden')) return apiError(call, 403, 'Forbidden');
  return meetAfter(call, await answerCaller(call, caller, deps));
}

const LAG_MS = 5000;

async function answerCaller(call: HostCall, caller: Caller, deps: ServerDeps): Promise<ApiAnswer> {
  const { tenant } = deps;
  const find = (kind: Fault['kind']) => call.met.find((fault) => fault.kind === kind);
  const lag = call.method === 'GET' ? find('read-lag') : undefined;
  const overlap = find('duplicates');
  const drift = find('page-drift');
  let listed: { table: string; rows: readonly Row[] } | undefined;
  const answer = await answerApi(
    {
      method: call.method,
      path: call.path,
      query: call.query,
      accept: call.request.headers.accept ?? '',
      contentType: call.request.headers['content-type'] ?? '',
      bytes: call.bytes,
      caller,
    },
    {
      state: tenant.state,
      reader: lag ? tenant.state.past(deps.clock().getTime() - (lag.ms ?? LAG_MS)) : tenant.state,
      rules: tenant.rules(),
      now: momentOf(call.clock()),
      overlapRows: overlap ? (overlap.rows ?? 1) : 0,
      onList: (table, rows) => {
        listed = { table, rows };
      },
      accept: (accepted) =>
        tenant.record({ ...accepted, client: caller.client, verb: call.method, path: call.path }),
    },
  );
  if (drift && listed)
    deps.drift(
      listed.table,
      listed.rows.slice(0, drift.rows ?? 1).map((row) => row.id),
    );
  return answer;
}

function answerToken(call: HostCall, deps: ServerDeps): DoorAnswer {
  if (call.method !== 'POST') return html(405, 'Method Not Allowed');
  const authorization = call.request.headers.authorization ?? '';
  const answer = issueToken(
    { body: call.bytes.toString('utf8'), query: call.query, authorization },
    { ...oauthOf(deps), now: call.clock() },
  );
  const headers = { 'Cache-Control': 'no-store' };
  return {
    status: answer.status,
    contentType: 'application/json',
    body: JSON.stringify(answer.body),
    headers,
  };
}

const oauthOf = ({ tenant: { oauth } }: ServerDeps) => ({ clients: oauth.clients, key: oauth.key });

function isTokenTrouble(met: readonly Fault[], caller: Caller, now: Date): boolean {
  if (met.some((fault) => fault.kind === 'expired-token')) return true;
  const young = met.find((fault) => fault.kind === 'young-token');
  // Issued times are whole seconds, so a token of the running second counts as new.
  const ageMs =
    caller.issuedAt === undefined ? Number.POSITIVE_INFINITY : now.getTime() - caller.issuedAt * 1000;
  return young !== undefined && ageMs < (young.ms ?? 5000);
}

async function meetBefore(call: HostCall): Promise<DoorAnswer | undefined | 'go on'> {
  const find = (kind: Fault['kind']) => call.met.find((fault) => fault.kind === kind);
  if (find('reset-before')) return void call.request.socket.destroy();
  const slow = find('timeout-before');
  if (slow) return hang(call, slow);
  const many = find('too-many');
  if (many) return withRetry(apiError(call, 429, 'Too many requests'), many);
  const failed = find('error-before');
  if (failed) return withRetry(html(failed.status ?? 500, 'Something went wrong'), failed);
  if (find('html')) return html(200, 'Scheduled maintenance');
  return 'go on';
}

async function meetAfter(call: HostCall, answer: DoorAnswer): Promise<DoorAnswer | undefined> {
  const find = (kind: Fault['kind']) => call.met.find((fault) => fault.kind === kind);
  if (find('reset-after')) return void call.request.socket.destroy();
  const slow = find('timeout-after');
  if (slow) return hang(call, slow);
  const failed = find('error-after');
  if (failed) return withRetry(html(failed.status ?? 500, 'Something went wrong'), failed);
  if (find('truncated')) return cutShort(call, answer);
  return answer;
}

async function hang(call: HostCall, fault: Fault): Promise<undefined> {
  await wait(fault.ms ?? TIMEOUT_MS, undefined, { ref: false });
  call.request.socket.destroy();
}

/** Announces the whole length and ends in the middle. */
function cutShort(call: HostCall, answer: DoorAnswer): undefined {
  const bytes = bytesOf(answer);
  call.response.writeHead(answer.status, {
    Date: call.clock().toUTCString(),
    'Content-Type': answer.contentType,
    'Content-Length': bytes.length,
  });
  call.response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => call.request.socket.destroy());
}

const bytesOf = (answer: DoorAnswer): Buffer =>
  typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;

function apiError(call: HostCall, status: number, message: string): DoorAnswer {
  const wants = {
    accept: call.request.headers.accept ?? '',
    contentType: call.request.headers['content-type'] ?? '',
  };
  return errorAnswer(status, { base: [message] }, isXmlWanted(wants, readPairs(call.query)));
}

function html(status: number, title: string): DoorAnswer {
  return {
    status,
    contentType: 'text/html; charset=utf-8',
    body: `<!doctype html><title>${title}</title><h1>${title}</h1>`,
  };
}

function withRetry(answer: DoorAnswer, fault: Fault): DoorAnswer {
  if (fault.retryAfterS === undefined) return answer;
  return { ...answer, headers: { 'Retry-After': String(fault.retryAfterS) } };
}

async function readBytes(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += (chunk as Buffer).length;
      if (size > BODY_BYTES_MAX) return undefined;
      chunks.push(chunk as Buffer);
    }
  } catch (thrown) {
    throw new ClosedEarly('The caller went away.', { cause: thrown });
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, answer: DoorAnswer, now: Date): void {
  const bytes = bytesOf(answer);
  response.writeHead(answer.status, {
    Date: now.toUTCString(),
    'Content-Type': answer.contentType,
    'Content-Length': bytes.length,
    'X-Content-Type-Options': 'nosniff',
    ...answer.headers,
  });
  response.end(bytes);
}

/** decodeURI refuses half an escape; such a target is matched as it came. */
function safe(target: string): string {
  try {
    decodeURI(target);
    return target;
  } catch {
    return encodeURI(target);
  }
}
