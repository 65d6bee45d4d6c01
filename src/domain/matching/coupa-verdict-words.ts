import { sum } from '#kernel/decimal.ts';
import type { FailedTolerance } from '../records/invoice.ts';
import type { MatchingAllocation } from '../records/matching-allocation.ts';
import { type CoupaFamily, FAMILIES } from './coupa-verdict-family.ts';
import type { LineMatch, MatchResult, Variance } from './match-result.ts';
import { verdictSentence } from './summary.ts';
import { listed, named, quantityText, readBack } from './wording.ts';

/** What Coupa says by a status that holds an invoice without naming a tolerance. */
export const HOLD_WORDS: ReadonlyMap<string, string> = new Map([
  ['pending_receipt', 'Coupa waits for a receipt and names no failed tolerance.'],
  ['pending_action', 'Coupa waits for somebody to act and names no failed tolerance.'],
  ['ap_hold', 'Coupa holds it for accounts payable and names no failed tolerance.'],
  ['on_hold', 'Coupa has it on hold and names no failed tolerance.'],
  ['booking_hold', 'Coupa holds its booking and names no failed tolerance.'],
]);

/**
 * Coupa's finding: `Price on line 1 is beyond Coupa’s limit: 0.75, limit 0.30 (unit_price).` Breach and limit stand as
 * they came: whether they are amounts, quantities or percents depends on the tenant. No time of Coupa's is in it,
 * so that asking Coupa again, with the same answer, is the same proposal and is not made twice.
 */
export function coupaWords(failure: FailedTolerance, family: CoupaFamily, line: LineMatch | null): string {
  const place = line === null ? '' : ` on line ${line.line}`;
  const breach = failure.breachAmount ?? quoted(failure.breachAmountText);
  const limit = failure.breachLimit ?? quoted(failure.breachLimitText);
  const figures = [breach, limit === undefined ? undefined : `limit ${limit}`].filter(
    (part) => part !== undefined,
  );
  const measured = figures.length === 0 ? '' : `: ${figures.join(', ')}`;
  const by = failure.resolution === undefined ? '' : `, ${named(failure.resolution)}`;
  const settled = failure.resolved ? ` It is resolved there${by}.` : '';
  const code = named(failure.code);
  const stands = failure.resolved ? 'was' : 'is';
  return family === 'unknown'
    ? `Coupa’s check ${code}${place} ${failure.resolved ? 'had failed' : 'failed'}${measured}.${settled}`
    : `${FAMILIES[family].title}${place} ${stands} beyond Coupa’s limit${measured} (${code}).${settled}`;
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : named(text);
}

/** What Purser has instead: the figures of the line that Coupa objects to, or the verdict as a whole. */
export function purserWords(family: CoupaFamily | null, line: LineMatch | null, match: MatchResult): string {
  if (family === 'unknown') return 'Purser does not know this check.';
  const measured = family === null || line === null ? undefined : figuresOf(family, line);
  if (measured !== undefined) return measured;
  if (match.outcome !== 'exception') return verdictSentence(match);
  return `Purser finds nothing of the kind${line === null ? '' : ` on line ${line.line}`}.`;
}

function figuresOf(family: CoupaFamily, match: LineMatch): string | undefined {
  const { line, invoiced, ordered, billedBefore, received } = match;
  if (family === 'price' && invoiced.price !== null && ordered.price !== null) {
    return `Line ${line} costs ${invoiced.price}; the order says ${ordered.price}.`;
  }
  const isByAmount = match.basis === 'amount';
  const billed = isByAmount ? invoiced.amount : invoiced.quantity;
  const before = billedBefore === null ? '' : `, ${billedBefore} billed before`;
  if (family === 'quantity_received' && received !== null) {
    return `Line ${line} bills ${billed ?? 'nothing'}; ${received} received${before}.`;
  }
  const agreed = isByAmount ? ordered.amount : ordered.quantity;
  if (family === 'quantity_ordered' && agreed !== null) {
    return `Line ${line} bills ${billed ?? 'nothing'}; ${agreed} ordered${before}.`;
  }
  return undefined;
}

/** The difference that Purser measured and let pass, of the kind that Coupa objects to. */
export function toleratedOf(
  family: CoupaFamily,
  line: LineMatch | null,
  match: MatchResult,
): Variance | undefined {
  const { kinds } = FAMILIES[family];
  const of = (variances: readonly Variance[]) =>
    variances.find(({ kind, tolerated }) => tolerated && kinds.includes(kind));
  if (line !== null) return of(line.variances) ?? of(match.variances);
  return of(match.variances) ?? of(match.lines.flatMap(({ variances }) => variances));
}

/** `Coupa has set 20 of 25 against receipts 91 and 92.` */
export function allocatedWords(
  line: LineMatch | null,
  allocations: readonly MatchingAllocation[] | undefined,
): string | null {
  if (line === null || allocations === undefined) return null;
  const own = standingAllocations(line, allocations);
  const place = `line ${line.line}`;
  if (own.length === 0) return `Coupa has set no receipt against ${place}.`;
  const { billed, total } = allocatedTotal(line, own);
  const receipts = [...new Set(own.flatMap(({ receiptId }) => receiptId ?? []))];
  const against =
    receipts.length === 0
      ? 'advance ship notices'
      : `receipt${receipts.length === 1 ? '' : 's'} ${listed(receipts)}`;
  const byHand = own.some(({ isManual }) => isManual) ? ', partly by hand' : '';
  const reasons = [...new Set(own.flatMap(({ statusReason }) => statusReason ?? []))];
  const because = reasons.length === 0 ? '' : `: ${listed(reasons.map(named))}`;
  return `Coupa has set ${total} of ${billed ?? 'what is billed'} on ${place} against ${against}${byHand}${because}.`;
}

/** Those of the line that still stand. No page lists the states; a word that takes it back is one of these. */
export function standingAllocations(
  { lineId }: LineMatch,
  allocations: readonly MatchingAllocation[],
): readonly MatchingAllocation[] {
  return allocations.filter(
    ({ invoiceLineId, status }) =>
      invoiceLineId === lineId && !/void|cancel|unmatch|reject|delet/i.test(status),
  );
}

/** How much is set against receipts, and of how much, in what the line is compared by. */
export function allocatedTotal(
  line: LineMatch,
  own: readonly MatchingAllocation[],
): { readonly total: string; readonly billed: string | null; readonly isShort: boolean } {
  const isByAmount = line.basis === 'amount';
  const billed = isByAmount ? line.invoiced.amount : line.invoiced.quantity;
  const total = sum(own.map(({ quantity, amount }) => readBack((isByAmount ? amount : quantity) ?? null)));
  return {
    total: quantityText(total),
    billed,
    isShort: billed !== null && total.lt(readBack(billed)),
  };
}
