import { describeError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';

/** A record that Coupa sent and that cannot be read or kept. */
export interface Unreadable {
  readonly id: string;
  readonly error: unknown;
  /** The beginning of what was sent; empty when not even that could be read. */
  readonly excerpt: string;
}

const EXCERPT_CHARACTERS = 2_000;

/** Sets records aside, with why; the rest of their page goes on. */
export async function parkRecords(
  tx: Tx,
  connectionId: string,
  resource: string,
  unreadable: readonly Unreadable[],
): Promise<void> {
  for (const record of unreadable) {
    const excerpt = record.excerpt.slice(0, EXCERPT_CHARACTERS).replaceAll('\0', '');
    await tx.execute(
      `insert into unreadable_record (connection_id, resource, record_id, error, excerpt)
       values ($1, $2, $3, $4, $5)
       on conflict (connection_id, resource, record_id) do update
          set error = excluded.error, excerpt = excluded.excerpt, last_at = now(),
              attempts = unreadable_record.attempts + 1`,
      [connectionId, resource, record.id, JSON.stringify(describeError(record.error)), excerpt],
    );
  }
}

/** These were read now. */
export async function unparkRecords(
  tx: Tx,
  connectionId: string,
  resource: string,
  ids: readonly string[],
): Promise<void> {
  await tx.execute(
    'delete from unreadable_record where connection_id = $1 and resource = $2 and record_id = any($3::text[])',
    [connectionId, resource, ids],
    { name: 'unreadable_clear' },
  );
}
