import { idsOf, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';

export function settleUser(_work: Work, row: Row): Row {
  return { ...row, fullname: `${textOf(row, 'firstname')} ${textOf(row, 'lastname')}`.trim() };
}

/** A group's list of users and its memberships say the same, whichever of them is written. */
export function settleUserGroup(work: Work, group: Row): Row {
  const wanted = idsOf(group, 'users');
  const memberships = membershipsOf(work, group.id);
  for (const membership of memberships) {
    if (!wanted.includes(textOf(membership, 'user'))) work.remove('user-group-memberships', membership.id);
  }
  for (const user of wanted) {
    if (memberships.some((membership) => membership.user === user)) continue;
    const owner = textOf(group, 'owner') === user;
    work.insert('user-group-memberships', { user, 'user-group': group.id, owner, participant: true });
  }
  return { ...group, 'mention-name': textOf(group, 'name').toLowerCase().replaceAll(/\W+/g, '_') };
}

export function settleMembership(work: Work, membership: Row): Row {
  const group = work.get('user-groups', textOf(membership, 'user-group'));
  const user = textOf(membership, 'user');
  if (group && !idsOf(group, 'users').includes(user)) {
    work.change('user-groups', group.id, { users: [...idsOf(group, 'users'), user] });
  }
  return membership;
}

export function forgetMembership(work: Work, membership: Row): void {
  const group = work.get('user-groups', textOf(membership, 'user-group'));
  const left = idsOf(group, 'users').filter((id) => id !== membership.user);
  if (group) work.change('user-groups', group.id, { users: left });
}

function membershipsOf(work: Work, groupId: string): Row[] {
  return (work.indexed('user-group-memberships', 'user-group', groupId) ?? []).flatMap(
    (id) => work.get('user-group-memberships', id) ?? [],
  );
}
