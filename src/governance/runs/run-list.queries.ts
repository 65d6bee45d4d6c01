import { InputError } from '#kernel/errors.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { Tx } from '#store/database.ts';

export const PAGE_ROWS_MAX = 200;

/** How many runs one request looks through where a filter leaves few: what takes some 100 ms. */
const SEARCHED_MAX = 20_000;

/** A search that fits more invoices than that takes the ones that changed last. */
const INVOICES_MAX = 1_000;

export interface RunFilter {
  readonly agent: string;
  /** Part of an invoice number or of a supplier's name, or Coupa's id of an invoice. */
  readonly search?: string | undefined;
  /** Coupa's id of a supplier. */
  readonly supplier?: string | undefined;
  readonly verdict?: string | undefined;
  /** An exception code, or `none`. */
  readonly cause?: string | undefined;
  readonly ruling?: string | undefined;
  /** Days in the connection's time zone, both inclusive. */
  readonly from?: PlainDate | undefined;
  readonly to?: PlainDate | undefined;
}

/** One decision of the list. The amount is the invoice's as the mirror holds it now. */
export interface ListedRun {
  readonly lane: number;
  readonly seq: string;
  readonly subject_id: string;
  readonly verdict: string;
  readonly cause: string | null;
  readonly ruling: string;
  readonly because: string;
  readonly policy_version: number;
  readonly code_version: string;
  readonly decided_at: string;
  readonly invoice_number: string | null;
  readonly supplier_name: string | null;
  readonly currency: string | null;
  readonly gross_total: string | null;
}

export interface RunListPage {
  readonly rows: readonly ListedRun[];
  readonly next: string | null;
  /** When the oldest run was decided that was looked at, where there are more to look at; else null. */
  readonly searchedBackTo: string | null;
  /** More invoices fit the search than are looked at. */
  readonly isCut: boolean;
}

interface PageAsked {
  readonly cursor: string | undefined;
  readonly limit: number;
  /** Runs that are looked through at most; tests take fewer. */
  readonly searchedMax?: number;
}

/** One page of decisions, newest first. */
export async function listRunPage(
  tx: Tx,
  connectionId: string,
  filter: RunFilter,
  page: PageAsked,
): Promise<RunListPage> {
  const isAboutInvoices = (filter.search ?? '') !== '' || filter.supplier !== undefined;
  return isAboutInvoices
    ? ofInvoices(tx, connectionId, filter, page)
    : alongLanes(tx, connectionId, filter, page);
}

const COLUMNS = `r.lane, r.seq, r.subject_id, r.verdict, r.cause, r.ruling, coalesce(r.because, '') as because,
  r.policy_version, r.code_version, r.decided_at`;
const NAMES = 'i.invoice_number, i.supplier_name, i.currency, i.gross_total';

/** The invoices that fit are found first; their runs are few, and lie together in `run_by_subject`. */
async function ofInvoices(
  tx: Tx,
  connectionId: string,
  filter: RunFilter,
  { cursor, limit }: PageAsked,
): Promise<RunListPage> {
  const ids = await findInvoices(tx, connectionId, filter);
  const values: unknown[] = [connectionId, filter.agent, ids.slice(0, INVOICES_MAX)];
  const where = conditionsOf(filter, values);
  if (cursor !== undefined) {
    const [at, lane, seq] = readCursor(cursor, 3);
    values.push(at, lane, seq);
    const n = values.length;
    where.push(`(r.decided_at, r.lane, r.seq) < ($${n - 2}::timestamptz, $${n - 1}::int, $${n}::bigint)`);
  }
  const rows = await tx
    .query<ListedRun & { place: string }>(
      `select ${COLUMNS}, ${NAMES}, r.decided_at::text as place
         from unnest($3::text[]) w (id)
         cross join lateral (select * from run where connection_id = $1 and subject_id = w.id and agent = $2 offset 0) r
         left join invoice i on i.connection_id = $1 and i.id = r.subject_id
        where ${where.join(' and ')} order by r.decided_at desc, r.lane desc, r.seq desc limit ${limit + 1}`,
      values,
    )
    .catch(asBadCursor);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    rows: rows.slice(0, limit).map(({ place: _place, ...row }) => row),
    next: last === undefined ? null : writeCursor([last.place, String(last.lane), last.seq]),
    searchedBackTo: null,
    isCut: ids.length > INVOICES_MAX,
  };
}

async function findInvoices(tx: Tx, connectionId: string, filter: RunFilter): Promise<string[]> {
  const search = filter.search?.trim() ?? '';
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await tx.query<{ id: string }>(
    `select id from invoice i where connection_id = $1 and ($2::text = '' or id = $2 or search_text like lower($3))
        and ($4::text is null or supplier_id = $4) order by updated_at desc, id desc limit ${INVOICES_MAX + 1}`,
    [connectionId, search, pattern, filter.supplier ?? null],
  );
  return rows.map(({ id }) => id);
}

/**
 * A run's number grows with the time within its lane, so the newest of all are the newest of each lane, merged: an
 * index by time would cost each decision. The cursor says how far each lane has been shown.
 */
async function alongLanes(
  tx: Tx,
  connectionId: string,
  filter: RunFilter,
  { cursor, limit, searchedMax = SEARCHED_MAX }: PageAsked,
): Promise<RunListPage> {
  const [connection] = await tx.query<{ lanes: number }>(
    'select lanes from connection where connection_id = $1',
    [connectionId],
  );
  const lanes = connection?.lanes ?? 1;
  const below = cursor === undefined ? [] : readCursor(cursor, lanes);
  const isNarrowed = [filter.verdict, filter.cause, filter.ruling, filter.from, filter.to].some(
    (one) => one !== undefined,
  );
  const perLane = isNarrowed ? Math.ceil(searchedMax / lanes) : limit + 1;
  const values: unknown[] = [connectionId, filter.agent, below];
  const scanned = `from generate_series(0, ${lanes - 1}) l (lane) cross join lateral (
      select * from run where connection_id = $1 and agent = $2 and lane = l.lane
         and seq < coalesce(($3::bigint[])[l.lane + 1], 9223372036854775807) order by seq desc limit ${perLane} offset 0) r`;
  const edge = isNarrowed ? await edgeOf(tx, scanned, values, perLane).catch(asBadCursor) : undefined;
  const where = conditionsOf(filter, values);
  if (edge !== undefined) {
    values.push(edge.place);
    where.push(`r.decided_at >= $${values.length}::timestamptz`);
  }
  const found = await tx
    .query<ListedRun>(
      `select r.*, ${NAMES} from (select ${COLUMNS} ${scanned} where ${where.join(' and ')}
          order by r.decided_at desc, r.lane desc, r.seq desc limit ${limit + 1}) r
         left join invoice i on i.connection_id = $1 and i.id = r.subject_id
        order by r.decided_at desc, r.lane desc, r.seq desc`,
      values,
    )
    .catch(asBadCursor);
  const rows = found.slice(0, limit);
  const places = Array.from({ length: lanes }, (_, lane) => below[lane] ?? null);
  if (found.length > limit) {
    for (const { lane, seq } of rows) places[lane] = seq;
    return { rows, next: writeCursor(places), searchedBackTo: null, isCut: false };
  }
  if (edge === undefined || (await isBefore(tx, edge.at, filter.from))) {
    return { rows, next: null, searchedBackTo: null, isCut: false };
  }
  edge.lowest.forEach((seq, lane) => {
    if (seq !== null) places[lane] = seq;
  });
  return { rows, next: writeCursor(places), searchedBackTo: edge.at, isCut: false };
}

/** How far back every lane has been looked through: below it some lane has runs that were not looked at. */
interface Edge {
  /** The moment, for the database. */
  readonly place: string;
  readonly at: string;
  /** Of each lane the lowest number from that moment on, null where it has none. */
  readonly lowest: readonly (string | null)[];
}

/** @returns undefined when every lane was looked through to its end. */
async function edgeOf(
  tx: Tx,
  scanned: string,
  values: readonly unknown[],
  perLane: number,
): Promise<Edge | undefined> {
  const rows = await tx.query<{ lane: number; seq: string; at: string; place: string }>(
    `with seen as materialized (select r.lane, r.seq, r.decided_at ${scanned}),
          edge as (select max(at) as at from (select min(decided_at) as at from seen group by lane
                    having count(*) = ${perLane}) of_lanes)
     select s.lane, min(s.seq) as seq, e.at, e.at::text as place from seen s join edge e on s.decided_at >= e.at
      group by s.lane, e.at`,
    values,
  );
  const [first] = rows;
  if (first === undefined) return undefined;
  const lowest: (string | null)[] = [];
  for (const { lane, seq } of rows) lowest[lane] = seq;
  return { place: first.place, at: first.at, lowest: Array.from(lowest, (seq) => seq ?? null) };
}

/** Everything older than a wished day needs no looking at. */
async function isBefore(tx: Tx, at: string, from: PlainDate | undefined): Promise<boolean> {
  if (from === undefined) return false;
  const [row] = await tx.query<{ is: boolean }>(`select $1::timestamptz < ${dayAt('$2', 0)} as is`, [
    at,
    from,
  ]);
  return row?.is === true;
}

function conditionsOf(filter: RunFilter, values: unknown[]): string[] {
  const where: string[] = [];
  const add = (value: unknown, sql: (place: string) => string): void => {
    values.push(value);
    where.push(sql(`$${values.length}`));
  };
  if (filter.verdict !== undefined) add(filter.verdict, (place) => `r.verdict = ${place}`);
  if (filter.cause === 'none') where.push('r.cause is null');
  else if (filter.cause !== undefined) add(filter.cause, (place) => `r.cause = ${place}`);
  if (filter.ruling !== undefined) add(filter.ruling, (place) => `r.ruling = ${place}`);
  if (filter.from !== undefined) add(filter.from, (place) => `r.decided_at >= ${dayAt(place, 0)}`);
  if (filter.to !== undefined) add(filter.to, (place) => `r.decided_at < ${dayAt(place, 1)}`);
  return where.length === 0 ? ['true'] : where;
}

/** The moment at which a day begins where the connection is. */
function dayAt(place: string, later: 0 | 1): string {
  return `((${place}::date + ${later})::timestamp at time zone
    (select time_zone from connection where connection_id = (select current_setting('purser.connection_id'))))`;
}

function writeCursor(parts: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function readCursor(text: string, length: number): (string | null)[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    parts = undefined;
  }
  const isOurs =
    Array.isArray(parts) &&
    parts.length === length &&
    parts.every((part) => part === null || (typeof part === 'string' && part.length <= 40));
  if (!isOurs) throw new InputError('The cursor is not one that this list gave out.');
  return parts as (string | null)[];
}

/** A cursor made by hand may hold a value of another kind. */
function asBadCursor(thrown: unknown): never {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code.startsWith('22')) throw new InputError('The cursor is not one that this list gave out.');
  throw thrown;
}
