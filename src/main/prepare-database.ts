import path from 'node:path';
import { type Database, openDatabase } from '#store/database.ts';
import { ensureDatabase, startEmbeddedPostgres } from '#store/embedded-postgres.ts';
import { migrate } from '#store/migrate.ts';
import type { Config } from './config.ts';

export interface PreparedDatabase {
  readonly db: Database;
  readonly ownerUrl: string;
  stop(): Promise<void>;
}

/** The company's own PostgreSQL, or the embedded one, migrated and opened as the application's role. */
export async function prepareDatabase(config: Config, appPassword: string): Promise<PreparedDatabase> {
  if (config.databaseUrl !== undefined) {
    const db = await open(config.databaseUrl, appPassword);
    return { db, ownerUrl: config.databaseUrl, stop: () => db.close() };
  }
  const server = await startEmbeddedPostgres({ dataDir: path.join(config.dataDir, 'database') });
  try {
    await ensureDatabase(server.ownerUrl('postgres'), 'purser');
    const ownerUrl = server.ownerUrl('purser');
    const db = await open(ownerUrl, appPassword);
    return {
      db,
      ownerUrl,
      stop: async () => {
        await db.close();
        await server.stop();
      },
    };
  } catch (thrown) {
    await server.stop();
    throw thrown;
  }
}

async function open(ownerUrl: string, appPassword: string): Promise<Database> {
  const { appUrl } = await migrate(ownerUrl, appPassword);
  // The process in the name: pg_stat_activity then tells whose transaction holds what.
  return openDatabase(appUrl, { connectionsMax: 20, name: `purser ${process.pid}` });
}
