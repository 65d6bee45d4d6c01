import type { Tx } from '#store/database.ts';
import { appendChanges } from './append-changes.ts';
import { lockMirror } from './apply-page.ts';
import { forgetCarried } from './custom-fields/note-fields.ts';
import { followerOf } from './follow-changes.ts';
import type { MirrorKind, MirrorRecords } from './record-table.ts';

/**
 * Notes that these records are gone from Coupa and wakes what rests on them. Their content and history stay: a
 * decision that was made on them can still be replayed. A record that comes back is simply read again.
 *
 * @param seenUntil ISO instant by the database's clock: a record read later than that is there again and stays.
 * @returns ids that were marked now; those marked before are not repeated.
 */
export async function markDeleted<K extends MirrorKind>(
  tx: Tx,
  connectionId: string,
  kind: K,
  ids: readonly string[],
  seenUntil: string,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const lanes = await lockMirror(tx, connectionId);
  const rows = await tx.query<{ doc: MirrorRecords[K] }>(
    `with gone as (
       update ${kind} set deleted_at = now(), read_at = $4
        where connection_id = $1 and id = any($3::text[]) and deleted_at is null and read_at <= $4
        returning id, hash)
     select v.doc from gone join record_version v
         on v.connection_id = $1 and v.kind = $2 and v.record_id = gone.id and v.hash = gone.hash
      order by v.record_id`,
    [connectionId, kind, ids, seenUntil],
  );
  const records = rows.map((row) => row.doc);
  await forgetCarried(tx, connectionId, kind, records);
  const woken = await followerOf(kind).woken(tx, connectionId, records, []);
  await appendChanges(tx, connectionId, lanes, woken);
  return records.map((record) => record.id);
}
