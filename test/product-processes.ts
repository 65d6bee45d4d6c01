// The product as whoever installs it runs it: processes of bin/purser.js, killed by their id like any other.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../bin/purser.js', import.meta.url));
const READY_MS = 60_000;
const SAID_MAX = 20_000;

export interface ProductProcess {
  readonly pid: number;
  /** What it printed when it was ready: an address for `web` and the sandbox. */
  readonly ready: string;
  /** The end of what it printed, both streams. */
  said(): string;
  isRunning(): boolean;
  /** Resident memory in MiB; undefined where the system does not tell, or the process is gone. */
  memoryMiB(): number | undefined;
  /** Sends the signal and resolves when the process is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** A process that is on its way up. It may be ended before it is ready. */
export interface StartingProcess {
  readonly ready: Promise<ProductProcess>;
  readonly exited: Promise<void>;
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts `purser ARGS`; ready is when it says so. */
export function spawnProduct(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): StartingProcess {
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
  });
  let said = '';
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const ready = new Promise<ProductProcess>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Not ready after a minute. ${said}`)), READY_MS);
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString('utf8')).slice(-SAID_MAX);
      const found = /is ready: (\S+)/.exec(said);
      if (found?.[1] === undefined) return;
      clearTimeout(timer);
      resolve(handleOf(child, found[1], exited, () => said));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`It ended with ${code ?? signal}. ${said}`));
    });
  });
  // Whoever ends it before it is ready does not wait for that.
  ready.catch(() => undefined);
  return { ready, exited, end: (signal) => endOf(child, exited, signal) };
}

export function startProduct(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProductProcess> {
  return spawnProduct(args, env).ready;
}

function handleOf(
  child: ChildProcess,
  ready: string,
  exited: Promise<void>,
  said: () => string,
): ProductProcess {
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    ready,
    said,
    isRunning,
    memoryMiB: () => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        const kib = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
        return kib === undefined ? undefined : Number(kib) / 1024;
      } catch {
        // No /proc on this system, or the process is gone.
        return undefined;
      }
    },
    end: (signal) => endOf(child, exited, signal),
  };
}

async function endOf(
  child: ChildProcess,
  exited: Promise<void>,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await exited;
}

/** What `purser sandbox --env-file` writes. */
export interface SandboxFacts {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly adminKey: string;
  readonly scopes: string;
  readonly serviceUserId: string;
}

export function readSandboxFacts(file: string): SandboxFacts {
  const env = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const text = (key: string): string => String(env[key] ?? '');
  return {
    url: text('base'),
    clientId: text('client_id'),
    clientSecret: text('client_secret'),
    adminKey: text('admin_key'),
    scopes: text('scope_all'),
    serviceUserId: text('service_user_id'),
  };
}

/** The environment in which processes of one installation share a database and a Coupa. */
export function productEnv(options: {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly secretKey: string;
  readonly sandbox: SandboxFacts;
  readonly timings?: string;
}): Record<string, string> {
  const { dataDir, databaseUrl, secretKey, sandbox, timings } = options;
  return {
    PURSER_DATA: path.join(dataDir, 'purser'),
    PURSER_SECRET_KEY: secretKey,
    DATABASE_URL: databaseUrl,
    COUPA_URL: sandbox.url,
    COUPA_CLIENT_ID: sandbox.clientId,
    COUPA_CLIENT_SECRET: sandbox.clientSecret,
    COUPA_SERVICE_USER_ID: sandbox.serviceUserId,
    ...(timings === undefined ? {} : { PURSER_TIMINGS: timings }),
  };
}
