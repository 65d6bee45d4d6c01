import { describe, expect, it } from 'vitest';
import { readExactJson } from '#kernel/exact-json.ts';
import { parseCoupaApproval } from './coupa-approval.ts';

const parse = (fields: Record<string, unknown>) => {
  const json = JSON.stringify({ id: 12622, 'approvable-id': 2696, ...fields });
  return parseCoupaApproval(readExactJson(json, 'test'), 'approval 12622');
};

it('an approval as a tenant sends it becomes ours', () => {
  expect(
    parse({
      'approvable-type': 'InvoiceHeader',
      status: 'pending_approval',
      position: 1,
      note: 'x',
      approver: { id: 3, login: 'vpierre', firstname: 'Victor', lastname: 'Pierre' },
      'updated-at': '2012-04-23T11:49:25-07:00',
    }),
  ).toEqual({
    id: '12622',
    approvableType: 'InvoiceHeader',
    approvableId: '2696',
    status: 'pending_approval',
    approverId: '3',
    approverName: 'Victor Pierre',
    position: '1',
    note: 'x',
    updatedAt: '2012-04-23T18:49:25.000Z',
  });
});

describe('the approver’s user id', () => {
  it('is not the id of a group, which counts on its own', () => {
    expect(parse({ approver: { id: 3, name: 'AP managers' } })).toMatchObject({
      approverName: 'AP managers',
    });
    expect(parse({ approver: { id: 3, name: 'AP managers' } })).not.toHaveProperty('approverId');
    expect(parse({ 'approver-type': 'ApprovalGroup', 'approver-id': 3 })).not.toHaveProperty('approverId');
    expect(parse({ 'approver-type': 'ApprovalGroup', approver: { id: 3, login: 'x' } })).not.toHaveProperty(
      'approverId',
    );
  });

  it('is taken from the plain field only when it is said to be a user’s', () => {
    expect(parse({ 'approver-id': 3 })).not.toHaveProperty('approverId');
    expect(parse({ 'approver-id': 3, 'approver-type': 'User' }).approverId).toBe('3');
  });
});

it('what it approves must be known', () => {
  expect(() => parse({ 'approvable-id': null })).toThrow(
    'approvable-id: expected an id of digits, found "null"',
  );
});
