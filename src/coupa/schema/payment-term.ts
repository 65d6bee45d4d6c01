import { objectOf, type Wire } from './shape.ts';
import { amount, flag, id, instant, text } from './wire.ts';

/**
 * A payment term as Coupa sends it. Only what we read.
 * @see Coupa Compass, Integration Technical Documentation, "Payment Terms API" (read 2026-04-09)
 */
export const coupaPaymentTerm = objectOf(
  {
    id,
    code: text,
    description: text,
    'days-for-net-payment': text,
    'days-for-discount-payment': text,
    'discount-rate': amount,
    // Documented with a question mark, sent without one.
    active: flag,
    'active?': flag,
    'updated-at': instant,
  },
  'a payment term object',
);

/** A payment term that passed {@link coupaPaymentTerm}. */
export type CoupaPaymentTerm = Wire<typeof coupaPaymentTerm>;
