import { z } from 'zod';
import { defineOperation } from '#operation/operation.ts';
import { listMembers } from '../member.queries.ts';
import { memberRow } from '../member-row.ts';
import { PERMISSION_TITLES, ROLE_IDS, ROLES } from '../roles.ts';

/** Everybody of this connection, active or not, by name. */
export const listPeople = defineOperation({
  name: 'list_people',
  summary: 'Show the people of this connection and their roles.',
  http: { method: 'GET', path: '/api/people' },
  input: z.strictObject({}),
  output: z.strictObject({ rows: z.array(memberRow), next: z.null() }),
  permission: 'people.read',
  audit: { none: 'reading leaves no trace' },
  run: async (_input, caller, deps) => ({
    rows: await listMembers(deps.tx, caller.connectionId),
    next: null,
  }),
});

/** The roles there are and what each lets a person do. */
export const listRoles = defineOperation({
  name: 'list_roles',
  summary: 'Show the roles and what each may do.',
  http: { method: 'GET', path: '/api/roles' },
  input: z.strictObject({}),
  output: z.array(
    z.strictObject({
      id: z.enum(ROLE_IDS),
      title: z.string(),
      permissions: z.array(z.strictObject({ id: z.string(), title: z.string() })),
    }),
  ),
  permission: 'self',
  audit: { none: 'reading leaves no trace' },
  run: async () =>
    ROLE_IDS.map((id) => ({
      id,
      title: ROLES[id].title,
      permissions: ROLES[id].permissions.map((one) => ({ id: one, title: PERMISSION_TITLES[one] })),
    })),
});
