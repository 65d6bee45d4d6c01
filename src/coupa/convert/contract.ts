import type { Contract } from '#domain/records/contract.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { toCurrencyCode } from '#kernel/money.ts';
import { type CoupaContract, coupaContract } from '../schema/contract.ts';
import { present } from './present.ts';
import { readRecord } from './read-record.ts';
import { UNKNOWN_MOMENT } from './unknown-moment.ts';

/**
 * Checks and converts one contract.
 * @throws PurserError `coupa_shape` naming path, expected and found.
 */
export function parseCoupaContract(json: ExactJson, where: string): Contract {
  return fromCoupaContract(readRecord(coupaContract, json, where));
}

/** Total: what passed {@link coupaContract} always converts. */
export function fromCoupaContract(wire: CoupaContract): Contract {
  return present<Contract>({
    id: wire.id,
    number: wire.number,
    name: wire.name,
    status: wire.status ?? '',
    isTerminated: wire.terminated ?? false,
    supplierId: wire.supplier?.id,
    currency: toCurrencyCode(wire.currency?.code ?? ''),
    startDate: wire['start-date'],
    endDate: wire['end-date'],
    maximumValue: wire['maximum-value'],
    paymentTermCode: wire['payment-term']?.code,
    shippingTermCode: wire['shipping-term']?.code,
    updatedAt: wire['updated-at'] ?? UNKNOWN_MOMENT,
  });
}
