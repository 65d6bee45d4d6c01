import type { DecidedCompany } from './decided-company.ts';
import { type Counts, countPair } from './tally.ts';

/** Invoices with nothing wrong, of one kind. */
export interface ControlScore {
  readonly invoices: number;
  /** Called an exception all the same. */
  readonly stopped: number;
  /** Primary codes of those that were stopped, and how often. */
  readonly codes: ReadonlyMap<string, number>;
  /** Some of those that were stopped. */
  readonly examples: readonly string[];
}

export interface ControlScorer {
  readonly add: (company: DecidedCompany) => void;
  readonly result: () => ReadonlyMap<string, ControlScore>;
}

/** Nothing wrong with it, and nothing difficult about it. */
const PLAIN = 'plain';
const EXAMPLES = 5;

/** Counts, kind by kind, invoices that are as they should be and were stopped. */
export function scoreControls(): ControlScorer {
  const kinds = new Map<string, { invoices: number; stopped: number; examples: string[] }>();
  const codes: Counts = new Map();
  return {
    add: ({ seed, truth, invoices }) => {
      const faulty = new Set(truth.faults.map(({ invoice_id: id }) => id));
      const kindOf = new Map(truth.controls.map(({ invoice_id: id, kind }) => [id, kind]));
      for (const { id, outcome, primary } of invoices) {
        if (faulty.has(id)) continue;
        const kind = kindOf.get(id) ?? PLAIN;
        const tally = kinds.get(kind) ?? { invoices: 0, stopped: 0, examples: [] };
        kinds.set(kind, tally);
        tally.invoices += 1;
        if (outcome !== 'exception') continue;
        tally.stopped += 1;
        countPair(codes, kind, primary ?? 'none');
        if (tally.examples.length < EXAMPLES) tally.examples.push(`${seed}/${id}`);
      }
    },
    result: () => {
      const sorted = [...kinds].sort(([, a], [, b]) => b.invoices - a.invoices);
      return new Map(
        sorted.map(([kind, tally]) => [kind, { ...tally, codes: codes.get(kind) ?? new Map() }]),
      );
    },
  };
}
