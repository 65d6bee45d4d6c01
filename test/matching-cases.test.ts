import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

// docs/matching-cases.md says where each case of the match is proven; a test that was renamed must not leave it behind.

const PAGE = await readFile('docs/matching-cases.md', 'utf8');
const ROWS = PAGE.split('\n').flatMap((row) => {
  const cells = row.split('|').map((cell) => cell.trim());
  const [, name = '', , files = '', tests = ''] = cells;
  return cells.length === 6 && files.startsWith('`') ? [{ name, files, tests: tests.split('; ') }] : [];
});

function pathOf(file: string): string {
  if (file === 'clerk') return 'src/doors/cli/clerk-cases.test.ts';
  return file.includes('/') ? file : `src/domain/matching/${file}.test.ts`;
}

describe('each case of the match is proven where the page says', () => {
  it('the page has its table', () => {
    expect(ROWS.length).toBeGreaterThan(30);
  });

  it.each(ROWS)('$name', async ({ files, tests }) => {
    const paths = [...files.matchAll(/`([^`]+)`/g)].map(([, file = '']) => pathOf(file));
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    for (const test of tests) expect(texts.join('\n')).toContain(test);
  });
});
