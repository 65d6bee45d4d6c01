import { z } from 'zod';
import { NotFoundError, PurserError } from '#kernel/errors.ts';
import { defineOperation } from '#operation/operation.ts';
import type { Database } from '#store/database.ts';
import { countAttempt, forgetAttempts, passwordLimit } from '../attempt-limit.ts';
import { findMember } from '../member.queries.ts';
import { hashPassword, verifyPassword } from '../password.ts';
import { passwordFault } from '../password-rules.ts';
import { changePassword, findPersonById, listMemberships, type PersonRow } from '../person.queries.ts';
import { passwordRefused } from '../set-up.ts';

const newPassword = z.string().min(1).max(1_000);
const done = z.strictObject({ changed: z.literal(true) });

/** A person chooses a new password; their other sessions end. */
export const changeOwnPassword = defineOperation({
  name: 'change_own_password',
  summary: 'Choose a new password; sessions elsewhere end.',
  http: { method: 'PUT', path: '/api/password' },
  input: z.strictObject({ current: z.string().max(1_000), password: newPassword }),
  output: done,
  permission: 'self',
  audit: {
    what: 'password_changed',
    describe: (_input, _output, caller) => ({
      subject: `person/${caller.personId}`,
      text: `${caller.personName} chose a new password.`,
    }),
  },
  async before(input, caller, deps) {
    assertAtScreen(caller.via);
    await assertOwnPassword({ personId: caller.personId, password: input.current }, deps);
  },
  async run(input, caller, { tx, now }) {
    const person = await findPersonById(tx, caller.personId);
    if (person === undefined) throw new NotFoundError('person', caller.personId);
    const passwordHash = await acceptPassword(input.password, person);
    await changePassword(
      tx,
      { personId: person.personId, passwordHash, spareSessionId: caller.sessionId },
      now,
    );
    return { changed: true as const };
  },
});

/**
 * An administrator gives somebody who is locked out a new first password and takes the second factor off. Only where
 * that person is a member of this connection alone: an administrator of one must not get into another by it.
 */
export const resetPassword = defineOperation({
  name: 'reset_password',
  summary: 'Give somebody who is locked out a new first password, without second factor.',
  http: { method: 'PUT', path: '/api/people/:id/password' },
  input: z.strictObject({ id: z.string().min(1).max(60), password: newPassword }),
  output: done,
  permission: 'people.change',
  audit: {
    what: 'password_reset',
    describe: (input, _output, caller) => ({
      subject: `person/${input.id}`,
      text: `${caller.personName} set a new first password for this person and took their second factor off.`,
    }),
  },
  async run(input, caller, { tx, now }) {
    assertAtScreen(caller.via);
    const member = await findMember(tx, caller.connectionId, input.id);
    const person = member === undefined ? undefined : await findPersonById(tx, input.id);
    if (member === undefined || person === undefined) throw new NotFoundError('person', input.id);
    if (input.id === caller.personId) {
      throw new PurserError('own_roles', 'Change your own password with the current one.');
    }
    const elsewhere = (await listMemberships(tx, input.id)).some(
      (one) => one.connectionId !== caller.connectionId,
    );
    if (elsewhere) {
      throw new PurserError(
        'own_roles',
        'This person is a member of other connections too; they have to change it.',
      );
    }
    const passwordHash = await acceptPassword(input.password, person);
    await changePassword(tx, { personId: input.id, passwordHash }, now);
    await tx.execute('delete from person_second_factor where person_id = $1', [input.id]);
    return { changed: true as const };
  },
});

/**
 * Asks once more for the password, before something that a stolen screen must not do.
 * @throws PurserError `password_wrong`, `too_many_attempts`.
 */
export async function assertOwnPassword(
  own: { personId: string; password: string },
  deps: { db: Database; now: Date },
): Promise<void> {
  const limits = [passwordLimit(own.personId)];
  await countAttempt(deps.db, limits, deps.now);
  const person = await deps.db.inDispatch((tx) => findPersonById(tx, own.personId));
  if (!(await verifyPassword(own.password, person?.passwordHash))) {
    throw new PurserError('password_wrong', 'The current password is wrong.');
  }
  await deps.db.inDispatch((tx) => forgetAttempts(tx, limits, deps.now));
}

/** What guards an account is changed by the person at a screen, never by a token that may have leaked. */
export function assertAtScreen(via: string): void {
  if (via === 'api') throw new PurserError('token_by_token', 'An API token cannot do this; sign in.');
}

async function acceptPassword(password: string, person: PersonRow): Promise<string> {
  const fault = passwordFault(password, ['purser', person.name, ...person.email.split('@')]);
  if (fault !== undefined) throw passwordRefused(fault);
  return hashPassword(password);
}
