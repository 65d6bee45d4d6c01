import type { CustomFieldKind } from '#coupa/convert/custom-field-kinds.ts';
import type { Tx } from '#store/database.ts';

/** A custom field of one list as it was met so far. */
export interface KnownField {
  readonly name: string;
  readonly kind: CustomFieldKind;
  readonly records: number;
  /** Of records that came new since it was first seen: how many carried it, and how many there were. */
  readonly carried: number;
  readonly met: number;
  /** How many of the last new ones in a row did not carry it. */
  readonly missed: number;
  readonly isGone: boolean;
}

export type FieldChange = 'appeared' | 'disappeared' | 'returned' | 'kind_changed';

/** Something that changed about a field. */
export interface FieldNotice {
  readonly name: string;
  readonly change: FieldChange;
  readonly kind: CustomFieldKind;
  readonly earlierKind: CustomFieldKind | null;
}

/** No company has so many; beyond them new names are not kept. */
const FIELDS_MAX = 1_000;

/** The fields of one list, locked until the transaction ends. */
export function lockFields(tx: Tx, connectionId: string, resource: string): Promise<KnownField[]> {
  return tx.query<KnownField>(
    `select name, kind, records::int as records, carried::int as carried, met::int as met, missed::int as missed,
            gone_at is not null as "isGone"
       from custom_field where connection_id = $1 and resource = $2 order by name limit ${FIELDS_MAX} for update`,
    [connectionId, resource],
  );
}

/** Whether any field of this list is known: most lists have none, and need not be looked at. */
export async function hasFields(tx: Tx, connectionId: string, resource: string): Promise<boolean> {
  const rows = await tx.query(
    'select 1 from custom_field where connection_id = $1 and resource = $2 limit 1',
    [connectionId, resource],
  );
  return rows.length > 0;
}

/** Writes what is known of fields now. @param seen those that were carried just now. */
export async function keepFields(
  tx: Tx,
  connectionId: string,
  resource: string,
  fields: readonly KnownField[],
  seen: ReadonlySet<string>,
): Promise<void> {
  if (fields.length === 0) return;
  await tx.execute(
    `insert into custom_field (connection_id, resource, name, kind, records, carried, met, missed, gone_at)
     select $1, $2, f.name, f.kind, f.records, f.carried, f.met, f.missed, case when f.gone then now() end
       from unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::boolean[])
            f (name, kind, records, carried, met, missed, gone)
     on conflict (connection_id, resource, name) do update
        set kind = excluded.kind, records = excluded.records, carried = excluded.carried, met = excluded.met,
            missed = excluded.missed,
            gone_at = case when excluded.gone_at is null then null else coalesce(custom_field.gone_at, now()) end,
            last_at = case when custom_field.name = any($10::text[]) then now() else custom_field.last_at end`,
    [
      connectionId,
      resource,
      fields.map(({ name }) => name),
      fields.map(({ kind }) => kind),
      fields.map(({ records }) => records),
      fields.map(({ carried }) => carried),
      fields.map(({ met }) => met),
      fields.map(({ missed }) => missed),
      fields.map(({ isGone }) => isGone),
      [...seen],
    ],
  );
}

/** Raises notices; the same about one field at most once a day, so that a field of two kinds does not flood anybody. */
export async function raiseNotices(
  tx: Tx,
  connectionId: string,
  resource: string,
  notices: readonly FieldNotice[],
): Promise<void> {
  if (notices.length === 0) return;
  await tx.execute(
    `insert into custom_field_notice (connection_id, resource, name, change, kind, earlier_kind)
     select $1, $2, n.name, n.change, n.kind, n.earlier
       from unnest($3::text[], $4::text[], $5::text[], $6::text[]) n (name, change, kind, earlier)
      where not exists (select 1 from custom_field_notice known
                         where known.connection_id = $1 and known.resource = $2 and known.name = n.name
                           and known.change = n.change and known.at > now() - interval '1 day')
     on conflict do nothing`,
    [
      connectionId,
      resource,
      notices.map(({ name }) => name),
      notices.map(({ change }) => change),
      notices.map(({ kind }) => kind),
      notices.map(({ earlierKind }) => earlierKind),
    ],
  );
}

/** The last notices, newest first; of one list or of all. */
export function noticesOf(tx: Tx, connectionId: string, limit: number, resource?: string) {
  return tx.query<FieldNotice & { resource: string; at: string }>(
    `select resource, name, change, kind, earlier_kind as "earlierKind", at from custom_field_notice
      where connection_id = $1 and ($3::text is null or resource = $3) order by at desc, resource, name, change limit $2`,
    [connectionId, limit, resource ?? null],
  );
}

/** The fields of one list or of all, by list and name. */
export function fieldsOf(tx: Tx, connectionId: string, resource?: string) {
  return tx.query<{
    resource: string;
    name: string;
    kind: string;
    records: number;
    firstSeenAt: string;
    lastSeenAt: string;
    goneAt: string | null;
  }>(
    `select resource, name, kind, greatest(records, 0)::int as records, first_at as "firstSeenAt",
            last_at as "lastSeenAt", gone_at as "goneAt"
       from custom_field where connection_id = $1 and ($2::text is null or resource = $2)
      order by resource, name limit ${FIELDS_MAX}`,
    [connectionId, resource ?? null],
  );
}
