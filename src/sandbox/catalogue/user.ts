import { refuse } from '../refusal.ts';
import { textOf } from '../row.ts';
import {
  accountRef,
  authors,
  currencyRef,
  flag,
  many,
  type Resource,
  ref,
  stamps,
  text,
  userRef,
  WRITABLE,
  writableFlag,
  writableText,
} from './resource.ts';
import { isTaken } from './taken.ts';

export const users: Resource = {
  table: 'users',
  path: 'users',
  root: 'user',
  scopes: { read: ['core.user.read'], create: ['core.user.write'], update: ['core.user.write'] },
  lookupKeys: ['id', 'login', 'email', 'employee-number'],
  isUsable: (row) => row.active === true,
  hasComments: 'User',
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
    'authentication-method': 'coupa_credentials',
    'default-locale': 'en',
    roles: [],
  },
  fields: {
    ...stamps,
    login: text({ isWritable: true, isRequired: true }),
    email: text({ isWritable: true, isRequired: true }),
    firstname: text({ isWritable: true, isRequired: true }),
    lastname: text({ isWritable: true, isRequired: true }),
    fullname: text(),
    ...many(
      writableText,
      'middlename',
      'employee-number',
      'mention-name',
      'sso-identifier',
      'default-locale',
    ),
    ...many(writableText, 'seniority-level', 'business-function', 'authentication-method'),
    ...many(writableFlag, 'active', 'purchasing-user', 'expense-user', 'sourcing-user', 'inventory-user'),
    ...many(writableFlag, 'contracts-user', 'analytics-user'),
    'invoicing-user': flag,
    'api-user': flag,
    'account-security-type': { kind: 'integer', isWritable: true },
    department: ref('departments', ['id', 'name', 'active'], WRITABLE),
    manager: userRef(WRITABLE),
    'default-currency': currencyRef(WRITABLE),
    'default-account': accountRef(WRITABLE),
    'default-account-type': ref('account-types', ['id', 'name'], WRITABLE),
    'default-address': ref('addresses', ['id', 'name'], WRITABLE),
    'legal-entity': ref('legal-entities', ['id', 'name'], WRITABLE),
    'invoice-approval-limit': { kind: 'object' },
    roles: { kind: 'object' },
    'custom-fields': { kind: 'custom', isWritable: true },
    ...authors,
  },
  settle: (work, row) => {
    const problems: string[] = [];
    if (isTaken(work, 'users', 'login', textOf(row, 'login'), row.id))
      problems.push('Login has already been taken');
    if (isTaken(work, 'users', 'email', textOf(row, 'email'), row.id))
      problems.push('Email has already been taken');
    if (problems.length > 0) refuse('user', ...problems);
    return { ...row, fullname: `${textOf(row, 'firstname')} ${textOf(row, 'lastname')}`.trim() };
  },
};
