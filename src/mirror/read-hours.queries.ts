import type { Tx } from '#store/database.ts';
import type { Polled } from './poll-resource.ts';

/** For so long it can be seen how reading went. */
const KEPT_DAYS = 31;

/** Counts one look at a list into its hour. @param failed why it brought nothing, when it did not. */
export async function noteLook(
  tx: Tx,
  connectionId: string,
  look: {
    readonly resource: string;
    readonly polled?: Polled | undefined;
    readonly failed?: { readonly code: string; readonly message: string } | undefined;
  },
): Promise<void> {
  const { resource, polled, failed } = look;
  await tx.execute(
    `insert into read_hour as h (connection_id, resource, hour, looks, records, changed, failures, last_error)
     values ($1, $2, date_trunc('hour', now()), 1, $3, $4, $5, $6)
     on conflict (connection_id, hour, resource) do update
        set looks = h.looks + 1, records = h.records + excluded.records, changed = h.changed + excluded.changed,
            failures = h.failures + excluded.failures,
            last_error = coalesce(excluded.last_error, h.last_error)`,
    [
      connectionId,
      resource,
      polled?.read ?? 0,
      polled?.changed ?? 0,
      failed === undefined ? 0 : 1,
      failed === undefined ? null : JSON.stringify(failed),
    ],
    { name: 'note_look' },
  );
}

/** Hours that nobody asks for any more. */
export async function dropOldReadHours(tx: Tx, connectionId: string): Promise<void> {
  await tx.execute(
    `delete from read_hour where connection_id = $1 and hour < now() - $2::int * interval '1 day'`,
    [connectionId, KEPT_DAYS],
  );
}
