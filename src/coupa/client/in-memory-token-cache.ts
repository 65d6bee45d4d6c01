import type { AccessToken, TokenCache } from './oauth-token.ts';

/** Keeps tokens in this process alone, for tests and the command line. */
export function createInMemoryTokenCache(): TokenCache {
  const tokens = new Map<string, AccessToken>();
  return {
    async get(key) {
      return tokens.get(key);
    },
    async set(key, token) {
      tokens.set(key, token);
    },
  };
}
