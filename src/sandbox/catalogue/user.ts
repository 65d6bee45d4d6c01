import { forgetMembership, settleMembership, settleUser, settleUserGroup } from '../actions/people.ts';
import { textOf } from '../row.ts';
import {
  accountRef,
  authors,
  contentGroups,
  countryRef,
  currencyRef,
  customFields,
  flag,
  many,
  REQUIRED_TEXT,
  type Resource,
  ref,
  refs,
  stamps,
  text,
  userRef,
  WRITABLE,
  writableFlag,
  writableInteger,
  writableObject,
  writableText,
} from './resource.ts';

const GROUP = {
  read: ['core.user_group.read'],
  create: ['core.user_group.write'],
  update: ['core.user_group.write'],
};

const users: Resource = {
  table: 'users',
  path: 'users',
  root: 'user',
  scopes: { read: ['core.user.read'], create: ['core.user.write'], update: ['core.user.write'] },
  lookupKeys: ['id', 'login', 'email', 'employee-number'],
  isUsable: (row) => row.active === true,
  hasComments: 'User',
  hasAttachments: true,
  unique: [['login'], ['email']],
  defaults: {
    active: true,
    'purchasing-user': false,
    'expense-user': false,
    'sourcing-user': false,
    'inventory-user': false,
    'contracts-user': false,
    'analytics-user': false,
    'invoicing-user': false,
    'api-user': false,
    'account-security-type': 0,
    'business-group-security-type': 0,
    'authentication-method': 'coupa_credentials',
    'default-locale': 'en',
  },
  fields: {
    ...stamps,
    login: REQUIRED_TEXT,
    email: REQUIRED_TEXT,
    firstname: REQUIRED_TEXT,
    lastname: REQUIRED_TEXT,
    fullname: text(),
    ...many(
      writableText,
      'middlename',
      'employee-number',
      'mention-name',
      'sso-identifier',
      'default-locale',
    ),
    ...many(writableText, 'seniority-level', 'business-function', 'authentication-method', 'salesforce-id'),
    'employee-payment-channel': writableText,
    'avatar-thumb-url': text(),
    ...many(writableFlag, 'active', 'purchasing-user', 'expense-user', 'sourcing-user', 'inventory-user'),
    ...many(writableFlag, 'contracts-user', 'analytics-user', 'risk-assess-user', 'salesforce-enabled'),
    ...many(flag, 'invoicing-user', 'api-user', 'supplier-user', 'treasury-user', 'travel-user'),
    ...many(flag, 'aic-user', 'ccw-user', 'spend-guard-user', 'support-user', 'clm-advanced-user'),
    'account-security-type': writableInteger,
    'business-group-security-type': writableInteger,
    department: ref('departments', ['id', 'name', 'active'], WRITABLE),
    manager: userRef(WRITABLE),
    'expenses-delegated-to': userRef(WRITABLE),
    'default-currency': currencyRef(WRITABLE),
    'default-account': accountRef(WRITABLE),
    'default-account-type': ref('account-types', ['id', 'name'], WRITABLE),
    'default-address': ref('addresses', ['id', 'name'], WRITABLE),
    'country-of-residence': countryRef(),
    'legal-entity': ref('legal-entities', ['id', 'name'], WRITABLE),
    ...many(
      writableObject,
      'approval-limit',
      'self-approval-limit',
      'escalation-threshold',
      'requisition-approval-limit',
      'requisition-self-approval-limit',
      'invoice-approval-limit',
      'invoice-self-approval-limit',
      'expense-approval-limit',
      'expense-self-approval-limit',
      'contract-approval-limit',
      'contract-self-approval-limit',
      'work-confirmation-approval-limit',
    ),
    ...many(writableObject, 'phone-work', 'phone-mobile'),
    pcard: { kind: 'object' },
    roles: refs('roles', ['id', 'name', 'description', 'omnipotent', 'system-role']),
    'user-groups': groupsOfUser(() => true),
    'approval-groups': groupsOfUser((canApprove) => canApprove),
    'account-groups': refs('account-groups', ['id', 'name']),
    'content-groups': contentGroups,
    'custom-fields': customFields,
    ...authors,
  },
  settle: settleUser,
};

/** Memberships are kept apart; a user shows the groups they lead to. */
function groupsOfUser(isMeant: (canApprove: boolean) => boolean) {
  return {
    kind: 'refs',
    to: 'user-groups',
    slim: ['id', 'name'],
    isQuiet: true,
    from: (row, reader) =>
      (reader.indexed('user-group-memberships', 'user', row.id) ?? []).flatMap((id) => {
        const group = reader.get(
          'user-groups',
          textOf(reader.get('user-group-memberships', id), 'user-group'),
        );
        return group && isMeant(group['can-approve'] === true) ? [group.id] : [];
      }),
  } satisfies Resource['fields'][string];
}

const userGroups: Resource = {
  table: 'user-groups',
  path: 'user_groups',
  root: 'user-group',
  scopes: GROUP,
  lookupKeys: ['id', 'name'],
  unique: [['name']],
  hasAttachments: true,
  defaults: { active: true, 'can-approve': false, open: false, type: 'UserGroup' },
  fields: {
    ...stamps,
    name: REQUIRED_TEXT,
    description: writableText,
    type: text(),
    'mention-name': text(),
    'avatar-thumb-url': text(),
    active: writableFlag,
    'can-approve': writableFlag,
    open: writableFlag,
    owner: userRef(WRITABLE),
    users: refs('users', ['id', 'login', 'employee-number']),
    'content-groups': contentGroups,
    'custom-fields': customFields,
    ...authors,
  },
  settle: settleUserGroup,
};

const userGroupMemberships: Resource = {
  table: 'user-group-memberships',
  path: 'user_group_memberships',
  root: 'user-group-membership',
  scopes: { ...GROUP, delete: GROUP.update },
  lookupKeys: ['id'],
  unique: [['user-group', 'user']],
  defaults: { owner: false, participant: true },
  fields: {
    ...stamps,
    owner: writableFlag,
    participant: writableFlag,
    user: userRef({ isWritable: true, isRequired: true }),
    'user-group': ref('user-groups', ['id', 'name'], { isWritable: true, isRequired: true }),
    'user-id': { kind: 'id', from: (row) => row.user },
    'user-group-id': { kind: 'id', from: (row) => row['user-group'] },
    'user-group-type': { kind: 'text', from: () => 'UserGroup' },
  },
  settle: settleMembership,
  beforeDelete: forgetMembership,
};

const roles: Resource = {
  table: 'roles',
  path: 'roles',
  root: 'role',
  scopes: { read: ['core.common.read'] },
  lookupKeys: ['id', 'name'],
  fields: {
    ...stamps,
    name: text(),
    description: text(),
    omnipotent: flag,
    'system-role': flag,
    ...authors,
  },
};

/** Users, their groups and what they may do. */
export const people: readonly Resource[] = [users, userGroups, userGroupMemberships, roles];
