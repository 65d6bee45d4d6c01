import type { VerdictComparison } from '#domain/matching/coupa-verdict.ts';
import type { Reason } from '#engine/shapes/proposal.ts';
import type { Finding } from './analyse.ts';
import { bothSay } from './coupa-plan.ts';
import type { Evidence } from './gather.ts';

/** What a person can read beside a decision. */
const REASONS_MAX = 20;

/**
 * What Coupa's own check found, told whether or not Purser shares it: a failed tolerance is evidence, and an invoice
 * that carries one is never called in order without a word about it.
 */
export function coupaReasons({ coupa, step }: Finding, { invoice }: Evidence): readonly Reason[] {
  if (coupa === null || step === 'not_applicable') return [];
  return coupa.comparisons
    .filter(({ failure }) => failure !== null)
    .slice(0, REASONS_MAX)
    .map((comparison) => ({
      text: textOf(comparison),
      sources: [`invoice/${invoice.id}${comparison.line === null ? '' : `/line/${comparison.line}`}`],
    }));
}

function textOf(comparison: VerdictComparison): string {
  const { kind, coupaSays, reason, allocated } = comparison;
  const beside = allocated === null ? '' : ` ${allocated}`;
  switch (kind) {
    case 'agreed':
      return `Coupa says the same: ${coupaSays}${beside}`;
    case 'coupa_only':
      return bothSay(comparison);
    case 'purser_only':
      return `${coupaSays} ${reason ?? ''}`.trim();
    case 'resolved':
      return coupaSays;
  }
}
