import { z } from 'zod';
import { type CoupaVerdict, coupaVerdict, type VerdictComparison } from '#domain/matching/coupa-verdict.ts';
import { EXCEPTION_CODES } from '#domain/matching/exception-code.ts';
import type { InvoiceCase } from './case.ts';

const text = z.string().nullable();

/** What Coupa's own check and the match say about the same thing. */
export const coupaPart = z.strictObject({
  /** Purser's code for the unresolved finding of Coupa that keeps from submitting and approving. */
  holds: text,
  comparisons: z.array(
    z.strictObject({
      kind: z.enum(['agreed', 'coupa_only', 'purser_only', 'resolved']),
      line: text,
      title: z.string(),
      code: text,
      coupaCode: text,
      coupaSays: z.string(),
      purserSays: z.string(),
      doubt: text,
      reason: text,
      allocated: text,
    }),
  ),
});

/**
 * Coupa's verdict beside the one that was decided, from the evidence of that decision.
 * @returns null when there is nothing to tell: no run, or Coupa neither objects nor would ask what Purser found.
 */
export function coupaPartOf({ match, dossier }: InvoiceCase): z.output<typeof coupaPart> | null {
  if (match === undefined || dossier === undefined) return null;
  const verdict = coupaVerdict({
    invoice: dossier.invoice.record,
    match,
    receipts: dossier.receipts.map(({ record }) => record),
    ...(dossier.allocations === undefined ? {} : { allocations: dossier.allocations.record.allocations }),
  });
  return isWorthTelling(verdict)
    ? { holds: verdict.holds, comparisons: verdict.comparisons.map(toRow) }
    : null;
}

/** What no tolerance of Coupa asks is told with the match, and would stand here on half of all invoices. */
function isWorthTelling({ comparisons }: CoupaVerdict): boolean {
  return comparisons.some(({ doubt }) => doubt !== 'not_asked');
}

function toRow(comparison: VerdictComparison): z.output<typeof coupaPart>['comparisons'][number] {
  const { kind, line, code, failure, coupaSays, purserSays, doubt, reason, allocated } = comparison;
  return {
    kind,
    line,
    title: titleOf(comparison),
    code,
    coupaCode: failure?.code ?? null,
    coupaSays,
    purserSays,
    doubt,
    reason,
    allocated,
  };
}

function titleOf({ code, failure }: VerdictComparison): string {
  if (code === null) return 'Held by its status';
  return code === 'UNKNOWN_COUPA_CODE' ? (failure?.code ?? '') : EXCEPTION_CODES[code].title;
}
