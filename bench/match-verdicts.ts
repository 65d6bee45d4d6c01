import { matchInvoice } from '#domain/matching/three-way-match.ts';
import type { MatchCase } from './match-company.ts';
import { codesOf, lineFacts, type RulesPeer } from './match-rules.ts';
import { TESTED } from './match-situations.ts';

/** How much was compared. */
export interface Compared {
  readonly lines: number;
  readonly exceptions: number;
}

/**
 * Holds Purser's verdict on every line against the peer's, and both against what was planted on it.
 * @throws Error that lists the lines on which they differ, or a code that no line has: speed proves nothing then.
 */
export async function compareVerdicts(cases: readonly MatchCase[], peer: RulesPeer): Promise<Compared> {
  const differing: string[] = [];
  const seen = new Set<string>();
  const compared = { lines: 0, exceptions: 0 };
  for (const { input, lines } of cases) {
    const matches = matchInvoice(input).lines;
    const judged = await peer.judge(lines.map(lineFacts));
    if (matches.length !== lines.length || judged.length !== lines.length) {
      throw new Error(`Invoice ${input.invoice.id}: ${lines.length} lines, ${matches.length} matched.`);
    }
    for (const [at, figures] of lines.entries()) {
      const planted = [...figures.planted].sort().join(' ');
      const purser = [...(matches[at]?.codes ?? [])].sort().join(' ');
      const result = judged[at];
      const rules = result === undefined ? 'no result' : codesOf(result);
      if (purser !== rules || purser !== planted) {
        const verdicts = `planted "${planted}", Purser "${purser}", json-rules-engine "${rules}"`;
        differing.push(
          `invoice ${input.invoice.id}, line ${at + 1}: ${verdicts}: ${JSON.stringify(figures)}`,
        );
      }
      compared.lines += 1;
      if (planted !== '') compared.exceptions += 1;
      for (const code of figures.planted) seen.add(code);
    }
  }
  if (differing.length > 0) {
    throw new Error(
      `The verdicts differ on ${differing.length} lines:\n${differing.slice(0, 20).join('\n')}`,
    );
  }
  const unseen = TESTED.filter((code) => !seen.has(code));
  if (unseen.length > 0) throw new Error(`No line is an exception by ${unseen.join(', ')}.`);
  return compared;
}
