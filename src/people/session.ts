import { randomBytes } from 'node:crypto';
import { sha256 } from '#kernel/canonical-json.ts';
import { newId } from '#kernel/id.ts';
import type { Tx } from '#store/database.ts';

/** A working day, and then a new sign-in, whatever happens. */
export const SESSION_HOURS_MAX = 12;
/** A screen nobody uses. */
export const SESSION_IDLE_HOURS_MAX = 2;
const HOUR_MS = 3_600_000;
/** Writing "still here" at every request would make each read a write. */
const SEEN_STEP_MS = 60_000;
const TOKEN_BYTES = 32;

/** Who has this session, as found by the cookie's token. */
export interface OpenSession {
  readonly sessionId: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly hasSecondFactor: boolean;
}

/** Opens a session and returns the token for the cookie, which is stored nowhere. */
export async function openSession(
  tx: Tx,
  session: { personId: string; address: string },
  now: Date,
): Promise<{ token: string; sessionId: string }> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const sessionId = newId('ses', now.getTime());
  const endsAt = new Date(now.getTime() + SESSION_HOURS_MAX * HOUR_MS);
  await tx.execute('delete from person_session where ends_at < $1', [now]);
  await tx.execute(
    `insert into person_session (token_hash, session_id, person_id, started_at, seen_at, ends_at, address)
     values ($1, $2, $3, $4, $4, $5, $6)`,
    [sha256(token), sessionId, session.personId, now, endsAt, session.address],
  );
  await tx.execute('update person set last_seen_at = $2 where person_id = $1', [session.personId, now]);
  return { token, sessionId };
}

/**
 * The session of that token, unless it is over its limits. Notes at most once a minute that it is in use, and not at
 * all when `passive`: what a screen asks by itself must not keep the session of somebody who left.
 */
export async function findSession(
  tx: Tx,
  token: string,
  look: { now: Date; passive: boolean },
): Promise<OpenSession | undefined> {
  const { now, passive } = look;
  const [row] = await tx.query<OpenSession & { seenAt: string }>(
    `select s.session_id as "sessionId", s.seen_at as "seenAt", p.person_id as "personId", p.name, p.email,
            f.confirmed_at is not null as "hasSecondFactor"
       from person_session s join person p using (person_id) left join person_second_factor f using (person_id)
      where s.token_hash = $1 and s.ends_at > $2 and s.seen_at > $3`,
    [sha256(token), now, new Date(now.getTime() - SESSION_IDLE_HOURS_MAX * HOUR_MS)],
    { name: 'session' },
  );
  if (row === undefined) return undefined;
  const { seenAt, ...session } = row;
  if (!passive && now.getTime() - new Date(seenAt).getTime() > SEEN_STEP_MS) {
    await tx.execute('update person_session set seen_at = $2 where session_id = $1', [
      session.sessionId,
      now,
    ]);
    await tx.execute('update person set last_seen_at = $2 where person_id = $1', [session.personId, now]);
  }
  return session;
}

/** Ends the session of that token. */
export async function endSession(tx: Tx, token: string): Promise<void> {
  await tx.execute('delete from person_session where token_hash = $1', [sha256(token)]);
}
