import { settleComment } from '../actions/comments.ts';
import { authors, flag, type Resource, stamps, text, writableText } from './resource.ts';

export const comments: Resource = {
  table: 'comments',
  path: 'comments',
  root: 'comment',
  scopes: { read: ['core.comment.read'], create: ['core.comment.write'] },
  lookupKeys: ['id'],
  defaults: { 'to-supplier': false },
  fields: {
    ...stamps,
    comments: text({ isWritable: true, isRequired: true }),
    'comment-type': writableText,
    'commentable-type': text({ isWritable: true, isRequired: true }),
    'commentable-id': { kind: 'id', isWritable: true, isRequired: true },
    'to-supplier': flag,
    'reason-code': text(),
    mentionees: text(),
    ...authors,
  },
  settle: settleComment,
};
