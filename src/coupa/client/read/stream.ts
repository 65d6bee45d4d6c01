import { setMaxListeners } from 'node:events';
import type { ExactJson } from '#kernel/exact-json.ts';
import { recordKey } from './page-cursor.ts';
import {
  type CoupaPage,
  type CoupaReader,
  PAGE_ROWS,
  type PageRequest,
  type UnreadableRecord,
} from './reader.ts';

/** Ids above `after`, up to and with `until`. */
export interface IdRange {
  readonly after: string;
  readonly until: string;
}

export interface StreamRequest extends Omit<PageRequest, 'cursor' | 'signal'> {
  /** Calls on their way at the same time. Rate times latency is enough: 5 at 25 a second and 200 ms. */
  readonly concurrency: number;
  /** What an earlier stream left; absent: everything there is when the stream begins. */
  readonly remaining?: readonly IdRange[];
  /** The highest id, where somebody asked already. */
  readonly newestId?: string;
  readonly signal?: AbortSignal;
}

export interface StreamedPage {
  readonly records: readonly ExactJson[];
  readonly unreadable: readonly UnreadableRecord[];
  /** What is still to come after this page. Kept with the page's records, it lets a new stream go on from here. */
  readonly remaining: readonly IdRange[];
}

interface OpenRange {
  after: bigint;
  until: bigint;
}

/** Cutting a range costs about one half-empty page, which four full ones make up for. */
const PAGES_WORTH_CUTTING = 4;
/** Near the end that page costs less than waiting for the pages of one range one after the other. */
const PAGES_WORTH_CUTTING_LAST = 2;

/**
 * All records of a resource, for a first load. The ids are cut into ranges that are read side by side, each page
 * after the last id of the one before, so that rows which come, change or go meanwhile shift nothing. A range that is
 * done takes over half of the largest that is left. Order holds within a range only. What is created after the
 * start has a higher id and is left to the poller, which must therefore begin at the time the stream began.
 *
 * @throws PurserError any of the client's codes; `remaining` of the last page then says where to go on.
 */
export async function* streamRecords(
  reader: CoupaReader,
  request: StreamRequest,
): AsyncGenerator<StreamedPage, void, undefined> {
  const stop = new AbortController();
  const signal = request.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, request.signal]);
  // Every call on its way listens, and takes its listener back; Node would warn of a leak from the eleventh on.
  setMaxListeners(request.concurrency + 10, signal);
  const open = await openRanges(reader, request, signal);
  const onTheirWay = new Map<OpenRange, Promise<{ range: OpenRange; page: CoupaPage }>>();
  let idsPerRow = 1;
  // Where the ids begin and how densely they lie is only known from a first page; cutting before is guessing.
  let concurrency = request.remaining === undefined ? 1 : request.concurrency;

  function launch(range: OpenRange): void {
    const cursor = { by: 'id', after: String(range.after), until: String(range.until) } as const;
    const coming = reader.listPage({ priority: 'backfill', ...request, cursor, signal });
    const flight = coming.then((page) => ({ range, page }));
    // It may fail while the consumer still works on the page before; whoever asks for the next page hears of it.
    flight.catch(() => undefined);
    onTheirWay.set(range, flight);
  }

  function launchAll(): void {
    for (const range of [...open]) if (!onTheirWay.has(range) && onTheirWay.size < concurrency) launch(range);
    while (onTheirWay.size < concurrency) {
      const taken = takeHalf(open, idsPerRow, concurrency);
      if (taken === undefined) return;
      open.add(taken);
      launch(taken);
    }
  }

  try {
    launchAll();
    while (onTheirWay.size > 0) {
      const { range, page } = await Promise.race(onTheirWay.values());
      onTheirWay.delete(range);
      idsPerRow = density(page) ?? idsPerRow;
      concurrency = request.concurrency;
      // The range may have been cut while the page was on its way; the rest belongs to whoever took it.
      const records = page.records.filter((record) => isWithin(recordKey(record).id, range));
      const unreadable = page.unreadable.filter(({ id }) => isWithin(id, range));
      advance(open, range, page);
      launchAll();
      yield { records, unreadable, remaining: [...open].map(toIdRange) };
    }
  } finally {
    stop.abort();
    await Promise.allSettled(onTheirWay.values());
  }
}

async function openRanges(
  reader: CoupaReader,
  request: StreamRequest,
  signal: AbortSignal,
): Promise<Set<OpenRange>> {
  if (request.remaining !== undefined) {
    return new Set(
      request.remaining.map(({ after, until }) => ({ after: BigInt(after), until: BigInt(until) })),
    );
  }
  const newest = { priority: 'backfill' as const, ...request, signal };
  const last = request.newestId ?? (await reader.newest(newest))?.id;
  return new Set(last === undefined ? [] : [{ after: 0n, until: BigInt(last) }]);
}

/** How many ids one row takes up, as seen on this page; gaps are rows that were deleted. */
function density(page: CoupaPage): number | undefined {
  const first = recordKey(page.records[0] ?? null).id;
  const last = recordKey(page.records.at(-1) ?? null).id;
  if (first === undefined || last === undefined || page.records.length < 2) return undefined;
  return Math.max(1, Number(BigInt(last) - BigInt(first)) / (page.records.length - 1));
}

function isWithin(id: string | undefined, range: OpenRange): boolean {
  return id === undefined || BigInt(id) <= range.until;
}

function advance(open: Set<OpenRange>, range: OpenRange, page: CoupaPage): void {
  const reached = page.next.by === 'id' ? BigInt(page.next.after) : range.until;
  if (page.isLast || reached >= range.until) open.delete(range);
  else range.after = reached;
}

/** Cuts the largest range in two and returns its upper half; undefined when none is worth cutting. */
function takeHalf(open: Set<OpenRange>, idsPerRow: number, concurrency: number): OpenRange | undefined {
  let largest: OpenRange | undefined;
  let idsLeft = 0n;
  for (const range of open) {
    idsLeft += range.until - range.after;
    if (largest === undefined || range.until - range.after > largest.until - largest.after) largest = range;
  }
  if (largest === undefined) return undefined;
  const idsPerPage = BigInt(Math.ceil(PAGE_ROWS * idsPerRow));
  const pages = (largest.until - largest.after) / idsPerPage;
  const isNearEnd = idsLeft / idsPerPage <= 2 * concurrency;
  if (pages < (isNearEnd ? PAGES_WORTH_CUTTING_LAST : PAGES_WORTH_CUTTING)) return undefined;
  // Cut between whole pages: where no id is missing, the lower half then ends with a full page.
  const middle = largest.after + (pages / 2n) * idsPerPage;
  const upper = { after: middle, until: largest.until };
  largest.until = middle;
  return upper;
}

function toIdRange(range: OpenRange): IdRange {
  return { after: String(range.after), until: String(range.until) };
}
