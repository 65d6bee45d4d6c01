import { objectOf, reference, type Wire } from './shape.ts';
import { id, instant, optionalId, text } from './wire.ts';

/**
 * A comment as Coupa sends it. Only what we read.
 * @see Coupa Compass, Integration Technical Documentation, "Comments API" (read 2026-04-09)
 */
export const coupaComment = objectOf(
  {
    id,
    'commentable-type': text,
    'commentable-id': id,
    comments: text,
    'created-by': reference({
      id: optionalId,
      login: text,
      fullname: text,
      firstname: text,
      lastname: text,
    }),
    'created-at': instant,
    'updated-at': instant,
  },
  'a comment object',
);

/** A comment that passed {@link coupaComment}. */
export type CoupaWireComment = Wire<typeof coupaComment>;
