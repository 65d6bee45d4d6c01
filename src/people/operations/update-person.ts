import { z } from 'zod';
import { ConflictError, NotFoundError, PurserError } from '#kernel/errors.ts';
import { type Caller, defineOperation } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import { findMember, findMemberByCoupaUser, lockAdministrators, updateMember } from '../member.queries.ts';
import { type MemberRow, memberRow } from '../member-row.ts';
import { ROLE_IDS } from '../roles.ts';

export const updatePersonInput = z.strictObject({
  id: z.string().min(1).max(60),
  roles: z.array(z.enum(ROLE_IDS)).max(ROLE_IDS.length).optional(),
  active: z.boolean().optional(),
  coupaUserId: z.string().trim().min(1).max(40).nullable().optional(),
});
type Input = z.infer<typeof updatePersonInput>;

/**
 * Changes what a person may do here. Nobody changes their own roles or their own Coupa user: it would let them out of
 * the rule that nobody approves what they asked for, or into the shoes of an approver. A lone administrator may map
 * themselves once, since nobody else can.
 */
export const updatePerson = defineOperation({
  name: 'update_person',
  summary: 'Change a person’s roles, Coupa user, or whether they may sign in.',
  http: { method: 'PUT', path: '/api/people/:id' },
  input: updatePersonInput,
  output: memberRow,
  permission: 'people.change',
  audit: {
    what: 'person_changed',
    describe: (input, output, caller) => ({
      subject: `person/${output.id}`,
      text: `${caller.personName} changed ${output.name}: ${changeWords(input)}.`,
      data: { roles: output.roles, active: output.active, coupaUserId: output.coupaUserId },
    }),
  },
  async run(input, caller, { tx, now }) {
    const { connectionId } = caller;
    const administrators = await lockAdministrators(tx, connectionId);
    const before = await findMember(tx, connectionId, input.id);
    if (before === undefined) throw new NotFoundError('person', input.id);
    if (input.id === caller.personId) assertNotOwn(input, before, administrators.length === 1);
    const after = {
      connectionId,
      personId: input.id,
      roles: input.roles === undefined ? before.roles : [...new Set(input.roles)],
      active: input.active ?? before.active,
      coupaUserId: input.coupaUserId === undefined ? before.coupaUserId : input.coupaUserId,
    };
    assertOneAdministratorStays(administrators, after);
    await assertCoupaUserFree(tx, after, caller);
    await updateMember(tx, after, now);
    return { ...before, roles: after.roles, active: after.active, coupaUserId: after.coupaUserId };
  },
});

function assertNotOwn(input: Input, before: MemberRow, isAlone: boolean): void {
  const changesRoles = input.roles !== undefined && !isSameSet(input.roles, before.roles);
  if (changesRoles || input.active === false) {
    throw new PurserError('own_roles', 'Nobody changes their own roles; another administrator has to.');
  }
  const changesMapping = input.coupaUserId !== undefined && input.coupaUserId !== before.coupaUserId;
  if (changesMapping && !(isAlone && before.coupaUserId === null)) {
    throw new PurserError('own_roles', 'Nobody chooses their own Coupa user; another administrator has to.');
  }
}

function assertOneAdministratorStays(
  administrators: readonly string[],
  after: { personId: string; roles: readonly string[]; active: boolean },
): void {
  const stays = after.active && after.roles.includes('administrator');
  if (stays || administrators.some((id) => id !== after.personId)) return;
  throw new ConflictError(
    'last_administrator',
    'Somebody must stay administrator; give the role to another first.',
  );
}

async function assertCoupaUserFree(
  tx: Tx,
  after: { personId: string; coupaUserId: string | null },
  caller: Caller,
): Promise<void> {
  if (after.coupaUserId === null) return;
  const holder = await findMemberByCoupaUser(tx, caller.connectionId, after.coupaUserId);
  if (holder === undefined || holder.personId === after.personId) return;
  throw new ConflictError('coupa_user_taken', `This Coupa user is mapped to ${holder.name} already.`);
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return new Set(a).size === new Set(b).size && a.every((one) => b.includes(one));
}

function changeWords(input: Input): string {
  const words: string[] = [];
  if (input.roles !== undefined) words.push(`roles ${input.roles.join(', ') || 'none'}`);
  if (input.active !== undefined) words.push(input.active ? 'may sign in' : 'may not sign in any more');
  if (input.coupaUserId !== undefined) words.push(`Coupa user ${input.coupaUserId ?? 'none'}`);
  return words.join('; ') || 'nothing';
}
