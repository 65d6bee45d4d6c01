import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { sha256Hex } from '#kernel/canonical-json.ts';
import { PurserError } from '#kernel/errors.ts';

/** A key-encryption key. `id` names it beside what it sealed and tells nothing about it. */
export interface SecretKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** New secrets are sealed with `current`; what was sealed with an earlier one can still be opened. */
export interface KeyRing {
  readonly current: SecretKey;
  readonly earlier: readonly SecretKey[];
}

/** Whose secret it is, and which. Sealed along with it: a box put into another place does not open. */
export interface SecretPlace {
  readonly connectionId: string;
  readonly name: string;
}

export interface SealedSecret {
  readonly sealed: Buffer;
  readonly keyId: string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of a box, so that another form can be told apart one day. */
const FORM = 1;

/**
 * The ring of `PURSER_SECRET_KEY`: one key, or several separated by blanks or commas, the current one first.
 * @throws PurserError `secret_key_unusable` for a key that is not 32 bytes in base64 or hex.
 */
export function readKeyRing(text: string): KeyRing {
  const [current, ...earlier] = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(readKey);
  if (current === undefined) throw unusable('is empty');
  return { current, earlier };
}

/** A fresh key, in the form {@link readKeyRing} takes. */
export function newSecretKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

function readKey(text: string): SecretKey {
  const isHex = /^[0-9a-f]{64}$/i.test(text);
  if (!isHex && !/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) throw unusable(`has ${text.length} characters`);
  const bytes = Buffer.from(text, isHex ? 'hex' : 'base64');
  if (bytes.length !== KEY_BYTES) throw unusable(`has ${bytes.length} bytes`);
  return { id: sha256Hex(Buffer.concat([Buffer.from('purser secret key\n'), bytes])).slice(0, 16), bytes };
}

function unusable(found: string): PurserError {
  return new PurserError(
    'secret_key_unusable',
    `PURSER_SECRET_KEY must be 32 bytes in base64 or hex (openssl rand -base64 32); the one given ${found}.`,
  );
}

/** Seals by AES-256-GCM with a nonce of its own; the place is associated data. */
export function sealSecret(ring: KeyRing, place: SecretPlace, plain: string): SealedSecret {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', ring.current.bytes, nonce);
  cipher.setAAD(associatedData(place, ring.current.id));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return {
    sealed: Buffer.concat([Buffer.of(FORM), nonce, cipher.getAuthTag(), body]),
    keyId: ring.current.id,
  };
}

/**
 * Opens what {@link sealSecret} sealed for the same place.
 * @throws PurserError `secret_unreadable` when the key is not in the ring, or box, place or key do not belong together.
 */
export function openSecret(ring: KeyRing, place: SecretPlace, stored: SealedSecret): string {
  const key = [ring.current, ...ring.earlier].find(({ id }) => id === stored.keyId);
  if (key === undefined)
    throw unreadable(place, `it was sealed with key ${stored.keyId}, which is not given`);
  const { sealed } = stored;
  if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] !== FORM) {
    throw unreadable(place, 'it is not in the form that secrets are stored in');
  }
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(place, key.id));
  decipher.setAuthTag(tag);
  try {
    const body = sealed.subarray(1 + NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    throw unreadable(place, 'it was changed, or belongs to another connection');
  }
}

/** A JSON list, so that no two places give the same bytes. */
function associatedData(place: SecretPlace, keyId: string): Buffer {
  return Buffer.from(JSON.stringify(['purser secret', FORM, place.connectionId, place.name, keyId]), 'utf8');
}

function unreadable(place: SecretPlace, why: string): PurserError {
  return new PurserError(
    'secret_unreadable',
    `The secret ${place.name} of connection ${place.connectionId} cannot be opened: ${why}.`,
    { details: { ...place } },
  );
}
