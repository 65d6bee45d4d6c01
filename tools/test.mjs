// `npm test`: lint, format, types and unused code first, since they are quick; then every test.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const only = process.argv.slice(2);

const steps = [
  ['check', [process.execPath, 'tools/check.mjs']],
  ['tests', [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', ...only]],
];
for (const [name, [command, ...args]] of only.length > 0 ? steps.slice(1) : steps) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) {
    process.stderr.write(`${name} failed\n`);
    process.exit(result.status ?? 1);
  }
}
