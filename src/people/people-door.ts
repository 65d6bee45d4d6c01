import type { Caller } from '#operation/operation.ts';
import { type Identity, identifySession, identifyToken } from './identify.ts';
import type { PeopleDeps } from './people-deps.ts';
import { endSessions } from './person.queries.ts';
import { endSession } from './session.ts';
import { isSetUpNeeded, type SetUpRequest, setUp } from './set-up.ts';
import { recordInEachConnection, type SignInRequest, signIn } from './sign-in.ts';

/** What a door needs to know who asks; the rules are here, the door only carries cookies and headers. */
export interface PeopleDoor {
  isSetUpNeeded(): Promise<boolean>;
  setUp(request: SetUpRequest): Promise<{ token: string }>;
  signIn(request: SignInRequest): Promise<{ token: string }>;
  /** Ends the session of that token, or every session of its person. Does nothing for an unknown one. */
  signOut(token: string, options: { everywhere: boolean }): Promise<void>;
  identifySession(
    token: string,
    asked: { connectionId?: string | undefined; passive?: boolean },
  ): Promise<Identity | undefined>;
  identifyToken(bearer: string, connectionId: string | undefined): Promise<Caller | undefined>;
}

/** Opens the people room to a door. */
export function createPeopleDoor(deps: PeopleDeps): PeopleDoor {
  return {
    isSetUpNeeded: () => deps.db.inDispatch(isSetUpNeeded),
    setUp: (request) => setUp(request, deps),
    signIn: (request) => signIn(request, deps),
    signOut: (token, options) => signOut(token, options, deps),
    identifySession: (token, asked) => identifySession(token, asked, deps),
    identifyToken: (bearer, connectionId) => identifyToken(bearer, connectionId, deps),
  };
}

async function signOut(token: string, options: { everywhere: boolean }, deps: PeopleDeps): Promise<void> {
  const identity = await identifySession(token, { passive: true }, deps);
  await deps.db.inDispatch(async (tx) => {
    await endSession(tx, token);
    if (identity === undefined) return;
    const { personId, personName } = identity.caller;
    if (options.everywhere) await endSessions(tx, personId);
    const where = options.everywhere ? ' everywhere' : '';
    await recordInEachConnection(
      tx,
      {
        person: { id: personId, name: personName },
        what: 'signed_out',
        text: `${personName} signed out${where}.`,
      },
      deps,
    );
  });
}
