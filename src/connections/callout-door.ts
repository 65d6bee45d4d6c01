import { randomBytes } from 'node:crypto';
import { InputError, NotFoundError } from '#kernel/errors.ts';
import { newId } from '#kernel/id.ts';
import type { Tx } from '#store/database.ts';
import { dropSecret, readSecret, writeSecret } from './connection-secrets.queries.ts';
import type { KeyRing } from './secret-box.ts';

/** How a sender proves itself: a secret in a header, or a signature as Standard Webhooks describes it. */
export type CalloutMode = 'secret_header' | 'standard_webhooks';

/** A door that call-outs of one connection come in by. */
export interface CalloutDoor {
  readonly id: string;
  readonly name: string;
  readonly mode: CalloutMode;
  /** Lower case; only in mode `secret_header`. */
  readonly headerName: string | null;
}

export const SECRET_HEADER_DEFAULT = 'x-callout-secret';

/** The newest and the one before it: enough to change a secret without losing a call-out. */
const SECRETS_KEPT = 2;
const SECRET_BYTES = 32;

/**
 * Opens a door. The secret is shown this once.
 * @throws PurserError `invalid_input` for a header name that is none.
 */
export async function createCalloutDoor(
  tx: Tx,
  connectionId: string,
  door: { readonly name: string; readonly mode: CalloutMode; readonly headerName?: string },
  deps: { readonly ring: KeyRing; readonly secret?: string; readonly id?: string },
): Promise<{ readonly door: CalloutDoor; readonly secret: string }> {
  const headerName =
    door.mode === 'standard_webhooks' ? null : (door.headerName ?? SECRET_HEADER_DEFAULT).toLowerCase();
  if (headerName !== null && !/^[a-z0-9-]{1,60}$/.test(headerName)) {
    throw new InputError('Expected the name of an HTTP header, such as X-Callout-Secret.');
  }
  const made: CalloutDoor = { id: deps.id ?? newId('door'), name: door.name, mode: door.mode, headerName };
  await tx.execute(
    'insert into callout_door (connection_id, id, name, mode, header_name) values ($1, $2, $3, $4, $5)',
    [connectionId, made.id, made.name, made.mode, made.headerName],
  );
  const secret = deps.secret ?? newSecret(door.mode);
  await writeSecret(tx, deps.ring, placeOf(connectionId, made.id), JSON.stringify([secret]));
  return { door: made, secret };
}

/** Gives a door a new secret; the one before it works until the next change. The secret is shown this once. */
export async function changeCalloutSecret(
  tx: Tx,
  connectionId: string,
  doorId: string,
  deps: { readonly ring: KeyRing },
): Promise<string> {
  const door = await openCalloutDoor(tx, connectionId, doorId, deps.ring);
  if (door === undefined) throw new NotFoundError('call-out door', doorId);
  const secret = newSecret(door.mode);
  const kept = [secret, ...door.secrets].slice(0, SECRETS_KEPT);
  await writeSecret(tx, deps.ring, placeOf(connectionId, doorId), JSON.stringify(kept));
  return secret;
}

/** Closes a door for good. */
export async function revokeCalloutDoor(tx: Tx, connectionId: string, doorId: string): Promise<void> {
  const touched = await tx.execute(
    'update callout_door set revoked_at = now() where connection_id = $1 and id = $2 and revoked_at is null',
    [connectionId, doorId],
  );
  if (touched === 0) throw new NotFoundError('call-out door', doorId);
  await dropSecret(tx, placeOf(connectionId, doorId));
}

/** Doors that are open, oldest first. */
export async function listCalloutDoors(tx: Tx, connectionId: string): Promise<CalloutDoor[]> {
  return tx.query<CalloutDoor>(
    `select id, name, mode, header_name as "headerName" from callout_door
      where connection_id = $1 and revoked_at is null order by created_at, id`,
    [connectionId],
  );
}

/** An open door with the secrets that open it, newest first; undefined when there is none of that id. */
export async function openCalloutDoor(
  tx: Tx,
  connectionId: string,
  doorId: string,
  ring: KeyRing,
): Promise<(CalloutDoor & { readonly secrets: readonly string[] }) | undefined> {
  const [door] = await tx.query<CalloutDoor>(
    `select id, name, mode, header_name as "headerName" from callout_door
      where connection_id = $1 and id = $2 and revoked_at is null`,
    [connectionId, doorId],
    { name: 'callout_door' },
  );
  if (door === undefined) return undefined;
  const text = await readSecret(tx, ring, placeOf(connectionId, doorId));
  const secrets: unknown = text === undefined ? [] : JSON.parse(text);
  return { ...door, secrets: Array.isArray(secrets) ? secrets.map(String) : [] };
}

function placeOf(connectionId: string, doorId: string): { connectionId: string; name: string } {
  return { connectionId, name: `callout_door:${doorId}` };
}

function newSecret(mode: CalloutMode): string {
  const bytes = randomBytes(SECRET_BYTES);
  return mode === 'standard_webhooks' ? `whsec_${bytes.toString('base64')}` : bytes.toString('base64url');
}
