import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { PurserError } from '#kernel/errors.ts';
import type { Caller } from '#operation/operation.ts';
import { authenticate, connectionOf } from './authenticate.ts';
import { sessionTokenOf } from './cookies.ts';
import type { HttpDeps, ScreenEvent } from './http-deps.ts';

/** Proxies close what is silent for 30 to 60 seconds; the same beat asks whether the session still stands. */
const BEAT_MS = 15_000;
/** One person has a few tabs, not a hundred; and each stream holds a socket. */
const STREAMS_PER_PERSON_MAX = 8;
const STREAMS_MAX = 1_000;
/** A reader that does not read; it comes back and asks anew. */
const UNSENT_BYTES_MAX = 64 * 1024;

interface OpenStream {
  readonly personId: string;
  close(): void;
}

/** Serves `GET /api/events`: server-sent hints about what to read again. */
export function addEventStream(app: FastifyInstance, deps: HttpDeps): void {
  const open = new Set<OpenStream>();
  app.addHook('preClose', async () => {
    for (const stream of [...open]) stream.close();
  });
  app.get('/api/events', { exposeHeadRoute: false }, async (request, reply) => {
    const caller = await authenticate(request, deps.people);
    assertRoom(open, caller);
    const token = sessionTokenOf(request);
    const connectionId = connectionOf(request);
    const { authorization } = request.headers;
    const stillMay = async (): Promise<boolean> => {
      const now =
        authorization !== undefined
          ? await deps.people.identifyToken(authorization.replace(/^Bearer +/i, ''), connectionId)
          : (await deps.people.identifySession(token ?? '', { connectionId, passive: true }))?.caller;
      return now?.permissions.has('invoices.read') === true;
    };
    stream({ reply, caller, open, stillMay }, deps);
  });
}

function assertRoom(open: ReadonlySet<OpenStream>, caller: Caller): void {
  if (!caller.permissions.has('invoices.read')) {
    throw new PurserError('permission_denied', 'This needs the permission invoices.read.', {
      details: { permission: 'invoices.read' },
    });
  }
  const own = [...open].filter((one) => one.personId === caller.personId).length;
  if (own < STREAMS_PER_PERSON_MAX && open.size < STREAMS_MAX) return;
  throw new PurserError('too_many_streams', 'Too many open screens listen for changes; close some tabs.', {
    retryable: true,
    details: { retryAfterSeconds: 60 },
  });
}

function stream(
  listener: { reply: FastifyReply; caller: Caller; open: Set<OpenStream>; stillMay: () => Promise<boolean> },
  deps: HttpDeps,
): void {
  const { reply, caller, open } = listener;
  const response = takeOver(reply);
  const write = (text: string): void => {
    if (response.writableLength > UNSENT_BYTES_MAX) entry.close();
    else response.write(text);
  };
  const unsubscribe = deps.subscribe(caller.connectionId, (event) => write(formatEvent(event)));
  const beat = setInterval(() => {
    write(': beat\n\n');
    listener.stillMay().then(
      (may) => may || entry.close(),
      (error: unknown) => {
        // The database may be away for a moment; nothing is sent that the next request would not check again.
        deps.log.warn({ error, personId: caller.personId }, 'could not check who listens to events');
      },
    );
  }, BEAT_MS);
  const end = (): void => {
    clearInterval(beat);
    unsubscribe();
    open.delete(entry);
  };
  const entry: OpenStream = {
    personId: caller.personId,
    close: () => {
      end();
      response.end();
    },
  };
  open.add(entry);
  response.on('close', end);
  write('retry: 3000\n\n');
}

function takeOver(reply: FastifyReply): ServerResponse {
  reply.hijack();
  const headers = { ...reply.getHeaders() };
  const response = reply.raw;
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) response.setHeader(name, value);
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx holds answers back unless told otherwise.
    'x-accel-buffering': 'no',
  });
  return response;
}

function formatEvent(event: ScreenEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
