import { z } from 'zod';
import type { TokenCache } from '#coupa/client/oauth-token.ts';
import type { Database } from '#store/database.ts';
import { readSecret, writeSecret } from './connection-secrets.queries.ts';
import type { KeyRing } from './secret-box.ts';

const token = z.object({
  value: z.string(),
  issuedAt: z.string(),
  expiresAt: z.string(),
  scopes: z.array(z.string()).optional(),
});

/** Tokens shared by all processes, sealed like every secret of the connection. */
export function createSealedTokenCache(
  connectionId: string,
  deps: { readonly db: Database; readonly ring: KeyRing },
): TokenCache {
  const placeOf = (key: string) => ({ connectionId, name: `coupa_token:${key.slice(0, 32)}` });
  return {
    get: async (key) => {
      const text = await deps.db.inConnection(connectionId, (tx) =>
        // A token that cannot be opened is as good as none: a new one is fetched and written over it.
        readSecret(tx, deps.ring, placeOf(key)).catch(() => undefined),
      );
      if (text === undefined) return undefined;
      const { scopes, ...found } = token.parse(JSON.parse(text));
      return scopes === undefined ? found : { ...found, scopes };
    },
    set: (key, fetched) =>
      deps.db.inConnection(connectionId, (tx) =>
        writeSecret(tx, deps.ring, placeOf(key), JSON.stringify(fetched)),
      ),
  };
}
