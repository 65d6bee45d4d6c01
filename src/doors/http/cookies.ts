import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PurserError } from '#kernel/errors.ts';

export const SESSION_COOKIE = 'purser_session';
export const CSRF_COOKIE = 'purser_csrf';
export const CSRF_HEADER = 'x-purser-csrf';

/** As long as a session may last; the server ends it earlier where it must. */
const COOKIE_SECONDS = 12 * 3600;

/** The token a session must send with each change: bound to it, so that a planted cookie does not fit. */
export function csrfTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('purser csrf 1').digest('base64url');
}

/** The session cookie's token, when there is one of a plausible length. */
export function sessionTokenOf(request: FastifyRequest): string | undefined {
  const token = request.cookies[SESSION_COOKIE];
  return token !== undefined && token.length > 20 && token.length < 200 ? token : undefined;
}

/** Gives the browser its session and the CSRF token that belongs to it. */
export function setSessionCookies(request: FastifyRequest, reply: FastifyReply, sessionToken: string): void {
  const common = {
    path: '/',
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: COOKIE_SECONDS,
  } as const;
  reply.setCookie(SESSION_COOKIE, sessionToken, { ...common, httpOnly: true });
  reply.setCookie(CSRF_COOKIE, csrfTokenOf(sessionToken), common);
}

/** A browser without a session gets a CSRF token of its own for the sign-in, and keeps one that it has. */
export function setAnonymousCookies(request: FastifyRequest, reply: FastifyReply): void {
  const common = { path: '/', sameSite: 'lax', secure: request.protocol === 'https' } as const;
  if (request.cookies[SESSION_COOKIE] !== undefined)
    reply.clearCookie(SESSION_COOKIE, { ...common, httpOnly: true });
  if ((request.cookies[CSRF_COOKIE] ?? '').length < 20) {
    reply.setCookie(CSRF_COOKIE, randomBytes(32).toString('base64url'), {
      ...common,
      maxAge: COOKIE_SECONDS,
    });
  }
}

/**
 * Refuses a change that another site made this browser send: the header must repeat the cookie (another site can
 * read neither), must fit the session when there is one, and the Origin must be ours.
 * @throws PurserError `csrf_refused`.
 */
export function assertOwnPage(request: FastifyRequest, sessionToken: string | undefined): void {
  const origin = request.headers.origin;
  if (origin !== undefined && !isOwnOrigin(origin, request.host)) throw refused('came from another site');
  if (request.headers['sec-fetch-site'] === 'cross-site') throw refused('came from another site');
  const sent = request.headers[CSRF_HEADER];
  const cookie = request.cookies[CSRF_COOKIE];
  if (typeof sent !== 'string' || cookie === undefined || cookie === '' || !isSame(sent, cookie)) {
    throw refused(`lacks the header ${CSRF_HEADER} with the value of the cookie ${CSRF_COOKIE}`);
  }
  if (sessionToken !== undefined && !isSame(sent, csrfTokenOf(sessionToken))) {
    throw refused('carries the token of another session; reload the page');
  }
}

function isOwnOrigin(origin: string, host: string): boolean {
  try {
    return new URL(origin).host === host;
  } catch {
    // `null`, as sandboxed frames send it, is no URL and not ours.
    return false;
  }
}

function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function refused(why: string): PurserError {
  return new PurserError('csrf_refused', `Refused, because the request ${why}.`);
}
