import { z } from 'zod';
import { ConflictError, NotFoundError, PurserError } from '#kernel/errors.ts';
import { newId } from '#kernel/id.ts';
import { defineOperation, PERMISSIONS } from '#operation/operation.ts';
import { newApiToken } from '../api-token.queries.ts';
import { assertAtScreen } from './change-password.ts';

const DAYS_MAX = 366;
/** One a program; who needs more has forgotten some. */
const TOKENS_PER_PERSON_MAX = 50;
const DAY_MS = 86_400_000;

const tokenRow = z.strictObject({
  id: z.string(),
  name: z.string(),
  permissions: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
type TokenRow = z.infer<typeof tokenRow>;

/** A person's own tokens of this connection that are still good, newest first. */
export const listTokens = defineOperation({
  name: 'list_tokens',
  summary: 'Show your own API tokens of this connection.',
  http: { method: 'GET', path: '/api/tokens' },
  input: z.strictObject({}),
  output: z.strictObject({ rows: z.array(tokenRow), next: z.null() }),
  permission: 'tokens.own',
  audit: { none: 'reading leaves no trace' },
  async run(_input, caller, { tx, now }) {
    const rows = await tx.query<TokenRow>(
      `select id, name, permissions, created_at as "createdAt", expires_at as "expiresAt",
              last_used_at as "lastUsedAt"
         from api_token
        where connection_id = $1 and person_id = $2 and revoked_at is null and expires_at > $3
        order by created_at desc, id limit ${TOKENS_PER_PERSON_MAX}`,
      [caller.connectionId, caller.personId, now],
    );
    return { rows, next: null };
  },
});

/** A new token, with permissions the person has themselves. The token stands in this answer and nowhere else. */
export const createToken = defineOperation({
  name: 'create_token',
  summary: 'Make an API token with some of your own permissions.',
  http: { method: 'POST', path: '/api/tokens' },
  input: z.strictObject({
    name: z.string().trim().min(1, 'Give a name.').max(80),
    permissions: z
      .array(z.enum(PERMISSIONS))
      .min(1, 'Choose at least one permission.')
      .max(PERMISSIONS.length),
    days: z.int().min(1).max(DAYS_MAX).default(90),
  }),
  output: z.strictObject({ token: z.string(), row: tokenRow }),
  permission: 'tokens.own',
  audit: {
    what: 'token_made',
    describe: (_input, output, caller) => ({
      subject: `token/${output.row.id}`,
      text: `${caller.personName} made the API token “${output.row.name}”.`,
      data: { permissions: output.row.permissions, expiresAt: output.row.expiresAt },
    }),
  },
  async run(input, caller, { tx, now }) {
    assertAtScreen(caller.via);
    const missing = input.permissions.find((one) => !caller.permissions.has(one));
    if (missing !== undefined) {
      throw new PurserError('permission_denied', `You do not have the permission ${missing} yourself.`, {
        details: { permission: missing },
      });
    }
    const { connectionId, personId } = caller;
    const [count] = await tx.query<{ n: number }>(
      `select count(*)::int as n from api_token
        where connection_id = $1 and person_id = $2 and revoked_at is null and expires_at > $3`,
      [connectionId, personId, now],
    );
    if ((count?.n ?? 0) >= TOKENS_PER_PERSON_MAX) {
      throw new ConflictError(
        'too_many_tokens',
        `You have ${TOKENS_PER_PERSON_MAX} tokens; revoke some first.`,
      );
    }
    const id = newId('tok', now.getTime());
    const { token, hash } = newApiToken(connectionId);
    const expiresAt = new Date(now.getTime() + input.days * DAY_MS);
    const permissions = [...new Set(input.permissions)];
    await tx.execute(
      `insert into api_token (connection_id, id, person_id, name, hash, permissions, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [connectionId, id, personId, input.name, hash, permissions, now, expiresAt],
    );
    return {
      token,
      row: {
        id,
        name: input.name,
        permissions,
        createdAt: now.toISOString(),
        expiresAt: expiresAt.toISOString(),
        lastUsedAt: null,
      },
    };
  },
});

/** Ends one of the person's own tokens at once. */
export const revokeToken = defineOperation({
  name: 'revoke_token',
  summary: 'Revoke one of your own API tokens.',
  http: { method: 'DELETE', path: '/api/tokens/:id' },
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: z.strictObject({ id: z.string(), revoked: z.literal(true) }),
  permission: 'tokens.own',
  audit: {
    what: 'token_revoked',
    describe: (_input, output, caller) => ({
      subject: `token/${output.id}`,
      text: `${caller.personName} revoked an API token.`,
    }),
  },
  async run(input, caller, { tx, now }) {
    const revoked = await tx.execute(
      `update api_token set revoked_at = $4
        where connection_id = $1 and person_id = $2 and id = $3 and revoked_at is null`,
      [caller.connectionId, caller.personId, input.id, now],
    );
    if (revoked === 0) throw new NotFoundError('token', input.id);
    return { id: input.id, revoked: true as const };
  },
});
