import { recordKey } from '#coupa/client/read/page-cursor.ts';
import type { CoupaPage, CoupaReader } from '#coupa/client/read/reader.ts';
import type { Database } from '#store/database.ts';
import type { Resource } from './resources.ts';

/** What a page of keys says about the mirror. */
export interface KeyDifferences {
  /** In Coupa and not in the mirror, or there with another time of change. */
  readonly toRead: readonly string[];
  /** In the mirror and not in this stretch of Coupa's list; each must still be asked for by itself. */
  readonly perhapsGone: readonly string[];
  readonly inCoupa: number;
  readonly inMirror: number;
}

const KEY_FIELDS = '["id","updated_at"]';

/** Reads the ids and times of change after an id, a page of them. */
export function readKeys(
  reader: CoupaReader,
  resource: Resource,
  after: string,
  signal: AbortSignal | undefined,
): Promise<CoupaPage> {
  return reader.listPage({
    resource: resource.path,
    query: resource.query,
    fields: KEY_FIELDS,
    cursor: { by: 'id', after },
    priority: 'backfill',
    ...(signal === undefined ? {} : { signal }),
  });
}

/**
 * Compares pages of keys with the mirror. Ids are compared as the numbers they are.
 * @param span ids above `after`, up to and with `until`; without `until` to the end.
 */
export async function compareKeys(
  db: Database,
  connectionId: string,
  resource: Resource,
  pages: readonly CoupaPage[],
  span: { readonly after: string; readonly until: string | undefined },
): Promise<KeyDifferences> {
  const rows = await db.inConnection(connectionId, (tx) =>
    tx.queryArrays(
      `select id, updated_at from ${resource.kind}
        where connection_id = $1 and deleted_at is null and id::numeric > $2::numeric
          and ($3::numeric is null or id::numeric <= $3::numeric)`,
      [connectionId, span.after, span.until ?? null],
    ),
  );
  const here = new Map(rows.map(([id, updatedAt]) => [String(id), String(updatedAt)]));
  const there = new Map<string, string | undefined>();
  for (const record of pages.flatMap((page) => page.records)) {
    const { id, updatedAt } = recordKey(record);
    if (id !== undefined) there.set(id, updatedAt);
  }
  for (const { id } of pages.flatMap((page) => page.unreadable)) there.set(id, here.get(id));
  return {
    toRead: [...there]
      .filter(([id, updatedAt]) => !here.has(id) || (updatedAt !== undefined && here.get(id) !== updatedAt))
      .map(([id]) => id),
    perhapsGone: [...here.keys()].filter((id) => !there.has(id)),
    inCoupa: there.size,
    inMirror: here.size,
  };
}
