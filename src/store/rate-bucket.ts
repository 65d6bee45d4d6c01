import type { Clock } from '#kernel/clock.ts';
import { type Database, databaseError } from './database.ts';

/** Who wants to ask Coupa. A waiting person and a command go first; a backfill takes what is left. */
export type RatePriority = 'person' | 'command' | 'poll' | 'backfill';

/** Leave to send one request, handed out at the pace that Coupa documents. */
export interface RateBucket {
  /** Resolves when one request may go. Rejects with the signal's reason when that ends the waiting. */
  take(priority: RatePriority, signal?: AbortSignal): Promise<void>;
  /** Coupa said 429: nobody asks for that many milliseconds, and afterwards nobody in a burst. */
  penalise(retryAfterMs: number): Promise<void>;
}

/**
 * Milliseconds between two requests: 24.75 a second. Coupa documents 25; the hundredth that is missing keeps two clocks
 * that run a little apart from wearing the bucket empty.
 */
const INTERVAL_MS = 40.4;

/**
 * Requests that may go at once. Coupa documents 20; two are kept back, because the network may press together what
 * left apart.
 */
const BURST: Readonly<Record<RatePriority, number>> = { person: 18, command: 18, poll: 4, backfill: 1 };

/**
 * How far ahead a slot may be reserved. Reserving ahead keeps the pipe full although answers are slow; not far ahead,
 * because a person's burst must reach over what a backfill has reserved.
 */
const HORIZON_MS: Readonly<Record<RatePriority, number>> = {
  person: 2_000,
  command: 2_000,
  poll: 400,
  backfill: 300,
};

/** The bucket counts as empty when a hold ends: so long after it the whole burst is there again. */
const WHOLE_BURST_MS = (BURST.person - 1) * INTERVAL_MS;

/** No hold is longer, whatever a server asks for. What lies further ahead than these was written by another clock. */
const HOLD_MAX_MS = 600_000;
const AHEAD_MAX_MS = 10_000;

/**
 * One bucket a Coupa host, shared by all processes through one row (GCRA: the row holds the time at which the bucket
 * would be full again). Time is the database's, so processes with different clocks agree.
 *
 * A taker reserves the slot `next_free_at` minus its burst and sleeps until then; when that is further away than its
 * horizon it reserves nothing and comes back. So a backfill never holds more than 300 ms of slots, and a burst of
 * persons, who may reach 17 intervals before `next_free_at`, passes it.
 */
export function createRateBucket(host: string, deps: { db: Database; clock: Clock }): RateBucket {
  // Takers of this process that already hold a slot when a 429 arrives must not use it.
  let heldGeneration = 0;
  return {
    take: async (priority, signal) => {
      for (;;) {
        signal?.throwIfAborted();
        const generation = heldGeneration;
        const { granted, waitMs } = await reserve(deps.db, host, priority);
        if (waitMs > 0) {
          await deps.clock.sleep(granted ? waitMs : Math.max(waitMs - HORIZON_MS[priority], 1), signal);
          signal?.throwIfAborted();
        }
        if (granted && generation === heldGeneration) return;
      }
    },
    penalise: async (retryAfterMs) => {
      heldGeneration += 1;
      await hold(deps.db, host, Math.min(Math.max(retryAfterMs, 0), HOLD_MAX_MS));
    },
  };
}

async function reserve(
  db: Database,
  host: string,
  priority: RatePriority,
): Promise<{ granted: boolean; waitMs: number }> {
  const toleranceMs = (BURST[priority] - 1) * INTERVAL_MS;
  const values = [
    host,
    INTERVAL_MS,
    toleranceMs,
    HORIZON_MS[priority],
    AHEAD_MAX_MS,
    HOLD_MAX_MS,
    WHOLE_BURST_MS,
  ];
  const rows = await ask<{ granted: boolean; wait_ms: number }>(db, 'rate_reserve', RESERVE, values);
  const [row] = rows;
  if (row !== undefined) return { granted: row.granted, waitMs: row.wait_ms };
  await ask(db, 'rate_open', 'insert into rate_bucket (host) values ($1) on conflict do nothing', [host]);
  return { granted: false, waitMs: 0 };
}

async function hold(db: Database, host: string, holdMs: number): Promise<void> {
  await ask(db, 'rate_hold', HOLD, [host, holdMs, HOLD_MAX_MS]);
}

async function ask<Row>(
  db: Database,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  try {
    return (await db.pool.query({ name, text, values: [...values] })).rows as Row[];
  } catch (cause) {
    throw databaseError(cause);
  }
}

const MS = "interval '1 millisecond'";

const RESERVE = `
  with bucket as (
    select clock_timestamp() as now, next_free_at, held_until from rate_bucket where host = $1 for update),
  believed as (
    select now,
           case when next_free_at <= now + $5::float8 * ${MS} then next_free_at else now end as free_at,
           case when held_until <= now + $6::float8 * ${MS} then held_until else '-infinity' end as held_until
      from bucket),
  slot as (
    select now,
           greatest(free_at, held_until + $7::float8 * ${MS}) as free_at,
           greatest(now, held_until,
                    greatest(free_at, held_until + $7::float8 * ${MS}) - $3::float8 * ${MS}) as at
      from believed),
  taken as (
    update rate_bucket set next_free_at = greatest(slot.free_at, slot.at) + $2::float8 * ${MS}
      from slot where host = $1 and slot.at <= slot.now + $4::float8 * ${MS} returning 1)
  select exists (select from taken) as granted,
         extract(epoch from slot.at - slot.now)::float8 * 1000 as wait_ms
    from slot`;

const HOLD = `
  insert into rate_bucket (host, held_until) values ($1, clock_timestamp() + $2::float8 * ${MS})
  on conflict (host) do update set held_until = greatest(
    case when rate_bucket.held_until <= clock_timestamp() + $3::float8 * ${MS} then rate_bucket.held_until end,
    excluded.held_until)`;
