import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PurserError } from '#kernel/errors.ts';
import { freePort } from '#store/free-port.ts';

/** The sandbox that `start` runs beside itself, as a process of its own: Purser knows it by its address only. */
export interface ChildSandbox {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: string;
  readonly serviceUserId: string;
  stop(): Promise<void>;
}

/** The door by which the sandbox calls out to us. */
export interface SandboxDoor {
  readonly id: string;
  readonly secret: string;
}

const READY_TIMEOUT_MS = 60_000;
const BIN = fileURLToPath(new URL('../../bin/purser.js', import.meta.url));

export interface ChildSandboxOptions {
  /** Folder for what the sandbox keeps, its port among it. */
  readonly dataDir: string;
  readonly paceSeconds: number;
  /** Where it calls out to when something changes, with the secret it shows. */
  readonly callout?: { readonly url: string; readonly secret: string };
}

/** Starts the sandbox on the port it had the last time, and waits until it answers. */
export async function startChildSandbox(options: ChildSandboxOptions): Promise<ChildSandbox> {
  fs.mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const portFile = path.join(options.dataDir, 'port');
  const wished = fs.existsSync(portFile) ? Number(fs.readFileSync(portFile, 'utf8')) || 0 : 0;
  const port = await freePort(wished);
  fs.writeFileSync(portFile, String(port));
  const envFile = path.join(options.dataDir, 'env.json');
  // Node 20 takes `--env-file` for its own wherever it stands, and ends when there is no such file.
  fs.writeFileSync(envFile, '', { mode: 0o600 });
  const args = [
    'sandbox',
    '--port',
    String(port),
    '--data',
    path.join(options.dataDir, 'data'),
    '--env-file',
    envFile,
  ];
  if (options.paceSeconds > 0) args.push('--live', '--pace', String(options.paceSeconds));
  if (options.callout !== undefined) {
    args.push('--callout-url', options.callout.url, '--callout-secret', options.callout.secret);
  }
  const child = fork(BIN, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(failure('it did not answer in a minute', said)), READY_TIMEOUT_MS);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      const ready = /Sandbox is ready: (\S+)/.exec(said);
      if (ready?.[1] === undefined) return;
      clearTimeout(timer);
      resolve(ready[1]);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(failure(`it ended with ${code ?? 'a signal'}`, said));
    });
  });
  const env = readEnv(envFile);
  return {
    url,
    ...env,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) {
          resolve();
          return;
        }
        const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
        child.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        child.kill('SIGTERM');
      }),
  };
}

function failure(what: string, said: string): PurserError {
  return new PurserError(
    'sandbox_failed',
    `The sandbox could not be started: ${what}. ${said.trim().slice(-400)}`,
  );
}

function readEnv(file: string): Omit<ChildSandbox, 'url' | 'stop'> {
  const env: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  const text = (key: string): string =>
    env !== null && typeof env === 'object' && key in env
      ? String((env as Record<string, unknown>)[key])
      : '';
  return {
    clientId: text('client_id'),
    clientSecret: text('client_secret'),
    scopes: text('scope_all'),
    serviceUserId: text('service_user_id'),
  };
}
