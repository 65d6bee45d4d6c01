import type { Invoice } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import type { MatchMode } from './match-result.ts';
import type { ModeScope, TolerancePolicy } from './tolerance.ts';

/** The more a mode asks for, the stricter it is; where two hold, the stricter does. */
const BY_STRICTNESS: readonly MatchMode[] = ['direct_matching', '3-way-fifo', '3-way', '2-way', 'none'];

/**
 * With which documents an order line is compared: by its own word; else by whether it says that a receipt is needed; else
 * by what the policy says of its item, its commodity, the supplier or the chart of accounts, in this order; else all
 * three ways.
 */
export function modeResolver(
  { matchModes }: TolerancePolicy,
  { supplierId, entityName }: Pick<Invoice, 'supplierId' | 'entityName'>,
): (orderLine: PurchaseOrderLine) => MatchMode {
  return (orderLine) => {
    const own = ownMode(orderLine);
    if (own !== undefined) return own;
    if (matchModes === undefined) return '3-way';
    const levels: readonly (readonly [keyof ModeScope, string | undefined])[] = [
      ['itemIds', orderLine.itemId],
      ['commodities', orderLine.commodity],
      ['supplierIds', supplierId],
      ['entities', entityName],
    ];
    for (const [level, name] of levels) {
      const mode = BY_STRICTNESS.find((each) => isListed(matchModes[each]?.[level], name));
      if (mode !== undefined) return mode;
    }
    return '3-way';
  };
}

/** The mode that asks for most. */
export function strictestMode(modes: readonly MatchMode[]): MatchMode {
  return BY_STRICTNESS.find((mode) => modes.includes(mode)) ?? '3-way';
}

/** What the order line itself says; undefined when it says nothing. */
export function ownMode({ matchType, isReceiptRequired }: PurchaseOrderLine): MatchMode | undefined {
  const own = matchType === undefined ? undefined : modeOf(matchType);
  if (own !== undefined) return own;
  return isReceiptRequired === undefined ? undefined : isReceiptRequired ? '3-way' : '2-way';
}

/** A word nobody knows must not switch a check off. */
function modeOf(matchType: string): MatchMode | undefined {
  // As Coupa writes them, before anything is done to the text.
  // equivalent: the longer way reads them too.
  if (matchType === '3-way' || matchType === '2-way') return matchType;
  const word = matchType.trim().toLowerCase().replaceAll('_', '-');
  if (word === '') return undefined;
  if (word === 'none' || word === '2-way' || word === '3-way-fifo') return word;
  if (word === 'direct-matching' || word === '3-way-direct') return 'direct_matching';
  return '3-way';
}

function isListed(names: readonly string[] | undefined, name: string | undefined): boolean {
  if (names === undefined || name === undefined) return false;
  const wanted = name.trim().toUpperCase();
  return names.some((each) => each.trim().toUpperCase() === wanted);
}
