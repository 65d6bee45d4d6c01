import { attachmentList } from './attachment.ts';
import { contractReference, contractWithStatus } from './contract.ts';
import { listOf, objectOf, reference, type Wire } from './shape.ts';
import { amount, flag, id, instant, looseAmount, looseDay, optionalId, stamp, text } from './wire.ts';

const orderLine = objectOf({
  id,
  type: text,
  'line-num': text,
  description: text,
  status: text,
  quantity: amount,
  price: amount,
  total: amount,
  // `received` and `invoiced` are left out: Coupa may move these counters without moving the order's updated-at, so that a
  // copy of them goes stale unseen. Receipts and invoices tell the same.
  uom: reference({ code: text }),
  currency: reference({ code: text }),
  'match-type': text,
  'receipt-required': flag,
  'source-part-num': text,
  item: reference({ id: optionalId, 'item-number': text }),
  commodity: reference({ name: text }),
  account: reference({ code: text }),
  'supp-aux-part-num': text,
  'manufacturer-part-number': text,
  'supplier-order-number': text,
  'external-reference-number': text,
  'service-type': text,
  'need-by-date': looseDay,
  contract: contractWithStatus,
  period: reference({ name: text, 'start-date': looseDay, 'end-date': looseDay }),
  'accounting-total': looseAmount,
  'accounting-total-currency': reference({ code: text }),
});

/**
 * A purchase order as Coupa sends it. Only what we read.
 * @see Coupa Compass, Integration Technical Documentation, "Purchase Orders API" (read 2026-04-09)
 */
export const coupaPurchaseOrder = objectOf(
  {
    id,
    'po-number': text,
    status: text,
    supplier: reference({ id: optionalId, name: text, 'display-name': text }),
    currency: reference({ code: text }),
    'payment-term': reference({ code: text }),
    'shipping-term': reference({ code: text }),
    'ship-to-address': reference({ id: optionalId }),
    contract: contractReference,
    version: text,
    'internal-revision': text,
    requester: reference({ id: optionalId }),
    'requisition-header': reference({ 'requested-by': reference({ id: optionalId }) }),
    'ship-to-user': reference({ id: optionalId }),
    'created-by': reference({ id: optionalId }),
    'created-at': stamp,
    'updated-at': instant,
    'order-lines': listOf(orderLine),
    attachments: attachmentList,
  },
  'a purchase order object',
);

/** A purchase order that passed {@link coupaPurchaseOrder}. */
export type CoupaPurchaseOrder = Wire<typeof coupaPurchaseOrder>;
export type CoupaOrderLine = Wire<typeof orderLine>;
