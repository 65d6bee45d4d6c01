import { type Decimal, decimal, divide, ONE, roundTo, ZERO } from '#kernel/decimal.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import type { Receipt } from '../records/receipt.ts';
import { type LineFacts, quantityTaken } from './line-facts.ts';
import type { MatchMode } from './match-result.ts';
import { conversionFactor, converted, type UnitConversion } from './unit-conversion.ts';
import { readBack } from './wording.ts';

/** What another living invoice billed on an order line, signed: a credit is negative. */
export interface EarlierBilling {
  readonly orderLineId: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly quantity: string | null;
  readonly amount: string | null;
  readonly price: string | null;
  /** Unit billed in; left out: the order line's. */
  readonly unitOfMeasure?: string;
  /** What the line was for, perhaps shortened: a deposit or a retention is told by it. */
  readonly description?: string;
  /** What ties the line to a delivery: its match reference, else the number of its delivery note. */
  readonly reference?: string;
  /** Set when a credit note bills it. */
  readonly isCredit?: boolean;
}

/** One order line as it stands before this invoice: what was ordered, received and billed, in one measure. */
export interface OrderLineStanding {
  readonly order: PurchaseOrder;
  readonly orderLine: PurchaseOrderLine;
  readonly mode: MatchMode;
  /** Quantities are compared only when every document on the line has them; otherwise sums are. */
  readonly basis: 'quantity' | 'amount';
  /** Undefined when the order line does not say. */
  readonly ordered: Decimal | undefined;
  /** Money one unit of the measure is worth at the order's price; 1 for sums. */
  readonly worth: Decimal;
  readonly orderPrice: Decimal | undefined;
  /** What the order line is worth in all. */
  readonly orderedMoney: Decimal | undefined;
  readonly received: Decimal;
  /** False when nothing ever arrived; a delivery that was sent back did. */
  readonly hasArrived: boolean;
  readonly billedBefore: Decimal;
  /** Money that other invoices billed. */
  readonly billedMoney: Decimal;
  readonly receiptIds: readonly string[];
  readonly earlierInvoiceIds: readonly string[];
  /** A receipt or earlier invoice in a unit that leads nowhere; the comparison would be blind to it. */
  readonly strangeUnit: { readonly unit: string; readonly source: string } | undefined;
}

/** What is known beside orders and the invoice itself. */
export interface Surroundings {
  readonly receiptsByLine: ReadonlyMap<string, readonly Receipt[]>;
  readonly billingsByLine: ReadonlyMap<string, readonly EarlierBilling[]>;
  readonly conversions: readonly UnitConversion[];
}

/** Receipts and earlier billing by order line; what does not count is left out here, once. */
export function surroundingsOf(input: {
  readonly invoiceId: string;
  readonly receipts: readonly Receipt[];
  readonly billedBefore: readonly EarlierBilling[];
  readonly conversions: readonly UnitConversion[];
  readonly asOf: PlainDate | undefined;
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
    receiptsByLine: groupBy(onceEach(receipts), (receipt) => receipt.orderLineId),
    billingsByLine: groupBy(billings, (billing) => billing.orderLineId),
    conversions: input.conversions,
  };
}

/** The standing of the order line that `facts` (all lines of this invoice on it) bill. */
export function standingOf(
  order: PurchaseOrder,
  orderLine: PurchaseOrderLine,
  context: { readonly facts: readonly LineFacts[]; readonly around: Surroundings },
): OrderLineStanding {
  const { around } = context;
  const billings = around.billingsByLine.get(orderLine.id) ?? [];
  const mode = matchModeOf(orderLine);
  const hasReceipts = mode !== 'none' && mode !== '2-way';
  const receipts = hasReceipts ? (around.receiptsByLine.get(orderLine.id) ?? []) : [];
  const orderPrice = read(orderLine.price);
  const basis = basisOf(orderLine, context.facts, billings);
  const tally = basis === 'quantity' ? tallyQuantities : tallyAmounts;
  const sums = tally(orderLine, { receipts, billings, conversions: around.conversions });
  const orderedMoney = orderedAmount(orderLine);
  return {
    order,
    orderLine,
    mode,
    basis,
    ordered: basis === 'quantity' ? read(orderLine.quantity) : orderedMoney,
    worth: basis === 'quantity' ? (orderPrice ?? ZERO) : ONE,
    orderPrice: orderLine.kind === 'quantity' ? orderPrice : undefined,
    orderedMoney,
    ...sums,
    hasArrived: receipts.some((receipt) => isPositive(receipt.quantity) || isPositive(receipt.amount)),
    billedMoney: billings.reduce((total, billing) => total.plus(billedAmount(billing, orderPrice)), ZERO),
    receiptIds: receipts.map((receipt) => receipt.id),
    earlierInvoiceIds: [...new Set(billings.map((billing) => billing.invoiceId))],
  };
}

/** The order line's own word; without one two-way when it says that no receipt is needed, else three-way. */
export function matchModeOf(orderLine: PurchaseOrderLine): MatchMode {
  const word = orderLine.matchType?.trim().toLowerCase().replaceAll('_', '-');
  if (word === undefined || word === '') return orderLine.isReceiptRequired === false ? '2-way' : '3-way';
  if (word === 'none' || word === '2-way' || word === '3-way-fifo') return word;
  if (word === 'direct-matching' || word === '3-way-direct') return 'direct_matching';
  // A word nobody knows must not switch a check off.
  return '3-way';
}

/** What the order line is worth in all. */
export function orderedAmount(orderLine: PurchaseOrderLine): Decimal | undefined {
  const { kind, total, quantity, price } = orderLine;
  if (kind === 'amount') return read(total ?? price);
  return quantity !== undefined && price !== undefined
    ? decimal(quantity).times(decimal(price))
    : read(total);
}

function basisOf(
  orderLine: PurchaseOrderLine,
  facts: readonly LineFacts[],
  billings: readonly EarlierBilling[],
): 'quantity' | 'amount' {
  if (orderLine.kind === 'amount') return 'amount';
  if (orderLine.quantity === undefined && orderLine.total !== undefined) return 'amount';
  const hasSums =
    facts.some(({ line }) => line.kind === 'amount') || billings.some(({ quantity }) => quantity === null);
  return hasSums ? 'amount' : 'quantity';
}

interface Documents {
  readonly receipts: readonly Receipt[];
  readonly billings: readonly EarlierBilling[];
  readonly conversions: readonly UnitConversion[];
}

type Tally = Pick<OrderLineStanding, 'received' | 'billedBefore' | 'strangeUnit'>;

function tallyQuantities(
  orderLine: PurchaseOrderLine,
  { receipts, billings, conversions }: Documents,
): Tally {
  const unit = orderLine.unitOfMeasure;
  let strangeUnit: Tally['strangeUnit'];
  let received = ZERO;
  for (const receipt of receipts) {
    const conversion = conversionFactor(receipt.unitOfMeasure, unit, conversions);
    if (conversion === undefined) {
      strangeUnit ??= { unit: receipt.unitOfMeasure ?? '', source: `receipt/${receipt.id}` };
    } else received = received.plus(converted(receivedQuantity(receipt, orderLine), conversion));
  }
  let billedBefore = ZERO;
  for (const billing of billings) {
    const conversion = conversionFactor(billing.unitOfMeasure, unit, conversions);
    if (conversion === undefined) {
      strangeUnit ??= { unit: billing.unitOfMeasure ?? '', source: `invoice/${billing.invoiceId}` };
    } else billedBefore = billedBefore.plus(converted(readBack(billing.quantity), conversion));
  }
  return { received: settled(received), billedBefore: settled(billedBefore), strangeUnit };
}

/** A receipt that carries only a value arrived with as many units as the order's price makes of it. */
function receivedQuantity(receipt: Receipt, orderLine: PurchaseOrderLine): Decimal {
  if (receipt.quantity !== undefined) return decimal(receipt.quantity);
  const [amount, price] = [read(receipt.amount), read(orderLine.price)];
  return amount === undefined || price === undefined ? ZERO : (divide(amount, price) ?? ZERO);
}

function tallyAmounts(orderLine: PurchaseOrderLine, { receipts, billings }: Documents): Tally {
  const orderPrice = read(orderLine.price);
  const isAmountLine = orderLine.kind === 'amount';
  let received = ZERO;
  for (const receipt of receipts) {
    const [amount, quantity, price] = [read(receipt.amount), read(receipt.quantity), read(receipt.price)];
    // On an amount line one unit of the receipt is one unit of money, unless the receipt has a price of its own.
    const worth = price ?? (isAmountLine ? ONE : (orderPrice ?? ZERO));
    received = received.plus(amount ?? (quantity ?? ZERO).times(worth));
  }
  const billedBefore = billings.reduce(
    (total, billing) => total.plus(billedAmount(billing, orderPrice)),
    ZERO,
  );
  return { received, billedBefore, strangeUnit: undefined };
}

function billedAmount(billing: EarlierBilling, orderPrice: Decimal | undefined): Decimal {
  if (billing.amount !== null) return readBack(billing.amount);
  return readBack(billing.quantity).times(read(billing.price) ?? orderPrice ?? ZERO);
}

/** Quantity that a line takes from the order line, in the standing's measure; undefined when its unit leads nowhere. */
export function takenBy(
  facts: LineFacts,
  standing: OrderLineStanding,
  conversions: readonly UnitConversion[],
): Decimal | undefined {
  if (standing.basis === 'amount') return facts.amount ?? ZERO;
  const conversion = conversionFactor(
    facts.line.unitOfMeasure,
    standing.orderLine.unitOfMeasure,
    conversions,
  );
  return conversion === undefined ? undefined : settled(converted(quantityTaken(facts), conversion));
}

/** Quotients are kept to 30 places; sums of them are read to 20, so that three thirds are one and not a hair less. */
export function settled(value: Decimal): Decimal {
  return value.decimalPlaces() > 20 ? roundTo(value, 20) : value;
}

function read(text: string | null | undefined): Decimal | undefined {
  return text === undefined || text === null ? undefined : decimal(text);
}

function isPositive(text: string | undefined): boolean {
  return text !== undefined && !text.startsWith('-') && /[1-9]/.test(text);
}

/** The same receipt listed twice (two overlapping pages) is one delivery. */
function onceEach(receipts: readonly Receipt[]): readonly Receipt[] {
  return [...new Map(receipts.map((receipt) => [receipt.id, receipt])).values()];
}

function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string | undefined,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
