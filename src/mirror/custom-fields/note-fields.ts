import type { CustomFieldKind } from '#coupa/convert/custom-field-kinds.ts';
import type { Database, Tx } from '#store/database.ts';
import type { MirrorKind } from '../record-table.ts';
import { RESOURCES } from '../resources.ts';
import { hasFields, keepFields, lockFields, raiseNotices } from './custom-field.queries.ts';
import { watchFields } from './watch-fields.ts';

/** The custom fields each record of a read carries; records that carry none are left out. */
export type CarriedFields = ReadonlyMap<string, ReadonlyMap<string, CustomFieldKind>>;

/** What was written of a read. */
export interface WrittenRecords {
  /** New and changed ones. */
  readonly changed: readonly string[];
  readonly added: readonly string[];
}

/**
 * Counts which custom fields the records that were just written carry, and raises what changed about that. It comes
 * after the records are in, in a transaction of its own: it must not hold up the feed, and what a crash in between
 * leaves uncounted is met again with the next record.
 */
export async function noteCustomFields(
  db: Database,
  connectionId: string,
  resource: { readonly name: string; readonly kind: MirrorKind },
  { changed, added }: WrittenRecords,
  carried: CarriedFields,
): Promise<void> {
  if (changed.length === 0) return;
  const carriesAny = changed.some((id) => carried.has(id));
  const isNew = new Set(added);
  await db.inConnection(connectionId, async (tx) => {
    if (!carriesAny && !(await hasFields(tx, connectionId, resource.name))) return;
    const known = await lockFields(tx, connectionId, resource.name);
    const altered = changed.filter((id) => !isNew.has(id));
    const before = await carriedBefore(tx, connectionId, resource.kind, altered);
    const { fields, notices } = watchFields(known, {
      isFirstLoad: !(await isWatched(tx, connectionId, resource.name)),
      records: changed.map((id) => {
        const carries = carried.get(id) ?? NONE;
        const earlier = isNew.has(id) ? NOTHING : (before.get(id) ?? NOTHING);
        return {
          isNew: isNew.has(id),
          carries,
          carried: keepsThem(resource.kind) ? withLines(earlier, carries) : new Set(carries.keys()),
        };
      }),
    });
    const seen = new Set(changed.flatMap((id) => [...(carried.get(id) ?? NONE).keys()]));
    const touched = fields.filter((field) => !known.includes(field) || seen.has(field.name));
    await keepFields(tx, connectionId, resource.name, touched, seen);
    await raiseNotices(tx, connectionId, resource.name, notices);
  });
}

/** Records that Coupa no longer has carry nothing any more. */
export async function forgetCarried(
  tx: Tx,
  connectionId: string,
  kind: MirrorKind,
  records: readonly object[],
): Promise<void> {
  const names = records.flatMap((record) =>
    'customFields' in record ? Object.keys(record.customFields as object) : [],
  );
  if (names.length === 0) return;
  const resource = RESOURCES.find((one) => one.kind === kind)?.name ?? kind;
  await tx.execute(
    `update custom_field f set records = f.records - gone.records
       from (select name, count(*) as records from unnest($3::text[]) name group by name) gone
      where f.connection_id = $1 and f.resource = $2 and f.name = gone.name`,
    [connectionId, resource, names],
  );
}

const NONE: ReadonlyMap<string, CustomFieldKind> = new Map();
const NOTHING: ReadonlySet<string> = new Set();

/** Kinds whose records keep the values; of the others nobody can tell what a record carried before. */
function keepsThem(kind: MirrorKind): boolean {
  return kind === 'invoice' || kind === 'supplier' || kind === 'purchase_order' || isDeclared(kind);
}

function isDeclared(kind: MirrorKind): boolean {
  return RESOURCES.some((resource) => resource.kind === kind && !resource.isEvidence);
}

/** Values on lines are not kept, so a changed record counts as having carried them before. */
function withLines(
  earlier: ReadonlySet<string>,
  carries: ReadonlyMap<string, CustomFieldKind>,
): ReadonlySet<string> {
  return new Set([...earlier, ...[...carries.keys()].filter((name) => name.startsWith('lines.'))]);
}

/** The fields that these records carried in the version before their present one. */
async function carriedBefore(
  tx: Tx,
  connectionId: string,
  kind: MirrorKind,
  ids: readonly string[],
): Promise<Map<string, ReadonlySet<string>>> {
  if (ids.length === 0 || !keepsThem(kind)) return new Map();
  const rows = await tx.queryArrays(
    `select distinct on (v.record_id) v.record_id,
            array(select json_object_keys(coalesce(v.doc->'customFields', '{}'::json)))
       from ${kind} r join record_version v
         on v.connection_id = $1 and v.kind = $2 and v.record_id = r.id and v.hash <> r.hash
      where r.connection_id = $1 and r.id = any($3::text[])
      order by v.record_id, v.seen_at desc`,
    [connectionId, kind, ids],
  );
  return new Map(rows.map(([id, names]) => [String(id), new Set(names as string[])]));
}

/** Whether what is new is news: not during a first load, nor in the first day of watching a list that was in already. */
async function isWatched(tx: Tx, connectionId: string, resource: string): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from watermark where connection_id = $1 and resource = $2 and phase = 'incremental'
        and (watched_after is null or watched_after < now())`,
    [connectionId, resource],
  );
  return rows.length > 0;
}
