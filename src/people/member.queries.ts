import type { Tx } from '#store/database.ts';
import type { MemberRow } from './member-row.ts';

const MEMBERS = `
  select p.person_id as id, p.name, p.email, m.roles, m.coupa_user_id as "coupaUserId",
         f.confirmed_at is not null as "secondFactor", m.active, p.last_seen_at as "lastSeenAt"
    from member m join person p using (person_id) left join person_second_factor f using (person_id)
   where m.connection_id = $1`;

/** Installations have dozens of people; a list of thousands would want paging. */
const MEMBERS_MAX = 1_000;

/** The members of a connection by name. */
export async function listMembers(tx: Tx, connectionId: string): Promise<MemberRow[]> {
  return tx.query<MemberRow>(`${MEMBERS} order by p.name, p.person_id limit ${MEMBERS_MAX}`, [connectionId]);
}

/** One member, active or not. */
export async function findMember(
  tx: Tx,
  connectionId: string,
  personId: string,
): Promise<MemberRow | undefined> {
  const [row] = await tx.query<MemberRow>(`${MEMBERS} and m.person_id = $2`, [connectionId, personId]);
  return row;
}

/** Locks who is an active administrator, so that two cannot take the role from each other at once. */
export async function lockAdministrators(tx: Tx, connectionId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select person_id as id from member
      where connection_id = $1 and active and 'administrator' = any(roles)
      order by person_id for update`,
    [connectionId],
  );
  return rows.map((row) => row.id);
}

/** Who in the connection is mapped to that Coupa user. */
export async function findMemberByCoupaUser(
  tx: Tx,
  connectionId: string,
  coupaUserId: string,
): Promise<{ personId: string; name: string } | undefined> {
  const [row] = await tx.query<{ personId: string; name: string }>(
    `select m.person_id as "personId", p.name from member m join person p using (person_id)
      where m.connection_id = $1 and m.coupa_user_id = $2`,
    [connectionId, coupaUserId],
  );
  return row;
}

/** Writes what a membership is from now on. */
export async function updateMember(
  tx: Tx,
  member: {
    connectionId: string;
    personId: string;
    roles: readonly string[];
    active: boolean;
    coupaUserId: string | null;
  },
  now: Date,
): Promise<void> {
  await tx.execute(
    `update member set roles = $3, active = $4, coupa_user_id = $5, changed_at = $6
      where connection_id = $1 and person_id = $2`,
    [member.connectionId, member.personId, member.roles, member.active, member.coupaUserId, now],
  );
}
