import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createCalloutDoor } from '#connections/callout-door.ts';
import { type KeyRing, newSecretKey, readKeyRing } from '#connections/secret-box.ts';
import { type Database, openDatabase } from '#store/database.ts';
import { freePort } from '#store/free-port.ts';
import { productEnv, readSandboxFacts, type SandboxFacts, spawnProduct } from '../test/product-processes.ts';
import { type KillableDatabase, startKillableDatabase } from './killable-database.ts';
import { type Supervised, supervise } from './supervise.ts';

export const CONNECTION = 'coupa';

/** Short enough that a killed process is missed for seconds, long enough for a busy machine. */
export const LEASE_MS = 3_000;
export const SETTLE_MS = 2_500;
const TIMINGS = `leaseMs=${LEASE_MS} sendWindowMs=1000 requestTimeoutMs=2000 readLagMs=500 backoffMinMs=100 backoffMaxMs=1500 unclearMax=12 reconcileEveryMs=1000 pollLeaseMs=1500`;

/** The product in separate processes on one machine, each of which can be killed. */
export interface Installation {
  readonly home: string;
  readonly purserData: string;
  readonly webUrl: string;
  readonly sandbox: SandboxFacts;
  readonly database: KillableDatabase;
  /** The owner's view of the database, past row level security; for looking only. */
  readonly owner: Database;
  readonly ring: KeyRing;
  readonly parts: readonly Supervised[];
  readonly door: { readonly id: string; readonly secret: string };
  readonly isEverythingUp: () => boolean;
  untilUp(): Promise<void>;
  close(): Promise<void>;
}

const UP_MS = 120_000;

/** Database, sandbox, web, two workers and a poller, all up. */
export async function startInstallation(options: { readonly invoices: number }): Promise<Installation> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'purser-chaos-'));
  const database = await startKillableDatabase(path.join(home, 'database'));
  const sandboxPort = await freePort();
  const webPort = await freePort();
  const envFile = path.join(home, 'sandbox.json');
  mkdirSync(path.join(home, 'sandbox'));
  // Node 20 takes `--env-file` for its own as well, and wants it to be there.
  writeFileSync(envFile, '');
  const sandboxArgs = ['sandbox', '--port', String(sandboxPort), '--data', path.join(home, 'sandbox')];
  const size = ['--invoices', String(options.invoices), '--months', '3'];
  const sandboxPart = supervise('sandbox', () =>
    spawnProduct([...sandboxArgs, ...size, '--env-file', envFile]),
  );
  await until('the sandbox', () => sandboxPart.current() !== undefined);
  const sandbox = readSandboxFacts(envFile);
  const secretKey = newSecretKey();
  const env = productEnv({
    dataDir: home,
    databaseUrl: database.url,
    secretKey,
    sandbox,
    timings: TIMINGS,
  });
  const roles = (names: string): Record<string, string> => ({ ...env, PURSER_ROLES: names });
  const parts = [
    sandboxPart,
    supervise('web', () => spawnProduct(['start'], { ...roles('web'), PURSER_PORT: String(webPort) })),
    supervise('worker 1', () => spawnProduct(['start'], roles('worker'))),
    supervise('worker 2', () => spawnProduct(['start'], roles('worker'))),
    supervise('poller', () => spawnProduct(['start'], roles('poller'))),
  ];
  const isEverythingUp = (): boolean =>
    database.isUp() && parts.every((part) => part.current()?.isRunning() === true);
  await until('every part', isEverythingUp);
  const owner = openDatabase(database.url, { name: 'chaos', connectionsMax: 4 });
  const ring = readKeyRing(secretKey);
  const { door, secret } = await owner.inConnection(CONNECTION, (tx) =>
    createCalloutDoor(tx, CONNECTION, { name: 'Chaos', mode: 'standard_webhooks' }, { ring }),
  );
  return {
    home,
    purserData: env.PURSER_DATA ?? home,
    webUrl: `http://127.0.0.1:${webPort}`,
    sandbox,
    database,
    owner,
    ring,
    parts,
    door: { id: door.id, secret },
    isEverythingUp,
    untilUp: () => until('every part again', isEverythingUp),
    close: async () => {
      await Promise.all(parts.map((part) => part.stop()));
      await owner.close();
      await database.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export async function until(what: string, isSo: () => boolean, limitMs = UP_MS): Promise<void> {
  const end = performance.now() + limitMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`${what}: not up after ${limitMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
