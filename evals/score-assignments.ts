import type { DecidedCompany, DecidedInvoice } from './decided-company.ts';
import { shareOf } from './tally.ts';

/** How lines that do not name their order line were placed. */
export interface AssignmentScore {
  /** Lines that fit one order line, or several that are the same in every respect. */
  readonly clear: {
    readonly lines: number;
    readonly right: number;
    readonly none: number;
    readonly wrong: number;
  };
  /** Lines that fit several order lines equally well: right is to say so, wrong to take one of them or another. */
  readonly unclear: { readonly lines: number; readonly right: number; readonly wrong: number };
  /** Right of the clear ones, and of the unclear ones. */
  readonly clearRight: number;
  readonly unclearRight: number;
  readonly misses: readonly AssignmentMiss[];
}

/** A line that was put in the wrong place, or in none. */
export interface AssignmentMiss {
  readonly seed: number;
  readonly invoiceId: string;
  readonly line: number;
  readonly wanted: readonly string[];
  readonly isAmbiguous: boolean;
  readonly found: string | null;
}

export interface AssignmentScorer {
  readonly add: (company: DecidedCompany, byId: ReadonlyMap<string, DecidedInvoice>) => void;
  readonly result: () => AssignmentScore;
}

/** Compares, company by company, where lines were put with where they belong. */
export function scoreAssignments(): AssignmentScorer {
  const clear = { lines: 0, right: 0, none: 0, wrong: 0 };
  const unclear = { lines: 0, right: 0, wrong: 0 };
  const misses: AssignmentMiss[] = [];
  return {
    add: ({ seed, truth }, byId) => {
      for (const { invoice_id: invoiceId, line, order_line_ids: wanted, ambiguous } of truth.assignments) {
        const found = byId.get(invoiceId)?.assigned.get(String(line)) ?? null;
        const isRight = ambiguous ? found === null : found !== null && wanted.includes(found);
        const tally = ambiguous ? unclear : clear;
        tally.lines += 1;
        if (isRight) tally.right += 1;
        else if (found === null) clear.none += 1;
        else tally.wrong += 1;
        if (!isRight) misses.push({ seed, invoiceId, line, wanted, isAmbiguous: ambiguous, found });
      }
    },
    result: () => ({
      clear,
      unclear,
      clearRight: shareOf(clear.right, clear.lines),
      unclearRight: shareOf(unclear.right, unclear.lines),
      misses,
    }),
  };
}
