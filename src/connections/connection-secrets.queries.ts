import type { Database, Tx } from '#store/database.ts';
import { COUPA_CLIENT } from './coupa-client-secret.ts';
import { type KeyRing, openSecret, sealSecret } from './secret-box.ts';

/** Seals and keeps a secret of the connection; what was kept under this name is gone. */
export async function writeSecret(
  tx: Tx,
  ring: KeyRing,
  place: { readonly connectionId: string; readonly name: string },
  plain: string,
): Promise<void> {
  const { sealed, keyId } = sealSecret(ring, place, plain);
  await tx.execute(
    `insert into connection_secret (connection_id, name, sealed, key_id) values ($1, $2, $3, $4)
     on conflict (connection_id, name) do update
        set sealed = excluded.sealed, key_id = excluded.key_id, changed_at = clock_timestamp()`,
    [place.connectionId, place.name, sealed, keyId],
  );
}

/** A secret of the connection and when it was last written, or undefined. @throws PurserError `secret_unreadable`. */
export async function readSecret(
  tx: Tx,
  ring: KeyRing,
  place: { readonly connectionId: string; readonly name: string },
): Promise<string | undefined> {
  const [row] = await tx.query<{ sealed: Buffer; key_id: string }>(
    'select sealed, key_id from connection_secret where connection_id = $1 and name = $2',
    [place.connectionId, place.name],
    { name: 'secret_read' },
  );
  return row === undefined ? undefined : openSecret(ring, place, { sealed: row.sealed, keyId: row.key_id });
}

/** Forgets a secret. */
export async function dropSecret(
  tx: Tx,
  place: { readonly connectionId: string; readonly name: string },
): Promise<void> {
  await tx.execute('delete from connection_secret where connection_id = $1 and name = $2', [
    place.connectionId,
    place.name,
  ]);
}

/** Forgets the OAuth client of a connection and every token it was given. */
export async function forgetClient(tx: Tx, connectionId: string): Promise<void> {
  await tx.execute(
    "delete from connection_secret where connection_id = $1 and (name = $2 or name like 'coupa\\_token:%')",
    [connectionId, COUPA_CLIENT],
  );
}

/**
 * Seals everything that is still under an earlier key with the current one, connection by connection. Afterwards the
 * earlier keys can be taken out of the ring. Safe to repeat and to interrupt.
 * @returns how many secrets were sealed anew.
 * @throws PurserError `secret_unreadable` when one cannot be opened; those of earlier connections stay rotated.
 */
export async function rotateSecrets(db: Database, ring: KeyRing): Promise<number> {
  const ids = await db.inDispatch((tx) =>
    tx.query<{ connection_id: string }>('select connection_id from dispatch_connections()'),
  );
  let rotated = 0;
  for (const { connection_id: connectionId } of ids) {
    rotated += await db.inConnection(connectionId, async (tx) => {
      const rows = await tx.query<{ name: string; sealed: Buffer; key_id: string }>(
        'select name, sealed, key_id from connection_secret where key_id <> $1 order by name for update',
        [ring.current.id],
      );
      for (const { name, sealed, key_id: keyId } of rows) {
        const place = { connectionId, name };
        await writeSecret(tx, ring, place, openSecret(ring, place, { sealed, keyId }));
      }
      return rows.length;
    });
  }
  return rotated;
}
