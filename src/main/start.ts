import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { newSecretKey } from '#connections/secret-box.ts';
import { sha256Hex } from '#kernel/canonical-json.ts';
import { describeError } from '#kernel/errors.ts';
import { newId } from '#kernel/id.ts';
import { type ChildSandbox, type SandboxDoor, startChildSandbox } from './child-sandbox.ts';
import { type Config, keptSecret, readConfig } from './config.ts';
import { claimFolder } from './folder-claim.ts';
import type { MainIo } from './main-io.ts';
import { prepareDatabase } from './prepare-database.ts';
import type { Running } from './running.ts';

const HELP = `Usage: purser start

Starts the server, its workers and, without a Coupa of your own, the sandbox. Ctrl-C stops everything it started.
Settings come from the environment: PURSER_PORT, PURSER_HOST, PURSER_DATA, DATABASE_URL, PURSER_ROLES, COUPA_URL,
COUPA_CLIENT_ID, COUPA_CLIENT_SECRET, COUPA_SCOPES, PURSER_SECRET_KEY, PURSER_ANCHOR_COPY, PURSER_PROXIES, PURSER_LOG,
PURSER_SANDBOX_PACE (seconds between two events of the sandbox; 0 stands still). docs/deployment.md tells more.
`;

/** `purser start`: runs until it is told to stop. */
export async function startCommand(argv: readonly string[], io: MainIo): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...argv], options: { help: { type: 'boolean' } }, strict: true });
    if (values.help) {
      io.stdout.write(HELP);
      return 0;
    }
  } catch (thrown) {
    io.stderr.write(`purser start: ${describeError(thrown).message.split('\n')[0]}\n`);
    return 2;
  }
  const config = readConfig(io.env, io.cwd);
  const stops: Running[] = [];
  try {
    await startAll(config, io, (running) => stops.unshift(running));
    await aborted(io.signal);
    return 0;
  } finally {
    // In the opposite order of starting: doors first, the database last.
    for (const running of stops) {
      await running.stop().catch((thrown: unknown) => io.stderr.write(`${describeError(thrown).message}\n`));
    }
  }
}

async function startAll(config: Config, io: MainIo, keep: (running: Running) => void): Promise<void> {
  // Others may walk through, so that the database's own user can; what is inside is closed to them.
  fs.mkdirSync(config.dataDir, { recursive: true, mode: 0o711 });
  if (config.databaseUrl === undefined) keep(claimFolder(config.dataDir));
  const keys = path.join(config.dataDir, 'keys');
  const secretKey = config.secretKey ?? keptSecret(path.join(keys, 'secret.key'), newSecretKey);
  const appPassword = databasePassword(config, keys);
  // Sandbox, database and the reading of our own code go side by side: each takes most of a second.
  const started = bothOrNone(startSandbox(config, keys), prepareDatabase(config, appPassword));
  const { runRoles } = await import('./run-roles.ts');
  const [sandbox, database] = await started;
  keep(database);
  if (sandbox !== undefined) keep(sandbox.running);
  await runRoles({ config, io, database, sandbox, secretKey, appPassword, keep });
}

/** Two processes on one database must agree on the application's password, so it follows from the key they share. */
export function databasePassword(config: Config, keys: string): string {
  if (config.secretKey !== undefined)
    return sha256Hex(`purser database password\n${config.secretKey}`).slice(0, 40);
  return keptSecret(path.join(keys, 'database-password'), () => randomBytes(24).toString('base64url'));
}

/** Without a Coupa of one's own the process that reads brings the sandbox along. */
async function startSandbox(
  config: Config,
  keys: string,
): Promise<{ running: ChildSandbox; door: SandboxDoor } | undefined> {
  if (config.coupa !== undefined || !config.roles.includes('poller')) return undefined;
  const door = {
    id: keptSecret(path.join(keys, 'sandbox-door'), () => newId('door')),
    secret: keptSecret(
      path.join(keys, 'sandbox-door-secret'),
      () => `whsec_${randomBytes(24).toString('base64')}`,
    ),
  };
  const host = config.host.includes(':') ? '[::1]' : '127.0.0.1';
  const running = await startChildSandbox({
    dataDir: path.join(config.dataDir, 'sandbox'),
    paceSeconds: config.sandboxPaceSeconds,
    callout: { url: `http://${host}:${config.port}/call-outs/sandbox/${door.id}`, secret: door.secret },
  });
  return { running, door };
}

/** When one of two cannot be had, the other is stopped again. */
async function bothOrNone<A, B extends Running>(
  first: Promise<({ readonly running: Running } & A) | undefined>,
  second: Promise<B>,
): Promise<[({ readonly running: Running } & A) | undefined, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  if (a.status === 'fulfilled') await a.value?.running.stop();
  if (b.status === 'fulfilled') await b.value.stop();
  throw a.status === 'rejected' ? a.reason : (b as PromiseRejectedResult).reason;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
