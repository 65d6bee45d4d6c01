import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyId } from '#domain/matching/policy-id.ts';
import { STARTER_POLICY, type TolerancePolicy } from '#domain/matching/tolerance.ts';
import { NotFoundError } from '#kernel/errors.ts';
import { policyCommand } from './policy.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'purser policy '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(argv: readonly string[], stdin = '') {
  const asked: unknown[] = [];
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await policyCommand(
    argv,
    { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr },
    {
      exportTolerances: async (options) => {
        asked.push(options);
        if (options.version === 99) throw new NotFoundError('version of the policy', '99');
        return STARTER_POLICY;
      },
    },
  );
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? ''), asked };
}

async function fileOf(policy: unknown, name = 'policy.json'): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof policy === 'string' ? policy : JSON.stringify(policy));
  return file;
}

const contradictory: TolerancePolicy = {
  ...STARTER_POLICY,
  scoped: [
    { supplierIds: ['5'], limits: { priceOver: { mode: 'rate', rate: '0.02' } } },
    { supplierIds: ['5'], limits: { priceOver: { mode: 'rate', rate: '0.03' } } },
  ],
};

describe('purser policy check', () => {
  it('says the id of a valid document', async () => {
    const file = await fileOf(STARTER_POLICY);
    expect(await run(['check', file])).toMatchObject({
      code: 0,
      out: `${file} is a valid policy, id ${policyId(STARTER_POLICY)}.\n`,
      err: '',
    });
    expect(JSON.parse((await run(['check', file, '--json'])).out)).toEqual({
      valid: true,
      id: policyId(STARTER_POLICY),
      faults: [],
    });
  });

  it('answers 1 and names both rules that contradict each other', async () => {
    const { code, out } = await run(['check', '-'], JSON.stringify(contradictory));
    expect(code).toBe(1);
    expect(out).toMatch(
      /^standard input is no valid policy:\n {2}scoped\.1\.limits\.priceOver: Rule 1 and rule 2 /,
    );
    const { faults } = JSON.parse((await run(['check', '-', '--json'], JSON.stringify(contradictory))).out);
    expect(faults).toHaveLength(1);
  });

  it('does not take a number for a figure', async () => {
    const { code, out } = await run(['check', '-'], JSON.stringify({ ...STARTER_POLICY, documentCap: 250 }));
    expect(code).toBe(1);
    expect(out).toContain('documentCap: Expected a decimal as text');
  });
});

describe('purser policy diff', () => {
  it('says in words what differs', async () => {
    const before = await fileOf(STARTER_POLICY);
    const after = await fileOf({ ...STARTER_POLICY, documentCap: '300' }, 'after.json');
    expect((await run(['diff', before, after])).out).toBe(
      'Over-charges of one invoice together: 250.00 → 300.00\n',
    );
    expect((await run(['diff', before, before])).out).toBe('Nothing differs.\n');
    expect(JSON.parse((await run(['diff', before, after, '--json'])).out)).toMatchObject({
      before: policyId(STARTER_POLICY),
      changes: ['Over-charges of one invoice together: 250.00 → 300.00'],
    });
  });

  it('wants two valid documents', async () => {
    const file = await fileOf(contradictory);
    const { code, out, err } = await run(['diff', file, file]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Rule 1 and rule 2');
    expect(err.split('\n')).toHaveLength(2);
  });
});

describe('purser policy export', () => {
  it('writes what match takes, to standard output or a file', async () => {
    expect(JSON.parse((await run(['export'])).out)).toEqual(STARTER_POLICY);
    const file = join(folder, 'out.json');
    const { code, out, err, asked } = await run([
      'export',
      '--out',
      file,
      '--version',
      '3',
      '--connection',
      'acme',
    ]);
    expect([code, out]).toEqual([0, '']);
    expect(err).toBe(`Wrote the policy ${policyId(STARTER_POLICY)} to ${file}.\n`);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(STARTER_POLICY);
    expect(asked).toEqual([{ connection: 'acme', version: 3 }]);
  });

  it('says when there is no such version, or no such folder', async () => {
    expect(await run(['export', '--version', '99'])).toMatchObject({
      code: 2,
      err: 'There is no version of the policy 99.\n',
    });
    const { code, err } = await run(['export', '--out', join(folder, 'none', 'out.json')]);
    expect([code, err]).toEqual([2, expect.stringContaining('found ENOENT')]);
  });
});

it('prints the schema', async () => {
  const { code, out } = await run(['schema']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
});

it('has help', async () => {
  expect(await run(['--help'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Usage:') });
});

it.each<[string, readonly string[], string]>([
  ['nothing', [], 'policy: expected schema, check, diff or export, found nothing; see purser policy --help.'],
  [
    'an unknown action',
    ['show'],
    'policy: expected schema, check, diff or export, found "show"; see purser policy --help.',
  ],
  ['an unknown option', ['check', '--fast'], "policy: Unknown option '--fast'; see purser policy --help."],
  ['no file', ['check'], 'policy check: expected one file, found 0; see purser policy --help.'],
  [
    'one file to compare',
    ['diff', 'a.json'],
    'policy diff: expected two files, found 1; see purser policy --help.',
  ],
  [
    'a file too many',
    ['schema', 'a.json'],
    'policy schema: expected no file, found 1; see purser policy --help.',
  ],
  [
    'an option of another action',
    ['check', 'a.json', '--out', 'b'],
    'policy check: --out belongs to policy export.',
  ],
  [
    'standard input twice',
    ['diff', '-', '-'],
    'policy diff: expected standard input for one of the two files only.',
  ],
  [
    'a version that is none',
    ['export', '--version', 'two'],
    'policy export: expected a number after --version, found "two".',
  ],
  [
    'a file that is not there',
    ['check', '/nowhere/a.json'],
    '/nowhere/a.json: expected a readable file, but there is no such file.',
  ],
])('refuses %s with 2 and one sentence', async (_case, argv, sentence) => {
  expect(await run(argv)).toMatchObject({ code: 2, out: '', err: `${sentence}\n` });
});

it('refuses what is no JSON, naming the file', async () => {
  const { code, out, err } = await run(['check', await fileOf('{"format": 1,')]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('policy.json');
});
