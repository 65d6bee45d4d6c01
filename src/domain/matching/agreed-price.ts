import { type DecimalText, decimal } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { Contract } from '../records/contract.ts';
import type { Invoice } from '../records/invoice.ts';
import type { SupplierItem } from '../records/supplier-item.ts';
import { money, named } from './wording.ts';

/** What a supplier may ask for an article. From when to when it holds is for its contract to say. */
export interface AgreedPrice {
  /** The record it comes from, such as `supplier_item/31`. */
  readonly source: string;
  readonly supplierId?: string;
  readonly itemId?: string;
  /** How the article is called in words; a charge is told by it. */
  readonly name?: string;
  readonly partNumbers: readonly string[];
  /** Without one it is the supplier's own list, which nobody agreed to. */
  readonly contractId?: string;
  readonly currency?: CurrencyCode;
  readonly price: DecimalText;
  readonly unitOfMeasure?: string;
  /** Set on prices by quantity. */
  readonly tier?: {
    /** It holds beyond so many, up to so many. */
    readonly above: DecimalText;
    readonly upTo?: DecimalText;
    readonly counts: 'order' | 'to_date';
  };
}

/** The prices of supplier items; those whose tiers count neither of what we know are left out. */
export function agreedPrices(items: readonly SupplierItem[]): readonly AgreedPrice[] {
  return items.flatMap(pricesOf);
}

function pricesOf(item: SupplierItem): readonly AgreedPrice[] {
  const { supplierId, itemId, itemName, contractId, currency, unitOfMeasure } = item;
  const common = {
    source: `supplier_item/${item.id}`,
    partNumbers: item.partNumbers,
    ...(supplierId === undefined ? {} : { supplierId }),
    ...(itemId === undefined ? {} : { itemId }),
    ...(itemName === undefined ? {} : { name: itemName }),
    ...(contractId === undefined ? {} : { contractId }),
    ...(currency === undefined ? {} : { currency }),
    ...(unitOfMeasure === undefined ? {} : { unitOfMeasure }),
  };
  if (item.tiers.length === 0) return item.price === undefined ? [] : [{ ...common, price: item.price }];
  const { tiersCount: counts } = item;
  if (counts === undefined) return [];
  return item.tiers.map(({ price, upToQuantity }, at) => {
    const above = item.tiers[at - 1]?.upToQuantity ?? '0';
    return {
      ...common,
      price,
      tier: { above, counts, ...(upToQuantity === undefined ? {} : { upTo: upToQuantity }) },
    };
  });
}

/** In Coupa's words, the statuses of a contract that stands. */
const STANDING: readonly string[] = ['published', 'approved'];

/**
 * Why a contract does not hold for an invoice.
 * @returns undefined when it holds on the invoice's day.
 */
export function whyNotInForce(
  contract: Contract,
  invoice: Pick<Invoice, 'supplierId' | 'invoiceDate' | 'currency' | 'grossTotal'>,
): string | undefined {
  const { supplierId, isTerminated, status, startDate, endDate, maximumValue, currency } = contract;
  const { invoiceDate, grossTotal } = invoice;
  if (supplierId !== undefined && supplierId !== invoice.supplierId) return 'is with another supplier';
  if (isTerminated) return 'was terminated';
  if (!STANDING.includes(status.toLowerCase())) return `has the status ${named(status || 'unknown')}`;
  if (invoiceDate === undefined) return 'may hold, but the invoice has no date';
  if (startDate === undefined) return 'states no first day';
  if (invoiceDate < startDate) return `begins on ${startDate}, after the invoice date ${invoiceDate}`;
  if (endDate !== undefined && invoiceDate > endDate) {
    return `ended on ${endDate}, before the invoice date ${invoiceDate}`;
  }
  // What others billed under it is not known here; what this one bills is.
  const isComparable =
    maximumValue !== undefined && grossTotal !== undefined && currency === invoice.currency;
  if (isComparable && decimal(grossTotal).gt(decimal(maximumValue))) {
    return `covers at most ${money(decimal(maximumValue), currency)}`;
  }
  return undefined;
}

/** `contract 4711`, by the number people know it under. */
export function contractLabel({ number, name, id }: Pick<Contract, 'id' | 'number' | 'name'>): string {
  return `contract ${named(number ?? name ?? id)}`;
}

/** ` from 2026-01-01 to 2026-12-31` */
export function termOf({ startDate, endDate }: Contract): string {
  return `from ${startDate ?? ''} ${endDate === undefined ? 'with no end stated' : `to ${endDate}`}`;
}

/** `EUR 13.00 per EA`, as stated. */
export function statedPrice(amount: Parameters<typeof money>[0], price: AgreedPrice): string {
  const per = price.unitOfMeasure === undefined ? '' : ` per ${named(price.unitOfMeasure)}`;
  return `${money(amount, price.currency)}${per}`;
}
