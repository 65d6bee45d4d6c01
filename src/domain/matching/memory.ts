import type { DecimalText } from '#kernel/decimal.ts';
import { daysBetween, type PlainDate } from '#kernel/plain-date.ts';
import type { UnitConversion } from './unit-conversion.ts';

/**
 * What people of this company have confirmed or refused about a supplier's way of billing. It belongs to the evidence
 * of a decision: what is learned later changes no earlier one.
 */
export interface MatchMemory {
  readonly conversions: readonly RememberedConversion[];
  readonly crossReferences: readonly CrossReference[];
  readonly orderNumberForms: readonly OrderNumberForm[];
}

/** A pack size or price unit as one supplier uses it, for one article or, without one, for all of them. */
export interface RememberedConversion extends UnitConversion {
  readonly supplierId: string;
}

/** What a supplier calls something that our orders call otherwise. */
export interface CrossReference {
  readonly supplierId: string;
  /** Part number on the supplier's invoices, or the description where there is none. */
  readonly theirs: string;
  /** Part number or item of the order line. */
  readonly ours: string;
  /** How often people said yes and no, and when last. */
  readonly confirmed: number;
  readonly rejected: number;
  readonly lastOn: PlainDate;
}

/** What a supplier writes around our order numbers: `before` 4711 `after`. */
export interface OrderNumberForm {
  readonly supplierId: string;
  readonly before: string;
  readonly after: string;
}

/** Something that this match found out and that a person may confirm once for all; `proof` is a sentence. */
export type LearnableFact = { readonly proof: string; readonly supplierId: string } & (
  | {
      readonly kind: 'conversion';
      readonly from: string;
      readonly to: string;
      readonly factor: DecimalText;
      readonly partNumber: string | null;
    }
  | { readonly kind: 'cross_reference'; readonly theirs: string; readonly ours: string }
  | { readonly kind: 'order_number_form'; readonly before: string; readonly after: string }
);

/** After so many days a refusal weighs 1/e of what it did. */
const FORGETTING_DAYS = 45;
/** However often a pair was refused, it may only lose so much: other signs must be able to outweigh it. */
const REFUSAL_MAX = 0.35;

/**
 * How far what people said speaks for a pair, to be added to other signs: from -0.35 (refused again and again of late)
 * over 0 (nobody said anything) towards 1 (confirmed again and again). A confirmation counts for good and makes good
 * one refusal; what is left of the refusals fades with their age. To four decimals, so that every machine agrees.
 */
export function crossReferenceWeight(
  { confirmed, rejected, lastOn }: CrossReference,
  today: PlainDate,
): number {
  const ageDays = Math.max(0, daysBetween(lastOn, today));
  const refusals = Math.max(0, rejected - confirmed) * Math.exp(-ageDays / FORGETTING_DAYS);
  const support = 1 - 0.5 ** confirmed;
  return Math.round((support - Math.min(REFUSAL_MAX, refusals)) * 10_000) / 10_000;
}
