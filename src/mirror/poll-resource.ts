import {
  changedAfterSecond,
  changedSince,
  FROM_THE_FIRST,
  type PageCursor,
  recordKey,
} from '#coupa/client/read/page-cursor.ts';
import type { CoupaReader } from '#coupa/client/read/reader.ts';
import { type IdRange, type StreamedPage, streamRecords } from '#coupa/client/read/stream.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import type { Database } from '#store/database.ts';
import { inBatches } from './in-batches.ts';
import type { Resource } from './resources.ts';
import { type ReadRecords, readRecords, takeIn } from './take-in.ts';
import {
  advanceFirstLoad,
  advanceWatermark,
  beginFirstLoad,
  endFirstLoad,
  OVERLAP_MS,
  readWatermark,
  type Watermark,
} from './watermark.queries.ts';

export interface PollDeps {
  readonly db: Database;
  readonly reader: CoupaReader;
  readonly signal?: AbortSignal;
  /**
   * Calls on their way at the same time during a first load. Default 16: a call has its place from the wait for its
   * slot on, up to 300 ms, so 25 a second at answers of 300 ms need 15.
   */
  readonly concurrency?: number;
}

const CONCURRENCY = 16;
/** Pages that came while the ones before were being stored share a transaction: storing must keep up with reading. */
const PAGES_TOGETHER = 6;
/** Older than every record; a watermark that nobody could tell begins here. */
const BEGINNING = '1980-01-01T00:00:00.000Z';

/** What one look at a resource brought. */
export interface Polled {
  readonly read: number;
  readonly changed: number;
}

/**
 * Reads what is new in one resource: everything at first, then what changed. Each page commits together with the place
 * to go on from, so an interruption at any moment loses nothing and repeats at most a page.
 *
 * @throws PurserError any code of the Coupa client, or of the database; the watermark stays where it was.
 */
export async function pollResource(
  connectionId: string,
  resource: Resource,
  deps: PollDeps,
): Promise<Polled> {
  const mark = await deps.db.inConnection(connectionId, (tx) =>
    readWatermark(tx, connectionId, resource.name),
  );
  if (mark.phase === 'incremental') return readChanges(connectionId, resource, mark, deps);
  const loaded = await firstLoad(connectionId, resource, mark, deps);
  const after = await deps.db.inConnection(connectionId, (tx) =>
    readWatermark(tx, connectionId, resource.name),
  );
  // What changed while the load ran is read at once, so that nobody decides on a mixture for longer than needed.
  const changes = await readChanges(connectionId, resource, after, deps);
  return { read: loaded.read + changes.read, changed: loaded.changed + changes.changed };
}

async function firstLoad(
  connectionId: string,
  resource: Resource,
  mark: Watermark,
  deps: PollDeps,
): Promise<Polled> {
  const { db, reader } = deps;
  const begin = mark.remaining === null ? await beginLoad(connectionId, resource, deps) : {};
  const total = { read: 0, changed: 0 };
  // Pages are asked for ahead; the time before the first of them is early enough for all.
  const readAt = await databaseTime(db);
  const begun = mark.remaining === null ? 0 : mark.done;
  const stream = streamRecords(reader, {
    resource: resource.path,
    fields: resource.fields,
    query: resource.query,
    priority: 'backfill',
    concurrency: deps.concurrency ?? CONCURRENCY,
    ...begin,
    ...(mark.remaining === null ? {} : { remaining: mark.remaining }),
    ...(deps.signal === undefined ? {} : { signal: deps.signal }),
  });
  for await (const pages of inBatches(readPages(resource, stream), PAGES_TOGETHER)) {
    const good = pages.flatMap((page) => page.good);
    const bad = pages.flatMap((page) => page.bad);
    const customFields = new Map(pages.flatMap((page) => [...(page.customFields ?? [])]));
    const read = pages.reduce((sum, page) => sum + page.records, 0);
    const remaining = pages.at(-1)?.remaining ?? [];
    const applied = await takeIn(db, connectionId, { resource, good, bad, customFields, readAt }, (tx) =>
      advanceFirstLoad(tx, connectionId, resource.name, {
        records: read,
        remaining,
        expected: expectedRecords(begun + total.read + read, remaining),
      }),
    );
    total.read += read;
    total.changed += applied.changed.length;
  }
  await db.inConnection(connectionId, (tx) => endFirstLoad(tx, connectionId, resource.name));
  return total;
}

/** Each page is read when it comes, while the ones before are being stored. */
async function* readPages(
  resource: Resource,
  stream: AsyncGenerator<StreamedPage, void, undefined>,
): AsyncGenerator<ReadRecords & { records: number; remaining: readonly IdRange[] }, void, undefined> {
  for await (const page of stream) {
    yield { ...readRecords(resource, page), records: page.records.length, remaining: page.remaining };
  }
}

/**
 * Notes a time by Coupa's own clock that is not later than now: the newest record's. Nobody's clock but Coupa's is
 * asked, since it may go hours before or behind ours. Where nothing tells, changes are later read from the beginning.
 */
async function beginLoad(
  connectionId: string,
  resource: Resource,
  deps: PollDeps,
): Promise<{ newestId?: string }> {
  const newest = await deps.reader.newest({
    resource: resource.path,
    query: resource.query,
    priority: 'backfill',
    ...(deps.signal === undefined ? {} : { signal: deps.signal }),
  });
  const updatedAfter = newest?.updatedAt ?? null;
  await deps.db.inConnection(connectionId, (tx) =>
    beginFirstLoad(tx, connectionId, resource.name, { updatedAfter }),
  );
  return newest === undefined ? {} : { newestId: newest.id };
}

/** A guess for people at how many there will be, from how densely the ids lay so far. */
function expectedRecords(done: number, remaining: readonly IdRange[]): number | null {
  const left = remaining.reduce((sum, range) => sum + Number(BigInt(range.until) - BigInt(range.after)), 0);
  if (left === 0) return done;
  const lowest = remaining.reduce(
    (least, range) => Math.min(least, Number(range.after)),
    Number.MAX_SAFE_INTEGER,
  );
  return lowest <= 0 || done === 0 ? null : done + Math.round(Math.min(1, done / lowest) * left);
}

async function readChanges(
  connectionId: string,
  resource: Resource,
  mark: Watermark,
  deps: PollDeps,
): Promise<Polled> {
  const total = { read: 0, changed: 0 };
  let cursor = changesFrom(resource, mark);
  for (;;) {
    const readAt = await databaseTime(deps.db);
    const page = await deps.reader.listPage({
      resource: resource.path,
      fields: resource.fields,
      query: resource.query,
      cursor,
      priority: 'poll',
      ...(deps.signal === undefined ? {} : { signal: deps.signal }),
    });
    const batch = { resource, ...readRecords(resource, page), readAt };
    const applied = await takeIn(deps.db, connectionId, batch, (tx) =>
      advanceWatermark(tx, connectionId, resource.name, {
        updatedUpTo: reached(cursor, page.records),
        wholeSince: page.isLast ? readAt : null,
      }),
    );
    total.read += page.records.length;
    total.changed += applied.changed.length;
    if (page.isLast) return total;
    cursor = page.next;
  }
}

/**
 * The time up to which this page leaves nothing out. Within one second read by id rows come in no order
 * of time, so the mark waits for the next page in order.
 */
function reached(cursor: PageCursor, records: readonly ExactJson[]): string | null {
  if (cursor.by !== 'updated_at') return null;
  let newest: string | null = null;
  for (const record of records) {
    const { updatedAt } = recordKey(record);
    if (updatedAt !== undefined && (newest === null || updatedAt > newest)) newest = updatedAt;
  }
  return newest;
}

/**
 * From before the watermark, since what was stamped before it may show after it; once that cannot be any more, from
 * after it. A list without dates is read whole.
 */
function changesFrom({ isUndated }: Resource, { updatedAfter, isSettled }: Watermark): PageCursor {
  if (isUndated) return FROM_THE_FIRST;
  if (updatedAfter === null) return changedSince(BEGINNING);
  return isSettled ? changedAfterSecond(updatedAfter) : changedSince(withOverlap(updatedAfter));
}

function withOverlap(updatedAfter: string): string {
  return new Date(Date.parse(updatedAfter) - OVERLAP_MS).toISOString();
}

/** Now by the database's clock, as ISO text. */
export async function databaseTime(db: Database): Promise<string> {
  return db.inDispatch(async (tx) => {
    const [row] = await tx.queryArrays('select clock_timestamp()', [], { name: 'clock' });
    return String(row?.[0]);
  });
}
