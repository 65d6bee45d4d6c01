import { recordKey } from '#coupa/client/read/page-cursor.ts';
import type { UnreadableRecord } from '#coupa/client/read/reader.ts';
import { type CustomFieldKind, customFieldKinds } from '#coupa/convert/custom-field-kinds.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import { PurserError } from '#kernel/errors.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import type { Database, Tx } from '#store/database.ts';
import { type Applied, applyPage } from './apply-page.ts';
import { type CarriedFields, noteCustomFields } from './custom-fields/note-fields.ts';
import { keepDisputeReasons } from './dispute-reasons.ts';
import type { MirrorKind, MirrorRecords } from './record-table.ts';
import type { Resource } from './resources.ts';
import { parkRecords, type Unreadable, unparkRecords } from './unreadable-records.queries.ts';

/** In the place of the id of a record that has none. */
const WITHOUT_ID = 'without an id';

type Parsed = MirrorRecords[MirrorKind];

/** What one read of a list gave, sorted into what Purser understands and what it does not. */
export interface ReadRecords {
  readonly good: readonly Parsed[];
  readonly bad: readonly Unreadable[];
  /** Custom fields by id of the record that carries them. */
  readonly customFields?: CarriedFields;
}

export interface Batch extends ReadRecords {
  readonly resource: Pick<Resource, 'name' | 'kind'>;
  /** When the read began, by the database's clock. */
  readonly readAt: string;
  /** See `Page`. */
  readonly mayBeOlder?: boolean;
}

/**
 * Takes a page into the mirror, together with `alongside`, in one transaction. A record that cannot be read, or that
 * the database refuses, is set aside under its id with the reason; it keeps neither its neighbours nor the watermark
 * from going on.
 *
 * @param alongside what must commit with the page, such as the watermark; runs first, as the feed comes last.
 */
export async function takeIn(
  db: Database,
  connectionId: string,
  batch: Batch,
  alongside: (tx: Tx) => Promise<void>,
): Promise<Applied> {
  const applied = await takeInSomehow(db, connectionId, batch, alongside);
  if (batch.customFields !== undefined)
    await noteCustomFields(db, connectionId, batch.resource, applied, batch.customFields);
  if (batch.resource.kind === 'invoice' && applied.changed.length > 0)
    await keepDisputeReasons(db, connectionId, batch.good as readonly Invoice[], batch.readAt);
  return applied;
}

async function takeInSomehow(
  db: Database,
  connectionId: string,
  batch: Batch,
  alongside: (tx: Tx) => Promise<void>,
): Promise<Applied> {
  try {
    return await takeInTogether(db, connectionId, batch, alongside);
  } catch (thrown) {
    if (!isRefusedValue(thrown) || batch.good.length === 0) throw thrown;
  }
  return takeInOneByOne(db, connectionId, batch, alongside);
}

function takeInTogether(
  db: Database,
  connectionId: string,
  { resource, good, bad, readAt, mayBeOlder = false }: Batch,
  alongside: (tx: Tx) => Promise<void>,
): Promise<Applied> {
  return db.inConnection(connectionId, async (tx) => {
    await alongside(tx);
    await parkRecords(tx, connectionId, resource.name, bad);
    const ids = good.map((record) => record.id);
    // What has no id cannot be told from another that has none: it counts as gone once a page comes without any.
    if (!bad.some(({ id }) => id === WITHOUT_ID)) ids.push(WITHOUT_ID);
    if (ids.length > 0) await unparkRecords(tx, connectionId, resource.name, ids);
    return applyPage(tx, connectionId, { kind: resource.kind, records: good, readAt, mayBeOlder });
  });
}

/** Each record in a transaction of its own, so that the one the database refuses is found. */
async function takeInOneByOne(
  db: Database,
  connectionId: string,
  batch: Batch,
  alongside: (tx: Tx) => Promise<void>,
): Promise<Applied> {
  const refused: Unreadable[] = [];
  const changed: string[] = [];
  const added: string[] = [];
  let woken = 0;
  for (const record of batch.good) {
    try {
      const alone = { ...batch, good: [record], bad: [] };
      const applied = await takeInTogether(db, connectionId, alone, async () => undefined);
      changed.push(...applied.changed);
      added.push(...applied.added);
      woken += applied.woken;
    } catch (thrown) {
      if (!isRefusedValue(thrown)) throw thrown;
      const error = new PurserError(
        'record_refused',
        `The database cannot keep ${batch.resource.name} ${record.id}: ${describe(thrown)}.`,
        { cause: thrown },
      );
      refused.push({ id: record.id, error, excerpt: JSON.stringify(record) });
    }
  }
  await takeInTogether(db, connectionId, { ...batch, good: [], bad: [...batch.bad, ...refused] }, alongside);
  return { changed, added, woken };
}

/** Reads what Coupa sent; a record that cannot be read is set aside and keeps no other from being read. */
export function readRecords(
  resource: Resource,
  sent: { readonly records: readonly ExactJson[]; readonly unreadable: readonly UnreadableRecord[] },
): ReadRecords {
  const good: Parsed[] = [];
  const customFields = new Map<string, ReadonlyMap<string, CustomFieldKind>>();
  const bad: Unreadable[] = sent.unreadable.map(({ id, error }) => ({ id, error, excerpt: '' }));
  for (const json of sent.records) {
    const id = recordKey(json).id ?? WITHOUT_ID;
    try {
      const record = resource.parse(json, `${resource.name} ${id}`);
      good.push(record);
      const carried = customFieldKinds(json);
      if (carried.size > 0) customFields.set(record.id, carried);
    } catch (error) {
      if (!(error instanceof PurserError)) throw error;
      bad.push({ id, error, excerpt: JSON.stringify(json) });
    }
  }
  return { good, bad, customFields };
}

/** Class 22 and 54: a value no column takes, such as a year before the calendar, or text too long for an index. */
function isRefusedValue(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return /^(22|54)[0-9A-Z]{3}$/.test(code);
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
