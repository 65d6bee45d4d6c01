import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';

/** What one supplier asks for one article, under a contract or as its own catalogue has it. */
export interface SupplierItem {
  readonly id: string;
  readonly supplierId?: string;
  readonly itemId?: string;
  readonly itemName?: string;
  /** Every number under which it is known: the supplier's, its further one, and our item's. */
  readonly partNumbers: readonly string[];
  readonly contractId?: string;
  readonly currency?: CurrencyCode;
  /** Unit of the item, which is the unit of the price. */
  readonly unitOfMeasure?: string;
  readonly price?: DecimalText;
  /** Prices by quantity, the smallest first; empty where one price holds for all. */
  readonly tiers: readonly PriceTier[];
  /** What the tiers count: the quantity of one order, or all that was taken to date. Undefined: neither of the two. */
  readonly tiersCount?: 'order' | 'to_date';
  readonly updatedAt: string;
}

export interface PriceTier {
  readonly price: DecimalText;
  /** The last quantity it holds for; left out on the last tier. */
  readonly upToQuantity?: DecimalText;
}
