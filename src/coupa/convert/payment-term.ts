import type { PaymentTerm } from '#domain/records/payment-term.ts';
import { decimal, HUNDRED } from '#kernel/decimal.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { type CoupaPaymentTerm, coupaPaymentTerm } from '../schema/payment-term.ts';
import { present } from './present.ts';
import { readRecord } from './read-record.ts';
import { UNKNOWN_MOMENT } from './unknown-moment.ts';

/**
 * Checks and converts one payment term.
 * @throws PurserError `coupa_shape` naming path, expected and found.
 */
export function parseCoupaPaymentTerm(json: ExactJson, where: string): PaymentTerm {
  return fromCoupaPaymentTerm(readRecord(coupaPaymentTerm, json, where));
}

/** Total: what passed {@link coupaPaymentTerm} always converts. */
export function fromCoupaPaymentTerm(wire: CoupaPaymentTerm): PaymentTerm {
  const percent = wire['discount-rate'];
  return present<PaymentTerm>({
    id: wire.id,
    code: wire.code ?? '',
    description: wire.description,
    netDays: wire['days-for-net-payment'],
    discountDays: wire['days-for-discount-payment'],
    // "2/10 Net 30" comes with 2.0: Coupa writes percent, we keep the fraction.
    discountRate: percent === undefined ? undefined : decimal(percent).div(HUNDRED).toFixed(),
    isActive: wire.active ?? wire['active?'] ?? true,
    updatedAt: wire['updated-at'] ?? UNKNOWN_MOMENT,
  });
}
