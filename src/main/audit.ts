import fs from 'node:fs';
import path from 'node:path';
import type { AnchorDeps } from '#audit/anchor.ts';
import { loadAnchorKey } from '#audit/anchor-key.ts';
import { exportToFile, verifyExportFile, verifyLiveTrail } from '#audit/audit-work.ts';
import { auditCommand } from '#doors/cli/audit.ts';
import { systemClock } from '#kernel/clock.ts';
import { InputError } from '#kernel/errors.ts';
import { silentLog } from '#kernel/log.ts';
import { type Config, readConfig } from './config.ts';
import type { MainIo } from './main-io.ts';

/** `purser audit`: what needs the database opens it, and leaves a running server as it is. */
export function auditMain(argv: readonly string[], io: MainIo): Promise<number> {
  const at = (file: string): string => path.resolve(io.cwd, file);
  const key = (file: string | undefined): string | undefined => (file === undefined ? undefined : at(file));
  return auditCommand(argv, io, {
    verifyFile: (file, { keyFile }) => verifyExportFile(at(file), key(keyFile)),
    verifyLive: ({ keyFile, connection }) =>
      withTrail(io, connection, (connectionId, deps) => verifyLiveTrail(connectionId, key(keyFile), deps)),
    exportTo: (file, { invoice, connection }) =>
      withTrail(io, connection, (connectionId, deps) => exportToFile(at(file), connectionId, invoice, deps)),
  });
}

async function withTrail<T>(
  io: MainIo,
  wanted: string | undefined,
  work: (connectionId: string, deps: AnchorDeps) => Promise<T>,
): Promise<T> {
  const config = readConfig(io.env, io.cwd);
  const { openDatabase } = await import('#store/database.ts');
  const owner = await ownerOf(config);
  try {
    const db = openDatabase(await appUrl(config, owner.url), { connectionsMax: 2, name: 'purser audit' });
    try {
      const rows = await db.inDispatch((tx) =>
        tx.query<{ connection_id: string }>('select connection_id from dispatch_connections()'),
      );
      const connectionId = chooseConnection(
        rows.map((row) => row.connection_id),
        wanted,
      );
      return await work(connectionId, {
        db,
        key: await loadAnchorKey(config.dataDir),
        dataDir: config.dataDir,
        copyDir: config.anchorCopyDir,
        clock: systemClock,
        log: silentLog,
      });
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
  if (only === undefined) throw new InputError('There is no connection yet, and so no audit trail.');
  if (more.length === 0) return only;
  throw new InputError(
    `Each connection has a trail of its own; say --connection, one of ${known.join(', ')}.`,
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
