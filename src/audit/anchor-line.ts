import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson, sha256Hex } from '#kernel/canonical-json.ts';

/** What an anchor states: at that moment the trail of that connection had so many entries and this root. */
export interface Anchor {
  readonly connection: string;
  /** Number of the last entry, which is the size of the tree. */
  readonly seq: number;
  /** Merkle root, hex. */
  readonly root: string;
  /** Hash of the last entry in the chain, hex. */
  readonly head: string;
  readonly at: string;
  /** SHA-256 of the line before, hex; null on the first. */
  readonly previous: string | null;
  readonly key: string;
}

export interface AnchorLine extends Anchor {
  readonly line: string;
}

const KIND = 'purser-anchor-1';

/** A short name for a public key: the first 16 hex digits of the SHA-256 of its DER form. */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return sha256Hex(publicKey.export({ type: 'spki', format: 'der' })).slice(0, 16);
}

/** One line of the anchor file: canonical JSON with an Ed25519 signature over everything else in it. */
export function signAnchor(anchor: Omit<Anchor, 'key'>, privateKey: KeyObject): AnchorLine {
  const stated = { ...anchor, key: keyIdOf(privateKey) };
  const signature = sign(null, statement(stated), privateKey).toString('base64');
  return { ...stated, line: canonicalJson({ kind: KIND, ...stated, signature }) };
}

/** Reads a line and checks its form and signature. Undefined: it proves nothing. */
export function readAnchor(line: string, publicKey: KeyObject): AnchorLine | undefined {
  let parsed: Partial<Anchor> & { kind?: unknown; signature?: unknown };
  try {
    parsed = JSON.parse(line) as typeof parsed;
  } catch {
    // No JSON is no anchor; the caller names the line.
    return undefined;
  }
  if (parsed === null || typeof parsed !== 'object' || canonicalJson(parsed) !== line) return undefined;
  const { kind, signature, ...stated } = parsed;
  if (kind !== KIND || typeof signature !== 'string' || !isAnchor(stated)) return undefined;
  const bytes = Buffer.from(signature, 'base64');
  // Base64 has spare bits; a changed one must not go unnoticed.
  if (bytes.toString('base64') !== signature) return undefined;
  if (stated.key !== keyIdOf(publicKey) || !verify(null, statement(stated), publicKey, bytes))
    return undefined;
  return { ...stated, line };
}

function statement(anchor: Anchor): Buffer {
  return Buffer.from(canonicalJson({ kind: KIND, ...anchor }), 'utf8');
}

function isAnchor(value: Partial<Anchor>): value is Anchor {
  const { connection, seq, root, head, at, previous, key } = value;
  const texts = [connection, root, head, at, key];
  return (
    texts.every((text) => typeof text === 'string') &&
    Number.isSafeInteger(seq) &&
    (previous === null || typeof previous === 'string')
  );
}
