import type { Receipt } from '#domain/records/receipt.ts';
import { type DecimalText, decimal, toDecimalText } from '#kernel/decimal.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import {
  type CoupaReceivingTransaction,
  coupaReceivingTransaction,
} from '../schema/receiving-transaction.ts';
import { fromCustomFields } from './custom-fields.ts';
import { present } from './present.ts';
import { readRecord } from './read-record.ts';
import { UNKNOWN_MOMENT } from './unknown-moment.ts';

/**
 * Checks and converts one receiving transaction.
 * @param where what was being read, such as `receipt 91`, for the message.
 * @throws PurserError `coupa_shape` naming path, expected and found.
 */
export function parseCoupaReceipt(json: ExactJson, where: string): Receipt {
  return fromCoupaReceipt(readRecord(coupaReceivingTransaction, json, where));
}

/**
 * Total: what passed {@link coupaReceivingTransaction} always converts.
 *
 * Coupa voids by marking the receipt (`status`), or by noting on it what was taken back (`voided-value`), and books a
 * `Void…` transaction beside it. We count the original less its voided part and let the `Void…` one count for
 * nothing, so that a void is subtracted once. How the two hang together is our inference; no page of Coupa says it.
 */
export function fromCoupaReceipt(wire: CoupaReceivingTransaction): Receipt {
  const type = wire.type ?? '';
  const isByAmount = type.includes('Amount');
  const moved = isByAmount ? (wire.total ?? wire.price) : wire.quantity;
  const kept = lessVoided(moved, wire['voided-value']);
  const isVoided = isMarkedVoided(wire) || (kept !== moved && isNothing(kept));
  // A voided receipt keeps its quantity for people to see; that it counts for nothing is said by `isVoided`.
  const counted = isVoided ? moved : kept;
  const signed = isOutgoing(type) ? negative(counted) : counted;
  const own = fromCustomFields(wire['custom-fields']);
  return present<Receipt>({
    id: wire.id,
    type,
    status: wire.status ?? '',
    isVoided,
    orderId: wire['order-line']?.['order-header-id'],
    orderLineId: wire['order-line']?.id,
    quantity: isByAmount ? undefined : signed,
    amount: isByAmount ? signed : undefined,
    price: wire.price,
    unitOfMeasure: wire.uom?.code,
    receivedDate: wire['transaction-date'] ?? wire['created-at']?.day,
    receivedById: wire['created-by']?.id,
    reference: wire['match-reference'],
    asnNumber: wire['asn-header']?.['asn-number'],
    asnLineId: wire['asn-line']?.id,
    inspectionCode: wire['inspection-code']?.code ?? wire['inspection-code']?.name,
    acceptedQuantity: toDecimalText(own['accepted-quantity'] ?? ''),
    rejectedQuantity: toDecimalText(own['rejected-quantity'] ?? ''),
    receivedWeight: wire['received-weight'],
    originalTransactionId: wire['original-transaction-id'],
    createdAt: wire['created-at']?.at,
    updatedAt: wire['updated-at'] ?? UNKNOWN_MOMENT,
  });
}

function isMarkedVoided(wire: CoupaReceivingTransaction): boolean {
  return wire.status?.toLowerCase() === 'voided' || (wire.type ?? '').startsWith('Void');
}

/** Returns and disposals take goods away again; Coupa prints their quantity without a sign. */
function isOutgoing(type: string): boolean {
  return /^Receiving.*(ReturnToSupplier|Disposal)$/.test(type);
}

function lessVoided(
  moved: DecimalText | undefined,
  voided: DecimalText | undefined,
): DecimalText | undefined {
  if (moved === undefined || voided === undefined) return moved;
  const taken = decimal(voided).abs();
  const before = decimal(moved);
  const left = before.abs().minus(taken);
  return left.lte(0) ? '0' : left.times(before.isNegative() ? -1 : 1).toFixed();
}

function isNothing(value: DecimalText | undefined): boolean {
  return value === undefined || decimal(value).isZero();
}

function negative(value: DecimalText | undefined): DecimalText | undefined {
  if (value === undefined || decimal(value).isZero()) return value;
  return value.startsWith('-') ? value : `-${value}`;
}
