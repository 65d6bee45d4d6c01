import type { DecimalText } from '#kernel/decimal.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
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
  readonly partNumber?: string;
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
