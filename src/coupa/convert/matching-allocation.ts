import type { MatchingAllocation } from '#domain/records/matching-allocation.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { type CoupaMatchingAllocation, coupaMatchingAllocation } from '../schema/matching-allocation.ts';
import { present } from './present.ts';
import { readRecord } from './read-record.ts';
import { UNKNOWN_MOMENT } from './unknown-moment.ts';

/**
 * Checks and converts one matching allocation.
 * @param where what was being read, such as `matching allocation 12`, for the message.
 * @throws PurserError `coupa_shape` naming path, expected and found.
 */
export function parseMatchingAllocation(json: ExactJson, where: string): MatchingAllocation {
  return fromMatchingAllocation(readRecord(coupaMatchingAllocation, json, where));
}

/** Total: what passed {@link coupaMatchingAllocation} always converts. */
function fromMatchingAllocation(wire: CoupaMatchingAllocation): MatchingAllocation {
  return present<MatchingAllocation>({
    id: wire.id,
    invoiceLineId: wire.invoice_line_id,
    orderLineId: wire.order_line_id,
    receiptId: wire.inventory_transaction_id,
    shipNoticeLineId: wire.asn_line_id,
    quantity: wire.quantity,
    amount: wire.amount,
    unitOfMeasure: wire.uom,
    status: wire.status ?? '',
    statusReason: wire.status_reason,
    isManual: wire.manual_match === 'true' || wire.manual_match === '1',
    reference: wire.inventory_transaction_match_reference,
    createdAt: wire.created_at,
    updatedAt: wire.updated_at ?? UNKNOWN_MOMENT,
  });
}
