import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { PurserError } from '#kernel/errors.ts';
import { withClient } from './owner-client.ts';

const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url));

/** One number for all Pursers, so that two processes never migrate one database at once. */
const MIGRATION_LOCK = 7_287_733;

/** The names of the two roles in this cluster: they carry the database's name, since roles belong to the cluster. */
export function roleNames(databaseName: string): { app: string; dispatch: string } {
  const safe = databaseName
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .slice(0, 40);
  return { app: `purser_app_${safe}`, dispatch: `purser_dispatch_${safe}` };
}

/**
 * Brings the database of the owner's URL up to date and returns the URL of the application's role, which owns
 * nothing. Safe to call from many processes at once; does nothing when nothing is new.
 * @throws PurserError `migration_changed` when a migration that already ran has other text now; `database_unavailable`.
 */
export async function migrate(
  ownerUrl: string,
  appPassword: string,
): Promise<{ appUrl: string; applied: string[] }> {
  return withClient(ownerUrl, 'purser migrate', async (client) => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const name = await currentDatabase(client);
    const roles = roleNames(name);
    await prepareRoles(client, roles, appPassword, name);
    const applied = await applyAll(client, roles);
    const url = new URL(ownerUrl);
    url.username = roles.app;
    url.password = appPassword;
    return { appUrl: url.toString(), applied };
  });
}

async function currentDatabase(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>('select current_database() as name');
  return rows[0]?.name ?? 'purser';
}

async function prepareRoles(
  client: pg.Client,
  roles: { app: string; dispatch: string },
  appPassword: string,
  databaseName: string,
): Promise<void> {
  const quoted = pg.escapeLiteral(appPassword);
  const { rows } = await client.query<{ rolname: string }>(
    'select rolname from pg_roles where rolname = any($1)',
    [[roles.app, roles.dispatch]],
  );
  const known = new Set(rows.map((row) => row.rolname));
  const rights = 'nosuperuser nocreatedb nocreaterole noreplication nobypassrls';
  try {
    if (!known.has(roles.app))
      await client.query(`create role ${roles.app} login ${rights} password ${quoted}`);
    else await client.query(`alter role ${roles.app} password ${quoted}`);
    if (!known.has(roles.dispatch)) await client.query(`create role ${roles.dispatch} nologin ${rights}`);
  } catch (cause) {
    throw new PurserError(
      'database_rights',
      `Purser needs a database user that may create roles; ${cause instanceof Error ? cause.message : 'refused'}.`,
      { cause },
    );
  }
  const database = pg.escapeIdentifier(databaseName);
  await client.query(`grant connect on database ${database} to ${roles.app}`);
  // Some defaults let everybody create tables in public; the application may not.
  await client.query('revoke create on schema public from public');
  await client.query(`grant usage on schema public to ${roles.app}, ${roles.dispatch}`);
  // Handing a function to a role needs membership in it and its right to create, for that moment only.
  await client.query(`grant ${roles.dispatch} to current_user`);
}

async function applyAll(client: pg.Client, roles: { app: string; dispatch: string }): Promise<string[]> {
  await client.query(
    'create table if not exists purser_migration (name text primary key, sha256 text not null, at timestamptz not null default now())',
  );
  await client.query(`grant select on purser_migration to ${roles.app}`);
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from purser_migration',
  );
  const done = new Map(rows.map((row) => [row.name, row.sha256]));
  const applied: string[] = [];
  for (const { name, text, sha256 } of migrations()) {
    const before = done.get(name);
    if (before === sha256) continue;
    if (before !== undefined) {
      throw new PurserError(
        'migration_changed',
        `Migration ${name} ran with other text; migrations never change.`,
      );
    }
    await applyOne(
      client,
      name,
      text.replaceAll(':app', roles.app).replaceAll(':dispatch', roles.dispatch),
      sha256,
      roles,
    );
    applied.push(name);
  }
  return applied;
}

async function applyOne(
  client: pg.Client,
  name: string,
  text: string,
  sha256: string,
  roles: { dispatch: string },
): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`grant create on schema public to ${roles.dispatch}`);
    await client.query(text);
    await client.query(`revoke create on schema public from ${roles.dispatch}`);
    await client.query('insert into purser_migration (name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new PurserError('migration_failed', `Migration ${name} failed: ${String(cause)}`, { cause });
  }
}

/** All migrations in the order of their names. */
export function migrations(): { name: string; text: string; sha256: string }[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(`${FOLDER}${name}`, 'utf8');
      return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
    });
}
