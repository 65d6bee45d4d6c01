import { type Decimal, decimal, decimalText, least, ZERO } from '#kernel/decimal.ts';
import type { Receipt } from '../records/receipt.ts';
import type { ComparedLine } from './compare-lines.ts';
import { compareNatural } from './line-facts.ts';
import { type OrderLineStanding, takenBy } from './order-line-standing.ts';
import { conversionFactor, converted } from './unit-conversion.ts';

/** Which receipt carries how much of an invoice line. */
export interface ReceiptShare {
  readonly line: string;
  readonly receiptId: string;
  readonly receivedDate: string | null;
  readonly reference: string | null;
  /** In the measure of the order line: its unit, or money on amount lines. */
  readonly quantity: string;
}

/**
 * Gives receipts to what was billed, the oldest first: earlier invoices take theirs, then the lines of this one in their
 * order. Returns take from the receipt they take back, else from the newest. No receipt carries more than it brought, no
 * line gets more than it bills; where lines are matched by reference, only receipts with it count.
 */
export function allocateReceipts(
  lines: readonly ComparedLine[],
  receipts: readonly Receipt[],
): readonly ReceiptShare[] {
  const left = new Map<OrderLineStanding, { receipt: Receipt; open: Decimal }[]>();
  return lines.flatMap((line): readonly ReceiptShare[] => {
    const { standing, facts } = line;
    if (standing === undefined || facts.isCredit) return [];
    const open = left.get(standing) ?? openReceipts(standing, receipts);
    left.set(standing, open);
    let wanted = takenBy(facts, standing) ?? ZERO;
    const shares: ReceiptShare[] = [];
    for (const entry of open) {
      const share = least(entry.open, wanted);
      if (share.lte(ZERO)) continue;
      entry.open = entry.open.minus(share);
      wanted = wanted.minus(share);
      shares.push({
        line: facts.number,
        receiptId: entry.receipt.id,
        receivedDate: entry.receipt.receivedDate ?? null,
        reference: entry.receipt.reference ?? entry.receipt.asnNumber ?? null,
        quantity: decimalText(share),
      });
    }
    return shares;
  });
}

/** What each receipt has left once returns and earlier invoices took theirs. */
function openReceipts(
  standing: OrderLineStanding,
  receipts: readonly Receipt[],
): { receipt: Receipt; open: Decimal }[] {
  const own = receipts
    .filter(({ id }) => standing.receiptIds.includes(id))
    .sort((a, b) => compareDays(a, b) || compareNatural(a.id, b.id))
    .map((receipt) => ({ receipt, open: movedBy(receipt, standing) }));
  // equivalent: what brought nothing carries nothing and takes nothing back.
  const brought = own.filter(({ open }) => open.gt(ZERO));
  // equivalent: as above, and less than nothing is never taken.
  for (const { receipt, open } of own.filter((entry) => entry.open.lt(ZERO))) {
    const origin = brought.filter((entry) => entry.receipt.id === receipt.originalTransactionId);
    takeFrom([...origin, ...[...brought].reverse()], open.negated());
  }
  takeFrom(brought, standing.billedBefore);
  return brought;
}

function takeFrom(entries: readonly { open: Decimal }[], amount: Decimal): void {
  let left = amount;
  for (const entry of entries) {
    const share = least(entry.open, left);
    // equivalent: taking nothing changes nothing.
    if (share.lte(ZERO)) continue;
    entry.open = entry.open.minus(share);
    left = left.minus(share);
  }
}

function compareDays(a: Receipt, b: Receipt): number {
  const [first, second] = [a.receivedDate ?? '', b.receivedDate ?? ''];
  return first < second ? -1 : Number(first > second);
}

/** In the standing's measure, signed. */
function movedBy(receipt: Receipt, standing: OrderLineStanding): Decimal {
  const { orderLine, basis, conversions, worth, orderPrice } = standing;
  const quantity = receipt.quantity === undefined ? undefined : decimal(receipt.quantity);
  const amount = receipt.amount === undefined ? undefined : decimal(receipt.amount);
  if (basis === 'amount') return amount ?? (quantity ?? ZERO).times(orderPrice ?? worth);
  const conversion = conversionFactor(receipt.unitOfMeasure, orderLine.unitOfMeasure, conversions);
  return quantity === undefined || conversion === undefined ? ZERO : converted(quantity, conversion);
}
