// Changes one thing at a time in a source file and runs its tests: what no test notices is printed. The work happens
// in a copy, so that a broken mutant never stands in the tree.
//
//   npm run mutants src/domain/matching/allowance.ts [test file or folder …]
//
// Without tests named, the file's own test is run. A line that is known to be equivalent when mutated may say so in a
// comment `equivalent: why`, and is counted apart.
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

const MUTATIONS = [
  [/ === /g, ' !== '],
  [/ !== /g, ' === '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/ < (?=[\w(])/g, ' <= '],
  [/ <= /g, ' < '],
  [/ > (?=[\w(])/g, ' >= '],
  [/ >= /g, ' > '],
  [/\.lt\(/g, '.lte('],
  [/\.lte\(/g, '.lt('],
  [/\.gt\(/g, '.gte('],
  [/\.gte\(/g, '.gt('],
  [/\.plus\(/g, '.minus('],
  [/\.minus\(/g, '.plus('],
  [/\.times\(/g, '.div('],
  [/\.abs\(\)/g, ''],
  [/\.negated\(\)/g, ''],
  [/\.some\(/g, '.every('],
  [/\.every\(/g, '.some('],
  [/\bleast\(/g, 'greatest('],
  [/\bgreatest\(/g, 'least('],
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
  [/(?<=\()!(?=[\w(])/g, ''],
  [/\bif \((?!\/)/g, 'if (true || '],
  [/\bif \((?!\/)/g, 'if (false && '],
  [/(?<=[ (])(\d+)(?=[),; ])/g, (number) => String(Number(number) + 1)],
  [/\bZERO\b(?=[;,) ])/g, 'ONE_FOR_MUTANTS'],
];

const TIME_LIMIT_MS = 60_000;
const AT_ONCE = 2;

const [file, ...named] = process.argv.slice(2);
if (file === undefined || !existsSync(file)) {
  console.error('mutants: expected a source file, such as npm run mutants src/engine/gate.ts');
  process.exit(2);
}
const tests = named.length > 0 ? named : [file.replace(/\.ts$/, '.test.ts')];
for (const test of tests) {
  if (existsSync(test)) continue;
  console.error(`mutants: expected a test, found no ${test}`);
  process.exit(2);
}

const source = readFileSync(file, 'utf8');
const mutants = listMutants(source);
const benches = await Promise.all(Array.from({ length: AT_ONCE }, prepareBench));
const survivors = [];
const equivalent = [];
let done = 0;
try {
  const [first] = benches;
  if (await isKilled(first, source)) throw new Error('the tests fail without any mutant');
  await Promise.all(benches.map(work));
} finally {
  for (const bench of benches) rmSync(bench, { recursive: true, force: true });
}
report();

async function work(bench) {
  for (let mutant = mutants.shift(); mutant !== undefined; mutant = mutants.shift()) {
    done += 1;
    if (await isKilled(bench, mutant.text)) continue;
    (/equivalent: \w/.test(mutant.context) ? equivalent : survivors).push(mutant);
  }
}

/** Code only: comments, strings, imports and type declarations hold nothing that a test could notice. */
function listMutants(text) {
  const hidden = hideProse(text);
  const found = [];
  for (const [pattern, replacement] of MUTATIONS) {
    for (const match of hidden.matchAll(pattern)) {
      const put = typeof replacement === 'string' ? replacement : replacement(match[0]);
      const at = match.index;
      const mutated = text.slice(0, at) + put + text.slice(at + match[0].length);
      const lineNumber = text.slice(0, at).split('\n').length;
      const lines = text.split('\n');
      found.push({
        lineNumber,
        before: lines[lineNumber - 1].trim(),
        after: mutated.split('\n')[lineNumber - 1].trim(),
        context: lines.slice(Math.max(0, lineNumber - 2), lineNumber).join('\n'),
        text: put === 'ONE_FOR_MUTANTS' ? mutated.replace('ONE_FOR_MUTANTS', 'ZERO.plus(1)') : mutated,
      });
    }
  }
  return found.sort((a, b) => a.lineNumber - b.lineNumber);
}

/** The text with everything that is no code blanked out, position by position. */
function hideProse(text) {
  const blank = (part) => part.replace(/[^\n]/g, '·');
  return text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, blank)
    .replace(/'(?:[^'\\\n]|\\.)*'/g, blank)
    .replace(/`(?:[^`\\]|\\.)*`/g, (part) => part.replace(/(^|\})[^$]*(?=\$\{|`|$)/g, blank))
    .replace(/^import [\s\S]*?;$/gm, blank)
    .replace(/^(export )?(interface|type) [\s\S]*?(^\}|;$)/gm, blank);
}

function prepareBench() {
  const bench = mkdtempSync(join(tmpdir(), 'purser-mutants-'));
  for (const name of ['package.json', 'tsconfig.json', 'src', 'docs', 'tools']) {
    if (existsSync(name)) cpSync(name, join(bench, name), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(bench, 'node_modules'));
  mkdirSync(join(bench, 'test'), { recursive: true });
  // Without the database of the whole suite: what is mutated here is pure.
  writeFileSync(
    join(bench, 'vitest.config.ts'),
    "import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { isolate: false, maxWorkers: 1, bail: 1 } });\n",
  );
  return bench;
}

function isKilled(bench, text) {
  const target = join(bench, relative(process.cwd(), resolve(file)));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  return new Promise((settle) => {
    const vitest = resolve('node_modules/vitest/vitest.mjs');
    const child = spawn(process.execPath, [vitest, 'run', '--no-isolate', ...tests], {
      cwd: bench,
      stdio: 'ignore',
      detached: true,
    });
    // With its workers: one that a mutant sends round and round would outlive the process that started it.
    const timer = setTimeout(() => endGroup(child), TIME_LIMIT_MS);
    child.on('exit', (code) => {
      clearTimeout(timer);
      endGroup(child);
      settle(code !== 0);
    });
  });
}

function endGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}

function report() {
  for (const { lineNumber, before, after } of survivors) {
    console.log(`${file}:${lineNumber}\n  - ${before}\n  + ${after}`);
  }
  const killed = done - survivors.length - equivalent.length;
  console.log(
    `${done} mutants: ${killed} killed, ${equivalent.length} equivalent, ${survivors.length} survive`,
  );
  process.exitCode = survivors.length > 0 ? 1 : 0;
}
