import { z } from 'zod';
import type { CoupaCredentials } from '#coupa/client/oauth-token.ts';
import { PurserError } from '#kernel/errors.ts';

/** The name under which a connection keeps its Coupa client. */
export const COUPA_CLIENT = 'coupa_client';

const storedClient = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  scopes: z.array(z.string()),
  optionalScopes: z.array(z.string()).optional(),
});

/** The text that is sealed. */
export function storedClientText(credentials: CoupaCredentials): string {
  const { clientId, clientSecret, scopes, optionalScopes } = credentials;
  return JSON.stringify({ clientId, clientSecret, scopes, optionalScopes });
}

/** @throws PurserError `secret_unreadable` when the text is not what {@link storedClientText} gives. */
export function readStoredClient(text: string): CoupaCredentials {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const parsed = storedClient.safeParse(json);
  if (parsed.success) {
    const { optionalScopes, ...needed } = parsed.data;
    return optionalScopes === undefined ? needed : { ...needed, optionalScopes };
  }
  // The cause would quote the secret.
  throw new PurserError('secret_unreadable', 'The stored Coupa client is not in the form Purser writes.');
}
