import { createHmac, timingSafeEqual } from 'node:crypto';
import { readPairs } from './wire/query.ts';

/** Who may call, and as whom. */
export interface ClientAccount {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of old times; few have one. */
  readonly apiKey?: string;
  /** What it may ask for. */
  readonly scopes: readonly string[];
  /** Id of the user in whose name the client acts. */
  readonly userId: string;
}

/** A caller that has proven itself. `issuedAt` in epoch seconds; an API key was never issued. */
export interface Caller {
  readonly client: string;
  readonly userId: string;
  readonly scopes: ReadonlySet<string>;
  readonly issuedAt: number | undefined;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Documented: tokens live a second short of a day. */
const LIFETIME_S = 86_399;

/** `POST /oauth2/token`: client credentials in the form, the query or HTTP Basic. */
export function issueToken(
  request: { readonly body: string; readonly query: string; readonly authorization: string },
  deps: {
    readonly clients: readonly ClientAccount[];
    readonly key: Buffer;
    readonly now: Date;
  },
): TokenAnswer {
  const form = new Map([...readPairs(request.query), ...readPairs(request.body)]);
  const basic = readBasic(request.authorization);
  const clientId = basic?.id ?? form.get('client_id') ?? '';
  const secret = basic?.secret ?? form.get('client_secret') ?? '';
  const client = deps.clients.find((one) => isEqual(clientId, one.clientId));
  if (!client || !isEqual(secret, client.clientSecret)) {
    return fail(401, 'invalid_client', 'Client authentication failed.');
  }
  if (form.get('grant_type') !== 'client_credentials') {
    return fail(400, 'unsupported_grant_type', 'Only client_credentials is supported.');
  }
  const scopes = (form.get('scope') ?? '').split(/\s+/).filter((scope) => scope !== '');
  if (scopes.length === 0) return fail(400, 'invalid_scope', 'At least one scope is needed.');
  const unknown = scopes.filter((scope) => !client.scopes.includes(scope));
  if (unknown.length > 0)
    return fail(400, 'invalid_scope', `Not granted to this client: ${unknown.join(' ')}`);
  const issuedAt = Math.floor(deps.now.getTime() / 1000);
  const claims = {
    iss: 'coupa-sandbox',
    sub: clientId,
    scope: scopes.join(' '),
    iat: issuedAt,
    exp: issuedAt + LIFETIME_S,
  };
  return {
    status: 200,
    body: {
      access_token: sign(claims, deps.key),
      token_type: 'bearer',
      expires_in: LIFETIME_S,
      scope: claims.scope,
    },
  };
}

/** The caller behind `Authorization: Bearer` or `X-COUPA-API-KEY`; undefined is 401. */
export function recogniseCaller(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  deps: {
    readonly clients: readonly ClientAccount[];
    readonly key: Buffer;
    readonly now: Date;
  },
): Caller | undefined {
  const apiKey = headers['x-coupa-api-key'];
  if (typeof apiKey === 'string') {
    const owner = deps.clients.find((one) => one.apiKey !== undefined && isEqual(apiKey, one.apiKey));
    return (
      owner && { client: 'api-key', userId: owner.userId, scopes: new Set(owner.scopes), issuedAt: undefined }
    );
  }
  const bearer = /^bearer\s+(\S+)$/i.exec(headers.authorization?.toString() ?? '')?.[1];
  const claims = bearer ? verify(bearer, deps.key) : undefined;
  if (!claims || claims.exp * 1000 <= deps.now.getTime()) return undefined;
  // A client that was taken away takes its tokens with it.
  const client = deps.clients.find((one) => one.clientId === claims.sub);
  if (!client) return undefined;
  return {
    client: claims.sub,
    userId: client.userId,
    scopes: new Set(claims.scope.split(' ')),
    issuedAt: claims.iat,
  };
}

interface Claims {
  readonly sub: string;
  readonly scope: string;
  readonly iat: number;
  readonly exp: number;
}

function sign(claims: object, key: Buffer): string {
  const head = encode({ alg: 'HS256', typ: 'JWT' });
  const body = encode(claims);
  return `${head}.${body}.${mac(`${head}.${body}`, key)}`;
}

function verify(token: string, key: Buffer): Claims | undefined {
  const [head = '', body = '', signature = ''] = token.split('.');
  if (!isEqual(signature, mac(`${head}.${body}`, key))) return undefined;
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const mac = (text: string, key: Buffer) => createHmac('sha256', key).update(text).digest('base64url');

function isEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function readBasic(authorization: string): { id: string; secret: string } | undefined {
  const encoded = /^basic\s+(\S+)$/i.exec(authorization)?.[1];
  if (!encoded) return undefined;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret.join(':')) };
}

const fail = (status: number, error: string, description: string): TokenAnswer => ({
  status,
  body: { error, error_description: description },
});
