import { mayDecide } from '#governance/approvals/may-decide.ts';
import { permissionsOf, ROLE_IDS } from '#people/roles.ts';
import { createTally, type FuzzTarget } from './fuzz-target.ts';

const PEOPLE = ['per_a', 'per_b', 'per_c'];
/** Coupa users of the three, and one who is nobody's. */
const USERS = ['1', '2', '3', '4'];
const MAPPINGS: readonly (string | undefined)[] = [undefined, ...USERS];
const DECIDING_ROLES = new Set(['ap_clerk', 'ap_manager']);

/** All roles, mappings, askers, editors and changers of policy there can be among three people and four Coupa users. */
export const separationOfDuties: FuzzTarget = {
  promise:
    'Nobody decides what they asked for, edited, or whose policy they changed; and only roles that decide do.',
  // All bundles of roles; then people, mappings, sets of askers and of editors, sets of those who changed the policy.
  trials: 2 ** ROLE_IDS.length + PEOPLE.length * MAPPINGS.length * 16 * 16 * 8,
  async run() {
    const tally = createTally();
    const subsets = <T>(of: readonly T[]): T[][] =>
      Array.from({ length: 2 ** of.length }, (_, bits) => of.filter((_one, at) => (bits >> at) & 1));
    let tried = 0;
    for (const roles of subsets(ROLE_IDS)) {
      const holds = permissionsOf(roles).has('approvals.decide');
      const should = roles.some((role) => DECIDING_ROLES.has(role));
      if (holds !== should) tally.fault(`${roles.join(', ')}: may ${holds ? '' : 'not '}decide.`);
      tally.count(holds ? 'bundles that decide' : 'bundles that do not');
      tried += 1;
    }
    for (const personId of PEOPLE) {
      for (const coupaUserId of MAPPINGS) {
        for (const askedByIds of subsets(USERS)) {
          for (const editedByIds of subsets(USERS)) {
            for (const policyChangedByIds of subsets(PEOPLE)) {
              const facts = { personId, coupaUserId, askedByIds, editedByIds, policyChangedByIds };
              const answer = mayDecide(facts);
              const own = [
                coupaUserId !== undefined && new Set(askedByIds).has(coupaUserId),
                coupaUserId !== undefined && new Set(editedByIds).has(coupaUserId),
                new Set(policyChangedByIds).has(personId),
              ];
              if (answer.ok === own.includes(true)) tally.fault(JSON.stringify({ facts, answer }));
              tally.count(answer.ok ? 'may decide' : answer.code);
              tried += 1;
            }
          }
        }
      }
    }
    return tally.result(tried);
  },
};
