import type { Database } from '#store/database.ts';
import type { CoupaOfConnection } from './coupa-for.ts';
import { type NeededScope, READ_SCOPES, WRITE_SCOPES } from './coupa-scopes.ts';

/** One scope, what it unlocks, and whether the OAuth client has it. */
export interface Capability extends NeededScope {
  /** Null: Coupa does not say. */
  readonly granted: boolean | null;
}

/**
 * Asks Coupa with a token what the OAuth client may do, and keeps the answer for people to see.
 * @throws PurserError `coupa_unauthorized` for client or secret, `coupa_forbidden` when a scope that is asked for was
 * not granted, and the codes of an instance that does not answer.
 */
export async function probeConnection(
  connectionId: string,
  coupa: CoupaOfConnection,
  db: Database,
): Promise<readonly Capability[]> {
  const granted = await coupa.connection.grantedScopes();
  await db.inConnection(connectionId, (tx) =>
    tx.execute('update connection set granted_scopes = $2, probed_at = now() where connection_id = $1', [
      connectionId,
      granted ?? null,
    ]),
  );
  return capabilitiesOf(granted);
}

/** What each scope Purser knows of unlocks, and whether it is among those granted. */
export function capabilitiesOf(granted: readonly string[] | null | undefined): readonly Capability[] {
  return [...READ_SCOPES, ...WRITE_SCOPES].map((needed) => ({
    ...needed,
    granted: granted === null || granted === undefined ? null : granted.includes(needed.scope),
  }));
}
