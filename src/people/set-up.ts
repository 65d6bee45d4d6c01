import { ConflictError, PurserError } from '#kernel/errors.ts';
import { newId } from '#kernel/id.ts';
import type { Tx } from '#store/database.ts';
import { countAttempt } from './attempt-limit.ts';
import { hashPassword } from './password.ts';
import { passwordFault } from './password-rules.ts';
import type { PeopleDeps } from './people-deps.ts';
import { insertMember, insertPerson } from './person.queries.ts';
import { FIRST_PERSON_ROLES } from './roles.ts';
import { openSession } from './session.ts';

export interface SetUpRequest {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly address: string;
}

/** Whether nobody has made the first administrator yet. */
export async function isSetUpNeeded(tx: Tx): Promise<boolean> {
  const rows = await tx.query('select 1 from installation');
  return rows.length === 0;
}

/**
 * Creates the first administrator, a member of every connection there is, and opens their session. Of two at once
 * one wins.
 * @throws ConflictError `setup_done`; PurserError `password_refused`, `connection_missing`, `too_many_attempts`.
 */
export async function setUp(request: SetUpRequest, deps: PeopleDeps): Promise<{ token: string }> {
  const now = deps.now();
  if (!(await deps.db.inDispatch(isSetUpNeeded))) throw setUpDone();
  const fault = passwordFault(request.password, ['purser', request.name, ...request.email.split('@')]);
  if (fault !== undefined) throw passwordRefused(fault);
  // Each try costs a hash, and before the set-up anybody may try.
  const limit = { subject: `set-up from ${request.address}`, attemptsMax: 20, windowMs: 15 * 60_000 };
  await countAttempt(deps.db, [limit], now);
  const passwordHash = await hashPassword(request.password);
  const personId = newId('per', now.getTime());
  const person = { personId, email: request.email, name: request.name, passwordHash };
  return deps.db.inDispatch(async (tx) => {
    await claimInstallation(tx, personId, now);
    await insertPerson(tx, person, now);
    await joinEveryConnection(tx, person, deps);
    const { token } = await openSession(tx, { personId, address: request.address }, now);
    return { token };
  });
}

async function claimInstallation(tx: Tx, personId: string, now: Date): Promise<void> {
  // The second of two waits here for the first, and then finds the row taken.
  const claimed = await tx.execute(
    'insert into installation (set_up_at, set_up_by) values ($1, $2) on conflict do nothing',
    [now, personId],
  );
  if (claimed === 0) throw setUpDone();
}

async function joinEveryConnection(
  tx: Tx,
  person: { personId: string; name: string },
  deps: PeopleDeps,
): Promise<void> {
  const now = deps.now();
  const connections = await tx.query<{ id: string }>(
    'select connection_id as id from dispatch_connections() order by 1',
  );
  if (connections.length === 0) {
    throw new PurserError('connection_missing', 'There is no connection to Coupa yet; start Purser first.', {
      retryable: true,
    });
  }
  for (const { id: connectionId } of connections) {
    await tx.enter(connectionId);
    await insertMember(tx, { connectionId, personId: person.personId, roles: FIRST_PERSON_ROLES }, now);
    const text = `${person.name} set Purser up and became administrator and AP manager.`;
    const entry = {
      what: 'set_up',
      who: { id: person.personId, name: person.name },
      via: 'screen',
      subject: `person/${person.personId}`,
      text,
    };
    await deps.recordEntry(tx, connectionId, entry, now);
  }
}

/** The error for a password that breaks the rules, pointing at the field. */
export function passwordRefused(fault: string): PurserError {
  return new PurserError('password_refused', fault, {
    details: { issues: [{ pointer: '/password', says: fault }] },
  });
}

function setUpDone(): ConflictError {
  return new ConflictError(
    'setup_done',
    'Purser is set up already. Sign in, or ask an administrator for access.',
  );
}
