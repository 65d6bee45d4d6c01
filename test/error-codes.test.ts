import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const SRC = path.resolve(import.meta.dirname, '../src');

function sources(): string[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(path.join(SRC, file), 'utf8'));
}

const documented = new Set(
  [...readFileSync(path.resolve(SRC, '../docs/errors.md'), 'utf8').matchAll(/^\| `([a-z_]+)` \|/gm)].map(
    ([, code = '']) => code,
  ),
);

it('docs/errors.md says what to do about every code that is thrown', () => {
  const thrown = new Set(
    sources().flatMap((text) =>
      [...text.matchAll(/new (?:PurserError|ConflictError)\(\s*'([a-z_]+)'/g)].map(([, code = '']) => code),
    ),
  );
  expect(thrown.size).toBeGreaterThan(50);
  expect([...thrown].filter((code) => !documented.has(code))).toEqual([]);
});

it('docs/errors.md names no code that is gone', () => {
  const all = sources().join('\n');
  expect([...documented].filter((code) => !all.includes(`'${code}'`))).toEqual([]);
});
