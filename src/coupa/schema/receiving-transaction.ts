import { z } from 'zod';
import { amount, day, id, instant, optionalId, reference, stamp, text } from './wire.ts';

/**
 * A receiving transaction as Coupa sends it. Only what we read.
 * @see Coupa Compass, Integration Technical Documentation, "Receiving Transactions API" (read 2026-04-09)
 */
export const coupaReceivingTransaction = z.object(
  {
    id,
    type: text,
    status: text,
    quantity: amount,
    price: amount,
    total: amount,
    'voided-value': amount,
    uom: reference({ code: text }),
    'order-line': reference({ id: optionalId, 'order-header-id': optionalId }),
    'transaction-date': day,
    'match-reference': text,
    'created-by': reference({ id: optionalId }),
    'created-at': stamp,
    'updated-at': instant,
  },
  { error: 'a receiving transaction object' },
);

/** A receiving transaction that passed {@link coupaReceivingTransaction}. */
export type CoupaReceivingTransaction = z.output<typeof coupaReceivingTransaction>;
