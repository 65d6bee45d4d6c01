import type { CoupaComment } from '../records/coupa-comment.ts';
import type { Remark } from '../records/remark.ts';

/** A comment in Coupa as something that was said about an invoice or its order. */
export function toRemark(comment: CoupaComment): Remark {
  const { id, commentableType, commentableId, text, createdById, createdByName, createdAt } = comment;
  return {
    id,
    kind: 'comment',
    on: commentableType === 'OrderHeader' ? 'order' : 'invoice',
    documentId: commentableId,
    text,
    ...(createdById === undefined ? {} : { authorId: createdById }),
    ...(createdByName === undefined ? {} : { authorName: createdByName }),
    ...(createdAt === undefined ? {} : { writtenOn: createdAt.slice(0, 10) }),
  };
}
