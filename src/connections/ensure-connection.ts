import { describeError } from '#kernel/errors.ts';
import type { Database } from '#store/database.ts';
import { readSecret } from './connection-secrets.queries.ts';
import { COUPA_CLIENT, storedClientText } from './coupa-client-secret.ts';
import {
  addAgents,
  type ConnectionDraft,
  type CreateConnectionDeps,
  createConnection,
} from './create-connection.ts';
import { updateConnection } from './update-connection.ts';

/** A connection and whether it is followed. */
export interface KnownConnection {
  readonly id: string;
  readonly state: 'active' | 'paused';
}

/** All connections of the installation. */
export async function listConnections(db: Database): Promise<KnownConnection[]> {
  return db.inDispatch((tx) =>
    tx.query<KnownConnection>('select connection_id as id, state from dispatch_connections()'),
  );
}

/**
 * For the start of a process: the connection that the environment names is there afterwards, with this address, these
 * credentials and these agents. One that is there keeps its feed, its mirror and its trail.
 * @returns whether it was made now.
 * @throws PurserError as {@link createConnection}.
 */
export async function ensureConnection(draft: ConnectionDraft, deps: CreateConnectionDeps): Promise<boolean> {
  const known = await listConnections(deps.db);
  if (!known.some(({ id }) => id === draft.id) && (await isMadeByUs(draft, deps))) return true;
  await deps.db.inConnection(draft.id, async (tx) => {
    const place = { connectionId: draft.id, name: COUPA_CLIENT };
    // A secret sealed with a key that is lost is written anew: the environment holds it.
    const stored = await readSecret(tx, deps.ring, place).catch(() => undefined);
    const isSame = stored === storedClientText(draft.credentials);
    await updateConnection(
      tx,
      draft.id,
      {
        coupaUrl: draft.coupaUrl,
        ...(isSame ? {} : { credentials: draft.credentials }),
        ...(draft.serviceUserId === undefined ? {} : { serviceUserId: draft.serviceUserId }),
      },
      deps,
    );
    await addAgents(tx, draft.id, deps.agentIds);
  });
  return false;
}

/** Of several processes that start together on an empty database, one makes the connection. */
async function isMadeByUs(draft: ConnectionDraft, deps: CreateConnectionDeps): Promise<boolean> {
  try {
    await createConnection(draft, deps);
    return true;
  } catch (thrown) {
    if (describeError(thrown).code !== 'connection_exists') throw thrown;
    return false;
  }
}
