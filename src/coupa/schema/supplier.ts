import { loose, objectOf, reference, type Wire } from './shape.ts';
import { customFields, flag, id, instant, text } from './wire.ts';

/**
 * A supplier as Coupa sends it. Only what we read.
 * @see Coupa Compass, Integration Technical Documentation, "Suppliers API" (read 2026-04-09)
 */
export const coupaSupplier = objectOf(
  {
    id,
    name: text,
    'display-name': text,
    number: text,
    status: text,
    'payment-term': reference({ code: text }),
    'tax-id': text,
    'on-hold': flag,
    'custom-fields': loose(customFields),
    'created-at': instant,
    'updated-at': instant,
  },
  'a supplier object',
);

/** A supplier that passed {@link coupaSupplier}. */
export type CoupaSupplier = Wire<typeof coupaSupplier>;
