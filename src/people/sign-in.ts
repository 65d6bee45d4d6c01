import { PurserError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';
import { type AttemptLimit, codeLimit, countAttempt, forgetAttempts, signInLimits } from './attempt-limit.ts';
import { hashPassword, isOutdatedHash, verifyPassword } from './password.ts';
import type { PeopleDeps } from './people-deps.ts';
import { findPersonByEmail, listMemberships, type PersonRow } from './person.queries.ts';
import { lockSecondFactor, useCode } from './second-factor.queries.ts';
import { endSession, openSession } from './session.ts';

export interface SignInRequest {
  /** As {@link emailAddress} leaves it. */
  readonly email: string;
  readonly password: string;
  /** From the authenticator app, or a backup code. */
  readonly code?: string | undefined;
  readonly address: string;
  /** The session this browser had; it ends, so that nobody can plant one before a sign-in. */
  readonly earlierToken?: string | undefined;
}

/**
 * Opens a session for a person with the right password and, where there is one, the right code.
 * @returns the token for the cookie.
 * @throws PurserError `sign_in_refused` alike for unknown, wrong and member of nothing; `second_factor_needed`;
 * `second_factor_wrong`; `too_many_attempts`.
 */
export async function signIn(request: SignInRequest, deps: PeopleDeps): Promise<{ token: string }> {
  const now = deps.now();
  const limits = signInLimits(request.email, request.address);
  await countAttempt(deps.db, limits, now);
  const { person, isMember } = await deps.db.inDispatch((tx) => findAccount(tx, request.email));
  const isRight = await verifyPassword(request.password, person?.passwordHash);
  if (person === undefined || !isRight || !isMember) {
    throw new PurserError('sign_in_refused', 'The e-mail address or the password is wrong.');
  }
  const codeLimits = await checkSecondFactor(person, request, deps);
  await rehash(person, request.password, deps);
  return deps.db.inDispatch(async (tx) => {
    await forgetAttempts(tx, [...limits, ...codeLimits], now);
    return { token: await open(tx, person, request, deps) };
  });
}

async function findAccount(
  tx: Tx,
  email: string,
): Promise<{ person: PersonRow | undefined; isMember: boolean }> {
  const person = await findPersonByEmail(tx, email);
  // Asked for nobody too: the number of round trips must not tell who exists.
  const memberships = await listMemberships(tx, person?.personId ?? '');
  return { person, isMember: memberships.length > 0 };
}

async function checkSecondFactor(
  person: PersonRow,
  request: SignInRequest,
  deps: PeopleDeps,
): Promise<readonly AttemptLimit[]> {
  const { personId } = person;
  const has = await deps.db.inDispatch(async (tx) => (await lockSecondFactor(tx, personId))?.isConfirmed);
  if (has !== true) return [];
  const { code } = request;
  if (code === undefined || code === '') {
    throw new PurserError(
      'second_factor_needed',
      'Enter the code of your authenticator app, or a backup code.',
    );
  }
  const limits = [codeLimit(personId)];
  const now = deps.now();
  await countAttempt(deps.db, limits, now);
  const isRight = await deps.db.inDispatch(async (tx) => {
    const factor = await lockSecondFactor(tx, personId);
    return factor !== undefined && useCode(tx, { personId, factor, code, now }, deps.sealer);
  });
  if (!isRight) throw new PurserError('second_factor_wrong', 'The code is wrong, or was used already.');
  return limits;
}

async function rehash(person: PersonRow, password: string, deps: PeopleDeps): Promise<void> {
  if (!isOutdatedHash(person.passwordHash)) return;
  const hash = await hashPassword(password);
  await deps.db.inDispatch((tx) =>
    tx.execute('update person set password_hash = $2 where person_id = $1', [person.personId, hash]),
  );
}

async function open(tx: Tx, person: PersonRow, request: SignInRequest, deps: PeopleDeps): Promise<string> {
  const now = deps.now();
  if (request.earlierToken !== undefined) await endSession(tx, request.earlierToken);
  const { token } = await openSession(tx, { personId: person.personId, address: request.address }, now);
  await recordInEachConnection(
    tx,
    {
      person: { id: person.personId, name: person.name },
      what: 'signed_in',
      text: `${person.name} signed in.`,
    },
    deps,
  );
  return token;
}

/** A session reaches every connection of its person, so each trail tells of it. */
export async function recordInEachConnection(
  tx: Tx,
  entry: { person: { id: string; name: string }; what: string; text: string },
  deps: PeopleDeps,
): Promise<void> {
  const now = deps.now();
  const ids = (await listMemberships(tx, entry.person.id)).map((one) => one.connectionId);
  for (const connectionId of ids) {
    await tx.enter(connectionId);
    const { person, what, text } = entry;
    await deps.recordEntry(
      tx,
      connectionId,
      { what, who: person, via: 'screen', subject: `person/${person.id}`, text },
      now,
    );
  }
}
