import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureDatabase, startEmbeddedPostgres } from '#store/embedded-postgres.ts';
import { migrate } from '#store/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Owner's URL of the migrated template database. */
    templateUrl: string;
  }
}

/** One throw-away PostgreSQL a test run, with one migrated database from which every test file clones its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'purser-test-'));
  const server = await startEmbeddedPostgres({ dataDir, fsync: false });
  await ensureDatabase(server.ownerUrl('postgres'), 'template_purser');
  await migrate(server.ownerUrl('template_purser'), 'test-password');
  project.provide('templateUrl', server.ownerUrl('template_purser'));
  return async () => {
    await server.stop();
    // For root the cluster may lie elsewhere, where its own user can reach it.
    for (const folder of [path.dirname(server.dataDir), dataDir])
      rmSync(folder, { recursive: true, force: true });
  };
}
