import os from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Level } from 'pino';
import { Registry } from 'prom-client';
import { AGENTS } from '#agents/registry.ts';
import { type KeyRing, readKeyRing } from '#connections/secret-box.ts';
import { createLog } from '#doors/log.ts';
import { systemClock } from '#kernel/clock.ts';
import { newId } from '#kernel/id.ts';
import type { ChildSandbox, SandboxDoor } from './child-sandbox.ts';
import type { Config } from './config.ts';
import { startHeartbeat } from './heartbeat.ts';
import { type MainIo, version } from './main-io.ts';
import { prepareConnection } from './prepare-connection.ts';
import type { PreparedDatabase } from './prepare-database.ts';
import type { Parts, Running } from './running.ts';
import { startPolling } from './start-polling.ts';
import { startWeb } from './start-web.ts';
import { startWorking } from './start-working.ts';

/** What stands already when the roles of a process begin. */
export interface Ground {
  readonly config: Config;
  readonly io: MainIo;
  readonly database: PreparedDatabase;
  readonly sandbox: { readonly running: ChildSandbox; readonly door: SandboxDoor } | undefined;
  readonly secretKey: string;
  readonly appPassword: string;
  /** Told of each part, so that it is stopped in the opposite order. */
  readonly keep: (running: Running) => void;
}

/** Builds the parts of a process on its ground and starts what its roles say; then it is ready. */
export async function runRoles(ground: Ground): Promise<void> {
  const { config, io, database, sandbox, keep } = ground;
  const ring = readKeyRing(ground.secretKey);
  const secrets = secretsOf(config, ring, ground.appPassword);
  const parts: Parts = {
    config,
    db: database.db,
    ownerUrl: database.ownerUrl,
    ring,
    log: createLog({ level: config.logLevel as Level, secrets }),
    metrics: new Registry(),
    clock: systemClock,
    agents: AGENTS,
    processId: newId(`${os.hostname()}-${process.pid}`),
    version: version(),
    root: fileURLToPath(new URL('../..', import.meta.url)),
  };
  const connected = { ...parts, coupaFor: await prepareConnection(parts, sandbox) };
  keep(await startHeartbeat(connected));
  if (config.roles.includes('worker')) keep(await startWorking(connected));
  if (config.roles.includes('poller')) keep(await startPolling(connected));
  if (!config.roles.includes('web')) {
    io.stdout.write(`Purser is ready: ${config.roles.join(' and ')}, no screens in this process\n`);
    return;
  }
  const web = await startWeb(connected);
  keep(web);
  const how = web.isSetUpNeeded
    ? 'Open it to create the administrator; then you are signed in.'
    : 'Sign in with your e-mail address and password.';
  io.stdout.write(`Purser is ready: ${web.url}\n${how}\n`);
}

function secretsOf(config: Config, ring: KeyRing, appPassword: string): string[] {
  const bytes = [ring.current, ...ring.earlier].map((key) => key.bytes);
  const keys = bytes.flatMap((key) => [key.toString('base64'), key.toString('hex')]);
  return [...keys, appPassword, config.coupa?.clientSecret].filter(
    (text) => text !== undefined && text !== '',
  ) as string[];
}
