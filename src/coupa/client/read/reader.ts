import { assert, PurserError } from '#kernel/errors.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import type { CoupaConnection } from '../connect.ts';
import type { RatePriority } from '../rate-limit.ts';
import { cursorAfter, cursorQuery, type PageCursor, type RecordKey, recordKey } from './page-cursor.ts';
import { type ReadOptions, readJson } from './read-json.ts';

/** Coupa's own limit; asking for more is cut to it in silence. */
export const PAGE_ROWS = 50;
/** `invoices`, `asn/headers`, `invoices/12/comments`. */
const PATH = /^[a-z_]+(\/[a-z_]+|\/\d{1,20}\/[a-z_]+)?$/;
const ID = /^\d{1,20}$/;
const KEY_FIELDS = '["id","updated_at"]';
/** Faults of a page's body that come from one record in it, or from its size: its records may be read one by one. */
const ISOLATE = new Set<unknown>(['malformed', 'cut_short', 'too_large']);

export interface RecordRequest {
  /** Below `/api/`: `invoices`, or a list inside a record, `invoices/12/comments`. */
  readonly resource: string;
  /** Value of Coupa's `fields` parameter; see `fieldsOf`. Must name id and updated_at. Default: what the tenant's filter gives. */
  readonly fields?: string;
  /** Default `poll`. */
  readonly priority?: RatePriority;
  readonly signal?: AbortSignal;
}

export interface PageRequest extends RecordRequest {
  readonly cursor: PageCursor;
  /** Further conditions in Coupa's syntax: `{ 'status[in]': 'draft,approved' }`. */
  readonly query?: Readonly<Record<string, string>>;
}

/** One page of a listing. */
export interface CoupaPage {
  /** As Coupa sent them, unchecked, in order. */
  readonly records: readonly ExactJson[];
  /** Records that cannot be read at all, not even alone. They do not keep the others away. */
  readonly unreadable: readonly UnreadableRecord[];
  /** Where to go on; after the last page, where to look for what is new. */
  readonly next: PageCursor;
  readonly isLast: boolean;
}

export interface NewestRecord extends RecordKey {
  readonly id: string;
}

export interface UnreadableRecord extends RecordKey {
  readonly id: string;
  readonly error: PurserError;
}

/** Reads from one Coupa instance; nothing here can change anything there. */
export interface CoupaReader {
  /**
   * One record, or undefined when Coupa has none of that id.
   * @throws PurserError any of the client's codes.
   */
  get(request: RecordRequest & { readonly id: string }): Promise<ExactJson | undefined>;
  /**
   * The page at a cursor.
   * @throws PurserError any of the client's codes. One bad record is no reason: it comes as `unreadable`.
   */
  listPage(request: PageRequest): Promise<CoupaPage>;
  /**
   * Id and time of change of the record with the highest id, or undefined when there is none.
   * @throws PurserError any of the client's codes.
   */
  newest(request: Omit<PageRequest, 'cursor' | 'fields'>): Promise<NewestRecord | undefined>;
}

export function createCoupaReader(connection: CoupaConnection): CoupaReader {
  async function get(request: RecordRequest & { readonly id: string }): Promise<ExactJson | undefined> {
    assert(PATH.test(request.resource) && ID.test(request.id), `No record can be at ${request.resource}.`);
    const path = `${request.resource}/${request.id}`;
    let json: ExactJson;
    try {
      json = await readJson(connection, { path, query: fieldsQuery(request.fields) }, optionsOf(request));
    } catch (thrown) {
      if (thrown instanceof PurserError && thrown.code === 'coupa_not_found') return undefined;
      throw thrown;
    }
    const { id } = recordKey(json);
    if (id !== request.id) throw unexpected(`GET ${path}`, `the record ${request.id}`, id ?? 'none');
    return json;
  }

  async function listRows(request: PageRequest, fields: string | undefined): Promise<ExactJson[]> {
    const query = {
      ...request.query,
      ...cursorQuery(request.cursor),
      ...fieldsQuery(fields),
      limit: String(PAGE_ROWS),
    };
    const json = await readJson(connection, { path: request.resource, query }, optionsOf(request)).catch(
      noneFound,
    );
    if (!Array.isArray(json)) throw unexpected(`GET ${request.resource}`, 'a list', 'something else');
    return json;
  }

  /** Asks for the keys alone, then for each record by itself, so that only the bad one is left out. */
  async function listOneByOne(request: PageRequest): Promise<CoupaPage> {
    const keys = (await listRows(request, KEY_FIELDS)).map(recordKey);
    const records: ExactJson[] = [];
    const unreadable: UnreadableRecord[] = [];
    for (const key of keys) {
      const { id } = key;
      if (id === undefined) continue;
      try {
        const record = await get({ ...request, id });
        if (record !== undefined) records.push(record);
      } catch (thrown) {
        if (!isIsolable(thrown)) throw thrown;
        unreadable.push({ ...key, id, error: thrown });
      }
    }
    const { cursor, isLast } = cursorAfter(request.cursor, keys, PAGE_ROWS);
    return { records, unreadable, next: cursor, isLast };
  }

  return {
    get,
    async newest(request) {
      const query = { ...request.query, order_by: 'id', dir: 'desc', limit: '1', fields: KEY_FIELDS };
      const json = await readJson(connection, { path: request.resource, query }, optionsOf(request)).catch(
        noneFound,
      );
      if (!Array.isArray(json)) throw unexpected(`GET ${request.resource}`, 'a list', 'something else');
      const { id, updatedAt } = recordKey(json[0] ?? null);
      return id === undefined ? undefined : { id, ...(updatedAt === undefined ? {} : { updatedAt }) };
    },
    async listPage(request) {
      assert(PATH.test(request.resource), `No list can be at ${request.resource}.`);
      let records: ExactJson[];
      try {
        records = await listRows(request, request.fields);
      } catch (thrown) {
        if (!isIsolable(thrown)) throw thrown;
        return listOneByOne(request);
      }
      const { cursor, isLast } = cursorAfter(request.cursor, records.map(recordKey), PAGE_ROWS);
      return { records, unreadable: [], next: cursor, isLast };
    },
  };
}

function optionsOf(request: RecordRequest): ReadOptions {
  return { priority: request.priority ?? 'poll', signal: request.signal };
}

function fieldsQuery(fields: string | undefined): Record<string, string> {
  return fields === undefined ? {} : { fields };
}

/** Some lists answer 404 when nothing fits. */
function noneFound(thrown: unknown): ExactJson {
  const isEmptyList =
    thrown instanceof PurserError &&
    thrown.code === 'coupa_not_found' &&
    /no results match/i.test(String(thrown.details.messages));
  if (!isEmptyList) throw thrown;
  return [];
}

function isIsolable(thrown: unknown): thrown is PurserError {
  return (
    thrown instanceof PurserError && thrown.code === 'coupa_unreadable' && ISOLATE.has(thrown.details.why)
  );
}

function unexpected(what: string, expected: string, found: string): PurserError {
  return new PurserError('coupa_unreadable', `Expected ${expected} from Coupa for ${what}, found ${found}.`, {
    details: { why: 'shape', what },
  });
}
