import { EXCEPTION_CODES, isExceptionCode } from '#domain/matching/exception-code.ts';
import { groupBy } from '#mirror/groups.ts';
import type { PlantedFault } from '../src/sandbox/company/truth.ts';
import type { DecidedCompany, DecidedInvoice } from './decided-company.ts';
import { type AssignmentScore, scoreAssignments } from './score-assignments.ts';
import { type ControlScore, scoreControls } from './score-controls.ts';
import {
  type CodeScore,
  type Counts,
  countPair,
  scoreOf,
  scoresOf,
  shareOf,
  type Tally,
  tallyOf,
} from './tally.ts';

/** One fault that was not found, or one that was found and not planted. */
export interface Miss {
  readonly seed: number;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly status: string;
  readonly currency: string;
  readonly kind: 'not found' | 'not planted';
  readonly code: string;
  readonly line: string | null;
  /** What was planted, or what the match says, in words. */
  readonly words: string;
  /** What was found, or planted, on the same invoice instead. */
  readonly instead: readonly string[];
}

/** An invoice with a fault that was let pass: the one mistake that costs money. */
export interface LetPass {
  readonly seed: number;
  readonly invoiceId: string;
  readonly currency: string;
  readonly code: string;
  readonly words: string;
  readonly outcome: DecidedInvoice['outcome'];
}

export interface Score {
  readonly invoices: number;
  /** Faults by code and by currency: found where they were planted. */
  readonly codes: ReadonlyMap<string, CodeScore>;
  readonly currencies: ReadonlyMap<string, CodeScore>;
  readonly all: CodeScore;
  readonly letPass: readonly LetPass[];
  /** Invoices with a fault, and those of them whose primary exception is the fault. */
  readonly faulty: number;
  readonly primaryRight: number;
  readonly primaryShare: number;
  /** Planted code, then the primary code found, then how often; `nothing` where there is none. */
  readonly confusion: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly assignments: AssignmentScore;
  readonly controls: ReadonlyMap<string, ControlScore>;
  readonly misses: readonly Miss[];
}

export interface Scorer {
  /** A company is not kept: several of tens of thousands of invoices would not fit in memory together. */
  readonly add: (company: DecidedCompany) => void;
  readonly result: () => Score;
}

interface Mark {
  readonly code: string;
  readonly line: string | null;
  readonly words: string;
}

const NOTHING = 'nothing';

/**
 * Compares what was planted with what was found, fault by fault. A fault of a line counts on that line only, one that
 * concerns the whole invoice counts once, whichever line it was noticed on.
 */
export function startScore(): Scorer {
  const codes = new Map<string, Tally>();
  const currencies = new Map<string, Tally>();
  const all: Tally = { planted: 0, found: 0, right: 0 };
  const confusion: Counts = new Map();
  const misses: Miss[] = [];
  const letPass: LetPass[] = [];
  const assignments = scoreAssignments();
  const controls = scoreControls();
  const counts = { invoices: 0, faulty: 0, primaryRight: 0 };

  const addInvoice = (seed: number, invoice: DecidedInvoice, faults: readonly PlantedFault[]): void => {
    const truths = faults.map(plantedMark);
    const founds = marksOf(invoice);
    const right = truths.filter((mark) => founds.some((other) => isSame(mark, other)));
    const lost = truths.filter((mark) => !right.includes(mark));
    const surplus = founds.filter((mark) => !truths.some((other) => isSame(mark, other)));
    for (const tally of [all, tallyOf(currencies, invoice.currency)]) {
      tally.planted += truths.length;
      tally.found += founds.length;
      tally.right += right.length;
    }
    for (const mark of truths) tallyOf(codes, mark.code).planted += 1;
    for (const mark of founds) tallyOf(codes, mark.code).found += 1;
    for (const mark of right) tallyOf(codes, mark.code).right += 1;
    misses.push(...lost.map((mark) => missOf(seed, invoice, { kind: 'not found', mark, others: founds })));
    misses.push(
      ...surplus.map((mark) => missOf(seed, invoice, { kind: 'not planted', mark, others: truths })),
    );
  };
  const addPrimary = (seed: number, invoice: DecidedInvoice, fault: PlantedFault | undefined): void => {
    const { id: invoiceId, primary, outcome, currency } = invoice;
    if (fault !== undefined || primary !== null)
      countPair(confusion, fault?.code ?? NOTHING, primary ?? NOTHING);
    if (fault === undefined) return;
    counts.faulty += 1;
    if (fault.code === primary) counts.primaryRight += 1;
    if (outcome === 'exception') return;
    letPass.push({ seed, invoiceId, currency, code: fault.code, words: fault.what, outcome });
  };
  return {
    add: (company) => {
      const planted = groupBy(company.truth.faults, (fault) => fault.invoice_id);
      const byId = new Map(company.invoices.map((invoice) => [invoice.id, invoice]));
      for (const invoice of company.invoices) {
        const faults = planted.get(invoice.id) ?? [];
        counts.invoices += 1;
        addInvoice(company.seed, invoice, faults);
        addPrimary(company.seed, invoice, faults[0]);
      }
      assignments.add(company, byId);
      controls.add(company);
    },
    result: () => ({
      ...counts,
      primaryShare: shareOf(counts.primaryRight, counts.faulty),
      codes: scoresOf(codes),
      currencies: scoresOf(currencies),
      all: scoreOf(all),
      letPass,
      confusion,
      assignments: assignments.result(),
      controls: controls.result(),
      misses,
    }),
  };
}

function plantedMark({ code, line, what }: PlantedFault): Mark {
  return { code, line: placeOf(code, line === null ? null : String(line)), words: what };
}

function marksOf({ causes }: DecidedInvoice): Mark[] {
  const marks = new Map<string, Mark>();
  for (const { code, line, explanation } of causes) {
    const place = placeOf(code, line);
    marks.set(`${code} ${place}`, { code, line: place, words: explanation });
  }
  return [...marks.values()];
}

function placeOf(code: string, line: string | null): string | null {
  return isExceptionCode(code) && EXCEPTION_CODES[code].level === 'line' ? line : null;
}

function isSame(a: Mark, b: Mark): boolean {
  return a.code === b.code && a.line === b.line;
}

function missOf(
  seed: number,
  { id, invoiceNumber, status, currency }: DecidedInvoice,
  {
    kind,
    mark: { code, line, words },
    others,
  }: { readonly kind: Miss['kind']; readonly mark: Mark; readonly others: readonly Mark[] },
): Miss {
  const instead = others.map((other) =>
    other.line === null ? other.code : `${other.code} on ${other.line}`,
  );
  return { seed, invoiceId: id, invoiceNumber, status, currency, kind, code, line, words, instead };
}
