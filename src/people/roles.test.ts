import { describe, expect, it } from 'vitest';
import { PERMISSIONS } from '#operation/operation.ts';
import { FIRST_PERSON_ROLES, PERMISSION_TITLES, permissionsOf, ROLE_IDS, ROLES } from './roles.ts';

/** Written from the duties of the field, not from the table: who may do what moves or guards money. */
const WHO: Readonly<Record<string, readonly string[]>> = {
  'approvals.decide': ['ap_clerk', 'ap_manager'],
  'approvals.assign': ['ap_clerk', 'ap_manager', 'administrator'],
  'policy.change': ['administrator'],
  'connection.change': ['administrator'],
  'people.change': ['administrator'],
  'writing.resume': ['ap_manager', 'administrator'],
  'writing.stop': ['ap_clerk', 'ap_manager', 'treasurer', 'administrator', 'developer'],
  'audit.export': ['ap_manager', 'treasurer', 'administrator'],
  'tasks.work': ['ap_clerk', 'ap_manager', 'buyer'],
};

describe('roles', () => {
  it.each(Object.entries(WHO))('%s is held by %j and nobody else', (permission, roles) => {
    const holders = ROLE_IDS.filter((id) =>
      (ROLES[id].permissions as readonly string[]).includes(permission),
    );
    expect(holders).toEqual(roles);
  });

  it('no single role both sets limits and releases what exceeds them', () => {
    const both = ROLE_IDS.filter((id) => {
      const has = permissionsOf([id]);
      return has.has('approvals.decide') && (has.has('policy.change') || has.has('people.change'));
    });
    expect(both).toEqual([]);
  });

  it('every permission is in some role, has a title, and is given once by a role', () => {
    const given = new Set(ROLE_IDS.flatMap((id) => ROLES[id].permissions));
    expect([...given].sort()).toEqual([...PERMISSIONS].sort());
    expect(Object.keys(PERMISSION_TITLES).sort()).toEqual([...PERMISSIONS].sort());
    for (const id of ROLE_IDS) expect(new Set(ROLES[id].permissions).size).toBe(ROLES[id].permissions.length);
  });

  it('every role may look after itself, and none gives what this version does not know', () => {
    for (const id of ROLE_IDS) expect(permissionsOf([id]).has('self')).toBe(true);
    expect(permissionsOf(['owner', 'ADMINISTRATOR', '__proto__'])).toEqual(new Set());
    expect(permissionsOf([])).toEqual(new Set());
  });

  it('the first person holds everything', () => {
    const held = permissionsOf(FIRST_PERSON_ROLES);
    expect(PERMISSIONS.filter((one) => !held.has(one))).toEqual([]);
  });
});
