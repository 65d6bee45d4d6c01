// Lint, format, types and unused code, all as errors.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => path.join(root, 'node_modules', '.bin', name);

const checks = [
  ['lint and format', bin('biome'), ['check', '--error-on-warnings', '.']],
  ['types', bin('tsc'), ['--noEmit']],
  ['types of the screens', bin('tsc'), ['--noEmit', '-p', 'web']],
  ['unused code', bin('knip'), ['--no-progress']],
];
let failed = false;
for (const [name, command, args] of checks) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (result.status === 0) continue;
  failed = true;
  process.stderr.write(`── ${name} ──\n${result.stdout}${result.stderr}\n`);
}
process.exit(failed ? 1 : 0);
