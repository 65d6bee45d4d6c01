import { sha256 } from '#kernel/canonical-json.ts';
import { PurserError } from '#kernel/errors.ts';
import type { Database, Tx } from '#store/database.ts';

/** So many attempts in so long, for one subject. */
export interface AttemptLimit {
  readonly subject: string;
  readonly attemptsMax: number;
  readonly windowMs: number;
}

const QUARTER_HOUR_MS = 15 * 60_000;
const HOUR_MS = 60 * 60_000;
const KEPT_MS = 24 * HOUR_MS;

/**
 * What holds for one try to sign in, in the order in which they are counted. One account from one address is strict;
 * one account from anywhere is looser, or anybody could lock anybody out; one address is loosest, since a whole
 * office may stand behind it.
 */
export function signInLimits(email: string, address: string): readonly AttemptLimit[] {
  return [
    { subject: `account ${email} from ${address}`, attemptsMax: 5, windowMs: QUARTER_HOUR_MS },
    { subject: `account ${email}`, attemptsMax: 30, windowMs: HOUR_MS },
    { subject: `address ${address}`, attemptsMax: 50, windowMs: QUARTER_HOUR_MS },
  ];
}

/** Guessing six digits: ten tries an hour find a code once in four years or so, and only with the password. */
export function codeLimit(personId: string): AttemptLimit {
  return { subject: `code of ${personId}`, attemptsMax: 10, windowMs: HOUR_MS };
}

/** Somebody who sits at an open screen and guesses the password to switch protection off. */
export function passwordLimit(personId: string): AttemptLimit {
  return { subject: `password of ${personId}`, attemptsMax: 10, windowMs: HOUR_MS };
}

/**
 * Counts an attempt before it is made, in a transaction of its own, so that many at once cannot slip through and a
 * failing one stays counted.
 * @throws PurserError `too_many_attempts` (retryable, details.retryAfterSeconds).
 */
export async function countAttempt(db: Database, limits: readonly AttemptLimit[], now: Date): Promise<void> {
  const waits = await db.inDispatch(async (tx) => {
    const found: number[] = [];
    for (const limit of limits) {
      const [row] = await tx.query<{ attempts: number; started: string }>(
        `insert into sign_in_attempt as a (subject, window_started_at, attempts) values ($1, $2, 1)
         on conflict (subject) do update set
           attempts = case when a.window_started_at <= $3 then 1 else a.attempts + 1 end,
           window_started_at = case when a.window_started_at <= $3 then $2 else a.window_started_at end
         returning attempts, window_started_at as started`,
        [sha256(limit.subject), now, new Date(now.getTime() - limit.windowMs)],
      );
      if (row === undefined || row.attempts <= limit.attemptsMax) continue;
      found.push(new Date(row.started).getTime() + limit.windowMs - now.getTime());
    }
    return found;
  });
  if (waits.length === 0) return;
  const retryAfterSeconds = Math.max(1, Math.ceil(Math.max(...waits) / 1000));
  throw new PurserError(
    'too_many_attempts',
    `Too many attempts. Try again in ${waitText(retryAfterSeconds)}.`,
    {
      retryable: true,
      details: { retryAfterSeconds },
    },
  );
}

/** Forgets the attempts that led to a success, and whatever is older than a day. */
export async function forgetAttempts(tx: Tx, limits: readonly AttemptLimit[], now: Date): Promise<void> {
  for (const limit of limits) {
    await tx.execute('update sign_in_attempt set attempts = greatest(attempts - 1, 0) where subject = $1', [
      sha256(limit.subject),
    ]);
  }
  await tx.execute('delete from sign_in_attempt where window_started_at < $1', [
    new Date(now.getTime() - KEPT_MS),
  ]);
}

function waitText(seconds: number): string {
  return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
