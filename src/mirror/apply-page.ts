import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { NotFoundError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';
import { insertRows } from '#store/insert-rows.ts';
import { appendChanges } from './append-changes.ts';
import { rememberContent } from './contents.queries.ts';
import { followerOf } from './follow-changes.ts';
import { type MirrorKind, type MirrorRecords, RECORD_TABLES, type RecordTable } from './record-table.ts';

/** Records of one kind, as one read of Coupa gave them. */
export interface Page<K extends MirrorKind = MirrorKind> {
  readonly kind: K;
  readonly records: readonly MirrorRecords[K][];
  /** When the read began, by the database's clock, as ISO text. */
  readonly readAt: string;
  /** What Coupa says now is believed even where it dates a record before what we have: for reconciling. */
  readonly mayBeOlder?: boolean;
}

export interface Applied {
  /** Ids whose content is new or differs from what the mirror held. */
  readonly changed: readonly string[];
  /** Those of them that the mirror did not have at all. */
  readonly added: readonly string[];
  /** How many changes entered the feed: the invoices themselves, and those that rest on the records. */
  readonly woken: number;
}

const NOTHING_APPLIED: Applied = { changed: [], added: [], woken: 0 };

/**
 * An answer that dates a record before what we have came from a replica that is behind, when it comes within this
 * time of the newer one; later, Coupa's clock has gone back or the record was restored, and it is believed.
 */
const REPLICA_LAG_S = 30;

/** Applies to one connection queue up behind this lock, see {@link lockMirror}. */
const MIRROR_LOCK = 7_287_734;

/**
 * Writes a page into the mirror and what it changes into the feed, in the caller's transaction. Only records whose
 * content differs are touched, so a page that is read twice does nothing the second time. A read that began before
 * the one that gave the present content loses, unless its record says of itself that it is newer; a read that began
 * after it loses for half a minute when its record says of itself that it is older.
 *
 * @throws NotFoundError for an unknown connection; InvariantError when a lane has no head.
 */
export async function applyPage<K extends MirrorKind>(
  tx: Tx,
  connectionId: string,
  page: Page<K>,
): Promise<Applied> {
  const prepared = prepare(page.records);
  if (prepared.length === 0) return NOTHING_APPLIED;
  const lanes = await lockMirror(tx, connectionId);
  const wasNew = await upsert(tx, connectionId, page, prepared);
  const changed = prepared.filter(({ record }) => wasNew.has(record.id));
  if (changed.length === 0) return NOTHING_APPLIED;
  for (const one of changed) rememberContent(tx, connectionId, page.kind, one);
  const records = changed.map(({ record }) => record);
  const ids = records.map((record) => record.id);
  const follower = followerOf(page.kind);
  const known = ids.filter((id) => wasNew.get(id) === false);
  const [left] = await Promise.all([
    follower.replaceLines(tx, connectionId, records, known),
    keepVersions(tx, connectionId, page.kind, changed),
  ]);
  const woken = await follower.woken(tx, connectionId, records, left);
  return {
    changed: ids,
    added: ids.filter((id) => wasNew.get(id) === true),
    woken: await appendChanges(tx, connectionId, lanes, woken),
  };
}

/**
 * Takes the connection's mirror for this transaction and tells its number of lanes. Without it an order and an
 * invoice that arrive at the same moment, in two transactions, would each miss the other, and nobody would look again.
 */
export async function lockMirror(tx: Tx, connectionId: string): Promise<number> {
  const [row] = await tx.queryArrays(
    'select lanes, pg_advisory_xact_lock($2, hashtext($1)) from connection where connection_id = $1',
    [connectionId, MIRROR_LOCK],
    { name: 'mirror_lock' },
  );
  if (row === undefined) throw new NotFoundError('connection', connectionId);
  return Number(row[0]);
}

interface Prepared<R> {
  readonly record: R;
  readonly text: string;
  readonly hash: Buffer;
}

/** In the order of ids, so that two transactions lock rows alike; of a record that came twice the newer one. */
function prepare<R extends { id: string; updatedAt: string }>(records: readonly R[]): Prepared<R>[] {
  const byId = new Map<string, R>();
  for (const record of records) {
    const known = byId.get(record.id);
    if (known === undefined || record.updatedAt >= known.updatedAt) byId.set(record.id, record);
  }
  return [...byId.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((record) => {
      const text = canonicalJson(record);
      return { record, text, hash: sha256(text) };
    });
}

/** Ids that were written, each with whether it was not there before. */
async function upsert<K extends MirrorKind>(
  tx: Tx,
  connectionId: string,
  page: Page<K>,
  prepared: readonly Prepared<MirrorRecords[K]>[],
): Promise<Map<string, boolean>> {
  // As with the followers: the entry of a kind takes the records of that kind.
  const table = RECORD_TABLES[page.kind] as unknown as RecordTable<MirrorRecords[K]>;
  const own = table.columns.map(([name]) => name);
  const rows = prepared.map(({ record, hash }) => [
    connectionId,
    record.id,
    hash,
    record.updatedAt,
    page.readAt,
    ...table.cells(record).map((cell) => cell ?? null),
  ]);
  const kind = page.kind;
  const written = await insertRows(
    tx,
    `${kind} (connection_id, id, hash, updated_at, read_at, ${own.join(', ')})`,
    ['text', 'text', 'bytea', 'timestamptz', 'timestamptz', ...table.columns.map(([, type]) => type)],
    rows,
    `on conflict (connection_id, id) do update set deleted_at = null, ${[
      'hash',
      'updated_at',
      'read_at',
      ...own,
    ]
      .map((name) => `${name} = excluded.${name}`)
      .join(', ')}
      where (${kind}.hash <> excluded.hash or ${kind}.deleted_at is not null)
        and (excluded.updated_at > ${kind}.updated_at
          or (excluded.read_at >= ${kind}.read_at and (excluded.updated_at = ${kind}.updated_at
            or excluded.read_at >= ${kind}.read_at + make_interval(secs => ${page.mayBeOlder ? 0 : REPLICA_LAG_S}))))
      returning id, xmax = 0`,
  );
  return new Map(written.map(([id, inserted]) => [String(id), inserted === true]));
}

async function keepVersions<R extends { id: string }>(
  tx: Tx,
  connectionId: string,
  kind: MirrorKind,
  changed: readonly Prepared<R>[],
): Promise<void> {
  await insertRows(
    tx,
    'record_version (connection_id, kind, record_id, hash, doc)',
    ['text', 'text', 'text', 'bytea', 'json'],
    changed.map(({ record, hash, text }) => [connectionId, kind, record.id, hash, text]),
    'on conflict do nothing',
  );
}
