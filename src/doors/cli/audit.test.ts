import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { InputError } from '#kernel/errors.ts';
import { type AuditVerdict, type AuditWork, auditCommand } from './audit.ts';

const VALID: AuditVerdict = {
  entries: 12,
  chained: 12,
  valid: true,
  first_invalid: null,
  problem: null,
  anchors: { checked: 2, last_seq: 10, last_at: '2026-03-01T10:00:00.000Z', unanchored: 2 },
  evidence: { checked: 3, invalid: [] },
  key: '0123456789abcdef',
};
const BROKEN: AuditVerdict = {
  ...VALID,
  valid: false,
  first_invalid: 4,
  problem: 'Entry 4 does not follow from the one before it.',
};

async function run(args: string, verdict: AuditVerdict | Error = VALID) {
  const asked: unknown[] = [];
  const answer = async (...what: unknown[]): Promise<AuditVerdict> => {
    asked.push(what);
    if (verdict instanceof Error) throw verdict;
    return verdict;
  };
  const work: AuditWork = {
    verifyLive: (options) => answer('live', options),
    verifyFile: (file, options) => answer(file, options),
    exportTo: async (file, options) => {
      asked.push([file, options]);
      return { lines: 15 };
    },
  };
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await auditCommand(args.split(' ').filter(Boolean), { stdout, stderr }, work);
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? ''), asked };
}

it('verifies the live trail: 0 and a sentence', async () => {
  const { code, out, err, asked } = await run('verify');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('Valid: 12 entries');
  expect(out).toContain('Not anchored yet: the last 2 entries.');
  expect(asked).toEqual([['live', { keyFile: undefined, connection: undefined }]]);
});

it('gives one JSON document and nothing else with --json', async () => {
  const { code, out } = await run('verify --json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual(VALID);
});

it('answers 1 for a trail that is invalid, and names the entry', async () => {
  const { code, out } = await run('verify --file trail.jsonl --key key.pem', BROKEN);
  expect(code).toBe(1);
  expect(out).toContain('NOT VALID: Entry 4 does not follow');
  expect(out).toContain('First bad entry: 4');
});

it('says that a file vouches only for itself when no key is given', async () => {
  expect((await run('verify --file t.jsonl')).out).toContain('compare it with the one you know');
  expect((await run('verify --file t.jsonl --key k')).out).not.toContain('compare it');
});

it('exports the trail or one invoice’s part', async () => {
  const { code, out, asked } = await run('export --invoice 7 --out here.jsonl');
  expect([code, out]).toEqual([0, 'Wrote 15 lines to here.jsonl.\n']);
  expect(asked).toEqual([['here.jsonl', { invoice: '7', connection: undefined }]]);
});

it.each<[string, string]>([
  ['', 'expected verify or export, found nothing'],
  ['check', 'expected verify or export, found "check"'],
  ['verify export', 'more than one action'],
  ['export', 'expected --out FILE'],
  ['export --out f --file g', 'belong to audit verify'],
  ['verify --out f', 'belong to audit export'],
  ['verify --nonsense', "Unknown option '--nonsense'"],
])('answers 2 with one sentence: audit %s', async (args, sentence) => {
  const { code, out, err, asked } = await run(args);
  expect([code, out, asked]).toEqual([2, '', []]);
  expect(err).toContain(sentence);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
});

it('answers 2 for a file that cannot be read', async () => {
  const { code, err } = await run(
    'verify --file none',
    new InputError('none: there is no such file or folder.'),
  );
  expect([code, err]).toEqual([2, 'none: there is no such file or folder.\n']);
});

it('has a help text', async () => {
  expect(await run('--help')).toMatchObject({ code: 0, asked: [] });
});
