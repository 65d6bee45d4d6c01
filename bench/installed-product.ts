import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { newSecretKey } from '#connections/secret-box.ts';
import { type Database, openDatabase } from '#store/database.ts';
import { ensureDatabase, startEmbeddedPostgres } from '#store/embedded-postgres.ts';
import { type CountingProxy, startCountingProxy } from '../test/counting-proxy.ts';
import {
  type ProductProcess,
  productEnv,
  readSandboxFacts,
  type SandboxFacts,
  startProduct,
} from '../test/product-processes.ts';

/** The connection that a process makes of COUPA_URL. */
export const CONNECTION = 'coupa';

/** Database and sandbox in processes of their own, and what it takes to start the product on them. */
export interface InstalledProduct {
  readonly sandbox: SandboxFacts;
  /** Stands between product and sandbox and sees every call. */
  readonly proxy: CountingProxy;
  /** The owner's view, past row level security. Usable once a process has prepared the database. */
  readonly owner: Database;
  /** Starts a process of the product that does these things. */
  start(roles: string): Promise<ProductProcess>;
  close(): Promise<void>;
}

export async function installProduct(options: {
  /** Of `purser sandbox`. */
  readonly sandboxArgs: readonly string[];
}): Promise<InstalledProduct> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'purser-bench-'));
  const server = await startEmbeddedPostgres({
    dataDir: path.join(home, 'database'),
    settings: { shared_buffers: '512MB' },
  });
  await ensureDatabase(server.ownerUrl('postgres'), 'purser');
  const databaseUrl = server.ownerUrl('purser');
  const owner = openDatabase(databaseUrl, { name: 'bench' });
  const envFile = path.join(home, 'sandbox.json');
  mkdirSync(path.join(home, 'purser'));
  writeFileSync(envFile, '');
  const started: ProductProcess[] = [];
  started.push(await startProduct(['sandbox', ...options.sandboxArgs, '--env-file', envFile]));
  const sandbox = readSandboxFacts(envFile);
  const proxy = await startCountingProxy(sandbox.url);
  const env = productEnv({
    dataDir: home,
    databaseUrl,
    secretKey: newSecretKey(),
    sandbox: { ...sandbox, url: proxy.url },
  });
  return {
    sandbox,
    proxy,
    owner,
    start: async (roles) => {
      const process = await startProduct(['start'], { ...env, PURSER_ROLES: roles, PURSER_PORT: '0' });
      started.unshift(process);
      return process;
    },
    close: async () => {
      for (const process of started) await process.end();
      await proxy.close();
      await owner.close();
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Waits for something that other processes bring about. */
export async function until(what: string, limitMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Not within ${limitMs} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
