import { createHmac, timingSafeEqual } from 'node:crypto';
import { sha256 } from '#kernel/canonical-json.ts';
import type { CalloutDoor } from './callout-door.ts';

/** Header names in lower case, as Node gives them. */
export type CalloutHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Standard Webhooks: a message is good for five minutes before and after the moment it names. */
const TOLERANCE_S = 300;
/** Shorter keys can be guessed; the specification asks for 24 to 64 bytes. */
const KEY_BYTES_MIN = 16;
const SIGNATURES_MAX = 10;
/** A dot would let the parts of what is signed be cut elsewhere. */
const MESSAGE_ID = /^[!-\-/-~]{1,200}$/;

export type CalloutProof =
  /** `messageId` undefined: the sender gives none, so a repetition cannot be told from news. */
  | { readonly isGenuine: true; readonly messageId: string | undefined }
  | { readonly isGenuine: false; readonly why: string };

/** Whether whoever holds a secret of this door sent exactly these bytes, and lately. Compares in constant time. */
export function verifyCallout(
  door: CalloutDoor & { readonly secrets: readonly string[] },
  headers: CalloutHeaders,
  rawBody: Uint8Array,
  now: Date,
): CalloutProof {
  if (door.mode === 'secret_header') return verifySecret(door, headers);
  return verifySignature(door.secrets, headers, rawBody, now);
}

function verifySecret(
  door: CalloutDoor & { readonly secrets: readonly string[] },
  headers: CalloutHeaders,
): CalloutProof {
  const given = headers[door.headerName ?? ''];
  if (typeof given !== 'string' || given === '') {
    return { isGenuine: false, why: `The header ${door.headerName} with the secret is missing.` };
  }
  let isGenuine = false;
  for (const secret of door.secrets) {
    // Hashed first, since the comparison needs equal lengths and must not tell them.
    if (timingSafeEqual(sha256(secret), sha256(given))) isGenuine = true;
  }
  return isGenuine
    ? { isGenuine, messageId: undefined }
    : { isGenuine, why: 'The secret is not the right one.' };
}

/**
 * Standard Webhooks over the bytes as they came: turned into text first, two bodies that are no UTF-8 would look alike.
 * @see https://www.standardwebhooks.com, "Verifying webhook authenticity" (read 2026-04-09)
 */
function verifySignature(
  secrets: readonly string[],
  headers: CalloutHeaders,
  rawBody: Uint8Array,
  now: Date,
): CalloutProof {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') {
    return {
      isGenuine: false,
      why: 'webhook-id, webhook-timestamp and webhook-signature are needed, once each.',
    };
  }
  if (!MESSAGE_ID.test(id)) return { isGenuine: false, why: 'webhook-id is not one.' };
  if (!/^\d{1,12}$/.test(timestamp)) return { isGenuine: false, why: 'webhook-timestamp is not one.' };
  const ageS = Math.floor(now.getTime() / 1000) - Number(timestamp);
  if (ageS > TOLERANCE_S) return { isGenuine: false, why: 'The message is older than five minutes.' };
  if (ageS < -TOLERANCE_S)
    return { isGenuine: false, why: 'The message is from more than five minutes ahead.' };
  const given = signatures.split(' ').slice(0, SIGNATURES_MAX).flatMap(readSignature);
  const head = Buffer.from(`${id}.${timestamp}.`, 'utf8');
  let isGenuine = false;
  for (const key of secrets.flatMap(readKey)) {
    const expected = createHmac('sha256', key).update(head).update(rawBody).digest();
    for (const signature of given) if (timingSafeEqual(expected, signature)) isGenuine = true;
  }
  return isGenuine ? { isGenuine, messageId: id } : { isGenuine, why: 'The signature does not fit.' };
}

function readSignature(text: string): Buffer[] {
  const [version, value = ''] = text.split(',', 2);
  // Exactly the 44 characters of 32 bytes: base64 has more than one way to write the same.
  if (version !== 'v1' || !/^[A-Za-z0-9+/]{43}=$/.test(value)) return [];
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? [bytes] : [];
}

function readKey(secret: string): Buffer[] {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return key.length < KEY_BYTES_MIN ? [] : [key];
}
