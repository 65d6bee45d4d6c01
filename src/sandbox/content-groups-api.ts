import {
  type ApiAnswer,
  answerRecord,
  answerRows,
  bodyOf,
  type Call,
  demand,
  missing,
  writeRecord,
} from './api-call.ts';
import { resourceOf } from './catalogue/all-resources.ts';
import type { Resource } from './catalogue/resource.ts';
import { idsOf, type Row } from './row.ts';

/**
 * `/api/{resource}/{id}/business_groups`: a record's content groups, listed, and added or removed one by one:
 * `…/business_groups/{group}/add`, or `…/business_groups/add` with `{"id": …}`.
 */
export function answerContentGroups(
  call: Call,
  resource: Resource,
  row: Row | undefined,
  words: readonly string[],
): ApiAnswer {
  const groups = resourceOf('business-groups');
  const { read, update } = resource.scopes;
  demand(call, call.method === 'GET' ? read : update);
  if (!row) throw missing();
  const held = idsOf(row, 'content-groups');
  const verb = words.at(-1) ?? '';
  if (call.method === 'GET') {
    const shown = held.flatMap((id) => call.deps.reader.get('business-groups', id) ?? []);
    if (words.length === 0) return answerRows(call, groups, shown);
    const one = shown.find(({ id }) => id === verb);
    if (!one || words.length > 1) throw missing();
    return answerRecord(call, groups, one, 200);
  }
  if (call.method !== 'PUT' || !['add', 'remove', 'remove_all'].includes(verb)) throw missing();
  const left = verb === 'remove_all' ? [] : afterwards(call, held, verb, words);
  return writeRecord(call, resource, 200, (work) =>
    work.change(resource.table, row.id, { 'content-groups': left }),
  );
}

function afterwards(call: Call, held: readonly string[], verb: string, words: readonly string[]): string[] {
  const sent = bodyOf(call);
  const id = String(words.length > 1 ? words[0] : (sent.id ?? sent['business-group-id'] ?? ''));
  if (!call.deps.reader.get('business-groups', id)) throw missing();
  const others = held.filter((other) => other !== id);
  return verb === 'add' ? [...others, id] : others;
}
