import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '#store/database.ts';
import { roleNames } from '#store/migrate.ts';

export interface TestDatabase {
  readonly db: Database;
  /** The owner's URL: for looking past row level security in assertions, and for second processes. */
  readonly ownerUrl: string;
  readonly appUrl: string;
  close(): Promise<void>;
}

let made = 0;

/** A database of its own for one test file, cloned from the migrated template in some 30 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const templateUrl = new URL(inject('templateUrl'));
  made += 1;
  const name = `test_${process.pid}_${made}_${Date.now().toString(36)}`;
  const admin = new URL(templateUrl);
  admin.pathname = '/postgres';
  const client = new pg.Client({ connectionString: admin.toString() });
  await client.connect();
  await client.query(`create database ${name} template template_purser strategy wal_log`);
  await client.end();
  const owner = new URL(templateUrl);
  owner.pathname = `/${name}`;
  const app = new URL(owner);
  app.username = roleNames('template_purser').app;
  app.password = 'test-password';
  const db = openDatabase(app.toString(), { connectionsMax: 8, name: 'purser test' });
  return { db, ownerUrl: owner.toString(), appUrl: app.toString(), close: () => db.close() };
}

/** A connection with its feed heads, ready for tests. */
export async function createTestConnection(
  db: Database,
  connectionId = 'acme',
  options: { lanes?: number; coupaUrl?: string; agents?: readonly string[] } = {},
): Promise<string> {
  const lanes = options.lanes ?? 4;
  await db.inConnection(connectionId, async (tx) => {
    await tx.execute(
      'insert into connection (connection_id, name, coupa_url, lanes, is_sandbox) values ($1, $1, $2, $3, true)',
      [connectionId, options.coupaUrl ?? 'http://127.0.0.1:1', lanes],
    );
    await tx.execute(
      'insert into feed_head (connection_id, lane) select $1, g from generate_series(0, $2::int - 1) g',
      [connectionId, lanes],
    );
    for (const agent of options.agents ?? ['three-way-match']) {
      await tx.execute(
        'insert into feed_cursor (agent, connection_id, lane) select $1, $2, g from generate_series(0, $3::int - 1) g',
        [agent, connectionId, lanes],
      );
    }
  });
  return connectionId;
}
