import { randomBytes } from 'node:crypto';
import { sha256 } from '#kernel/canonical-json.ts';
import { type Caller, PERMISSIONS, type Permission } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import { permissionsOf } from './roles.ts';

export interface TokenParts {
  readonly connectionId: string;
  readonly hash: Buffer;
}

/** The prefix lets secret scanners find a leaked one; the connection in it says behind which wall to look. */
const TOKEN = /^pur_([a-z_][a-z0-9_]{0,40})_([0-9a-f]{64})$/;
const SEEN_STEP_MS = 60_000;

/** A new API token; the text is shown once, the hash is kept. */
export function newApiToken(connectionId: string): { token: string; hash: Buffer } {
  const token = `pur_${connectionId}_${randomBytes(32).toString('hex')}`;
  return { token, hash: sha256(token) };
}

/** Where to look for a token, or undefined for what is none. */
export function readToken(text: string): TokenParts | undefined {
  const connectionId = TOKEN.exec(text)?.[1];
  return connectionId === undefined ? undefined : { connectionId, hash: sha256(text) };
}

/** Who a token speaks for. The transaction must be in the token's connection. */
export async function findTokenCaller(tx: Tx, token: TokenParts, now: Date): Promise<Caller | undefined> {
  const [row] = await tx.query<{
    id: string;
    permissions: string[];
    usedAt: string | null;
    personId: string;
    name: string;
    roles: string[];
    coupaUserId: string | null;
  }>(
    `select t.id, t.permissions, t.last_used_at as "usedAt", p.person_id as "personId", p.name, m.roles,
            m.coupa_user_id as "coupaUserId"
       from api_token t join member m using (connection_id, person_id) join person p using (person_id)
      where t.connection_id = $1 and t.hash = $2 and t.revoked_at is null and t.expires_at > $3 and m.active`,
    [token.connectionId, token.hash, now],
    { name: 'api_token' },
  );
  if (row === undefined) return undefined;
  if (row.usedAt === null || now.getTime() - new Date(row.usedAt).getTime() > SEEN_STEP_MS) {
    await tx.execute('update api_token set last_used_at = $3 where connection_id = $1 and id = $2', [
      token.connectionId,
      row.id,
      now,
    ]);
  }
  const held = permissionsOf(row.roles);
  return {
    personId: row.personId,
    personName: row.name,
    connectionId: token.connectionId,
    permissions: new Set(
      PERMISSIONS.filter((one): one is Permission => held.has(one) && row.permissions.includes(one)),
    ),
    coupaUserId: row.coupaUserId ?? undefined,
    via: 'api',
  };
}
