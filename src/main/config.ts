import fs from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { InputError } from '#kernel/errors.ts';
import { readTimings, type Timings } from './timings.ts';

/** What a process of Purser does; many processes may share one database. */
export type Role = 'web' | 'worker' | 'poller';

/** The environment, read once and checked. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly roles: readonly Role[];
  readonly coupa:
    | {
        readonly url: string;
        readonly clientId: string;
        readonly clientSecret: string;
        readonly scopes: string | undefined;
        readonly serviceUserId: string | undefined;
      }
    | undefined;
  readonly secretKey: string | undefined;
  readonly anchorCopyDir: string | undefined;
  /** Addresses and networks of reverse proxies, the only ones believed about a caller's address and https. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: string;
  /** Seconds between two events of the sandbox's company; 0 stands still. */
  readonly sandboxPaceSeconds: number;
  /** `PURSER_TIMINGS`: other leases and waits than those that fit a real Coupa. For trials. */
  readonly timings: Timings;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment.
 * @throws InputError naming the variable, what was expected and what was found.
 */
export function readConfig(env: Environment, cwd: string): Config {
  const databaseUrl = given(env, 'DATABASE_URL');
  const secretKey = given(env, 'PURSER_SECRET_KEY');
  if (databaseUrl !== undefined && secretKey === undefined) {
    throw new InputError(
      'PURSER_SECRET_KEY is missing. With a DATABASE_URL of your own, secrets need a key that is not on this disk: set it to 32 random bytes, for example from `openssl rand -base64 32`.',
    );
  }
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new InputError('DATABASE_URL: expected postgres://user:password@host:port/database.');
  }
  return {
    port: integer(env, 'PURSER_PORT', 4400, 0, 65_535),
    host: given(env, 'PURSER_HOST') ?? '127.0.0.1',
    dataDir: path.resolve(cwd, given(env, 'PURSER_DATA') ?? '.purser'),
    databaseUrl,
    roles: rolesOf(given(env, 'PURSER_ROLES') ?? 'web,worker,poller'),
    coupa: coupaOf(env),
    secretKey,
    anchorCopyDir: given(env, 'PURSER_ANCHOR_COPY'),
    trustedProxies: proxiesOf(given(env, 'PURSER_PROXIES') ?? ''),
    logLevel: given(env, 'PURSER_LOG') ?? 'warn',
    sandboxPaceSeconds: integer(env, 'PURSER_SANDBOX_PACE', 20, 0, 86_400),
    timings: readTimings(given(env, 'PURSER_TIMINGS')),
  };
}

function given(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? undefined : value;
}

function proxiesOf(text: string): string[] {
  const proxies = text.split(/[\s,]+/).filter((part) => part !== '');
  const wrong = proxies.find((part) => !isAddressOrNetwork(part));
  if (wrong === undefined) return proxies;
  throw new InputError(`PURSER_PROXIES: expected addresses or networks such as 10.0.0.0/8, found ${wrong}.`);
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function integer(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const text = given(env, name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new InputError(`${name}: expected a whole number from ${min} to ${max}, found "${text}".`);
  }
  return value;
}

function rolesOf(text: string): Role[] {
  const known: readonly string[] = ['web', 'worker', 'poller'];
  const roles = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const wrong = roles.find((role) => !known.includes(role));
  if (wrong !== undefined || roles.length === 0) {
    throw new InputError(`PURSER_ROLES: expected some of web, worker, poller, found "${text}".`);
  }
  return roles as Role[];
}

function coupaOf(env: Environment): Config['coupa'] {
  const url = given(env, 'COUPA_URL');
  if (url === undefined) return undefined;
  const clientId = given(env, 'COUPA_CLIENT_ID');
  const clientSecret = given(env, 'COUPA_CLIENT_SECRET');
  if (clientId === undefined || clientSecret === undefined) {
    throw new InputError('COUPA_URL is set, so COUPA_CLIENT_ID and COUPA_CLIENT_SECRET are needed as well.');
  }
  return {
    url,
    clientId,
    clientSecret,
    scopes: given(env, 'COUPA_SCOPES'),
    serviceUserId: given(env, 'COUPA_SERVICE_USER_ID'),
  };
}

/** A secret kept in the data folder, made on first use, readable by its owner alone. */
export function keptSecret(file: string, make: () => string): string {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    fs.writeFileSync(file, make(), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return fs.readFileSync(file, 'utf8').trim();
}
