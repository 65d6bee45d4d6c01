// /api: from a request to an answer. Everything that differs between resources comes from the catalogue.
import {
  type ApiAnswer,
  type ApiDeps,
  type ApiRequest,
  answerList,
  answerRecord,
  bodyOf,
  type Call,
  callOf,
  demand,
  errorAnswer,
  missing,
  queryOf,
  saveDeps,
  unsupported,
  type Written,
  write,
  writeRecord,
} from './api-call.ts';
import {
  answerAllAttachments,
  answerAttachments,
  answerImageScan,
  answerLegalAgreement,
} from './attachments-api.ts';
import { findPlace, resourceOf } from './catalogue/all-resources.ts';
import type {
  Action,
  ActionInput,
  CollectionAction,
  Method,
  Nesting,
  Resource,
} from './catalogue/resource.ts';
import { answerComments } from './comments-api.ts';
import { answerContentGroups } from './content-groups-api.ts';
import { answerGraphql } from './graphql/answer-graphql.ts';
import { Refusal } from './refusal.ts';
import { idsOf, type Row } from './row.ts';
import type { Work } from './state.ts';
import { createRecord, updateRecord } from './wire/save.ts';

/** Answers one authorised call; a refusal becomes the documented error body. */
export async function answerApi(request: ApiRequest, deps: ApiDeps): Promise<ApiAnswer> {
  const call = callOf(request, deps);
  try {
    return await route(call);
  } catch (thrown) {
    if (thrown instanceof Refusal) return errorAnswer(thrown.status, thrown.errors, call.isXml);
    throw thrown;
  }
}

/** A resource as a path names it, and whose children are meant where the path says so. */
interface Place {
  readonly resource: Resource;
  readonly owner?: { readonly nesting: Nesting; readonly row: Row };
}

type Answered = ApiAnswer | Promise<ApiAnswer>;

function route(call: Call): Answered {
  if (call.path === '/api/graphql') return answerGraphql(call);
  const words = call.path.replace(/^\/api\/|\/$/g, '').split('/');
  if (words[0] === 'attachments') return answerAllAttachments(call, words.slice(1));
  const found = findPlace(words);
  if (!found) throw missing();
  const { resource, nesting, ownerId } = found;
  if (!nesting) return answerPlace(call, { resource }, found.rest);
  const row = call.deps.reader.get(nesting.table, ownerId ?? '');
  if (!row) throw missing();
  return answerPlace(call, { resource, owner: { nesting, row } }, found.rest);
}

function answerPlace(call: Call, place: Place, rest: readonly string[]): Answered {
  const { resource } = place;
  const [id, verb, innerId, ...more] = rest;
  if (id !== undefined && verb === 'business_groups' && resource.hasContentGroupPaths)
    return answerContentGroups(call, resource, findRow(call, place, id), rest.slice(2));
  if (more.length > 0) throw missing();
  if (id === undefined) return answerCollection(call, place);
  const named = id === 'new' ? verb : verb === undefined ? id : undefined;
  if (named !== undefined && innerId === undefined) {
    const answer = answerNamed(call, place, named);
    if (answer !== undefined) return answer;
  }
  const row = findRow(call, place, id);
  if (verb === 'attachments' && resource.hasAttachments)
    return answerAttachments(call, resource, row, innerId);
  if (verb === 'comments' && resource.hasComments) return answerComments(call, resource, id, innerId);
  if (innerId !== undefined) throw missing();
  if (resource.table === 'invoices' && verb?.endsWith('image_scan'))
    return answerImageScan(call, resource, row, verb);
  if (resource.hasLegalAgreement && verb?.endsWith('legal_agreement'))
    return answerLegalAgreement(call, resource, row, verb);
  if (verb !== undefined) return answerAction(call, resource, row, verb);
  return answerOne(call, place, row);
}

function findRow(call: Call, { resource, owner }: Place, id: string): Row | undefined {
  const row = call.deps.reader.get(resource.table, id);
  return row && isOwned(row, owner) ? row : undefined;
}

function isOwned(row: Row, owner: Place['owner']): boolean {
  if (!owner) return true;
  const { field, fixed = {} } = owner.nesting;
  return row[field] === owner.row.id && Object.entries(fixed).every(([key, value]) => row[key] === value);
}

function answerOne(call: Call, place: Place, row: Row | undefined): ApiAnswer {
  const { resource } = place;
  switch (call.method) {
    case 'GET':
      demand(call, resource.scopes.read);
      if (!row) throw missing();
      return answerRecord(call, resource, row, 200);
    case 'PUT':
    case 'PATCH':
      return answerUpdate(call, resource, row);
    case 'DELETE':
      return answerDelete(call, place, row);
    default:
      throw unsupported(call);
  }
}

function answerCollection(call: Call, { resource, owner }: Place): Answered {
  if (call.method === 'GET') {
    demand(call, resource.scopes.read);
    return answerList(call, resource, owner && ((row) => isOwned(row, owner)));
  }
  const isCreation = call.method === 'POST' || (call.method === 'PUT' && resource.isCreatedByPut);
  if (!isCreation || !resource.scopes.create) throw unsupported(call);
  demand(call, resource.scopes.create);
  const body = {
    ...bodyOf(call),
    ...(owner ? { [owner.nesting.key]: owner.row.id, ...owner.nesting.fixed } : {}),
  };
  return writeRecord(call, resource, 201, (work) => {
    const row = createRecord(resource, body, saveDeps(call, work));
    if (owner?.nesting.listField) listWithOwner(work, owner.nesting, owner.row, [row.id], []);
    return row;
  });
}

/** The owner keeps its children's ids in the order they came. */
function listWithOwner(
  work: Work,
  { table, listField = '' }: Nesting,
  owner: Row,
  added: readonly string[],
  gone: readonly string[],
): void {
  const kept = idsOf(owner, listField).filter((id) => !gone.includes(id) && !added.includes(id));
  work.change(table, owner.id, { [listField]: [...kept, ...added] });
}

function answerUpdate(call: Call, resource: Resource, row: Row | undefined): ApiAnswer {
  if (!resource.scopes.update) throw new Refusal(405, { base: ['This resource cannot be updated.'] });
  demand(call, resource.scopes.update);
  if (!row) throw missing();
  const body = bodyOf(call);
  const exported = call.pairs.find(([key]) => key === 'exported')?.[1] ?? body.exported;
  if (resource.hasExportFlag && exported !== undefined && exported !== null) {
    // "Any other changes included may be ignored": the flag goes alone.
    const isExported = exported === true || exported === 'true';
    return writeRecord(call, resource, 200, (work) => markExported(work, resource, row, isExported));
  }
  return writeRecord(call, resource, 200, (work) => updateRecord(resource, row, body, saveDeps(call, work)));
}

function markExported(work: Work, resource: Resource, row: Row, isExported: boolean): Row {
  work.note(`${resource.table}:${row.id}`, isExported ? 'marked as exported' : 'export flag taken back');
  return work.change(resource.table, row.id, {
    exported: isExported,
    'last-exported-at': isExported ? work.now : (row['last-exported-at'] ?? null),
  });
}

function answerDelete(call: Call, { resource, owner }: Place, row: Row | undefined): ApiAnswer {
  // "Deleting data is not supported" for most: there is no such path.
  if (!resource.scopes.delete) throw new Refusal(404, { base: ['DELETE is not supported here.'] });
  demand(call, resource.scopes.delete);
  if (!row) throw missing();
  return write(call, 200, (work) => {
    resource.beforeDelete?.(work, row);
    work.remove(resource.table, row.id);
    for (const nesting of owner ? [owner.nesting] : (resource.within ?? [])) {
      const parent = work.get(nesting.table, String(row[nesting.field] ?? ''));
      if (nesting.listField && parent) listWithOwner(work, nesting, parent, [], [row.id]);
    }
    return { resource, rows: [], subject: `${resource.table}:${row.id}` };
  });
}

const isAllowed = (call: Call, methods: readonly Method[] | undefined) =>
  (methods ?? ['PUT', 'PATCH']).some((method) => method === call.method);

const own = <T>(of: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  of && Object.hasOwn(of, key) ? of[key] : undefined;

function answerAction(call: Call, resource: Resource, row: Row | undefined, verb: string): ApiAnswer {
  const action = own<Action>(resource.actions, verb);
  if (!action || !isAllowed(call, action.methods)) throw missing();
  demand(call, action.scopes);
  if (!row) throw missing();
  const input = inputOf(call);
  return write(call, 200, (work) => {
    const acted = action.isUpdate ? updateRecord(resource, row, input.body, saveDeps(call, work)) : row;
    const result = action.run(work, acted, input);
    // Acting on an approval answers the document it is about.
    const answered = resource.answers?.(work, result) ?? resource.table;
    return { resource: resourceOf(answered), rows: [result], subject: `${resource.table}:${row.id}` };
  });
}

const inputOf = (call: Call): ActionInput => ({
  body: bodyOf(call),
  query: queryOf(call),
  rules: call.deps.rules,
});

/** `…/mine`, `…/submit_for_approval`: words in the place of an id. Undefined when the resource has no such word. */
function answerNamed(call: Call, place: Place, name: string): Answered | undefined {
  const { resource } = place;
  const view = call.method === 'GET' ? own(resource.views, name) : undefined;
  if (view) {
    demand(call, resource.scopes.read);
    return answerList(call, resource, (row) => view(row, { userId: call.caller.userId }));
  }
  const action = own<CollectionAction>(resource.collectionActions, name);
  if (action && isAllowed(call, action.methods)) return answerCollectionAction(call, resource, action);
  const goOn = call.method === 'POST' ? own(resource.creations, name) : undefined;
  if (!goOn) {
    if (call.method === 'POST') throw missing();
    return undefined;
  }
  demand(call, resource.scopes.create);
  const body = bodyOf(call);
  return writeRecord(call, resource, 201, (work) =>
    goOn(work, createRecord(resource, body, saveDeps(call, work))),
  );
}

function answerCollectionAction(call: Call, resource: Resource, action: CollectionAction): ApiAnswer {
  demand(call, action.scopes);
  const input = inputOf(call);
  return write(call, action.status ?? 200, (work): Written => {
    const result = action.run(work, input);
    const answered = resourceOf(action.answers ?? resource.table);
    return Array.isArray(result)
      ? { resource: answered, rows: result as readonly Row[], isList: true }
      : { resource: answered, rows: [result as Row] };
  });
}
