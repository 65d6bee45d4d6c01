import type { Versioned } from '#engine/shapes/sources.ts';
import type { Tx } from '#store/database.ts';
import type { MirrorKind, MirrorRecords } from './record-table.ts';

/** Names one version of a record, as stored evidence does. */
export interface VersionRef {
  readonly kind: Versioned<unknown>['kind'];
  readonly id: string;
  /** SHA-256 of the record's canonical JSON, hex. */
  readonly hash: string;
}

/**
 * The records that these references name, by `kind/id@hash`. A version that is not there is left out: the caller
 * must say what that means.
 */
export async function loadVersions(
  tx: Tx,
  connectionId: string,
  refs: readonly VersionRef[],
): Promise<Map<string, unknown>> {
  if (refs.length === 0) return new Map();
  const rows = await tx.queryArrays(
    `select v.kind, v.record_id, encode(v.hash, 'hex'), v.doc
       from unnest($2::text[], $3::text[], $4::text[]) wanted(kind, id, hash)
       join record_version v on v.connection_id = $1 and v.kind = wanted.kind and v.record_id = wanted.id
        and v.hash = decode(wanted.hash, 'hex')`,
    [connectionId, refs.map((ref) => ref.kind), refs.map((ref) => ref.id), refs.map((ref) => ref.hash)],
    { name: 'versions_load' },
  );
  return new Map(rows.map(([kind, id, hash, doc]) => [`${kind}/${id}@${hash}`, doc]));
}

/** One version a record had, and when Purser saw it first. */
export interface RecordVersion<R> {
  readonly hash: string;
  readonly seenAt: string;
  readonly record: R;
}

/** Versions of one record as Purser saw them, oldest first; a record that went back to earlier content names it once. */
export async function versionsOf<K extends MirrorKind>(
  tx: Tx,
  connectionId: string,
  kind: K,
  id: string,
): Promise<RecordVersion<MirrorRecords[K]>[]> {
  return tx.query<RecordVersion<MirrorRecords[K]>>(
    `select encode(hash, 'hex') as hash, seen_at as "seenAt", doc as record from record_version
      where connection_id = $1 and kind = $2 and record_id = $3 order by seen_at, hash limit 500`,
    [connectionId, kind, id],
  );
}
