import { APPROVABLES } from '../actions/approvables.ts';
import { approve, hold, reject } from '../actions/approvals.ts';
import {
  authors,
  datetime,
  flag,
  integer,
  type Resource,
  ref,
  stamps,
  text,
  userRef,
  writableText,
} from './resource.ts';

const WRITE = ['core.approval.write'];

/** Acting on an approval answers the document that is approved, as Coupa does. */
export const approvals: Resource = {
  table: 'approvals',
  path: 'approvals',
  root: 'approval',
  scopes: { read: ['core.approval.read'], update: WRITE },
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    position: integer,
    'approval-chain-id': { kind: 'id' },
    status: text(),
    'approval-date': datetime,
    note: writableText,
    type: text(),
    holdable: flag,
    'parallel-group-name': text(),
    'approvable-type': text(),
    'approvable-id': { kind: 'id' },
    'approver-type': text(),
    'approver-id': { kind: 'id', from: (row) => row.approver },
    approver: ref('users', ['id', 'login', 'email', 'employee-number', 'firstname', 'lastname']),
    delegate: userRef(),
    'delegate-id': { kind: 'text', from: (row) => row.delegate },
    'approved-by': userRef(),
    reasons: { kind: 'object', from: () => [] },
    ...authors,
  },
  answers: (reader, row) =>
    Object.values(APPROVABLES).find(({ table }) => reader.get(table, row.id) === row)?.table ?? 'invoices',
  actions: {
    approve: { scopes: WRITE, run: approve },
    reject: { scopes: WRITE, run: reject },
    hold: { scopes: WRITE, run: hold },
  },
};
