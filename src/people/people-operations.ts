import type { AnyOperation } from '#operation/operation.ts';
import { createToken, listTokens, revokeToken } from './operations/api-tokens.ts';
import { changeOwnPassword, resetPassword } from './operations/change-password.ts';
import { createPerson } from './operations/create-person.ts';
import { listPeople, listRoles } from './operations/list-people.ts';
import { secondFactorOperations } from './operations/second-factor.ts';
import { updatePerson } from './operations/update-person.ts';
import type { PeopleDeps } from './people-deps.ts';

/** What can be asked about people. */
export function createPeopleOperations(deps: Pick<PeopleDeps, 'sealer'>): readonly AnyOperation[] {
  return [
    listPeople,
    listRoles,
    createPerson,
    updatePerson,
    changeOwnPassword,
    resetPassword,
    ...secondFactorOperations(deps.sealer),
    listTokens,
    createToken,
    revokeToken,
  ];
}
