import type { ExceptionCode } from '#domain/matching/exception-code.ts';
import type { MatchException, MatchResult } from '#domain/matching/match-result.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { Truth } from '../src/sandbox/company/truth.ts';

/** One invoice as the agent saw and judged it. */
export interface DecidedInvoice {
  readonly id: string;
  readonly invoiceNumber: string;
  readonly status: string;
  readonly currency: string;
  /** `left_alone`: the settings leave an invoice without an order to its approvers. */
  readonly outcome: MatchResult['outcome'] | 'left_alone';
  readonly primary: ExceptionCode | null;
  /** Causes only; what merely follows from another exception is left out. */
  readonly causes: readonly MatchException[];
  /** Order line of each invoice line, by the invoice line's number. */
  readonly assigned: ReadonlyMap<string, string | null>;
}

/** A company's invoices as they were decided, and what is true about them. */
export interface DecidedCompany {
  readonly seed: number;
  readonly truth: { readonly [K in keyof Truth]: readonly Truth[K][number][] };
  readonly invoices: readonly DecidedInvoice[];
}

/** The sandbox stands still at this moment, so that the same seed gives the same company on every day. */
export const STANDING = new Date('2026-11-20T09:00:00Z');

/** What the score needs of a decision. */
export function decidedInvoice(
  { id, invoiceNumber, status, currency = 'none' }: Invoice,
  { match, isLeftAlone }: { readonly match: MatchResult; readonly isLeftAlone: boolean },
): DecidedInvoice {
  return {
    id,
    invoiceNumber,
    status,
    currency,
    outcome: isLeftAlone ? 'left_alone' : match.outcome,
    primary: isLeftAlone ? null : match.primary,
    causes: isLeftAlone ? [] : match.exceptions.filter(({ consequenceOf }) => consequenceOf === null),
    assigned: new Map(match.lines.map(({ line, orderLineId }) => [line, orderLineId])),
  };
}
