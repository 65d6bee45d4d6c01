import { PurserError } from '#kernel/errors.ts';
import type { ExactJson } from '#kernel/exact-json.ts';

/**
 * Where a listing goes on. Coupa has no cursors, and offsets drift while rows change, so each page asks for what
 * comes after a key. Plain JSON; may be kept between runs.
 */
export type PageCursor =
  /** Ids above `after`, up to and with `until`. */
  | { readonly by: 'id'; readonly after: string; readonly until?: string }
  /** Changed at or after the instant `from`. */
  | { readonly by: 'updated_at'; readonly from: string }
  /** More than a page changed within the second `from`; that second is read by id. */
  | { readonly by: 'second'; readonly from: string; readonly after: string };

/** Everything by id. */
export const FROM_THE_FIRST: PageCursor = { by: 'id', after: '0' };

/** Everything that changed at or after an ISO instant. */
export function changedSince(instant: string): PageCursor {
  return { by: 'updated_at', from: wholeSecond(instant) };
}

/** Everything that changed after the whole second that an ISO instant lies in. */
export function changedAfterSecond(instant: string): PageCursor {
  return { by: 'updated_at', from: secondAfter(instant) };
}

/** What tells a record's place; undefined parts could not be read. */
export interface RecordKey {
  readonly id?: string;
  /** ISO instant in UTC. */
  readonly updatedAt?: string;
}

export function recordKey(json: ExactJson): RecordKey {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return {};
  const { id, 'updated-at': updatedAt } = json;
  const moment = typeof updatedAt === 'string' ? Date.parse(updatedAt) : Number.NaN;
  return {
    ...(typeof id === 'string' && /^\d{1,20}$/.test(id) ? { id } : {}),
    ...(Number.isNaN(moment) ? {} : { updatedAt: new Date(moment).toISOString() }),
  };
}

/** The query that reads the page at a cursor. */
export function cursorQuery(cursor: PageCursor): Record<string, string> {
  if (cursor.by === 'id') {
    return {
      'id[gt]': cursor.after,
      ...(cursor.until === undefined ? {} : { 'id[lt_or_eq]': cursor.until }),
      order_by: 'id',
      dir: 'asc',
    };
  }
  if (cursor.by === 'updated_at') {
    return { 'updated-at[gt_or_eq]': cursor.from, order_by: 'updated_at', dir: 'asc' };
  }
  return {
    'updated-at[gt_or_eq]': cursor.from,
    'updated-at[lt]': secondAfter(cursor.from),
    'id[gt]': cursor.after,
    order_by: 'id',
    dir: 'asc',
  };
}

/**
 * Where to go on after a page.
 *
 * Times are cut to whole seconds, since Coupa prints no finer and may keep finer: the next page begins within the
 * last second of this one and repeats a few rows rather than skip one. Whoever stores them must bear repetition.
 *
 * @throws PurserError `coupa_unreadable` when the page is not in the order asked for, or does not move on: going on
 * would skip rows or never end.
 */
export function cursorAfter(
  cursor: PageCursor,
  keys: readonly RecordKey[],
  pageRows: number,
): { readonly cursor: PageCursor; readonly isLast: boolean } {
  const isFull = keys.length >= pageRows;
  if (cursor.by === 'updated_at') return afterChanges(cursor, keys, isFull);
  const last = lastId(keys, cursor.after, isFull);
  if (cursor.by === 'second') {
    if (isFull) return { cursor: { ...cursor, after: last }, isLast: false };
    return { cursor: { by: 'updated_at', from: secondAfter(cursor.from) }, isLast: false };
  }
  const isAtEnd = cursor.until !== undefined && BigInt(last) >= BigInt(cursor.until);
  return { cursor: { ...cursor, after: last }, isLast: !isFull || isAtEnd };
}

function afterChanges(
  cursor: PageCursor & { by: 'updated_at' },
  keys: readonly RecordKey[],
  isFull: boolean,
): { cursor: PageCursor; isLast: boolean } {
  let newest = cursor.from;
  for (const { updatedAt } of keys) {
    if (updatedAt === undefined) continue;
    const second = wholeSecond(updatedAt);
    if (second < newest) throw outOfOrder(`updated-at ${second} after ${newest}`);
    newest = second;
  }
  if (!isFull) return { cursor: { by: 'updated_at', from: newest }, isLast: true };
  if (keys.every(({ updatedAt }) => updatedAt === undefined)) throw outOfOrder('no record with a date');
  // A full page within one second: its rows have no order among themselves, so they are read by id instead.
  if (newest === cursor.from) return { cursor: { by: 'second', from: newest, after: '0' }, isLast: false };
  return { cursor: { by: 'updated_at', from: newest }, isLast: false };
}

/**
 * The id that the page has come to. It may begin too early, with rows we have up to and with the very one it should come
 * after; a full page must move on, or there would be no end.
 */
function lastId(keys: readonly RecordKey[], after: string, isFull: boolean): string {
  const from = BigInt(after);
  let last: bigint | undefined;
  for (const { id } of keys) {
    if (id === undefined) continue;
    const next = BigInt(id);
    if (last !== undefined && next <= last) throw outOfOrder(`id ${id} after ${last}`);
    if (last !== undefined && last < from && next > from) throw outOfOrder(`id ${last} after ${after}`);
    last = next;
  }
  if (last === undefined && keys.length > 0) throw outOfOrder('no record with an id');
  if (last === undefined) return after;
  if (last < from || (last === from && isFull)) throw outOfOrder(`id ${last} after ${after}`);
  return last.toString();
}

function outOfOrder(found: string): PurserError {
  return new PurserError('coupa_unreadable', `Expected a page in the order asked for, found ${found}.`, {
    details: { why: 'order' },
  });
}

function wholeSecond(instant: string): string {
  const moment = Date.parse(instant);
  return `${new Date(Math.floor(moment / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

function secondAfter(second: string): string {
  return wholeSecond(new Date(Date.parse(second) + 1000).toISOString());
}
