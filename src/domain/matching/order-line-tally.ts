import { type Decimal, decimal, divide, greatest, least, ONE, roundTo, ZERO } from '#kernel/decimal.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import type { Receipt } from '../records/receipt.ts';
import { orderPriceOf } from './order-line-price.ts';
import type { EarlierBilling } from './order-line-standing.ts';
import { conversionFactor, converted, type UnitConversion } from './unit-conversion.ts';
import { readBack } from './wording.ts';

/** What belongs to one order line. */
export interface Documents {
  readonly receipts: readonly Receipt[];
  readonly billings: readonly EarlierBilling[];
  readonly conversions: readonly UnitConversion[];
}

/** Sums of it in one measure. */
export interface Tally {
  readonly received: Decimal;
  /** What of it passed inspection; the same where nobody inspects. */
  readonly accepted: Decimal;
  readonly billedBefore: Decimal;
  /** A receipt or earlier invoice in a unit that leads nowhere; the comparison would be blind to it. */
  readonly strangeUnit: { readonly unit: string; readonly source: string } | undefined;
}

/** In the order line's unit. */
export function tallyQuantities(
  orderLine: PurchaseOrderLine,
  { receipts, billings, conversions }: Documents,
): Tally {
  const unit = orderLine.unitOfMeasure;
  let strangeUnit: Tally['strangeUnit'];
  let received = ZERO;
  let refused = ZERO;
  for (const receipt of receipts) {
    const conversion = conversionFactor(receipt.unitOfMeasure, unit, conversions);
    if (conversion === undefined) {
      strangeUnit ??= { unit: receipt.unitOfMeasure ?? '', source: `receipt/${receipt.id}` };
      continue;
    }
    const quantity = receivedQuantity(receipt, orderLine);
    received = together(received, converted(quantity, conversion));
    refused = together(refused, converted(refusedOf(receipt, quantity), conversion));
  }
  let billedBefore = ZERO;
  for (const billing of billings) {
    const conversion = conversionFactor(billing.unitOfMeasure, unit, conversions);
    if (conversion === undefined) {
      strangeUnit ??= { unit: billing.unitOfMeasure ?? '', source: `invoice/${billing.invoiceId}` };
    } else billedBefore = together(billedBefore, converted(readBack(billing.quantity), conversion));
  }
  return {
    received: settled(received),
    accepted: settled(refused.isZero() ? received : received.minus(refused)),
    billedBefore: settled(billedBefore),
    strangeUnit,
  };
}

const REFUSED = /reject|refus|fail|damag|defect|scrap|not.?ok|\bnok\b|abgelehnt|ausschuss|zurueckgewiesen/i;

/** What inspection refused of a receipt: as far as it says, else all or nothing by its code. */
function refusedOf(receipt: Receipt, quantity: Decimal): Decimal {
  const { acceptedQuantity, rejectedQuantity, inspectionCode } = receipt;
  // equivalent: without inspection nothing is refused.
  if (acceptedQuantity === undefined && rejectedQuantity === undefined && inspectionCode === undefined)
    return ZERO;
  if (quantity.lte(ZERO)) return ZERO;
  const refused =
    rejectedQuantity !== undefined
      ? decimal(rejectedQuantity).abs()
      : acceptedQuantity !== undefined
        ? quantity.minus(decimal(acceptedQuantity))
        : inspectionCode !== undefined && REFUSED.test(inspectionCode)
          ? quantity
          : ZERO;
  return greatest(refused, ZERO);
}

/** A receipt that carries only a value arrived with as many units as the order's price makes of it. */
function receivedQuantity(receipt: Receipt, orderLine: PurchaseOrderLine): Decimal {
  if (receipt.quantity !== undefined) return decimal(receipt.quantity);
  const [amount, price] = [read(receipt.amount), read(orderLine.price)];
  return amount === undefined || price === undefined ? ZERO : (divide(amount, price) ?? ZERO);
}

/** In money. */
export function tallyAmounts(orderLine: PurchaseOrderLine, { receipts, billings }: Documents): Tally {
  const orderPrice = orderPriceOf(orderLine);
  const isAmountLine = orderLine.kind === 'amount';
  let received = ZERO;
  let refused = ZERO;
  for (const receipt of receipts) {
    const [amount, quantity, price] = [read(receipt.amount), read(receipt.quantity), read(receipt.price)];
    // On an amount line one unit of the receipt is one unit of money, unless the receipt has a price of its own.
    const worth = price ?? (isAmountLine ? ONE : (orderPrice ?? ZERO));
    // equivalent: however many units are worth nothing, they come to nothing.
    const units = quantity ?? divide(amount ?? ZERO, worth) ?? ZERO;
    received = received.plus(amount ?? units.times(worth));
    // How many pieces a value stands for is our reckoning, and more than those cannot have been refused.
    const back = quantity === undefined ? least(refusedOf(receipt, units), units) : refusedOf(receipt, units);
    refused = refused.plus(settled(back.times(worth)));
  }
  const billedBefore = billings.reduce(
    (total, billing) => total.plus(billedAmount(billing, orderPrice)),
    ZERO,
  );
  return { received, accepted: received.minus(refused), billedBefore, strangeUnit: undefined };
}

/** Money that an earlier invoice billed, at the order's price where it states none. */
export function billedAmount(billing: EarlierBilling, orderPrice: Decimal | undefined): Decimal {
  if (billing.amount !== null) return readBack(billing.amount);
  return readBack(billing.quantity).times(read(billing.price) ?? orderPrice ?? ZERO);
}

/** The sum; where one of them is nothing, which is most of the time, the other as it is. */
export function together(a: Decimal, b: Decimal): Decimal {
  // equivalent: nothing and the other add up to the other.
  if (a.isZero()) return b;
  return b.isZero() ? a : a.plus(b);
}

/** Quotients are kept to 30 places; sums of them are read to 20, so that three thirds are one and not a hair less. */
export function settled(value: Decimal): Decimal {
  // equivalent: twenty places are the same read to twenty.
  return value.decimalPlaces() > 20 ? roundTo(value, 20) : value;
}

function read(text: string | null | undefined): Decimal | undefined {
  return text === undefined || text === null ? undefined : decimal(text);
}
