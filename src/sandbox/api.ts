// /api: from a request to an answer. Everything that differs between resources comes from the catalogue.
import { addAttachment, fileAnswer, imageScanAnswer, setImageScan } from './attachments-api.ts';
import { resourceAt, resourceOf } from './catalogue/all-resources.ts';
import type { Action, Body, Field, Resource, TenantRules } from './catalogue/resource.ts';
import type { Caller } from './oauth.ts';
import { Refusal } from './refusal.ts';
import { idsOf, type Reader, type Row } from './row.ts';
import type { Effect, State, Work } from './state.ts';
import { listRows } from './wire/list.ts';
import { type ReadPairs, readPairs } from './wire/query.ts';
import { readBody } from './wire/read-body.ts';
import { createRecord, updateRecord } from './wire/save.ts';
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
  /** Called before the answer goes out; returns when the write is durable. */
  readonly accept: (accepted: Accepted) => void;
}

interface Call extends ApiRequest {
  readonly pairs: ReadPairs;
  readonly isXml: boolean;
  readonly deps: ApiDeps;
}

/** Answers one authorised call; a refusal becomes the documented error body. */
export function answerApi(request: ApiRequest, deps: ApiDeps): ApiAnswer {
  const pairs = readPairs(request.query);
  const call: Call = { ...request, pairs, isXml: isXmlWanted(request, pairs), deps };
  try {
    return route(call);
  } catch (thrown) {
    if (thrown instanceof Refusal) return errorAnswer(thrown.status, thrown.errors, call.isXml);
    throw thrown;
  }
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

function route(call: Call): ApiAnswer {
  const [path = '', id, verb, innerId, ...rest] = call.path.replace(/^\/api\/|\/$/g, '').split('/');
  const resource = resourceAt(path);
  if (!resource || rest.length > 0) throw missing();
  if (id === undefined) return answerCollection(call, resource);
  const creation = id === 'new' ? verb : verb === undefined ? id : undefined;
  if (call.method === 'POST' && creation !== undefined) return answerCreation(call, resource, creation);
  const row = call.deps.reader.get(resource.table, id);
  if (verb === 'attachments' && resource.hasAttachments)
    return answerAttachments(call, resource, row, innerId);
  if (verb === 'comments' && resource.hasComments) return answerComments(call, resource, id, innerId);
  if (innerId !== undefined) throw missing();
  if (resource.table === 'invoices' && verb?.endsWith('image_scan'))
    return answerImageScan(call, resource, row, verb);
  if (verb !== undefined) return answerAction(call, resource, row, verb);
  if (call.method === 'GET') {
    demand(call, resource.scopes.read);
    if (!row) throw missing();
    return answerRecord(call, resource, row, 200);
  }
  if (call.method === 'PUT' || call.method === 'PATCH') return answerUpdate(call, resource, row);
  throw new Refusal(call.method === 'DELETE' ? 404 : 405, {
    base: [`${call.method} is not supported here.`],
  });
}

const bodyOf = (call: Call): Body => readBody(call.bytes.toString('utf8'), call.contentType);

function answerCollection(call: Call, resource: Resource): ApiAnswer {
  if (call.method === 'GET') {
    demand(call, resource.scopes.read);
    return answerList(call, resource, () => true);
  }
  if (call.method !== 'POST' || !resource.scopes.create) {
    throw new Refusal(405, { base: [`${call.method} is not supported here.`] });
  }
  demand(call, resource.scopes.create);
  const body = bodyOf(call);
  return write(call, resource, 201, (work) =>
    createRecord(resource, body, { work, find: resourceOf, rules: call.deps.rules }),
  );
}

function answerList(call: Call, resource: Resource, isOurs: (row: Row) => boolean): ApiAnswer {
  const { reader } = call.deps;
  const rows = listRows(call.pairs, resource, { find: resourceOf, reader, isOurs });
  if (rows.length === 0 && call.isXml) throw missing();
  const selection = selectionFor(call, resource);
  if (call.isXml) return { status: 200, contentType: XML, body: toXmlList(selection, rows, reader) };
  const body = jsonText(rows.map((row) => toJsonValue(selection, row, reader)));
  return { status: 200, contentType: JSON_TYPE, body };
}

function answerUpdate(call: Call, resource: Resource, row: Row | undefined): ApiAnswer {
  if (!resource.scopes.update) throw new Refusal(405, { base: ['This resource cannot be updated.'] });
  demand(call, resource.scopes.update);
  if (!row) throw missing();
  const body = bodyOf(call);
  const exported = call.pairs.find(([key]) => key === 'exported')?.[1] ?? body.exported;
  if (resource.hasExportFlag && exported !== undefined && exported !== null) {
    // "Any other changes included may be ignored": the flag goes alone.
    return write(call, resource, 200, (work) => markExported(work, resource, row, exported));
  }
  return write(call, resource, 200, (work) =>
    updateRecord(resource, row, body, { work, find: resourceOf, rules: call.deps.rules }),
  );
}

function markExported(work: Work, resource: Resource, row: Row, value: Body[string]): Row {
  const isExported = value === true || value === 'true';
  work.note(`${resource.table}:${row.id}`, isExported ? 'marked as exported' : 'export flag taken back');
  return work.change(resource.table, row.id, {
    exported: isExported,
    'last-exported-at': isExported ? work.now : (row['last-exported-at'] ?? null),
  });
}

function answerAction(call: Call, resource: Resource, row: Row | undefined, verb: string): ApiAnswer {
  const action = findAction(resource, verb);
  if (!action || (call.method !== 'PUT' && call.method !== 'PATCH')) throw missing();
  demand(call, action.scopes);
  if (!row) throw missing();
  const body = bodyOf(call);
  const query = new Map(call.pairs.map(([key, value]) => [key.replaceAll('_', '-'), value]));
  let answered = resource;
  return write(
    call,
    () => answered,
    200,
    (work) => {
      const { rules } = call.deps;
      const acted = action.isUpdate
        ? updateRecord(resource, row, body, { work, find: resourceOf, rules })
        : row;
      const result = action.run(work, acted, { body, query, rules });
      // Acting on an approval answers the document it is about.
      answered = answeredResource(work, resource, result);
      return result;
    },
    `${resource.table}:${row.id}`,
  );
}

const findAction = (resource: Resource, verb: string): Action | undefined =>
  resource.actions && Object.hasOwn(resource.actions, verb) ? resource.actions[verb] : undefined;

function answeredResource(work: Work, resource: Resource, row: Row): Resource {
  if (resource.table !== 'approvals') return resource;
  const table = ['invoices', 'requisitions'].find((name) => work.get(name, row.id) === row);
  return resourceOf(table ?? 'invoices');
}

function answerCreation(call: Call, resource: Resource, verb: string): ApiAnswer {
  const creations = resource.creations ?? {};
  const goOn = Object.hasOwn(creations, verb) ? creations[verb] : undefined;
  if (!goOn) throw missing();
  demand(call, resource.scopes.create);
  const body = bodyOf(call);
  return write(call, resource, 201, (work) =>
    goOn(work, createRecord(resource, body, { work, find: resourceOf, rules: call.deps.rules })),
  );
}

function answerAttachments(
  call: Call,
  resource: Resource,
  row: Row | undefined,
  id: string | undefined,
): ApiAnswer {
  const attachments = resourceOf('attachments');
  demand(
    call,
    call.method === 'GET' ? resource.scopes.read : (resource.scopes.update ?? resource.scopes.read),
  );
  if (!row) throw missing();
  const owner = `${resource.table}:${row.id}`;
  if (call.method === 'POST' && id === undefined) {
    return write(call, attachments, 201, (work) => addAttachment(work, owner, call.bytes, call.contentType));
  }
  if (call.method !== 'GET') throw new Refusal(405, { attachment: ['Attachments cannot be updated.'] });
  const mine = (call.deps.state.indexed('attachments', 'owner', owner) ?? []).flatMap(
    (key) => call.deps.reader.get('attachments', key) ?? [],
  );
  if (id !== undefined) {
    const one = mine.find((attachment) => attachment.id === id);
    if (!one) throw missing();
    return fileAnswer(one);
  }
  if (mine.length === 0 && call.isXml) throw missing();
  const selection = selectionFor(call, attachments);
  const { reader } = call.deps;
  if (call.isXml) return { status: 200, contentType: XML, body: toXmlList(selection, mine, reader) };
  const list = mine.map((attachment) => toJsonValue(selection, attachment, reader));
  return { status: 200, contentType: JSON_TYPE, body: jsonText(list) };
}

function answerImageScan(call: Call, resource: Resource, row: Row | undefined, verb: string): ApiAnswer {
  if (call.method === 'GET' && verb === 'retrieve_image_scan') {
    demand(call, resource.scopes.read);
    if (!row) throw missing();
    return imageScanAnswer(row);
  }
  if (call.method !== 'PUT' || verb !== 'image_scan') throw missing();
  demand(call, resource.scopes.update);
  if (!row) throw missing();
  return write(call, resource, 200, (work) => setImageScan(work, row, call.bytes, call.contentType));
}

function answerComments(
  call: Call,
  resource: Resource,
  id: string,
  commentId: string | undefined,
): ApiAnswer {
  const comments = resourceOf('comments');
  const type = resource.hasComments ?? '';
  const isOurs = (row: Row) => row['commentable-id'] === id && row['commentable-type'] === type;
  if (call.method === 'GET') {
    demand(call, comments.scopes.read);
    if (!call.deps.reader.get(resource.table, id)) throw missing();
    if (commentId === undefined) {
      const mine: [string, string] = ['commentable-id', id];
      return answerList({ ...call, pairs: [...call.pairs, mine] }, comments, isOurs);
    }
    const comment = call.deps.reader.get('comments', commentId);
    if (!comment || !isOurs(comment)) throw missing();
    return answerRecord(call, comments, comment, 200);
  }
  if (call.method !== 'POST' || commentId !== undefined) throw missing();
  demand(call, comments.scopes.create);
  if (!call.deps.reader.get(resource.table, id)) throw missing();
  const body = { ...bodyOf(call), 'commentable-type': type, 'commentable-id': id };
  return write(call, comments, 201, (work) =>
    createRecord(comments, body, { work, find: resourceOf, rules: call.deps.rules }),
  );
}

/** One transaction, durable before it counts and before the answer. */
function write(
  call: Call,
  resource: Resource | (() => Resource),
  status: number,
  job: (work: Work) => Row,
  subject?: string,
): ApiAnswer {
  const { state, now, accept } = call.deps;
  const target = () => (typeof resource === 'function' ? resource() : resource);
  const row = state.transact({ now, actor: call.caller.userId }, job, (effect, result) =>
    accept({ effect, subject: subject ?? `${target().table}:${result.id}`, status }),
  );
  const answered = target();
  return answerRecord({ ...call, deps: { ...call.deps, reader: state } }, answered, row, status);
}

function answerRecord(call: Call, resource: Resource, row: Row, status: number): ApiAnswer {
  const { reader } = call.deps;
  if (call.method !== 'GET' && returnObject(call) === 'none') {
    return { status, contentType: call.isXml ? XML : JSON_TYPE, body: '' };
  }
  const selection = selectionFor(call, resource);
  if (call.isXml) return { status, contentType: XML, body: toXmlDocument(selection, row, reader) };
  return { status, contentType: JSON_TYPE, body: jsonText(toJsonValue(selection, row, reader)) };
}

const defaults = new Map<string, Selection>();

function selectionFor(call: Call, resource: Resource): Selection {
  const fields = call.pairs.find(([key]) => key === 'fields')?.[1];
  const selection = fields
    ? chosenSelection(resource, fields, resourceOf)
    : (returnModeSelection(call, resource) ?? cachedDefault(resource));
  const showDeleted = call.pairs.some(([key, value]) => /^show.deleted.lines$/.test(key) && value === 'true');
  return showDeleted ? withDeletedLines(selection) : selection;
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

function demand(call: Call, scopes: readonly string[] | undefined): void {
  if (scopes?.some((scope) => call.caller.scopes.has(scope))) return;
  throw new Refusal(403, { base: [`The token lacks the scope ${scopes?.[0] ?? 'for this'}.`] });
}

const missing = () => new Refusal(404, { base: ['No results match your search criteria.'] });
