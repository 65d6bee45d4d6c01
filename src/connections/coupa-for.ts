import { type CoupaConnection, type CoupaConnectionOptions, connectCoupa } from '#coupa/client/connect.ts';
import type { InstanceUrlRules } from '#coupa/client/instance-url.ts';
import type { CoupaCredentials, TokenCache } from '#coupa/client/oauth-token.ts';
import type { RateLimit } from '#coupa/client/rate-limit.ts';
import { type CoupaReader, createCoupaReader } from '#coupa/client/read/reader.ts';
import type { Clock } from '#kernel/clock.ts';
import { NotFoundError, PurserError } from '#kernel/errors.ts';
import type { Database, Tx } from '#store/database.ts';
import { createRateBucket } from '#store/rate-bucket.ts';
import { readSecret } from './connection-secrets.queries.ts';
import { COUPA_CLIENT, readStoredClient } from './coupa-client-secret.ts';
import { createSealedTokenCache } from './sealed-token-cache.ts';
import type { KeyRing } from './secret-box.ts';

/** The way to the Coupa of one connection. Writing needs `#coupa/client/write.ts` on top, which few may import. */
export interface CoupaOfConnection {
  readonly connection: CoupaConnection;
  readonly reader: CoupaReader;
  readonly coupaUrl: string;
}

export interface CoupaForDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ring: KeyRing;
  readonly urlRules?: InstanceUrlRules;
  readonly observe?: CoupaConnectionOptions['observe'];
  /** Another bucket than the one all processes share, for measurements. */
  readonly rateLimitFor?: (host: string) => RateLimit;
}

export type CoupaFor = (connectionId: string) => Promise<CoupaOfConnection>;

interface Kept {
  readonly version: string;
  readonly coupa: CoupaOfConnection;
}

/**
 * Gives the way to a connection's Coupa, built from its sealed credentials and kept. Each call looks whether address
 * or credentials changed, in this or another process, and then builds anew: nobody goes on with a revoked client.
 *
 * The function throws PurserError `not_found`, `connection_incomplete`, `secret_unreadable`, `coupa_url_refused`.
 */
export function createCoupaFor(deps: CoupaForDeps): CoupaFor {
  const kept = new Map<string, Kept>();
  const buckets = new Map<string, RateLimit>();

  function bucketOf(host: string): RateLimit {
    const known = buckets.get(host) ?? deps.rateLimitFor?.(host) ?? createRateBucket(host, deps);
    buckets.set(host, known);
    return known;
  }

  return async (connectionId) => {
    const found = await deps.db.inConnection(connectionId, (tx) => readPlace(tx, connectionId));
    const known = kept.get(connectionId);
    if (known?.version === found.version) return known.coupa;
    const credentials = await deps.db.inConnection(connectionId, (tx) =>
      readCredentials(tx, connectionId, deps),
    );
    const tokenCache: TokenCache = createSealedTokenCache(connectionId, deps);
    const connection = connectCoupa({
      url: found.coupaUrl,
      credentials,
      clock: deps.clock,
      rateLimit: bucketOf(new URL(found.coupaUrl).host),
      tokenCache,
      ...(deps.urlRules === undefined ? {} : { urlRules: deps.urlRules }),
      ...(deps.observe === undefined ? {} : { observe: deps.observe }),
    });
    const coupa = { connection, reader: createCoupaReader(connection), coupaUrl: found.coupaUrl };
    kept.set(connectionId, { version: found.version, coupa });
    return coupa;
  };
}

async function readPlace(tx: Tx, connectionId: string): Promise<{ coupaUrl: string; version: string }> {
  const [row] = await tx.query<{ coupaUrl: string; changed: string | null }>(
    `select c.coupa_url as "coupaUrl", s.changed_at::text as changed
       from connection c left join connection_secret s on s.connection_id = c.connection_id and s.name = $2
      where c.connection_id = $1`,
    [connectionId, COUPA_CLIENT],
    { name: 'coupa_place' },
  );
  if (row === undefined) throw new NotFoundError('connection', connectionId);
  return { coupaUrl: row.coupaUrl, version: `${row.coupaUrl} ${row.changed}` };
}

async function readCredentials(tx: Tx, connectionId: string, deps: CoupaForDeps): Promise<CoupaCredentials> {
  const text = await readSecret(tx, deps.ring, { connectionId, name: COUPA_CLIENT });
  if (text === undefined) {
    throw new PurserError(
      'connection_incomplete',
      `The connection ${connectionId} has no Coupa client yet: enter client id and secret.`,
    );
  }
  return readStoredClient(text);
}
