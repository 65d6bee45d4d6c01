import type { FailedTolerance, Invoice } from '../records/invoice.ts';
import type { MatchingAllocation } from '../records/matching-allocation.ts';
import type { Receipt } from '../records/receipt.ts';
import type { CoupaFamily } from './coupa-verdict-family.ts';
import { allocatedTotal, allocatedWords, standingAllocations, toleratedOf } from './coupa-verdict-words.ts';
import type { LineMatch, MatchException, MatchResult } from './match-result.ts';
import { named } from './wording.ts';

/** Why Coupa and Purser may differ. */
export type Doubt =
  /** Coupa holds it and names no tolerance. */
  | 'status_only'
  /** Purser does not know what Coupa checked. */
  | 'unknown_code'
  /** The line that Coupa speaks of is no longer on the invoice. */
  | 'line_gone'
  /** A receipt came after Coupa's check. */
  | 'receipt_since'
  /** The order line asks for no receipt, so Purser compares none. */
  | 'no_receipt_needed'
  /** Coupa has set other receipts, or fewer, against the line. */
  | 'allocation'
  /** Billed in another unit than ordered. */
  | 'unit'
  /** Both measured a difference; Purser's limit is wider. */
  | 'limit_wider'
  /** Receipts, returns, credits and earlier invoices may be counted differently. */
  | 'counting'
  /** Purser finds no difference, and Coupa's rule cannot be read. */
  | 'no_difference'
  /** Coupa found the same, and it is resolved there. */
  | 'resolved_in_coupa'
  /** Purser's limit is stricter than Coupa's, or Coupa has none. */
  | 'limit_stricter'
  /** What no limit measures, and so no tolerance asks. */
  | 'not_asked';

/** The doubt, and the sentence that tells it. */
export interface Reasoned {
  readonly doubt: Doubt;
  readonly reason: string;
}

interface CoupaAlone {
  readonly failure: FailedTolerance;
  readonly family: CoupaFamily;
  readonly line: LineMatch | null;
  readonly isLineGone: boolean;
  readonly invoice: Invoice;
  readonly match: MatchResult;
  readonly receipts: readonly Receipt[];
  readonly allocations?: readonly MatchingAllocation[];
}

/** Why an unresolved finding of Coupa is none of Purser's; the surest explanation wins. */
export function whyCoupaAlone(found: CoupaAlone): Reasoned {
  const { family, line, isLineGone, match } = found;
  if (isLineGone) {
    return { doubt: 'line_gone', reason: 'The line that Coupa speaks of is no longer on the invoice.' };
  }
  if (family === 'unknown') {
    return {
      doubt: 'unknown_code',
      reason: 'Coupa’s codes differ by tenant, and Purser cannot tell what this one checks.',
    };
  }
  const byReceipts = family === 'quantity_received' ? whyByReceipts(found) : undefined;
  if (byReceipts !== undefined) return byReceipts;
  const tolerated = toleratedOf(family, line, match);
  if (tolerated !== undefined) {
    return {
      doubt: 'limit_wider',
      reason: `Purser measured the difference too and allows ${tolerated.limit}; Coupa allows less.`,
    };
  }
  if (line !== null && hasOtherUnit(line) && isMeasured(family)) {
    return {
      doubt: 'unit',
      reason: `Line ${line.line} is billed in ${named(line.unit ?? '')} and ordered in ${named(line.orderUnit ?? '')}: whoever converts otherwise comes to other prices and quantities.`,
    };
  }
  return family === 'quantity_ordered' || family === 'quantity_received'
    ? {
        doubt: 'counting',
        reason:
          'Purser counts receipts less returns, and of other invoices those that came before; Coupa may count more of them, or fewer.',
      }
    : {
        doubt: 'no_difference',
        reason:
          'Coupa’s limits cannot be read over its API: its rule, or the records it looked at, are others.',
      };
}

function whyByReceipts({ failure, line, receipts, allocations }: CoupaAlone): Reasoned | undefined {
  if (line === null) return undefined;
  if (line.mode === 'none' || line.mode === '2-way') {
    return {
      doubt: 'no_receipt_needed',
      reason: `The order line of line ${line.line} asks for no receipt, so Purser compares none.`,
    };
  }
  const late = receipts.find((receipt) => cameSince(receipt, line, failure));
  if (late !== undefined) {
    const on = late.receivedDate === undefined ? '' : ` of ${late.receivedDate}`;
    return {
      doubt: 'receipt_since',
      reason: `Receipt ${late.id}${on} was booked after Coupa’s check.`,
    };
  }
  if (allocations === undefined) return undefined;
  const own = standingAllocations(line, allocations);
  const isElsewhere = own.some(
    ({ orderLineId }) => orderLineId !== undefined && orderLineId !== line.orderLineId,
  );
  if (!isElsewhere && !allocatedTotal(line, own).isShort) return undefined;
  const reason = isElsewhere
    ? `Coupa has set receipts of another order line against line ${line.line}.`
    : (allocatedWords(line, allocations) ?? '');
  return { doubt: 'allocation', reason };
}

/**
 * Whether goods were booked on the order line after Coupa looked: by the moment it was booked, or where that is not
 * known, by a later day. A day has no time zone, so the same day proves nothing.
 */
function cameSince(receipt: Receipt, line: LineMatch, failure: FailedTolerance): boolean {
  const checkedAt = failure.updatedAt ?? failure.createdAt;
  if (checkedAt === undefined || receipt.isVoided || receipt.orderLineId !== line.orderLineId) return false;
  if ((receipt.quantity ?? receipt.amount ?? '-').startsWith('-')) return false;
  if (receipt.createdAt !== undefined) return receipt.createdAt > checkedAt;
  // equivalent: one character more is still no later than the next day, and later than its own.
  return (receipt.receivedDate ?? '') > checkedAt.slice(0, 10);
}

function hasOtherUnit({ unit, orderUnit }: LineMatch): boolean {
  return unit !== null && orderUnit !== null && unit.toUpperCase() !== orderUnit.toUpperCase();
}

function isMeasured(family: CoupaFamily): boolean {
  return family === 'price' || family === 'quantity_ordered' || family === 'quantity_received';
}

/** Why a finding of Purser is none of Coupa's. @param failure Coupa's own of the same cause, which is resolved. */
export function whyPurserAlone({ breachLimit }: MatchException, failure: FailedTolerance | null): Reasoned {
  if (failure !== null) {
    return {
      doubt: 'resolved_in_coupa',
      reason: 'Somebody, or a later check, resolved it in Coupa; by what Purser reads it still stands.',
    };
  }
  if (breachLimit === null) {
    return {
      doubt: 'not_asked',
      reason: 'No limit measures it: Coupa’s tolerances do not ask it, or Coupa has not looked since.',
    };
  }
  return {
    doubt: 'limit_stricter',
    reason: `Purser allows ${breachLimit}; Coupa allows more, does not check it, or has not looked since.`,
  };
}
