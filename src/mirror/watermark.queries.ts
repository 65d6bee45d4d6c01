import { describeError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';

/** Ids above `after`, up to and with `until`, that a first load has still to read. */
export interface RemainingRange {
  readonly after: string;
  readonly until: string;
}

/** Where reading one resource stands. */
export interface Watermark {
  readonly phase: 'first_load' | 'incremental';
  /** Coupa's own time up to which every change is in the mirror; null before the first one. */
  readonly updatedAfter: string | null;
  /** Null: the first load has not begun. */
  readonly remaining: readonly RemainingRange[] | null;
  readonly done: number;
}

/** The watermark of a resource; it begins with a first load. */
export async function readWatermark(tx: Tx, connectionId: string, resource: string): Promise<Watermark> {
  await tx.execute('insert into watermark (connection_id, resource) values ($1, $2) on conflict do nothing', [
    connectionId,
    resource,
  ]);
  const [row] = await tx.query<Watermark>(
    `select phase, updated_after as "updatedAfter", remaining, done::int as done from watermark
      where connection_id = $1 and resource = $2`,
    [connectionId, resource],
  );
  return row ?? { phase: 'first_load', updatedAfter: null, remaining: null, done: 0 };
}

/** A first load begins: what there is to read, and the time in Coupa from which changes must be read afterwards. */
export async function beginFirstLoad(
  tx: Tx,
  connectionId: string,
  resource: string,
  begun: { updatedAfter: string | null },
): Promise<void> {
  await tx.execute(
    `update watermark set phase = 'first_load', updated_after = $3, remaining = null, done = 0, expected = null
      where connection_id = $1 and resource = $2`,
    [connectionId, resource, begun.updatedAfter],
  );
}

/** A page of a first load is in; commits with its records. */
export async function advanceFirstLoad(
  tx: Tx,
  connectionId: string,
  resource: string,
  page: { records: number; remaining: readonly RemainingRange[]; expected: number | null },
): Promise<void> {
  await tx.execute(
    `update watermark set done = done + $3, remaining = $4, expected = $5, read_at = now(), failed_at = null,
            error = null
      where connection_id = $1 and resource = $2`,
    [connectionId, resource, page.records, JSON.stringify(page.remaining), page.expected],
  );
}

/** Everything is in; from here on changes are read. */
export async function endFirstLoad(tx: Tx, connectionId: string, resource: string): Promise<void> {
  await tx.execute(
    `update watermark set phase = 'incremental', remaining = null, expected = done, read_at = now(),
            failed_at = null, error = null
      where connection_id = $1 and resource = $2`,
    [connectionId, resource],
  );
}

/**
 * A page of changes is in; commits with its records. The watermark is a time Coupa printed, never our own; our clock
 * only holds it back, so that one record dated into the future does not hide all that come after it.
 */
export async function advanceWatermark(
  tx: Tx,
  connectionId: string,
  resource: string,
  updatedUpTo: string | null,
): Promise<void> {
  await tx.execute(
    `update watermark set read_at = now(), failed_at = null, error = null,
            updated_after = case when $3::timestamptz is null then updated_after
                                 else greatest(updated_after, least($3::timestamptz, now())) end
      where connection_id = $1 and resource = $2`,
    [connectionId, resource, updatedUpTo],
    { name: 'watermark_advance' },
  );
}

/**
 * Reading failed; the watermark stays where it is, so nothing is lost by it. Trouble of our own database is left out:
 * it says nothing about Coupa, and where it can be written down it is over.
 */
export async function noteReadFailure(
  tx: Tx,
  connectionId: string,
  resource: string,
  thrown: unknown,
): Promise<void> {
  const error = describeError(thrown);
  if (error.code.startsWith('database_')) return;
  await tx.execute(
    `insert into watermark (connection_id, resource, failed_at, error) values ($1, $2, now(), $3)
     on conflict (connection_id, resource) do update
        set failed_at = coalesce(watermark.failed_at, excluded.failed_at), error = excluded.error`,
    [connectionId, resource, JSON.stringify(error)],
  );
}

/**
 * Coupa does not grant an optional list. It stands on the connection page until it is granted; without the time of a
 * failure the overview raises no alarm, and waits for no first load.
 */
export async function noteRefusal(
  tx: Tx,
  connectionId: string,
  resource: string,
  thrown: unknown,
): Promise<void> {
  await tx.execute(
    `insert into watermark (connection_id, resource, read_at, error) values ($1, $2, now(), $3)
     on conflict (connection_id, resource) do update set read_at = now(), failed_at = null, error = excluded.error`,
    [connectionId, resource, JSON.stringify(describeError(thrown))],
  );
}

/** Those of these lists that were read as a whole at least once. */
export async function listsRead(
  tx: Tx,
  connectionId: string,
  resources: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.queryArrays(
    `select resource from watermark
      where connection_id = $1 and resource = any($2::text[]) and phase = 'incremental'`,
    [connectionId, resources],
    { name: 'lists_read' },
  );
  return new Set(rows.map(([resource]) => String(resource)));
}
