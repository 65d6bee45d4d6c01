// One call to /api on its way: who asks, in which language, and how records go out.
import { resourceOf } from './catalogue/all-resources.ts';
import type { Body, Field, Resource, TenantRules } from './catalogue/resource.ts';
import type { Caller } from './oauth.ts';
import { Refusal } from './refusal.ts';
import { idsOf, type Reader, type Row } from './row.ts';
import type { Effect, State, Work } from './state.ts';
import { listRows } from './wire/list.ts';
import { type ReadPairs, readPairs } from './wire/query.ts';
import { readBody } from './wire/read-body.ts';
import type { SaveDeps } from './wire/save.ts';
import { chosenSelection, defaultSelection, returnSelection, type Selection } from './wire/selection.ts';
import { jsonText, toJsonValue } from './wire/write-json.ts';
import { toXmlDocument, toXmlErrors, toXmlList } from './wire/write-xml.ts';

export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  readonly accept: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly caller: Caller;
}

export interface ApiAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
}

/** What an accepted write did, for the ledger. */
export interface Accepted {
  readonly effect: Effect;
  readonly subject: string;
  readonly status: number;
}

export interface ApiDeps {
  readonly state: State;
  /** The tables as this read sees them; the past when reads lag. */
  readonly reader: Reader;
  readonly rules: TenantRules;
  readonly now: string;
  /** Rows of the page before that a further page begins with; 0 in good weather. */
  readonly overlapRows?: number;
  /** Told the rows of each page that is listed. */
  readonly onList?: (table: string, rows: readonly Row[]) => void;
  /** Called before the answer goes out; returns when the write is durable. */
  readonly accept: (accepted: Accepted) => void;
}

export interface Call extends ApiRequest {
  readonly pairs: ReadPairs;
  readonly isXml: boolean;
  readonly deps: ApiDeps;
}

export function callOf(request: ApiRequest, deps: ApiDeps): Call {
  const pairs = readPairs(request.query);
  return { ...request, pairs, isXml: isXmlWanted(request, pairs), deps };
}

/** `{"errors": {"invoice-header": ["…"]}}`, or its XML. */
export function errorAnswer(
  status: number,
  errors: Readonly<Record<string, readonly string[]>>,
  isXml: boolean,
): ApiAnswer {
  if (isXml) return { status, contentType: XML, body: toXmlErrors(Object.values(errors).flat()) };
  return { status, contentType: JSON_TYPE, body: jsonText({ errors }) };
}

const XML = 'application/xml; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

/** JSON only when asked for: XML is Coupa's first language. */
export function isXmlWanted(request: Pick<ApiRequest, 'accept' | 'contentType'>, pairs: ReadPairs): boolean {
  const format = pairs.find(([key]) => key === 'format')?.[1];
  if (format === 'json' || format === 'xml') return format === 'xml';
  if (request.accept.includes('json')) return false;
  if (request.accept.includes('xml')) return true;
  return !request.contentType.includes('json');
}

export const bodyOf = (call: Call): Body => readBody(call.bytes.toString('utf8'), call.contentType);
export const queryOf = (call: Call): ReadonlyMap<string, string> =>
  new Map(call.pairs.map(([key, value]) => [key.replaceAll('_', '-'), value]));
export const saveDeps = (call: Call, work: Work): SaveDeps => ({
  work,
  find: resourceOf,
  rules: call.deps.rules,
});

export function demand(call: Call, scopes: readonly string[] | undefined): void {
  if (scopes?.some((scope) => call.caller.scopes.has(scope))) return;
  throw new Refusal(403, { base: [`The token lacks the scope ${scopes?.[0] ?? 'for this'}.`] });
}

export const missing = () => new Refusal(404, { base: ['No results match your search criteria.'] });
export const unsupported = (call: Call) =>
  new Refusal(405, { base: [`${call.method} is not supported here.`] });

/** One page of a resource, of all its rows or of those that are `ours`. */
export function answerList(
  call: Call,
  resource: Resource,
  isOurs?: (row: Row) => boolean,
): ApiAnswer | Promise<ApiAnswer> {
  const { reader, overlapRows = 0, onList } = call.deps;
  const answered = (found: readonly Row[]): ApiAnswer => {
    onList?.(resource.table, found);
    return answerRows(call, resource, found);
  };
  const rows = listRows(call.pairs, resource, { find: resourceOf, reader, isOurs, overlapRows });
  return Array.isArray(rows) ? answered(rows) : rows.then(answered);
}

/** Rows that were already chosen. An empty list is 404 in XML, as documented. */
export function answerRows(call: Call, resource: Resource, rows: readonly Row[]): ApiAnswer {
  const { reader } = call.deps;
  if (rows.length === 0 && call.isXml) throw missing();
  const selection = selectionFor(call, resource);
  if (call.isXml) return { status: 200, contentType: XML, body: toXmlList(selection, rows, reader) };
  const body = jsonText(rows.map((row) => toJsonValue(selection, row, reader)));
  return { status: 200, contentType: JSON_TYPE, body };
}

export function answerRecord(call: Call, resource: Resource, row: Row, status: number): ApiAnswer {
  const { reader } = call.deps;
  if (call.method !== 'GET' && returnObject(call) === 'none') return answerNothing(call, status);
  const selection = selectionFor(call, resource);
  if (call.isXml) return { status, contentType: XML, body: toXmlDocument(selection, row, reader) };
  return { status, contentType: JSON_TYPE, body: jsonText(toJsonValue(selection, row, reader)) };
}

export function answerNothing(call: Call, status: number): ApiAnswer {
  return { status, contentType: call.isXml ? XML : JSON_TYPE, body: '' };
}

/** What a write leaves to be answered. */
export interface Written {
  readonly resource: Resource;
  /** The record that is answered; a list for the few calls that act on several. */
  readonly rows: readonly Row[];
  readonly isList?: boolean;
  /** `invoices:12`, where the ledger should name another record than the answered one. */
  readonly subject?: string;
}

/** One transaction, durable before it counts and before the answer. */
export function write(call: Call, status: number, job: (work: Work) => Written): ApiAnswer {
  const { state, now, accept } = call.deps;
  const written = state.transact({ now, actor: call.caller.userId }, job, (effect, result) => {
    // A read that had nothing to create is no write.
    if (call.method === 'GET' && effect.rows.length === 0) return;
    accept({ effect, subject: result.subject ?? subjectOf(result), status });
  });
  const after = { ...call, deps: { ...call.deps, reader: state } };
  const [row] = written.rows;
  if (written.isList) return answerRows(after, written.resource, written.rows);
  return row ? answerRecord(after, written.resource, row, status) : answerNothing(after, status);
}

/** The usual write: one record of the resource. */
export function writeRecord(
  call: Call,
  resource: Resource,
  status: number,
  job: (work: Work) => Row,
): ApiAnswer {
  return write(call, status, (work) => ({ resource, rows: [job(work)] }));
}

const subjectOf = ({ resource, rows }: Written) => `${resource.table}:${rows[0]?.id ?? ''}`;

const defaults = new Map<string, Selection>();

function selectionFor(call: Call, resource: Resource): Selection {
  const fields = call.pairs.find(([key]) => key === 'fields')?.[1] ?? filterFields(call, resource);
  const selection = fields
    ? chosenSelection(resource, fields, resourceOf)
    : (returnModeSelection(call, resource) ?? cachedDefault(resource));
  const showDeleted = call.pairs.some(([key, value]) => /^show.deleted.lines$/.test(key) && value === 'true');
  return showDeleted ? withDeletedLines(selection) : selection;
}

/** What a filter of the tenant shows; a name that it does not have means the default. */
function filterFields(call: Call, resource: Resource): string | undefined {
  const name = call.pairs.find(([key]) => key === 'filter')?.[1];
  const filters = call.deps.rules.filters?.[resource.table];
  return name !== undefined && filters && Object.hasOwn(filters, name) ? filters[name] : undefined;
}

function returnModeSelection(call: Call, resource: Resource): Selection | undefined {
  const mode = returnObject(call);
  return mode === 'limited' || mode === 'shallow' ? returnSelection(resource, mode, resourceOf) : undefined;
}

function returnObject(call: Call): string | undefined {
  return call.pairs.find(([key]) => key === 'return_object' || key === 'return-object')?.[1];
}

function cachedDefault(resource: Resource): Selection {
  const known = defaults.get(resource.table);
  if (known) return known;
  const made = defaultSelection(resource, resourceOf);
  defaults.set(resource.table, made);
  return made;
}

function withDeletedLines(selection: Selection): Selection {
  const entries = selection.entries.map((entry) => {
    if (entry.key !== 'order-lines' || entry.field.kind !== 'children') return entry;
    const field: Field = {
      ...entry.field,
      from: (row, reader) =>
        [...idsOf(row, 'order-lines'), ...idsOf(row, 'deleted-lines')].flatMap(
          (id) => reader.get('order-lines', id) ?? [],
        ),
    };
    return { ...entry, field };
  });
  return { ...selection, entries };
}
