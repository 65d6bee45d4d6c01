import type { Supplier } from '#domain/records/supplier.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { type CoupaSupplier, coupaSupplier } from '../schema/supplier.ts';
import { anyCustomFields } from './custom-fields.ts';
import { present } from './present.ts';
import { readRecord } from './read-record.ts';
import { UNKNOWN_MOMENT } from './unknown-moment.ts';

/**
 * Checks and converts one supplier.
 * @throws PurserError `coupa_shape` naming path, expected and found.
 */
export function parseCoupaSupplier(json: ExactJson, where: string): Supplier {
  return fromCoupaSupplier(readRecord(coupaSupplier, json, where));
}

/** Total: what passed {@link coupaSupplier} always converts. */
export function fromCoupaSupplier(wire: CoupaSupplier): Supplier {
  return present<Supplier>({
    id: wire.id,
    name: wire.name ?? wire['display-name'] ?? wire.number ?? '',
    displayName: wire['display-name'],
    number: wire.number,
    status: wire.status ?? '',
    paymentTermCode: wire['payment-term']?.code,
    taxId: wire['tax-id'],
    holdsPayment: wire['on-hold'] ?? false,
    createdAt: wire['created-at'],
    customFields: anyCustomFields(wire['custom-fields']),
    updatedAt: wire['updated-at'] ?? UNKNOWN_MOMENT,
  });
}
