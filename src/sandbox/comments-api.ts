import {
  type ApiAnswer,
  answerList,
  answerRecord,
  bodyOf,
  type Call,
  demand,
  missing,
  saveDeps,
  writeRecord,
} from './api-call.ts';
import { resourceOf } from './catalogue/all-resources.ts';
import type { Resource } from './catalogue/resource.ts';
import type { Row } from './row.ts';
import { createRecord } from './wire/save.ts';

/** `/api/{resource}/{id}/comments`, and one of them. */
export function answerComments(
  call: Call,
  resource: Resource,
  id: string,
  commentId: string | undefined,
): ApiAnswer | Promise<ApiAnswer> {
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
  return writeRecord(call, comments, 201, (work) => createRecord(comments, body, saveDeps(call, work)));
}
