// An OAuth client as the admin door or a tenant profile describes it.

import { assertKeys, fail, objectAt } from './given.ts';
import type { ClientAccount } from './oauth.ts';
import { type Reader, type Row, textOf } from './row.ts';
import { GRANTED_SCOPES } from './scopes.ts';

/**
 * `{id, secret, scopes?, user?}`: scopes as a list or with blanks between, all of them when absent; `user` is a login,
 * the first client's when absent.
 * @throws GivenError what was expected, what was found, and where.
 */
export function readClient(value: unknown, at: string, reader: Reader, first: ClientAccount): ClientAccount {
  const given = objectAt(value, at, 'a client as an object');
  const dot = at === '' ? '' : `${at}.`;
  assertKeys(given, ['id', 'secret', 'scopes', 'user'], dot);
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
