import { objectOf, reference, type Wire } from './shape.ts';
import { flag, id, instant, looseAmount, looseDay, optionalId, text } from './wire.ts';

const named = {
  id: optionalId,
  number: text,
  name: text,
  'start-date': looseDay,
  'end-date': looseDay,
};

/** A contract as documents name it. */
export const contractReference = reference(named);

/** The same on a line of an order, where it matters whether the contract still stands. */
export const contractWithStatus = reference({ ...named, status: text });

export type CoupaContractReference = NonNullable<Wire<typeof contractReference>> & {
  readonly status?: string | undefined;
};

/**
 * A contract of Coupa's own list. Only what we read.
 * @see Coupa Compass, Integration Technical Documentation, "Contracts API" (read 2026-04-09)
 */
export const coupaContract = objectOf(
  {
    id,
    number: text,
    name: text,
    status: text,
    terminated: flag,
    supplier: reference({ id: optionalId }),
    currency: reference({ code: text }),
    'start-date': looseDay,
    'end-date': looseDay,
    'maximum-value': looseAmount,
    'payment-term': reference({ code: text }),
    'shipping-term': reference({ code: text }),
    'updated-at': instant,
  },
  'a contract object',
);

/** A contract that passed {@link coupaContract}. */
export type CoupaContract = Wire<typeof coupaContract>;
