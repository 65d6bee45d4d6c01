import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { sandboxCommand } from './cli.ts';
import { FAULT_KINDS } from './fault-kinds.ts';
import { SCENARIOS } from './scenarios.ts';

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function start(argv: readonly string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const stop = new AbortController();
  const said = { out: '', err: '' };
  stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const code = sandboxCommand(argv, { stdout, stderr, signal: stop.signal });
  return { said, code, stop: () => stop.abort() };
}

describe('purser sandbox', () => {
  it.each([
    [['--port', 'x'], '--port: expected a number from 0 to 65535'],
    [['--seed', '-1'], 'argument is ambiguous'],
    [['--live', '--pace', '0'], '--pace: expected more than 0 seconds'],
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['surplus'], "Unexpected argument 'surplus'"],
    [['--callout-url', 'ftp://x', '--callout-secret', 's'], '--callout-url: expected an http address'],
    [['--callout-url', 'http://127.0.0.1:1'], '--callout-url needs --callout-secret'],
    [['--scenario', 'storm,hail'], '--scenario: use[1]: expected a scenario of storm'],
    [['--profile', '/no/such/file.json'], '--profile /no/such/file.json: ENOENT'],
    [['--faults', '/no/such/file.json'], '--faults /no/such/file.json: ENOENT'],
    [['--env-file', '/no/such/place/env.json', '--invoices', '3'], 'no such file or directory'],
  ])('%j is wrong usage: exit 2 and one sentence', async (argv, words) => {
    const run = start(argv);
    expect(await run.code).toBe(2);
    expect(run.said.err).toContain(words);
    expect(run.said.err.trim().split('\n')).toHaveLength(1);
    expect(run.said.out).toBe('');
  });

  it('says how it is used', async () => {
    const run = start(['--help']);
    expect(await run.code).toBe(0);
    expect(run.said.out).toContain('--truth-file FILE');
    for (const name of [...FAULT_KINDS, ...Object.keys(SCENARIOS)])
      expect(run.said.out).toContain(`\n  ${name} `);
  });

  it('starts in the weather of a file and of names, or says what is wrong with it', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sandbox-cli-'));
    made.push(directory);
    const file = join(directory, 'weather.json');
    writeFileSync(file, '[{"kind": "forbidden", "time": 3}]');
    const slip = start(['--faults', file]);
    expect(await slip.code).toBe(2);
    expect(slip.said.err).toContain(`--faults ${file}: [0].time: expected one of kind, match, times`);
    writeFileSync(file, '{"faults": [{"kind": "error-before", "status": 502}]}');
    const run = start(['--invoices', '3', '--scenario', 'numbers-twice', '--faults', file]);
    await expect.poll(() => run.said.out, { timeout: 10_000 }).toContain('ready');
    const url = run.said.out.trim().split(' ').at(-1);
    expect((await fetch(`${url}/oauth2/token`, { method: 'POST' })).status).toBe(502);
    run.stop();
    expect(await run.code).toBe(0);
  });

  it('serves, writes both files and ends with 0', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sandbox-cli-'));
    made.push(directory);
    const [env, truth, assignments] = ['env', 'truth', 'assignments'].map((name) =>
      join(directory, `${name}.json`),
    ) as [string, string, string];
    const run = start([
      '--invoices',
      '60',
      '--months',
      '2',
      '--seed',
      '3',
      '--env-file',
      env,
      '--truth-file',
      truth,
      '--assignments-file',
      assignments,
    ]);
    await expect
      .poll(() => run.said.out, { timeout: 10_000 })
      .toMatch(/^Sandbox is ready: http:\/\/127\.0\.0\.1:\d+\n$/);
    const { base, client_id, vars } = JSON.parse(readFileSync(env, 'utf8'));
    expect(run.said.out).toContain(base);
    expect(client_id).toBe('purser-sandbox');
    expect(vars.po_line_id).toBeGreaterThan(0);
    const faults = JSON.parse(readFileSync(truth, 'utf8'));
    expect(faults[0]).toEqual({
      invoice_id: expect.stringMatching(/^\d+$/),
      invoice_number: expect.any(String),
      code: expect.stringMatching(/^[A-Z_]+$/),
      level: expect.stringMatching(/^(header|line)$/),
      line: faults[0].level === 'line' ? expect.any(Number) : null,
      what: expect.any(String),
    });
    const lines = JSON.parse(readFileSync(assignments, 'utf8'));
    expect(lines[0]).toEqual({
      invoice_id: expect.stringMatching(/^\d+$/),
      invoice_number: expect.any(String),
      line: expect.any(Number),
      order_line_ids: expect.arrayContaining([expect.stringMatching(/^\d+$/)]),
      ambiguous: expect.any(Boolean),
    });
    run.stop();
    expect(await run.code).toBe(0);
    await expect(fetch(base)).rejects.toThrow();
  });
});
