import { matchInvoice } from '#domain/matching/three-way-match.ts';
import { type MatchCase, matchCases } from './match-company.ts';
import { evidenceText, findingsText, type LineFacts, lineFacts, startRules } from './match-rules.ts';
import { compareVerdicts } from './match-verdicts.ts';
import { type Figure, median } from './measure.ts';

const INVOICES = 2_000;
const SEED = 20_261_120;
const PAIRS = 15;
const WARM_UP_PAIRS = 3;

/**
 * Whole invoices matched, with the result as the text that is kept; beside json-rules-engine, which is given the same
 * decimal text line by line, the same tests as rules, and whose result becomes text too. Purser also finds the order
 * lines, adds receipts and earlier billing up and looks at the document; none of this is taken off.
 */
export async function run(): Promise<Figure[]> {
  const cases = matchCases(INVOICES, SEED);
  const peer = await startRules();
  const { lines, exceptions } = await compareVerdicts(cases, peer);
  const facts = cases.map((each) => each.lines.map(lineFacts));
  const withEvidence = () => judged(facts, async (each) => (await peer.judge(each)).map(evidenceText));
  const withFindings = () => judged(facts, async (each) => (await peer.judge(each)).map(findingsText));
  const ratios: number[] = [];
  const rates: Rates = { purser: [], evidence: [], findings: [] };
  for (let pair = 0; pair < WARM_UP_PAIRS + PAIRS; pair += 1) {
    const purserFirst = pair % 2 === 0;
    const before = purserFirst ? await processorMs(() => matched(cases)) : 0;
    const evidenceMs = await processorMs(withEvidence);
    const findingsMs = await processorMs(withFindings);
    const purserMs = purserFirst ? before : await processorMs(() => matched(cases));
    if (pair < WARM_UP_PAIRS) continue;
    ratios.push(evidenceMs / purserMs);
    rates.purser.push((lines / purserMs) * 1_000);
    rates.evidence.push((lines / evidenceMs) * 1_000);
    rates.findings.push((lines / findingsMs) * 1_000);
  }
  return figures(ratios, rates, `seed ${SEED}, ${lines} lines, ${exceptions} of them exceptions for both`);
}

interface Rates {
  readonly purser: number[];
  readonly evidence: number[];
  readonly findings: number[];
}

function figures(ratios: readonly number[], rates: Rates, about: string): Figure[] {
  const unit = 'lines/s';
  return [
    { name: 'Purser, evidence as text', value: median(rates.purser), unit, note: about },
    { name: 'json-rules-engine, evidence as text', value: median(rates.evidence), unit },
    { name: 'json-rules-engine, only what it found as text', value: median(rates.findings), unit },
    {
      name: 'Purser ÷ json-rules-engine, evidence as text',
      value: median(ratios),
      unit: '×',
      goal: { kind: 'atLeast', value: 3 },
      note: ratios.map((ratio) => ratio.toFixed(2)).join(' '),
    },
  ];
}

/**
 * Milliseconds of processor time: both sides only compute, on one thread, and what other programs take of the cores
 * is not the question.
 */
async function processorMs(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

/** Lengths are added up so that no text is left unwritten. */
function matched(cases: readonly MatchCase[]): number {
  let characters = 0;
  for (const { input } of cases) characters += JSON.stringify(matchInvoice(input)).length;
  return characters;
}

async function judged(
  invoices: readonly (readonly LineFacts[])[],
  judge: (lines: readonly LineFacts[]) => Promise<string[]>,
): Promise<number> {
  let characters = 0;
  for (const lines of invoices) for (const text of await judge(lines)) characters += text.length;
  return characters;
}
