import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '#kernel/errors.ts';
import type { Database } from '#store/database.ts';
import { type Config, readConfig } from './config.ts';
import type { MainIo } from './main-io.ts';

/** What a command on the command line works with. */
export interface OpenedConnection {
  readonly connectionId: string;
  readonly db: Database;
  readonly config: Config;
}

/**
 * Opens the database for one command, as the application's role, and leaves a running server as it is.
 * @param command for the database's list of who is connected, and what a connection has "of its own" in messages.
 * @throws InputError when there is no database, or it is not said which of several connections is meant.
 */
export async function withConnection<T>(
  io: MainIo,
  command: { readonly name: string; readonly connection: string | undefined; readonly ownThing: string },
  work: (opened: OpenedConnection) => Promise<T>,
): Promise<T> {
  const config = readConfig(io.env, io.cwd);
  const { openDatabase } = await import('#store/database.ts');
  const owner = await ownerOf(config);
  try {
    const db = openDatabase(await appUrl(config, owner.url), {
      connectionsMax: 2,
      name: `purser ${command.name}`,
    });
    try {
      const rows = await db.inDispatch((tx) =>
        tx.query<{ connection_id: string }>('select connection_id from dispatch_connections()'),
      );
      const known = rows.map((row) => row.connection_id);
      return await work({ connectionId: chooseConnection(known, command), db, config });
    } finally {
      await db.close();
    }
  } finally {
    await owner.stop();
  }
}

function chooseConnection(
  known: readonly string[],
  { connection: wanted, ownThing }: { readonly connection: string | undefined; readonly ownThing: string },
): string {
  if (wanted !== undefined) {
    if (known.includes(wanted)) return wanted;
    throw new InputError(`--connection: there is no connection ${wanted}. Known: ${known.join(', ')}.`);
  }
  const [only, ...more] = known;
  if (only === undefined) throw new InputError(`There is no connection yet, and so no ${ownThing}.`);
  if (more.length === 0) return only;
  throw new InputError(
    `Each connection has its own ${ownThing}; say --connection, one of ${known.join(', ')}.`,
  );
}

/** The database of a running server, or the same one started for the moment. */
async function ownerOf(config: Config): Promise<{ url: string; stop: () => Promise<void> }> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: async () => undefined };
  const dataDir = path.join(config.dataDir, 'database');
  if (!fs.existsSync(dataDir)) {
    throw new InputError(
      `${config.dataDir}: expected the data folder of Purser (PURSER_DATA), found no database in it.`,
    );
  }
  const { startEmbeddedPostgres } = await import('#store/embedded-postgres.ts');
  const server = await startEmbeddedPostgres({ dataDir });
  return { url: server.ownerUrl('purser'), stop: server.wasRunning ? async () => undefined : server.stop };
}

/** As the application's role: a command needs no more rights than the server has. */
async function appUrl(config: Config, ownerUrl: string): Promise<string> {
  const [{ roleNames }, { databasePassword }] = await Promise.all([
    import('#store/migrate.ts'),
    import('./start.ts'),
  ]);
  const url = new URL(ownerUrl);
  url.username = roleNames(decodeURIComponent(url.pathname.slice(1))).app;
  url.password = databasePassword(config, path.join(config.dataDir, 'keys'));
  return url.toString();
}
