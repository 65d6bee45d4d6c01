import type { Tx } from '#store/database.ts';
import type { MirrorKind } from './record-table.ts';

/** A record's content is the same wherever it is read, so one key serves all; tenants are kept apart by it. */
function keyOf(connectionId: string, kind: MirrorKind, id: string, hash: string): string {
  return `${connectionId}/${kind}/${id}@${hash}`;
}

/** Remembers content that is being written; whoever decides on it soon need not read it again. */
export function rememberContent(
  tx: Tx,
  connectionId: string,
  kind: MirrorKind,
  { record, hash, text }: { record: { readonly id: string }; hash: Buffer; text: string },
): void {
  tx.contents.set(keyOf(connectionId, kind, record.id, hash.toString('hex')), record, text.length);
}

/**
 * The contents of these versions, in order, from memory or else from the database. `offset 0` holds PostgreSQL to one
 * look-up by key a row: left to itself it joins whole tables while they are fresh and their statistics are not.
 */
export async function contentsOf<R>(
  tx: Tx,
  connectionId: string,
  kind: MirrorKind,
  versions: readonly { readonly id: string; readonly hash: string }[],
): Promise<R[]> {
  const found = versions.map(({ id, hash }) => tx.contents.get(keyOf(connectionId, kind, id, hash)));
  const missing = versions.filter((_version, place) => found[place] === undefined);
  if (missing.length === 0) return found as R[];
  const rows = await tx.queryArrays(
    `select w.place, v.doc::text from unnest($3::text[], $4::text[]) with ordinality w (id, hash, place) cross join lateral (
         select doc from record_version where connection_id = $1 and kind = $2 and record_id = w.id
            and hash = decode(w.hash, 'hex') offset 0) v order by w.place`,
    [connectionId, kind, missing.map(({ id }) => id), missing.map(({ hash }) => hash)],
    { name: 'contents' },
  );
  const read = new Map(rows.map(([place, text]) => [Number(place), String(text)]));
  let place = 0;
  return versions.map((version, index) => {
    if (found[index] !== undefined) return found[index] as R;
    place += 1;
    const text = read.get(place);
    if (text === undefined) return undefined as R;
    const doc: unknown = JSON.parse(text);
    tx.contents.set(keyOf(connectionId, kind, version.id, version.hash), doc, text.length);
    return doc as R;
  });
}
