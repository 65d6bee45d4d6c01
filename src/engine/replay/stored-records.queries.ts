import type { ContentCache } from '#store/content-cache.ts';
import type { Tx } from '#store/database.ts';
import { refKey, type VersionRef } from '../evidence.ts';

/**
 * The records that these references name, by {@link refKey}, from memory or else from the database in one read.
 * `offset 0` holds PostgreSQL to one look-up by key a reference. A version that is gone is left out.
 */
export async function loadRecords(
  tx: Tx,
  connectionId: string,
  refs: readonly VersionRef[],
  cache?: ContentCache,
): Promise<Map<string, unknown>> {
  const records = new Map<string, unknown>();
  const missing = new Map<string, VersionRef>();
  for (const ref of refs) {
    const key = refKey(ref);
    const known = cache?.get(`${connectionId}/${key}`);
    if (known === undefined) missing.set(key, ref);
    else records.set(key, known);
  }
  if (missing.size === 0) return records;
  const wanted = [...missing.values()];
  const rows = await tx.queryArrays(
    `select w.place, v.doc from unnest($2::text[], $3::text[], $4::bytea[]) with ordinality w (kind, id, hash, place)
      cross join lateral (select doc::text from record_version
        where connection_id = $1 and kind = w.kind and record_id = w.id and hash = w.hash offset 0) v`,
    [
      connectionId,
      wanted.map(({ kind }) => kind),
      wanted.map(({ id }) => id),
      wanted.map(({ hash }) => Buffer.from(hash, 'hex')),
    ],
    { name: 'replay_records' },
  );
  for (const [place, text] of rows) {
    const ref = wanted[Number(place) - 1];
    if (ref === undefined) continue;
    const key = refKey(ref);
    const doc: unknown = JSON.parse(String(text));
    records.set(key, doc);
    cache?.set(`${connectionId}/${key}`, doc, String(text).length);
  }
  return records;
}
