import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '#kernel/clock.ts';
import { type CoupaConnection, type CoupaConnectionOptions, connectCoupa } from './connect.ts';
import { createInMemoryTokenCache } from './in-memory-token-cache.ts';
import { createRateLimit } from './rate-limit.ts';

/** What came in. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Counts all calls below `/api/`, from 1. */
  readonly number: number;
}

/** How to answer, well or badly. */
export type Reply =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Sends the head and this much of the body, then drops the connection. */
  | { readonly cutAfter: number; readonly body: string }
  /** Drops the connection without a word. */
  | 'drop'
  /** Never answers. */
  | 'hang'
  /** Bytes that are no HTTP. */
  | 'garbage';

export interface TestCoupa {
  readonly url: string;
  /** Calls below `/api/`, in order. */
  readonly calls: Received[];
  readonly tokensIssued: () => number;
  /** Replaces how calls below `/api/` are answered. */
  answer(how: (call: Received) => Reply): void;
  /** Replaces how a token is answered; undefined issues the next one, `token-1`, `token-2` … */
  answerToken(how: (call: Received) => Reply | undefined): void;
  close(): Promise<void>;
}

/** A server on loopback that answers what a test tells it to, for what a well-behaved Coupa never does. */
export async function startTestCoupa(): Promise<TestCoupa> {
  const calls: Received[] = [];
  let issued = 0;
  let how: (call: Received) => Reply = () => ({ status: 200, body: '[]' });
  let howToken: (call: Received) => Reply | undefined = () => undefined;

  const server = createServer((incoming, outgoing) => {
    void received(incoming, calls.length + 1).then((call) => {
      if (call.path === '/oauth2/token') {
        const token = () => {
          issued += 1;
          return { access_token: `token-${issued}`, token_type: 'bearer', expires_in: 86399 };
        };
        send(outgoing, howToken(call) ?? { status: 200, body: JSON.stringify(token()) });
        return;
      }
      calls.push(call);
      send(outgoing, how(call));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    tokensIssued: () => issued,
    answer: (next) => {
      how = next;
    },
    answerToken: (next) => {
      howToken = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function received(incoming: IncomingMessage, number: number): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', 'http://test');
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    number,
  };
}

function send(outgoing: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'drop') outgoing.destroy();
  else if (reply === 'garbage') outgoing.socket?.end('SSH-2.0-OpenSSH_9.6\r\n');
  else if ('cutAfter' in reply) {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': reply.body.length });
    outgoing.write(reply.body.slice(0, reply.cutAfter), () => outgoing.destroy());
  } else {
    outgoing.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    outgoing.end(reply.body ?? '');
  }
}

/** A clock that passes only when somebody sleeps, and then at once. */
export function createTestClock(start = '2026-11-20T09:00:00Z'): Clock & { move(ms: number): void } {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    async sleep(ms, signal) {
      if (signal?.aborted) return;
      await new Promise((resolve) => setImmediate(resolve));
      now += ms;
    },
    move(ms) {
      now += ms;
    },
  };
}

/** Connected to a test Coupa, with a wide rate, a clock of its own and pauses in the middle of their range. */
export function connectTo(
  coupa: Pick<TestCoupa, 'url'>,
  options: Partial<CoupaConnectionOptions> = {},
): CoupaConnection {
  const clock = options.clock ?? createTestClock();
  return connectCoupa({
    url: coupa.url,
    credentials: { clientId: 'purser', clientSecret: 's3cret-value', scopes: ['core.invoice.read'] },
    clock,
    rateLimit: createRateLimit(clock, { perSecond: 1000, burst: 1000 }),
    tokenCache: createInMemoryTokenCache(),
    random: () => 0.5,
    ...options,
  });
}
