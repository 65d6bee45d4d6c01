import type { PlainDate } from '#kernel/plain-date.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import type { Receipt } from '../records/receipt.ts';
import { compareNatural } from './line-facts.ts';
import type { MatchMode } from './match-result.ts';
import type { EarlierBilling } from './order-line-standing.ts';
import type { UnitConversion } from './unit-conversion.ts';

/** What is known beside orders and the invoice itself. */
export interface Surroundings {
  readonly receiptsByLine: ReadonlyMap<string, readonly Receipt[]>;
  readonly billingsByLine: ReadonlyMap<string, readonly EarlierBilling[]>;
  readonly conversions: readonly UnitConversion[];
  /** With which documents an order line is compared. */
  readonly modeOf: (orderLine: PurchaseOrderLine) => MatchMode;
}

/** Receipts and earlier billing by order line; what does not count is left out here, once. */
export function surroundingsOf(input: {
  readonly invoiceId: string;
  readonly receipts: readonly Receipt[];
  readonly billedBefore: readonly EarlierBilling[];
  readonly conversions: readonly UnitConversion[];
  readonly asOf: PlainDate | undefined;
  readonly modeOf: Surroundings['modeOf'];
}): Surroundings {
  const { invoiceId, asOf } = input;
  const receipts = input.receipts.filter(
    (receipt) =>
      !receipt.isVoided &&
      (asOf === undefined || receipt.receivedDate === undefined || receipt.receivedDate <= asOf),
  );
  // An invoice is never held against itself, even where a caller lists it among the earlier ones.
  const billings = input.billedBefore.filter((billing) => billing.invoiceId !== invoiceId);
  return {
    receiptsByLine: groupBy(
      onceEach(receipts),
      (receipt) => receipt.orderLineId,
      ({ id }) => id,
    ),
    billingsByLine: groupBy(
      billings,
      (billing) => billing.orderLineId,
      ({ invoiceId }) => invoiceId,
    ),
    conversions: input.conversions,
    modeOf: input.modeOf,
  };
}

/**
 * The same receipt listed twice (two overlapping pages) is one delivery, the later version of it counts; listed for two
 * order lines it is none, since nobody can say for which.
 */
function onceEach(receipts: readonly Receipt[]): readonly Receipt[] {
  const byId = new Map<string, Receipt>();
  const torn = new Set<string>();
  for (const receipt of receipts) {
    const other = byId.get(receipt.id);
    if (other !== undefined && other.orderLineId !== receipt.orderLineId) torn.add(receipt.id);
    if (other === undefined || isLater(receipt, other)) byId.set(receipt.id, receipt);
  }
  return torn.size === 0 ? [...byId.values()] : [...byId.values()].filter(({ id }) => !torn.has(id));
}

/** By the time of the change; of two at one time the one with more digits, whatever the order they are listed in. */
function isLater(a: Receipt, b: Receipt): boolean {
  // equivalent: they differ here; at one time the digits decide.
  if (a.updatedAt !== b.updatedAt) return a.updatedAt > b.updatedAt;
  // equivalent: of two that are the same either may count.
  return JSON.stringify(a) > JSON.stringify(b);
}

function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string | undefined,
  idOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  // So that the order in which an API lists them does not change which of them is named.
  for (const group of groups.values()) group.sort((a, b) => compareNatural(idOf(a), idOf(b)));
  return groups;
}
