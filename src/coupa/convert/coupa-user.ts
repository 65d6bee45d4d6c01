import type { CoupaUser } from '#domain/records/coupa-user.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { type CoupaWireUser, coupaUser } from '../schema/user.ts';
import { personName } from './person-name.ts';
import { present } from './present.ts';
import { readRecord } from './read-record.ts';
import { UNKNOWN_MOMENT } from './unknown-moment.ts';

/**
 * Checks and converts one user.
 * @throws PurserError `coupa_shape` naming path, expected and found.
 */
export function parseCoupaUser(json: ExactJson, where: string): CoupaUser {
  return fromCoupaUser(readRecord(coupaUser, json, where));
}

/** Total: what passed {@link coupaUser} always converts. */
export function fromCoupaUser(wire: CoupaWireUser): CoupaUser {
  return present<CoupaUser>({
    id: wire.id,
    login: wire.login ?? '',
    email: wire.email,
    fullName: personName(wire) ?? '',
    // Whoever is not said to be active is not taken for it: an approval is never put to somebody who left.
    isActive: wire.active ?? wire['active?'] ?? false,
    updatedAt: wire['updated-at'] ?? UNKNOWN_MOMENT,
  });
}
