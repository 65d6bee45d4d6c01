import { reference, type Wire } from './shape.ts';
import { looseDay, optionalId, text } from './wire.ts';

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
