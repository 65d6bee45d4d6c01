import type { ConnectionOperationsDeps } from '#connections/operations/connection-operations.ts';
import { CONFIRM_ACTION } from '#engine/confirm-action.ts';
import { addPolicy } from '#engine/policy.queries.ts';
import { starterPolicy } from '#engine/policy-document.ts';
import { insertMember } from '#people/person.queries.ts';
import { FIRST_PERSON_ROLES } from '#people/roles.ts';
import type { Parts } from './running.ts';

/** What making and changing connections from a screen needs of the other rooms. */
export function connectingOf({
  ring,
  clock,
  agents,
}: Pick<Parts, 'ring' | 'clock' | 'agents'>): ConnectionOperationsDeps {
  return {
    ring,
    clock,
    agentIds: [...agents.map(({ id }) => id), CONFIRM_ACTION],
    async alongside(tx, connectionId, { personId, personName }) {
      await addPolicy(tx, connectionId, {
        document: starterPolicy(agents),
        expectedVersion: 0,
        by: { id: personId, name: personName },
        note: 'The policy a connection starts with: a person decides everything.',
      });
      await insertMember(tx, { connectionId, personId, roles: FIRST_PERSON_ROLES }, clock.now());
    },
  };
}
