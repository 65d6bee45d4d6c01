import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { InputError } from '#kernel/errors.ts';
import type { AnchorDeps } from './anchor.ts';
import { readPublicKey } from './anchor-key.ts';
import { exportTrail } from './export-evidence.ts';
import { assertHasEntries } from './trail.queries.ts';
import type { Verdict } from './verdict.ts';
import { verifyTrail } from './verify.ts';
import { verifyExport } from './verify-export.ts';

/**
 * Verifies an export with the file alone, or against a key file.
 * @throws InputError when it cannot be read, or is no export.
 */
export async function verifyExportFile(file: string, keyFile: string | undefined): Promise<Verdict> {
  const trusted = keyFile === undefined ? undefined : await readPublicKey(keyFile);
  try {
    return await verifyExport(createReadStream(file), trusted);
  } catch (cause) {
    throw asInputError(file, cause);
  }
}

/** Verifies the live trail with the installation's key, or with the public key that the caller knows. */
export async function verifyLiveTrail(
  connectionId: string,
  keyFile: string | undefined,
  deps: Pick<AnchorDeps, 'db' | 'key' | 'dataDir' | 'copyDir'>,
): Promise<Verdict> {
  const publicKey = keyFile === undefined ? deps.key.publicKey : await readPublicKey(keyFile);
  const { db, dataDir, copyDir } = deps;
  return verifyTrail(connectionId, { db, publicKey, dataDir, copyDir });
}

/**
 * Writes an export beside its place and moves it there when it is whole: no half a file is ever found.
 * @throws InputError when it cannot be written, NotFoundError when nothing is known of the invoice.
 */
export async function exportToFile(
  file: string,
  connectionId: string,
  invoice: string | undefined,
  deps: AnchorDeps,
): Promise<{ lines: number }> {
  if (invoice !== undefined) {
    await deps.db.inConnection(connectionId, (tx) => assertHasEntries(tx, connectionId, invoice));
  }
  const unfinished = `${file}.part`;
  const handle = await open(unfinished, 'w', 0o600).catch((cause: unknown) => {
    throw asInputError(file, cause);
  });
  let lines = 0;
  try {
    const subject = invoice === undefined ? undefined : `invoice/${invoice}`;
    for await (const line of exportTrail(connectionId, subject, deps)) {
      await handle.write(line);
      lines += 1;
    }
    await handle.sync();
    await rename(unfinished, file);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw cause;
  } finally {
    await handle.close();
  }
  return { lines };
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'that is a folder',
  EACCES: 'the permission is missing',
};

function asInputError(file: string, cause: unknown): unknown {
  if (cause instanceof InputError) return new InputError(`${file}: ${cause.message}`);
  if (!(cause instanceof Error) || !('code' in cause)) return cause;
  return new InputError(`${file}: ${UNREADABLE[String(cause.code)] ?? cause.message}.`);
}
