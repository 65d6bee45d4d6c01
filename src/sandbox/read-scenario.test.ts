import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMON_OPTIONS, FAULT_KINDS, FAULT_OPTIONS, FAULTS } from './fault-kinds.ts';
import { drawLatencyMs } from './faults.ts';
import { chance } from './random.ts';
import { readScenario, readScenarioText } from './read-scenario.ts';
import { SCENARIOS } from './scenarios.ts';

describe('a scenario', () => {
  it('is a list, one fault, a name, or names with more', () => {
    const forbidden = { kind: 'forbidden', times: 2 } as const;
    expect(readScenario([forbidden])).toEqual({ faults: [forbidden] });
    expect(readScenario(forbidden)).toEqual({ faults: [forbidden] });
    expect(readScenario('storm')).toBe(SCENARIOS.storm);
    const joined = readScenario({
      use: ['slow', 'numbers-twice'],
      faults: [forbidden],
      rules: { rateLimit: false },
    });
    expect(joined).toEqual({
      faults: [...(SCENARIOS.slow?.faults ?? []), forbidden],
      rules: { uniqueInvoiceNumbers: false, rateLimit: false },
    });
  });

  it.each<[string, string]>([
    ['{', 'expected JSON, found'],
    ['7', 'expected a list of faults, the name of a scenario, or an object, found 7'],
    ['"earthquake"', 'expected a scenario of storm, outage'],
    ['{"use": ["storm", "hail"]}', 'use[1]: expected a scenario of storm'],
    ['{"use": "storm"}', 'use: expected a list, found "storm"'],
    ['{"fault": []}', 'fault: expected one of use, faults, rules, what, found "fault"'],
    ['[{"kind": "earthquake"}]', '[0].kind: expected a kind of young-token'],
    ['{"faults": [{}]}', 'faults[0].kind: expected a kind of young-token'],
    ['[{"kind": "html", "path": "^/api"}]', '[0].path: expected one of kind, match'],
    [
      '[{"kind": "html", "match": {"path": "("}}]',
      '[0].match.path: expected a regular expression, found "("',
    ],
    ['[{"kind": "html", "match": {"methods": "GET"}}]', '[0].match.methods: expected one of method, path'],
    ['[{"kind": "html", "probability": 2}]', '[0].probability: expected a number from 0 to 1, found 2'],
    ['[{"kind": "html", "times": 1.5}]', '[0].times: expected a whole number from 1, found 1.5'],
    ['[{"kind": "error-before", "status": 200}]', '[0].status: expected a status from 400 to 599, found 200'],
    ['[{"kind": "latency"}]', '[0].ms: expected either ms, or p50Ms and p99Ms'],
    ['[{"kind": "latency", "p50Ms": 9, "p99Ms": 8}]', '[0].p99Ms: expected at least p50Ms (9), found 8'],
    ['[{"kind": "read-lag", "ms": -1}]', '[0].ms: expected no negative time, found -1'],
    ['[{"kind": "clock-skew"}]', '[0].ms: expected milliseconds, found nothing'],
    [
      '{"rules": {"uniqueInvoiceNumbers": "no"}}',
      'rules.uniqueInvoiceNumbers: expected true or false, found "no"',
    ],
    ['{"rules": {"unique": true}}', 'rules.unique: expected one of uniqueInvoiceNumbers, rateLimit'],
    ['null', 'expected a list of faults, the name of a scenario, or an object, found null'],
  ])('%s is refused: %s', (text, words) => {
    expect(() => readScenarioText(text)).toThrow(words);
  });

  it.each(Object.keys(SCENARIOS))('with the name %s can be read as a file could say it', (name) => {
    const { faults, rules, what } = SCENARIOS[name] ?? { faults: [], rules: {}, what: '' };
    expect(readScenario({ faults, rules: rules ?? {}, what }).faults).toEqual(faults);
  });
});

describe('docs/sandbox.md', () => {
  const docs = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');
  it.each(FAULT_KINDS)('says what the fault %s does', (kind) => {
    const { what, options } = FAULTS[kind];
    expect(docs).toContain(`| \`${kind}\` | ${what} | ${options.map((name) => `\`${name}\``).join(', ')} |`);
  });
  it.each(COMMON_OPTIONS)('says what %s means', (option) => {
    expect(docs).toContain(`\`${option}\` ${FAULT_OPTIONS[option]}`);
  });
  it.each(Object.keys(SCENARIOS))('names the scenario %s', (name) => {
    expect(docs).toContain(`| \`${name}\` | ${SCENARIOS[name]?.what} |`);
  });
});

describe('slowness by distribution', () => {
  it('has the median and the 99th percentile that were asked for', () => {
    const dice = chance('latency');
    const drawn = Array.from({ length: 20_000 }, () =>
      drawLatencyMs({ kind: 'latency', p50Ms: 200, p99Ms: 3000 }, dice),
    ).sort((a, b) => a - b);
    const at = (share: number) => (drawn[Math.floor(drawn.length * share)] ?? 0) / 1;
    expect(at(0.5)).toBeGreaterThan(190);
    expect(at(0.5)).toBeLessThan(210);
    expect(at(0.99)).toBeGreaterThan(2600);
    expect(at(0.99)).toBeLessThan(3400);
    expect(drawLatencyMs({ kind: 'latency', ms: 7 }, dice)).toBe(7);
  });
});
