import { objectOf, reference, type Wire } from './shape.ts';
import { amount, customFields, day, id, instant, looseAmount, optionalId, stamp, text } from './wire.ts';

/**
 * A receiving transaction as Coupa sends it. Only what we read.
 * @see Coupa Compass, Integration Technical Documentation, "Receiving Transactions API" (read 2026-04-09)
 */
export const coupaReceivingTransaction = objectOf(
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
    'asn-header': reference({ 'asn-number': text }),
    'asn-line': reference({ id: optionalId }),
    'inspection-code': reference({ code: text, name: text }),
    'received-weight': looseAmount,
    'original-transaction-id': optionalId,
    'custom-fields': customFields,
    'created-by': reference({ id: optionalId }),
    'created-at': stamp,
    'updated-at': instant,
  },
  'a receiving transaction object',
);

/** A receiving transaction that passed {@link coupaReceivingTransaction}. */
export type CoupaReceivingTransaction = Wire<typeof coupaReceivingTransaction>;
