import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Database, openDatabase } from '#store/database.ts';
import { ensureDatabase, startEmbeddedPostgres } from '#store/embedded-postgres.ts';
import { migrate } from '#store/migrate.ts';

export interface BenchCluster {
  readonly db: Database;
  readonly ownerUrl: string;
  readonly appUrl: string;
  close(): Promise<void>;
}

/** A durable PostgreSQL of its own: fsync on, as in production. */
export async function startCluster(options: { connectionsMax?: number } = {}): Promise<BenchCluster> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'purser-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, settings: { shared_buffers: '512MB' } });
  await ensureDatabase(server.ownerUrl('postgres'), 'bench');
  const ownerUrl = server.ownerUrl('bench');
  const { appUrl } = await migrate(ownerUrl, 'bench-password');
  const db = openDatabase(appUrl, { connectionsMax: options.connectionsMax ?? 10, name: 'bench' });
  return {
    db,
    ownerUrl,
    appUrl,
    close: async () => {
      await db.close();
      await server.stop();
      // For root the cluster may lie elsewhere, where its own user can reach it.
      for (const folder of [path.dirname(server.dataDir), dataDir])
        rmSync(folder, { recursive: true, force: true });
    },
  };
}
