import { objectOf, reference, type Wire } from './shape.ts';
import { id, instant, optionalId, text } from './wire.ts';

/**
 * An approval step as Coupa sends it. Only what we read.
 * @see Coupa Compass, Integration Technical Documentation, "Approvals API" (read 2026-04-09)
 */
export const coupaApproval = objectOf(
  {
    id,
    'approvable-type': text,
    'approvable-id': id,
    status: text,
    'approver-id': optionalId,
    'approver-type': text,
    // A user or a group; each has ids of its own.
    approver: reference({
      id: optionalId,
      login: text,
      fullname: text,
      firstname: text,
      lastname: text,
      name: text,
    }),
    position: text,
    note: text,
    'updated-at': instant,
  },
  'an approval object',
);

/** An approval step that passed {@link coupaApproval}. */
export type CoupaWireApproval = Wire<typeof coupaApproval>;
