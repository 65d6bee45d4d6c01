import type { CoupaComment } from '#domain/records/coupa-comment.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { type CoupaWireComment, coupaComment } from '../schema/comment.ts';
import { personName } from './person-name.ts';
import { present } from './present.ts';
import { readRecord } from './read-record.ts';
import { UNKNOWN_MOMENT } from './unknown-moment.ts';

/**
 * Checks and converts one comment.
 * @throws PurserError `coupa_shape` naming path, expected and found.
 */
export function parseCoupaComment(json: ExactJson, where: string): CoupaComment {
  return fromCoupaComment(readRecord(coupaComment, json, where));
}

/** Total: what passed {@link coupaComment} always converts. */
export function fromCoupaComment(wire: CoupaWireComment): CoupaComment {
  return present<CoupaComment>({
    id: wire.id,
    commentableType: wire['commentable-type'] ?? '',
    commentableId: wire['commentable-id'],
    text: wire.comments ?? '',
    createdById: wire['created-by']?.id,
    createdByName: wire['created-by'] ? personName(wire['created-by']) : undefined,
    createdAt: wire['created-at'],
    updatedAt: wire['updated-at'] ?? UNKNOWN_MOMENT,
  });
}
