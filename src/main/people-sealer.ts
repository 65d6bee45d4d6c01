import { type KeyRing, openSecret, sealSecret } from '#connections/secret-box.ts';
import { PurserError } from '#kernel/errors.ts';
import type { Sealer } from '#people/people-deps.ts';

/** Stands where a connection's id stands otherwise: a person belongs to none. No connection id has a blank. */
const NO_CONNECTION = 'all people';
/** A key's id: 16 hex digits. */
const KEY_ID_BYTES = 8;

/** Seals what belongs to a person with the same keys as the secrets of connections; the key's id goes in front. */
export function createPeopleSealer(ring: KeyRing): Sealer {
  return {
    seal: (plain, about) => {
      const { sealed, keyId } = sealSecret(ring, { connectionId: NO_CONNECTION, name: about }, plain);
      return Buffer.concat([Buffer.from(keyId, 'hex'), sealed]);
    },
    open: (box, about) => {
      const bytes = Buffer.from(box);
      if (bytes.length <= KEY_ID_BYTES) {
        throw new PurserError(
          'secret_unreadable',
          `The ${about} is not in the form that secrets are stored in.`,
        );
      }
      const keyId = bytes.subarray(0, KEY_ID_BYTES).toString('hex');
      const stored = { sealed: bytes.subarray(KEY_ID_BYTES), keyId };
      return openSecret(ring, { connectionId: NO_CONNECTION, name: about }, stored);
    },
  };
}
