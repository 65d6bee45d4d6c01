import type { Permission } from '#operation/operation.ts';

/** What each permission lets a person do, in words for the screen where they are given. */
export const PERMISSION_TITLES: Readonly<Record<Permission, string>> = {
  'invoices.read': 'See invoices, orders and receipts',
  'approvals.read': 'See the review queue',
  'approvals.decide': 'Approve and reject proposals',
  'approvals.assign': 'Assign reviews to people',
  'tasks.work': 'Work on tasks',
  'runs.read': 'See what agents decided and why',
  'audit.read': 'Read and verify the audit trail',
  'audit.export': 'Export the audit trail',
  'policy.read': 'See autonomy mode, limits and tolerances',
  'policy.change': 'Change autonomy mode, limits and tolerances',
  'writing.stop': 'Stop all writing to Coupa',
  'writing.resume': 'Let writing to Coupa go on',
  'connection.read': 'See the state of the connection to Coupa',
  'connection.change': 'Change the connection to Coupa',
  'people.read': 'See people and their roles',
  'people.change': 'Add people, change roles and map Coupa users',
  'tokens.own': 'Make API tokens of their own',
  self: 'Look after their own password and second factor',
};

export interface Role {
  readonly id: RoleId;
  readonly title: string;
  readonly permissions: readonly Permission[];
}

export const ROLE_IDS = [
  'viewer',
  'requester',
  'ap_clerk',
  'ap_manager',
  'treasurer',
  'buyer',
  'administrator',
  'developer',
] as const;
export type RoleId = (typeof ROLE_IDS)[number];

const READING: readonly Permission[] = ['self', 'tokens.own', 'invoices.read', 'approvals.read'];
const DEEP_READING: readonly Permission[] = [...READING, 'runs.read', 'policy.read', 'connection.read'];
const DECIDING: readonly Permission[] = [
  ...DEEP_READING,
  'approvals.decide',
  'approvals.assign',
  'tasks.work',
  'audit.read',
  'people.read',
  // Whoever sees something going wrong must be able to stop it; letting it go on is for fewer.
  'writing.stop',
];

/**
 * The roles as bundles of permissions. An administrator decides nothing about money: who sets limits must not also
 * release what exceeds them. No role but the administrator's changes policy, connection or people.
 */
export const ROLES: Readonly<Record<RoleId, Role>> = {
  viewer: { id: 'viewer', title: 'Viewer', permissions: DEEP_READING },
  requester: { id: 'requester', title: 'Requester', permissions: READING },
  ap_clerk: { id: 'ap_clerk', title: 'AP clerk', permissions: DECIDING },
  ap_manager: {
    id: 'ap_manager',
    title: 'AP manager',
    permissions: [...DECIDING, 'audit.export', 'writing.resume'],
  },
  treasurer: {
    id: 'treasurer',
    title: 'Treasurer',
    permissions: [...DEEP_READING, 'audit.read', 'audit.export', 'writing.stop'],
  },
  buyer: { id: 'buyer', title: 'Buyer', permissions: [...DEEP_READING, 'tasks.work'] },
  administrator: {
    id: 'administrator',
    title: 'Administrator',
    permissions: [
      ...DEEP_READING,
      'approvals.assign',
      'audit.read',
      'audit.export',
      'policy.change',
      'writing.stop',
      'writing.resume',
      'connection.change',
      'people.read',
      'people.change',
    ],
  },
  developer: {
    id: 'developer',
    title: 'Developer',
    permissions: [...DEEP_READING, 'audit.read', 'writing.stop'],
  },
};

/** The first person can do everything at once, or the product would not work until a second one is added. */
export const FIRST_PERSON_ROLES: readonly RoleId[] = ['administrator', 'ap_manager'];

/** What somebody with these roles may do. A role this version does not know gives nothing. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  const known = ROLE_IDS.filter((id) => roles.includes(id));
  return new Set(known.flatMap((id) => ROLES[id].permissions));
}
