import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '#kernel/errors.ts';
import type { Database } from '#store/database.ts';
import { type Config, readConfig } from './config.ts';
import type { MainIo } from './main-io.ts';

/** What a command that needs the database is handed. */
interface Opened {
  readonly db: Database;
  readonly config: Config;
}

/**
 * Opens the database for one command and one connection, and leaves a running server as it is.
 * @param options `wanted` may be left out where there is only one connection.
 * @throws InputError when there is no database, or it is not clear which connection is meant.
 */
export async function inDatabase<T>(
  io: MainIo,
  options: { readonly wanted: string | undefined; readonly name: string },
  work: (connectionId: string, opened: Opened) => Promise<T>,
): Promise<T> {
  const config = readConfig(io.env, io.cwd);
  const { openDatabase } = await import('#store/database.ts');
  const owner = await ownerOf(config);
  try {
    const db = openDatabase(await appUrl(config, owner.url), { connectionsMax: 2, name: options.name });
    try {
      const rows = await db.inDispatch((tx) =>
        tx.query<{ connection_id: string }>('select connection_id from dispatch_connections()'),
      );
      const connectionId = chooseConnection(
        rows.map((row) => row.connection_id),
        options.wanted,
      );
      return await work(connectionId, { db, config });
    } finally {
      await db.close();
    }
  } finally {
    await owner.stop();
  }
}

function chooseConnection(known: readonly string[], wanted: string | undefined): string {
  if (wanted !== undefined) {
    if (known.includes(wanted)) return wanted;
    throw new InputError(`--connection: there is no connection ${wanted}. Known: ${known.join(', ')}.`);
  }
  const [only, ...more] = known;
  if (only === undefined) throw new InputError('There is no connection yet.');
  if (more.length === 0) return only;
  throw new InputError(`There is more than one connection; say --connection, one of ${known.join(', ')}.`);
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

/** As the application's role: this command needs no more rights than the server has. */
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
