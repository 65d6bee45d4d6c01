import { type InstanceUrlRules, readInstanceUrl } from '#coupa/client/instance-url.ts';
import type { CoupaCredentials } from '#coupa/client/oauth-token.ts';
import { NotFoundError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';
import { writeSecret } from './connection-secrets.queries.ts';
import { COUPA_CLIENT, storedClientText } from './coupa-client-secret.ts';
import { assertTimeZone } from './create-connection.ts';
import type { KeyRing } from './secret-box.ts';

/** What of a connection may change; what is left out stays as it is. */
export interface ConnectionUpdate {
  readonly name?: string;
  readonly coupaUrl?: string;
  readonly timeZone?: string;
  readonly serviceUserId?: string | null;
  /** A paused connection is neither read nor written. */
  readonly state?: 'active' | 'paused';
  readonly credentials?: CoupaCredentials;
}

/**
 * Changes a connection in the caller's transaction. Every process notices at its next call to Coupa.
 * @throws PurserError `not_found`, `coupa_url_refused`, `invalid_input` for the zone.
 */
export async function updateConnection(
  tx: Tx,
  connectionId: string,
  update: ConnectionUpdate,
  deps: { readonly ring: KeyRing; readonly urlRules?: InstanceUrlRules },
): Promise<void> {
  const coupaUrl =
    update.coupaUrl === undefined ? null : readInstanceUrl(update.coupaUrl, deps.urlRules).origin;
  if (update.timeZone !== undefined) assertTimeZone(update.timeZone);
  const touched = await tx.execute(
    `update connection set name = coalesce($2, name), coupa_url = coalesce($3, coupa_url),
            time_zone = coalesce($4, time_zone), state = coalesce($5, state),
            service_user_id = case when $6 then $7 else service_user_id end
      where connection_id = $1`,
    [
      connectionId,
      update.name ?? null,
      coupaUrl,
      update.timeZone ?? null,
      update.state ?? null,
      update.serviceUserId !== undefined,
      update.serviceUserId ?? null,
    ],
  );
  if (touched === 0) throw new NotFoundError('connection', connectionId);
  if (update.credentials !== undefined) {
    const place = { connectionId, name: COUPA_CLIENT };
    await writeSecret(tx, deps.ring, place, storedClientText(update.credentials));
    // A token that was given before may lack a scope that the client has now.
    await tx.execute(
      "delete from connection_secret where connection_id = $1 and starts_with(name, 'coupa_token:')",
      [connectionId],
    );
  }
  await tx.execute("select pg_notify('hint', $1)", [connectionId]);
}
