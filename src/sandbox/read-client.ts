// An OAuth client as the admin door or a tenant profile describes it.
import type { ClientAccount } from './oauth.ts';
import { ScenarioError } from './read-scenario.ts';
import { type Reader, type Row, textOf } from './row.ts';
import { GRANTED_SCOPES } from './scopes.ts';

/**
 * `{id, secret, scopes?, user?}`: scopes as a list or with blanks between, all of them when absent; `user` is a login,
 * the first client's when absent.
 * @throws ScenarioError what was expected, what was found, and where.
 */
export function readClient(value: unknown, at: string, reader: Reader, first: ClientAccount): ClientAccount {
  if (!value || typeof value !== 'object' || Array.isArray(value)) fail(at, 'a client as an object', value);
  const given = value as Record<string, unknown>;
  const dot = at === '' ? '' : `${at}.`;
  const known = ['id', 'secret', 'scopes', 'user'];
  for (const key of Object.keys(given))
    if (!known.includes(key)) fail(`${dot}${key}`, `one of ${known.join(', ')}`, key);
  const { id, secret, user } = given;
  if (typeof id !== 'string' || !/^[\w.-]{1,100}$/.test(id)) fail(`${dot}id`, 'letters, digits, . and -', id);
  if (typeof secret !== 'string' || secret.length < 8)
    fail(`${dot}secret`, 'eight characters or more', undefined);
  const scopes = given.scopes === undefined ? GRANTED_SCOPES : wordsOf(given.scopes);
  for (const scope of scopes) {
    if (!GRANTED_SCOPES.includes(scope)) fail(`${dot}scopes`, 'scopes that the sandbox knows', scope);
  }
  if (scopes.length === 0) fail(`${dot}scopes`, 'at least one scope', given.scopes);
  const owner = user === undefined ? undefined : findUser(reader, user);
  if (user !== undefined && !owner) fail(`${dot}user`, 'the login of a user', user);
  return { clientId: id, clientSecret: secret, scopes, userId: owner?.id ?? first.userId };
}

function wordsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return String(value)
    .split(/\s+/)
    .filter((word) => word !== '');
}

function findUser(reader: Reader, login: unknown): Row | undefined {
  for (const row of reader.rows('users')) if (textOf(row, 'login') === login) return row;
  return undefined;
}

function fail(at: string, expected: string, found: unknown): never {
  const shown = found === undefined ? 'something else' : JSON.stringify(found).slice(0, 100);
  throw new ScenarioError(`${at === '' ? '' : `${at}: `}expected ${expected}, found ${shown}`);
}
