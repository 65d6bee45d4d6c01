import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PurserError } from '#kernel/errors.ts';

/** The key that signs anchors. It lies beside the database, never in it: whoever has only the database cannot sign. */
export interface AnchorKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const FILE = path.join('keys', 'audit-ed25519.pem');
const OWNER_ONLY = 0o600;

/**
 * Reads the key from the data folder, and makes one where there is none. Two processes that start at once agree.
 * @throws PurserError `audit_key_unreadable`.
 */
export async function loadAnchorKey(dataDir: string): Promise<AnchorKey> {
  const file = path.join(dataDir, FILE);
  const pem = (await readIfThere(file)) ?? (await makeKey(file));
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`found ${privateKey.asymmetricKeyType}`);
    return { privateKey, publicKey: createPublicKey(privateKey) };
  } catch (cause) {
    throw new PurserError('audit_key_unreadable', `${file}: expected an Ed25519 private key in PEM.`, {
      cause,
    });
  }
}

/**
 * The public key alone, from a PEM file of either kind.
 * @throws PurserError `audit_key_unreadable`.
 */
export async function readPublicKey(file: string): Promise<KeyObject> {
  const pem = await readIfThere(file);
  try {
    return createPublicKey(pem ?? '');
  } catch (cause) {
    const found = pem === undefined ? 'no such file' : 'something else';
    throw new PurserError(
      'audit_key_unreadable',
      `${file}: expected an Ed25519 key in PEM, found ${found}.`,
      {
        cause,
      },
    );
  }
}

/** The public key as text, for those who verify. */
export function publicKeyPem(publicKey: KeyObject): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

async function makeKey(file: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, pem, { mode: OWNER_ONLY, flag: 'wx' });
    return pem;
  } catch (cause) {
    const theirs = await readIfThere(file);
    if (theirs !== undefined) return theirs;
    throw new PurserError('audit_key_unreadable', `${file}: the key for the audit trail cannot be written.`, {
      cause,
    });
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new PurserError('audit_key_unreadable', `${file} cannot be read.`, { cause });
  }
}
