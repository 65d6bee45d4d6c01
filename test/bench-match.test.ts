import type { EngineResult } from 'json-rules-engine';
import { expect, it } from 'vitest';
import { matchInvoice } from '#domain/matching/three-way-match.ts';
import { matchCases } from '../bench/match-company.ts';
import { evidenceText, lineFacts, type RulesPeer, startRules } from '../bench/match-rules.ts';
import { SITUATION_NAMES, TESTED } from '../bench/match-situations.ts';
import { compareVerdicts } from '../bench/match-verdicts.ts';

const CASES = matchCases(600, 1);

it('the same seed makes the same invoices, another seed others', () => {
  expect(matchCases(20, 1)).toEqual(CASES.slice(0, 20));
  expect(matchCases(20, 2)).not.toEqual(CASES.slice(0, 20));
});

it('every situation is drawn, and on its lines is found what was planted and nothing else', () => {
  const lines = CASES.flatMap((each) => each.lines);
  expect(new Set(lines.map(({ situation }) => situation))).toEqual(new Set(SITUATION_NAMES));
  for (const { input, lines: planted } of CASES) {
    const { exceptions } = matchInvoice(input);
    const found = exceptions.map(({ line, code }) => `${line} ${code}`).sort();
    expect(found).toEqual(
      planted.flatMap((line, at) => line.planted.map((code) => `${at + 1} ${code}`)).sort(),
    );
  }
});

it('both sides judge every line alike', async () => {
  const compared = await compareVerdicts(CASES, await startRules());
  const exceptions = CASES.flatMap(({ lines }) => lines).filter(({ planted }) => planted.length > 0);
  expect(compared).toEqual({ lines: 3_000, exceptions: exceptions.length });
});

it('a peer that finds nothing, or finds it on another line, ends the comparison', async () => {
  const peer = await startRules();
  const silent: RulesPeer = {
    judge: async (lines) => lines.map(() => ({ events: [] }) as unknown as EngineResult),
  };
  await expect(compareVerdicts(CASES, silent)).rejects.toThrow(
    /differ on \d+ lines:\ninvoice \d+, line \d: planted/,
  );
  const shifted: RulesPeer = { judge: async (lines) => (await peer.judge(lines)).reverse() };
  await expect(compareVerdicts(CASES, shifted)).rejects.toThrow('The verdicts differ on');
  const cut: RulesPeer = { judge: async (lines) => peer.judge(lines.slice(1)) };
  await expect(compareVerdicts(CASES, cut)).rejects.toThrow('5 lines');
});

it('invoices without a single exception of a kind prove nothing', async () => {
  const plain = CASES.filter(({ lines }) => lines.every(({ planted }) => planted.length === 0));
  await expect(compareVerdicts(plain, await startRules())).rejects.toThrow(`by ${TESTED.join(', ')}.`);
});

it('the evidence of the peer names the figures of every rule, once and not as text within text', async () => {
  const peer = await startRules();
  const [line] = CASES[0]?.lines ?? [];
  if (line === undefined) throw new Error('No line.');
  const [result] = await peer.judge([lineFacts(line)]);
  if (result === undefined) throw new Error('No result.');
  const evidence = JSON.parse(evidenceText(result)) as Record<string, { name: string; conditions: object }[]>;
  const rules = [...(evidence.results ?? []), ...(evidence.failureResults ?? [])];
  expect(rules.map(({ name }) => name).sort()).toEqual([...TESTED].sort());
  expect(rules.every(({ conditions }) => 'all' in conditions)).toBe(true);
});
