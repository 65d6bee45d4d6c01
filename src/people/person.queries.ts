import type { Tx } from '#store/database.ts';

export interface PersonRow {
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
}

/** One connection in which a person is an active member. */
export interface Membership {
  readonly connectionId: string;
  readonly name: string;
  readonly coupaUrl: string;
  readonly isSandbox: boolean;
  readonly roles: readonly string[];
  readonly coupaUserId: string | null;
}

const PERSON = 'person_id as "personId", email, name, password_hash as "passwordHash"';

export async function findPersonByEmail(tx: Tx, email: string): Promise<PersonRow | undefined> {
  const [row] = await tx.query<PersonRow>(`select ${PERSON} from person where email = $1`, [email]);
  return row;
}

export async function findPersonById(tx: Tx, personId: string): Promise<PersonRow | undefined> {
  const [row] = await tx.query<PersonRow>(`select ${PERSON} from person where person_id = $1`, [personId]);
  return row;
}

/** Every connection in which the person is an active member, by the connection's name. */
export async function listMemberships(tx: Tx, personId: string): Promise<Membership[]> {
  return tx.query<Membership>(
    `select connection_id as "connectionId", name, coupa_url as "coupaUrl", is_sandbox as "isSandbox", roles,
            coupa_user_id as "coupaUserId"
       from dispatch_memberships($1)`,
    [personId],
    { name: 'memberships' },
  );
}

export async function insertPerson(
  tx: Tx,
  person: { personId: string; email: string; name: string; passwordHash: string },
  now: Date,
): Promise<void> {
  await tx.execute(
    `insert into person (person_id, email, name, password_hash, password_changed_at, created_at)
     values ($1, $2, $3, $4, $5, $5)`,
    [person.personId, person.email, person.name, person.passwordHash, now],
  );
}

/** A new password ends every session but the one that is spared. */
export async function changePassword(
  tx: Tx,
  change: { personId: string; passwordHash: string; spareSessionId?: string | undefined },
  now: Date,
): Promise<void> {
  await tx.execute('update person set password_hash = $2, password_changed_at = $3 where person_id = $1', [
    change.personId,
    change.passwordHash,
    now,
  ]);
  await endSessions(tx, change.personId, change.spareSessionId);
}

/** Ends the sessions of a person, all or all but one. */
export async function endSessions(tx: Tx, personId: string, spareSessionId?: string): Promise<number> {
  return tx.execute('delete from person_session where person_id = $1 and session_id is distinct from $2', [
    personId,
    spareSessionId ?? null,
  ]);
}

/** Makes a person a member of the connection that the transaction is in. */
export async function insertMember(
  tx: Tx,
  member: { connectionId: string; personId: string; roles: readonly string[] },
  now: Date,
): Promise<void> {
  await tx.execute(
    `insert into member (connection_id, person_id, roles, added_at, changed_at) values ($1, $2, $3, $4, $4)`,
    [member.connectionId, member.personId, member.roles, now],
  );
}
