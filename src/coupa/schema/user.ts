import { objectOf, type Wire } from './shape.ts';
import { flag, id, instant, text } from './wire.ts';

/**
 * A user as Coupa sends it. Only what we read.
 * @see Coupa Compass, Integration Technical Documentation, "Users API" (read 2026-04-09)
 */
export const coupaUser = objectOf(
  {
    id,
    login: text,
    email: text,
    fullname: text,
    firstname: text,
    lastname: text,
    // Documented with a question mark, sent without one.
    active: flag,
    'active?': flag,
    'updated-at': instant,
  },
  'a user object',
);

/** A user that passed {@link coupaUser}. */
export type CoupaWireUser = Wire<typeof coupaUser>;
