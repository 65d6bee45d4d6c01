import { NotFoundError } from '#kernel/errors.ts';
import type { Caller } from '#operation/operation.ts';
import { findTokenCaller, readToken } from './api-token.queries.ts';
import type { PeopleDeps } from './people-deps.ts';
import { listMemberships, type Membership } from './person.queries.ts';
import { permissionsOf } from './roles.ts';
import { findSession, type OpenSession } from './session.ts';

/** Who a request is from, with the connection it is about. */
export interface Identity {
  readonly caller: Caller;
  /** Absent for API tokens. */
  readonly session?: OpenSession;
  readonly memberships: readonly Membership[];
  readonly coupaUserId: string | null;
  readonly roles: readonly string[];
}

/**
 * The person of a session cookie's token in the connection asked for, else in their first one.
 * @returns undefined for a session that is unknown, over, or of somebody who is a member of nothing any more.
 * @throws NotFoundError for a connection that is not theirs, whether it exists or not.
 */
export async function identifySession(
  token: string,
  asked: { connectionId?: string | undefined; passive?: boolean },
  deps: PeopleDeps,
): Promise<Identity | undefined> {
  const { connectionId, passive = false } = asked;
  const found = await deps.db.inDispatch(async (tx) => {
    const session = await findSession(tx, token, { now: deps.now(), passive });
    return session === undefined
      ? undefined
      : { session, memberships: await listMemberships(tx, session.personId) };
  });
  if (found === undefined) return undefined;
  const { session, memberships } = found;
  const membership =
    connectionId === undefined
      ? memberships[0]
      : memberships.find((one) => one.connectionId === connectionId);
  if (membership === undefined) {
    if (connectionId === undefined || memberships.length === 0) return undefined;
    throw new NotFoundError('connection', connectionId.slice(0, 60));
  }
  return {
    caller: {
      personId: session.personId,
      personName: session.name,
      connectionId: membership.connectionId,
      permissions: permissionsOf(membership.roles),
      coupaUserId: membership.coupaUserId ?? undefined,
      via: 'screen',
      sessionId: session.sessionId,
    },
    session,
    memberships,
    coupaUserId: membership.coupaUserId,
    roles: membership.roles,
  };
}

/**
 * The person behind an API token, with the permissions that both the token names and the person still has.
 * @returns undefined for a token that is unknown, over, revoked, or of somebody who is no active member any more.
 * @throws NotFoundError for another connection than the token's own.
 */
export async function identifyToken(
  bearer: string,
  connectionId: string | undefined,
  deps: PeopleDeps,
): Promise<Caller | undefined> {
  const token = readToken(bearer);
  if (token === undefined) return undefined;
  if (connectionId !== undefined && connectionId !== token.connectionId) {
    throw new NotFoundError('connection', connectionId.slice(0, 60));
  }
  const now = deps.now();
  return deps.db.inConnection(token.connectionId, (tx) => findTokenCaller(tx, token, now));
}
