import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { InputError } from '#kernel/errors.ts';
import { type ReplayQuestion, replayCommand } from './replay.ts';
import type { ReplayDocument } from './replay-report.ts';

const none = { count: 0, sums: [], without_amount: 0 };
const one = {
  count: 1,
  sums: [{ currency: 'EUR', exposure: '1250.5', at_risk: '12' }],
  without_amount: 0,
};
const over = { verdict: 'exception', cause: 'PRICE_OVER' };
const matched = { verdict: 'matched', cause: null };
const ANSWER: ReplayDocument = {
  agent: 'three-way-match',
  policy_version: 3,
  differences: ['tolerances.limits.priceOver.rate: "0.02" to "0.05"'],
  from: '2026-01-01',
  to: null,
  counts: 'newest',
  runs: 12,
  same: 11,
  words_only: 0,
  changed: 1,
  unreadable: 0,
  under_other_settings: 0,
  by_other_code: 0,
  unexplained: 0,
  let_through: one,
  stopped: none,
  transitions: [{ from: over, to: matched, ...one }],
  rulings: [],
  people: {
    decided: 4,
    let_through_against: one,
    stopped_against: none,
    let_through_as_wished: none,
    stopped_as_wished: none,
  },
  changes: [
    {
      run: 'three-way-match.2.41',
      invoice: '700',
      invoice_number: 'RE-700',
      supplier: 'Nord',
      decided_at: '2026-02-03T09:00:00.000Z',
      from: { ...over, ruling: 'ask' },
      to: { ...matched, ruling: 'ask' },
      effect: 'let_through',
      currency: 'EUR',
      exposure: '1250.5',
      at_risk: '12',
      person: { decision: 'approved', by: 'Mia', at: '2026-02-04T09:00:00.000Z' },
      stance: 'against',
      counted: true,
    },
  ],
  unreadable_runs: [],
  duration_ms: 40,
};

const folder = mkdtempSync(path.join(os.tmpdir(), 'purser-replay-'));
const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return name;
};

async function run(args: string, answer: ReplayDocument | Error = ANSWER) {
  const asked: ReplayQuestion[] = [];
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const io = { stdout, stderr, cwd: folder };
  const code = await replayCommand(args.split(' ').filter(Boolean), io, async (question, onProgress) => {
    asked.push(question);
    if (answer instanceof Error) throw answer;
    for (const looked of [0, 1, 12]) onProgress(looked, 12);
    return answer;
  });
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? ''), asked };
}

it('says what changes, by count and money, and what people had decided', async () => {
  const { code, out, err, asked } = await run('--agent three-way-match --from 2026-01-01');
  expect([code, asked]).toEqual([
    0,
    [
      {
        agent: 'three-way-match',
        settings: undefined,
        from: '2026-01-01',
        to: undefined,
        which: 'newest',
        connection: undefined,
      },
    ],
  ]);
  expect(out).toContain('12 invoices decided again under other settings than those in force (policy 3)');
  expect(out).toContain('Would be let through: 1\n  EUR 1250.50, of it EUR 12.00 at risk');
  expect(out).toContain('  PRICE_OVER  ->  matched       1');
  expect(out).toContain('Would let through what a person confirmed as an exception: 1');
  expect(out).toContain('three-way-match.2.41  RE-700  PRICE_OVER -> matched  EUR 1250.50  approved by Mia');
  expect(err).toBe('0 of 12 decided again\n12 of 12 decided again\n');
});

it('prints one JSON document on standard output and nothing else', async () => {
  const { out } = await run('--agent three-way-match --json');
  expect(JSON.parse(out)).toEqual(ANSWER);
});

it('hands on the settings of a file, and asks for all runs', async () => {
  const name = file('settings.json', '{"disputeReasonCode": "PRICE"}');
  const { asked } = await run(`--agent a --settings ${name} --all`);
  expect(asked).toMatchObject([{ settings: { disputeReasonCode: 'PRICE' }, which: 'all' }]);
});

it('helps', async () => {
  const { code, out, err } = await run('--help');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('Usage: purser replay --agent ID');
});

it.each<[string, string]>([
  ['', 'replay: expected --agent ID, found none'],
  ['--agent', "replay: Option '--agent <value>' argument missing"],
  ['--agent a extra', "replay: Unexpected argument 'extra'"],
  ['--agent a --since 2026-01-01', "replay: Unknown option '--since'"],
  ['--agent a --from yesterday', 'replay: --from: expected a date such as 2026-04-01, found "yesterday".'],
  ['--agent a --to 2026-02-30', 'replay: --to: expected a date such as 2026-04-01, found "2026-02-30".'],
  [
    '--agent a --from 2026-03-02 --to 2026-03-01',
    'replay: expected --to on or after --from 2026-03-02, found 2026-03-01.',
  ],
  ['--agent a --settings nowhere.json', 'nowhere.json: cannot be read: no such file or directory.'],
  [`--agent a --settings ${file('half.json', '{"limits": {')}`, 'half.json: expected JSON, but'],
  [`--agent a --settings ${file('twice.json', '{"a": 1, "a": 2}')}`, 'twice.json: expected JSON, but'],
])('answers 2 with one sentence: replay %s', async (args, sentence) => {
  const { code, out, err, asked } = await run(args);
  expect([code, out, asked]).toEqual([2, '', []]);
  expect(err.startsWith(sentence)).toBe(true);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
});

it('answers 2 with the sentence of what the work refuses', async () => {
  const { code, err } = await run('--agent a', new InputError('There is no agent a.'));
  expect([code, err]).toEqual([2, 'There is no agent a.\n']);
});
