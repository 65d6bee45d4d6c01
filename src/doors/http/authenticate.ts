import type { FastifyRequest } from 'fastify';
import { PurserError } from '#kernel/errors.ts';
import type { Caller } from '#operation/operation.ts';
import { assertOwnPage, sessionTokenOf } from './cookies.ts';
import type { PeoplePort } from './people-port.ts';

/** Names the connection a request is about. */
const CONNECTION_HEADER = 'x-purser-connection';
/** The same in the query of a GET: a link to a download and an event source can send no header. */
export const CONNECTION_PARAMETER = 'connection';
/** Sent by a screen that asks by itself while nobody is at it. */
export const IDLE_HEADER = 'x-purser-idle';

/** Who sent what, for the access log: filled when it is known. */
export const callers = new WeakMap<FastifyRequest, Caller>();

const READING_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Finds who asks: an API token in `authorization: Bearer`, else the session cookie. A change by cookie must also show
 * that it comes from our own page.
 * @throws PurserError `unauthenticated`, `csrf_refused`; `not_found` for a connection that is not the caller's.
 */
export async function authenticate(request: FastifyRequest, people: PeoplePort): Promise<Caller> {
  const caller = await findCaller(request, people);
  if (caller === undefined) {
    throw new PurserError('unauthenticated', 'Sign in first, or send an API token that is still good.');
  }
  callers.set(request, caller);
  return caller;
}

async function findCaller(request: FastifyRequest, people: PeoplePort): Promise<Caller | undefined> {
  const connectionId = connectionOf(request);
  const { authorization } = request.headers;
  // A bearer that is wrong never falls back to the cookie: the two must not be mixed in one request.
  if (authorization !== undefined) {
    const bearer = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    return bearer === undefined ? undefined : people.identifyToken(bearer, connectionId);
  }
  const token = sessionTokenOf(request);
  if (token === undefined) return undefined;
  const passive = headerOf(request, IDLE_HEADER) === '1';
  const identity = await people.identifySession(token, { connectionId, passive });
  if (identity !== undefined && !READING_METHODS.has(request.method)) assertOwnPage(request, token);
  return identity?.caller;
}

/** The connection a request says it is about. */
export function connectionOf(request: FastifyRequest): string | undefined {
  const header = headerOf(request, CONNECTION_HEADER);
  if (header !== undefined || request.method !== 'GET') return header;
  const value = (request.query as Record<string, unknown>)[CONNECTION_PARAMETER];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** One header's value; undefined when it is missing, empty or sent twice. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
