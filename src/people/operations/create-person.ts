import { z } from 'zod';
import { ConflictError } from '#kernel/errors.ts';
import { newId } from '#kernel/id.ts';
import { defineOperation } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import { emailAddress, personName } from '../email-address.ts';
import { findMember } from '../member.queries.ts';
import { memberRow } from '../member-row.ts';
import { hashPassword } from '../password.ts';
import { passwordFault } from '../password-rules.ts';
import { findPersonByEmail, insertMember, insertPerson } from '../person.queries.ts';
import { ROLE_IDS, ROLES } from '../roles.ts';
import { passwordRefused } from '../set-up.ts';

export const createPersonInput = z.strictObject({
  name: personName,
  email: emailAddress,
  password: z.string().min(1).max(1_000),
  roles: z.array(z.enum(ROLE_IDS)).min(1, 'Choose at least one role.').max(ROLE_IDS.length),
});
type Input = z.infer<typeof createPersonInput>;

/**
 * Adds a person to this connection. Somebody who has an account for another connection already becomes a member of
 * this one too and keeps their own name and password: the one given here is not used.
 */
export const createPerson = defineOperation({
  name: 'create_person',
  summary: 'Add a person with a first password and roles.',
  http: { method: 'POST', path: '/api/people' },
  input: createPersonInput,
  output: memberRow,
  permission: 'people.change',
  audit: {
    what: 'person_added',
    describe: (input, output, caller) => ({
      subject: `person/${output.id}`,
      text: `${caller.personName} added ${output.name} as ${input.roles.map((id) => ROLES[id].title).join(' and ')}.`,
      data: { email: output.email, roles: output.roles },
    }),
  },
  async run(input, caller, { tx, now }) {
    const { connectionId } = caller;
    const known = await findPersonByEmail(tx, input.email);
    if (known !== undefined && (await findMember(tx, connectionId, known.personId)) !== undefined) {
      throw new ConflictError('person_exists', `${input.email} is a member of this connection already.`);
    }
    const personId = known?.personId ?? (await addPerson(tx, input, now));
    await insertMember(tx, { connectionId, personId, roles: [...new Set(input.roles)] }, now);
    const member = await findMember(tx, connectionId, personId);
    if (member === undefined)
      throw new ConflictError('person_exists', `${input.email} was changed meanwhile.`);
    return member;
  },
});

async function addPerson(tx: Tx, input: Input, now: Date): Promise<string> {
  const fault = passwordFault(input.password, ['purser', input.name, ...input.email.split('@')]);
  if (fault !== undefined) throw passwordRefused(fault);
  const personId = newId('per', now.getTime());
  const passwordHash = await hashPassword(input.password);
  await insertPerson(tx, { personId, email: input.email, name: input.name, passwordHash }, now);
  return personId;
}
