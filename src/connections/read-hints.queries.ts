import type { Tx } from '#store/database.ts';

/** Stands for the whole resource: look for changes now instead of at the next turn. */
export const WHOLE_RESOURCE = '*';

/** A record to read again soon. */
export interface ReadHint {
  /** Coupa's path: `invoices`. */
  readonly resource: string;
  /** Coupa's id, or {@link WHOLE_RESOURCE}. */
  readonly recordId: string;
  /** For people: `call-out`, `our own command`. */
  readonly reason: string;
}

/**
 * Asks for records to be read soon, by whatever process reads this connection; it is woken when the transaction
 * commits. Asking twice is asking once.
 * @param afterMs not before so many milliseconds from now, where the source is known to lag.
 */
export async function askToRead(
  tx: Tx,
  connectionId: string,
  hints: readonly ReadHint[],
  afterMs = 0,
): Promise<void> {
  if (hints.length === 0) return;
  const sorted = [...hints].sort((a, b) => (a.resource + a.recordId < b.resource + b.recordId ? -1 : 1));
  await tx.execute(
    `insert into read_hint (connection_id, resource, record_id, reason, next_at)
     select distinct on (h.resource, h.id) $1, h.resource, h.id, h.reason,
            now() + $5::float8 * interval '1 millisecond'
       from unnest($2::text[], $3::text[], $4::text[]) h(resource, id, reason)
     on conflict (connection_id, resource, record_id) do update
        set asked_at = clock_timestamp(), reason = excluded.reason, attempts = 0,
            next_at = least(read_hint.next_at, excluded.next_at)`,
    [
      connectionId,
      sorted.map((hint) => hint.resource),
      sorted.map((hint) => hint.recordId),
      sorted.map((hint) => hint.reason),
      afterMs,
    ],
    { name: 'hint_ask' },
  );
  await tx.execute("select pg_notify('hint', $1)", [connectionId], { name: 'hint_notify' });
}

/** A hint whose time has come. `askedAt` tells a newer ask of the same record from this one. */
export interface DueHint {
  readonly resource: string;
  readonly recordId: string;
  readonly askedAt: string;
  readonly attempts: number;
}

/** Hints whose time has come, longest waiting first. */
export async function dueHints(tx: Tx, connectionId: string, rowsMax: number): Promise<DueHint[]> {
  return tx.query<DueHint>(
    `select resource, record_id as "recordId", asked_at::text as "askedAt", attempts from read_hint
      where connection_id = $1 and next_at <= clock_timestamp() order by next_at limit $2`,
    [connectionId, rowsMax],
    { name: 'hints_due' },
  );
}

/** Milliseconds until the next hint is due; null when there is none. */
export async function nextHintIn(tx: Tx, connectionId: string): Promise<number | null> {
  const [row] = await tx.queryArrays(
    `select extract(epoch from min(next_at) - clock_timestamp())::float8 * 1000 from read_hint
      where connection_id = $1`,
    [connectionId],
    { name: 'hint_next' },
  );
  return typeof row?.[0] === 'number' ? Math.max(0, row[0]) : null;
}

/** The record was read after it was asked for. Somebody who asked meanwhile is not forgotten. */
export async function settleHint(tx: Tx, connectionId: string, hint: DueHint): Promise<void> {
  await tx.execute(
    `delete from read_hint
      where connection_id = $1 and resource = $2 and record_id = $3 and asked_at = $4::timestamptz`,
    [connectionId, hint.resource, hint.recordId, hint.askedAt],
    { name: 'hint_settle' },
  );
}

/** Reading failed; it is tried again later, further and further apart, up to five minutes. */
export async function postponeHint(tx: Tx, connectionId: string, hint: DueHint): Promise<void> {
  await tx.execute(
    `update read_hint set attempts = attempts + 1,
            next_at = clock_timestamp() + least(power(2, least(attempts, 9)), 300) * interval '1 second'
      where connection_id = $1 and resource = $2 and record_id = $3`,
    [connectionId, hint.resource, hint.recordId],
  );
}
