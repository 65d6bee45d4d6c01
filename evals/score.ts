import { EXCEPTION_CODES, isExceptionCode } from '#domain/matching/exception-code.ts';
import type { DecidedCompany, DecidedInvoice } from './decided-company.ts';

/** How well one code is found. */
export interface CodeScore {
  readonly planted: number;
  readonly found: number;
  readonly right: number;
  /** Right of found; 1 when nothing was found. */
  readonly precision: number;
  /** Right of planted; 1 when nothing was planted. */
  readonly recall: number;
}

export interface Miss {
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

export interface Score {
  readonly invoices: number;
  readonly codes: ReadonlyMap<string, CodeScore>;
  readonly currencies: ReadonlyMap<string, CodeScore>;
  readonly all: CodeScore;
  /** Planted code, then found code, then how often; `nothing` where there is none. */
  readonly confusion: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly misses: readonly Miss[];
  /** Controls, priced exactly at the limit, that were not let pass. */
  readonly controlsHeld: readonly string[];
  readonly controls: number;
}

interface Mark {
  readonly code: string;
  readonly line: string | null;
  readonly words: string;
}

interface Tally {
  planted: number;
  found: number;
  right: number;
}

const NOTHING = 'nothing';

/**
 * Compares what was planted with what was found, fault by fault. A fault of a line counts on that line only, one that
 * concerns the whole invoice counts once, whichever line it was noticed on.
 */
export function scoreMatch(companies: readonly DecidedCompany[]): Score {
  const codes = new Map<string, Tally>();
  const currencies = new Map<string, Tally>();
  const all: Tally = { planted: 0, found: 0, right: 0 };
  const confusion = new Map<string, Map<string, number>>();
  const misses: Miss[] = [];
  const controlsHeld: string[] = [];
  let invoices = 0;
  let controls = 0;
  for (const { truth, invoices: decided, controls: wanted } of companies) {
    const planted = new Map<string, Mark[]>();
    for (const fault of truth) {
      const line = fault.line === null ? null : String(fault.line);
      const marks = planted.get(fault.invoice_id) ?? [];
      marks.push({ code: fault.code, line: placeOf(fault.code, line), words: fault.what });
      planted.set(fault.invoice_id, marks);
    }
    const atLimit = new Set(wanted);
    for (const invoice of decided) {
      invoices += 1;
      const truths = planted.get(invoice.id) ?? [];
      const founds = marksOf(invoice);
      if (atLimit.has(invoice.id) && truths.length === 0) {
        controls += 1;
        if (founds.length > 0) controlsHeld.push(invoice.id);
      }
      const isSame = (a: Mark, b: Mark): boolean => a.code === b.code && a.line === b.line;
      const right = truths.filter((mark) => founds.some((other) => isSame(mark, other)));
      const lost = truths.filter((mark) => !right.includes(mark));
      const surplus = founds.filter((mark) => !truths.some((other) => isSame(mark, other)));
      count([all], truths.length, founds.length, right.length);
      count([tallyOf(currencies, invoice.currency)], truths.length, founds.length, right.length);
      for (const mark of truths) tallyOf(codes, mark.code).planted += 1;
      for (const mark of founds) tallyOf(codes, mark.code).found += 1;
      for (const mark of right) {
        tallyOf(codes, mark.code).right += 1;
        confuse(confusion, mark.code, mark.code);
      }
      pairUp(lost, surplus, (planted_, found) => confuse(confusion, planted_, found));
      misses.push(...lost.map((mark) => missOf(invoice, 'not found', mark, founds)));
      misses.push(...surplus.map((mark) => missOf(invoice, 'not planted', mark, truths)));
    }
  }
  return {
    invoices,
    codes: scoresOf(codes),
    currencies: scoresOf(currencies),
    all: scoreOf(all),
    confusion,
    misses,
    controlsHeld,
    controls,
  };
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

function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  const tally = tallies.get(key) ?? { planted: 0, found: 0, right: 0 };
  tallies.set(key, tally);
  return tally;
}

function count(tallies: readonly Tally[], planted: number, found: number, right: number): void {
  for (const tally of tallies) {
    tally.planted += planted;
    tally.found += found;
    tally.right += right;
  }
}

/** What was missed and what was found instead, on the same line first. */
function pairUp(
  lost: readonly Mark[],
  surplus: readonly Mark[],
  note: (planted: string, found: string) => void,
): void {
  const left = [...surplus];
  for (const mark of lost) {
    const sameLine = left.findIndex(({ line }) => line === mark.line);
    const at = sameLine >= 0 ? sameLine : 0;
    const [other] = left.splice(at, 1);
    note(mark.code, other?.code ?? NOTHING);
  }
  for (const mark of left) note(NOTHING, mark.code);
}

function confuse(confusion: Map<string, Map<string, number>>, planted: string, found: string): void {
  const row = confusion.get(planted) ?? new Map<string, number>();
  confusion.set(planted, row);
  row.set(found, (row.get(found) ?? 0) + 1);
}

function missOf(
  { id, invoiceNumber, status, currency }: DecidedInvoice,
  kind: Miss['kind'],
  { code, line, words }: Mark,
  others: readonly Mark[],
): Miss {
  const instead = others.map((other) =>
    other.line === null ? other.code : `${other.code} on ${other.line}`,
  );
  return { invoiceId: id, invoiceNumber, status, currency, kind, code, line, words, instead };
}

function scoresOf(tallies: ReadonlyMap<string, Tally>): Map<string, CodeScore> {
  const sorted = [...tallies].sort(([, a], [, b]) => b.planted - a.planted || b.found - a.found);
  return new Map(sorted.map(([key, tally]) => [key, scoreOf(tally)]));
}

function scoreOf({ planted, found, right }: Tally): CodeScore {
  return {
    planted,
    found,
    right,
    precision: found === 0 ? 1 : right / found,
    recall: planted === 0 ? 1 : right / planted,
  };
}
