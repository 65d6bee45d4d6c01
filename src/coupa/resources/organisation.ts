import type {
  BusinessGroup,
  CoupaRole,
  Department,
  LegalEntity,
  UserGroup,
  UserGroupMember,
} from '#domain/records/organisation.ts';
import { declare } from './declare.ts';
import { currency, flag, idOf, list, or, text } from './field.ts';

/** @see Coupa Compass, Integration Technical Documentation, "Departments API" (read 2026-04-09) */
export const departments = declare<Department>()({
  kind: 'department',
  path: 'departments',
  title: 'Departments',
  scope: 'core.common.read',
  unlocks: 'Shows departments, by which approvals are routed and spending is grouped.',
  without: 'Purser cannot group by department.',
  fields: { name: or(text('name'), ''), isActive: or(flag('active'), true) },
  columns: ['name', 'isActive'],
});

/** @see Coupa Compass, Integration Technical Documentation, "Legal Entities API" (read 2026-04-09) */
export const legalEntities = declare<LegalEntity>()({
  kind: 'legal_entity',
  path: 'legal_entities',
  title: 'Legal entities',
  scope: 'core.legal_entity.read',
  unlocks: 'Shows the entities that are billed, with currency and address.',
  without: 'Purser knows the billed entity by its name on the chart of accounts only.',
  fields: {
    name: or(text('name'), ''),
    abbreviation: text('abbreviation'),
    isActive: or(flag('active'), true),
    currency: currency('currency'),
    parentId: idOf('parent.id'),
    billToAddressId: idOf('bill-to-address.id'),
  },
  columns: ['name', 'isActive'],
});

/** @see Coupa Compass, Integration Technical Documentation, "Business Groups API" (read 2026-04-09) */
export const businessGroups = declare<BusinessGroup>()({
  kind: 'business_group',
  path: 'business_groups',
  title: 'Content groups',
  scope: 'core.common.read',
  unlocks: 'Shows who may see which part of the content in Coupa.',
  without: 'Purser cannot name the content groups of a record.',
  fields: { name: or(text('name'), ''), description: text('description') },
  columns: ['name'],
});

/** @see Coupa Compass, Integration Technical Documentation, "User Groups API" (read 2026-04-09) */
export const userGroups = declare<UserGroup>()({
  kind: 'user_group',
  path: 'user_groups',
  title: 'User groups',
  scope: 'core.user_group.read',
  unlocks: 'Shows who may approve in the name of a group.',
  without: 'Purser cannot say who of a group an approval waits for.',
  fields: {
    name: or(text('name'), ''),
    description: text('description'),
    isActive: or(flag('active'), true),
    canApprove: or(flag('can-approve'), false),
    members: list<UserGroupMember>('users', { id: idOf('id'), login: text('login') }),
  },
  columns: ['name', 'isActive', 'canApprove'],
});

/**
 * The list is named on the page of scopes only.
 * @see Coupa, tenant page "OAuth2 scopes", API/Roles (read 2026-04-09)
 */
export const roles = declare<CoupaRole>()({
  kind: 'coupa_role',
  path: 'roles',
  title: 'Roles in Coupa',
  scope: 'core.common.read',
  unlocks: 'Shows the roles that users have in Coupa.',
  without: 'Purser cannot say what a user may do in Coupa.',
  fields: {
    name: or(text('name'), ''),
    description: text('description'),
    isOmnipotent: or(flag('omnipotent'), false),
  },
  columns: ['name'],
});
