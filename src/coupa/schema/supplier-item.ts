import { objectOf, reference, type Wire } from './shape.ts';
import { flag, id, instant, looseAmount, optionalId, text } from './wire.ts';

/** How many prices by quantity Coupa has room for. */
export const TIERS_MAX = 20;

/** Coupa numbers such fields from 1 on instead of listing them. */
function numbered<Name extends string>(name: (at: number) => Name) {
  const names = Array.from({ length: TIERS_MAX }, (_, at) => [name(at + 1), looseAmount] as const);
  return Object.fromEntries(names) as Readonly<Record<Name, typeof looseAmount>>;
}

// Put together by assignment: a spread would lose the type of names that are numbered.
const item = Object.assign(
  {
    id,
    supplier: reference({ id: optionalId }),
    item: reference({
      id: optionalId,
      name: text,
      'item-number': text,
      active: flag,
      uom: reference({ code: text }),
    }),
    'supplier-part-num': text,
    'supplier-aux-part-num': text,
    contract: reference({ id: optionalId }),
    'contract-term': reference(
      Object.assign(
        { type: text, 'use-pct-discounts': flag },
        numbered((at): `tier-${number}-upper-bound` => `tier-${at}-upper-bound`),
      ),
    ),
    currency: reference({ code: text }),
    price: looseAmount,
    'updated-at': instant,
  },
  numbered((at): `price-tier-${number}` => `price-tier-${at}`),
);

/**
 * A supplier item as Coupa sends it: what one supplier asks for one article. Prices by quantity stand on it, the
 * quantities up to which they hold on the term of its contract. Only what we read.
 * @see Coupa Compass, Integration Technical Documentation, "Supplier Items API" (read 2026-04-09)
 */
export const coupaSupplierItem = objectOf(item, 'a supplier item object');

/** A supplier item that passed {@link coupaSupplierItem}. */
export type CoupaSupplierItem = Wire<typeof coupaSupplierItem>;
