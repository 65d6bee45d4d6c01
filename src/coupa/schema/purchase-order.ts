import { z } from 'zod';
import {
  amount,
  flag,
  id,
  instant,
  listOf,
  looseAmount,
  optionalId,
  reference,
  stamp,
  text,
} from './wire.ts';

const orderLine = z.object(
  {
    id,
    type: text,
    'line-num': text,
    description: text,
    status: text,
    quantity: amount,
    price: amount,
    total: amount,
    // Declared as text by Coupa, so it need not be a number.
    received: looseAmount,
    invoiced: amount,
    uom: reference({ code: text }),
    currency: reference({ code: text }),
    'match-type': text,
    'receipt-required': flag,
    'source-part-num': text,
    item: reference({ id: optionalId, 'item-number': text }),
    commodity: reference({ name: text }),
    account: reference({ code: text }),
  },
  { error: 'an object' },
);

/**
 * A purchase order as Coupa sends it. Only what we read.
 * @see Coupa Compass, Integration Technical Documentation, "Purchase Orders API" (read 2026-04-09)
 */
export const coupaPurchaseOrder = z.object(
  {
    id,
    'po-number': text,
    status: text,
    supplier: reference({ id: optionalId, name: text, 'display-name': text }),
    currency: reference({ code: text }),
    version: text,
    'internal-revision': text,
    requester: reference({ id: optionalId }),
    'requisition-header': reference({ 'requested-by': reference({ id: optionalId }) }),
    'ship-to-user': reference({ id: optionalId }),
    'created-by': reference({ id: optionalId }),
    'created-at': stamp,
    'updated-at': instant,
    'order-lines': listOf(orderLine),
  },
  { error: 'a purchase order object' },
);

/** A purchase order that passed {@link coupaPurchaseOrder}. */
export type CoupaPurchaseOrder = z.output<typeof coupaPurchaseOrder>;
export type CoupaOrderLine = z.output<typeof orderLine>;
