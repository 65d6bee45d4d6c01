import type { PriceTier, SupplierItem } from '#domain/records/supplier-item.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { toCurrencyCode } from '#kernel/money.ts';
import { type CoupaSupplierItem, coupaSupplierItem, TIERS_MAX } from '../schema/supplier-item.ts';
import { present } from './present.ts';
import { readRecord } from './read-record.ts';
import { UNKNOWN_MOMENT } from './unknown-moment.ts';

/**
 * Checks and converts one supplier item.
 * @throws PurserError `coupa_shape` naming path, expected and found.
 */
export function parseCoupaSupplierItem(json: ExactJson, where: string): SupplierItem {
  return fromCoupaSupplierItem(readRecord(coupaSupplierItem, json, where));
}

/** Total: what passed {@link coupaSupplierItem} always converts. */
export function fromCoupaSupplierItem(wire: CoupaSupplierItem): SupplierItem {
  const numbers = [wire['supplier-part-num'], wire['supplier-aux-part-num'], wire.item?.['item-number']];
  const isOffered = wire.item?.active !== false;
  const tiers = isOffered ? tiersOf(wire) : [];
  return present<SupplierItem>({
    id: wire.id,
    supplierId: wire.supplier?.id,
    itemId: wire.item?.id,
    itemName: wire.item?.name,
    partNumbers: [...new Set(numbers.filter((number) => number !== undefined))],
    contractId: wire.contract?.id,
    currency: toCurrencyCode(wire.currency?.code ?? ''),
    unitOfMeasure: wire.item?.uom?.code,
    // An article that is not offered any more has no price.
    price: isOffered ? wire.price : undefined,
    tiers,
    tiersCount: tiers.length === 0 ? undefined : countOf(wire['contract-term']?.type),
    updatedAt: wire['updated-at'] ?? UNKNOWN_MOMENT,
  });
}

/** Prices up to the first that is not there. Discounts in percent leave open how the price is rounded, so they are none. */
function tiersOf(wire: CoupaSupplierItem): readonly PriceTier[] {
  const term = wire['contract-term'];
  if (term === undefined || term['use-pct-discounts'] === true) return [];
  const tiers: PriceTier[] = [];
  for (let at = 1; at <= TIERS_MAX; at += 1) {
    const price = wire[`price-tier-${at}`];
    if (price === undefined) break;
    const upToQuantity = term[`tier-${at}-upper-bound`];
    tiers.push({ price, ...(upToQuantity === undefined ? {} : { upToQuantity }) });
    // What comes after a price without a bound would never hold.
    if (upToQuantity === undefined) break;
  }
  // A single price for any quantity is the price itself.
  return tiers.length === 1 && tiers[0]?.upToQuantity === undefined ? [] : tiers;
}

/** Coupa's kinds of terms that count quantities; the others count money, or one order's price. */
function countOf(type: string | undefined): SupplierItem['tiersCount'] {
  if (type === 'PerOrderContractTerm') return 'order';
  return type === 'TotalQtyContractTerm' ? 'to_date' : undefined;
}
