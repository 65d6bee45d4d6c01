import { objectOf, type Wire } from './shape.ts';
import { amount, id, instant, optionalId, text } from './wire.ts';

/**
 * A matching allocation as Coupa sends it: this resource alone is written with underscores.
 * @see Coupa Compass, Integration Technical Documentation, "Matching Allocations API" (read 2026-04-09)
 */
export const coupaMatchingAllocation = objectOf(
  {
    id,
    invoice_line_id: id,
    order_line_id: optionalId,
    inventory_transaction_id: optionalId,
    inventory_transaction_match_reference: text,
    asn_line_id: optionalId,
    quantity: amount,
    amount,
    uom: text,
    status: text,
    status_reason: text,
    // Documented as an integer; other flags of Coupa come as booleans.
    manual_match: text,
    created_at: instant,
    updated_at: instant,
  },
  'a matching allocation object',
);

/** An allocation that passed {@link coupaMatchingAllocation}. */
export type CoupaMatchingAllocation = Wire<typeof coupaMatchingAllocation>;
