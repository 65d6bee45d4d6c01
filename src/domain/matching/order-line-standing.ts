import { type Decimal, decimal, divide, ONE, roundTo, sum, ZERO } from '#kernel/decimal.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import type { Receipt } from '../records/receipt.ts';
import { type LineFacts, quantityTaken } from './line-facts.ts';
import { lineTypeOf } from './line-type.ts';
import type { MatchMode } from './match-result.ts';
import { partKey } from './part-key.ts';
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
  /** What of it passed inspection; the same where nobody inspects. */
  readonly accepted: Decimal;
  /** Delivery note or match reference that alone counts, where lines are matched to receipts one by one. */
  readonly reference: string | undefined;
  /** Receipts dated before the order; they do not count. */
  readonly early: readonly Receipt[];
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

/** Which order lines are billed together, by what, and under which reference. */
export interface StandingOn {
  readonly facts: readonly LineFacts[];
  readonly around: Surroundings;
  /** All order lines that are billed as one; left out: the one. */
  readonly pool?: readonly PurchaseOrderLine[] | undefined;
  readonly isBundle?: boolean | undefined;
}

/** The standing of the order line that `facts` (all lines of this invoice on it) bill. */
export function standingOf(
  order: PurchaseOrder,
  orderLine: PurchaseOrderLine,
  { facts, around, pool, isBundle }: StandingOn,
): OrderLineStanding {
  const mode = matchModeOf(orderLine);
  const members = pool ?? [orderLine];
  const reference = mode === 'direct_matching' ? (facts[0]?.reference ?? '') : undefined;
  const parts = members.map((line) => partOf(line, { order, around, reference, mode }));
  const billings = parts.flatMap((part) => part.billings);
  const basis = isBundle === true ? 'amount' : basisOf(orderLine, facts, billings);
  const orderPrice = orderPriceOf(orderLine);
  const amounts = members.map(orderedAmount);
  const orderedMoney = totalOf(amounts);
  const quantities = members.map(({ quantity }) => read(quantity));
  const receipts = parts.flatMap((part) => part.receipts);
  return {
    order,
    orderLine,
    mode,
    basis,
    reference,
    ordered: basis === 'quantity' ? totalOf(quantities) : orderedMoney,
    worth: basis === 'quantity' ? (orderPrice ?? ZERO) : ONE,
    orderPrice: orderLine.kind === 'quantity' && isBundle !== true ? orderPrice : undefined,
    orderedMoney,
    ...added(members, parts, { basis, conversions: around.conversions }),
    hasArrived: receipts.some((receipt) => isPositive(receipt.quantity) || isPositive(receipt.amount)),
    billedMoney: sum(
      parts.flatMap((part, index) =>
        part.billings.map((billing) => billedAmount(billing, orderPriceOf(members[index] ?? orderLine))),
      ),
    ),
    receiptIds: receipts.map((receipt) => receipt.id),
    early: parts.flatMap((part) => part.early),
    earlierInvoiceIds: [...new Set(billings.map((billing) => billing.invoiceId))],
  };
}

/** What belongs to one order line: receipts and billings that count, and receipts older than the order. */
interface OnLine {
  readonly receipts: readonly Receipt[];
  readonly billings: readonly EarlierBilling[];
  readonly early: readonly Receipt[];
}

function partOf(
  orderLine: PurchaseOrderLine,
  {
    order,
    around,
    reference,
    mode,
  }: {
    readonly order: PurchaseOrder;
    readonly around: Surroundings;
    readonly reference: string | undefined;
    readonly mode: MatchMode;
  },
): OnLine {
  const hasReceipts = mode !== 'none' && mode !== '2-way';
  const all = hasReceipts ? (around.receiptsByLine.get(orderLine.id) ?? NO_RECEIPTS) : NO_RECEIPTS;
  const billed = withoutAccounts(around.billingsByLine.get(orderLine.id), orderLine);
  // Nothing can arrive before it was ordered: such a receipt belongs elsewhere, or its date is wrong.
  const isEarly = ({ receivedDate }: Receipt) =>
    receivedDate !== undefined && order.orderDate !== undefined && receivedDate < order.orderDate;
  const early = all.filter(isEarly);
  const receipts = early.length === 0 ? all : all.filter((receipt) => !isEarly(receipt));
  if (reference === undefined) return { receipts, billings: billed, early };
  return {
    receipts: receipts.filter((receipt) => receiptReferences(receipt).includes(reference)),
    billings: billed.filter((billing) => partKey(billing.reference ?? '') === reference),
    early,
  };
}

const NO_RECEIPTS: readonly Receipt[] = [];
const NO_BILLINGS: readonly EarlierBilling[] = [];

/** Deposits and retention are accounts of their own: no goods were billed with them. */
function withoutAccounts(
  billings: readonly EarlierBilling[] = NO_BILLINGS,
  orderLine: PurchaseOrderLine,
): readonly EarlierBilling[] {
  if (billings.every(({ description }) => description === undefined)) return billings;
  const own = lineTypeOf(orderLine.description);
  return billings.filter(({ description }) => {
    const type = lineTypeOf(description ?? '');
    return type === own || !(type === 'deposit' || type === 'retainage');
  });
}

/** What a receipt can be called by a line that bills it. */
function receiptReferences({ reference, asnNumber }: Receipt): readonly string[] {
  return [reference, asnNumber].flatMap((text) => (text === undefined ? [] : partKey(text)));
}

function totalOf(values: readonly (Decimal | undefined)[]): Decimal | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length < values.length) return undefined;
  return known.length === 1 ? known[0] : sum(known);
}

function added(
  members: readonly PurchaseOrderLine[],
  parts: readonly OnLine[],
  {
    basis,
    conversions,
  }: { readonly basis: 'quantity' | 'amount'; readonly conversions: readonly UnitConversion[] },
): Tally {
  const tally = basis === 'quantity' ? tallyQuantities : tallyAmounts;
  const tallies = members.map((line, index) => {
    const { receipts, billings } = parts[index] ?? { receipts: [], billings: [] };
    return tally(line, { receipts, billings, conversions });
  });
  const [only] = tallies;
  if (only !== undefined && tallies.length === 1) return only;
  return {
    received: sum(tallies.map(({ received }) => received)),
    accepted: sum(tallies.map(({ accepted }) => accepted)),
    billedBefore: sum(tallies.map(({ billedBefore }) => billedBefore)),
    strangeUnit: tallies.find(({ strangeUnit }) => strangeUnit !== undefined)?.strangeUnit,
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
  if (quantity === undefined || price === undefined) return read(total);
  return decimal(quantity).times(orderPriceOf(orderLine) ?? ZERO);
}

/**
 * Price of one unit. Where quantity times price comes to 10, 100 or 1,000 times the line's own total, the price is for as
 * many.
 */
export function orderPriceOf({ kind, quantity, price, total }: PurchaseOrderLine): Decimal | undefined {
  const stated = read(price);
  if (kind === 'amount' || stated === undefined || quantity === undefined || total === undefined)
    return stated;
  const extended = decimal(quantity).times(stated);
  const asked = decimal(total);
  if (extended.eq(asked) || asked.isZero()) return stated;
  const basis = PRICE_BASES.find((each) => extended.div(each).minus(asked).abs().lt(HALF_COIN));
  return basis === undefined ? stated : stated.div(basis);
}

const PRICE_BASES = ['10', '100', '1000'].map(decimal);
const HALF_COIN = decimal('0.01');

function basisOf(
  orderLine: PurchaseOrderLine,
  facts: readonly LineFacts[],
  billings: readonly EarlierBilling[],
): 'quantity' | 'amount' {
  if (orderLine.kind === 'amount') return 'amount';
  if (orderLine.quantity === undefined && orderLine.total !== undefined) return 'amount';
  // A sum that is given back lowers the price and takes no goods: quantities stay comparable.
  const isGivenBack = (amount: string | null) => amount?.startsWith('-') === true;
  const hasSums =
    facts.some(({ line, isCredit }) => line.kind === 'amount' && !isCredit) ||
    billings.some(({ quantity, amount }) => quantity === null && !isGivenBack(amount));
  return hasSums ? 'amount' : 'quantity';
}

interface Documents {
  readonly receipts: readonly Receipt[];
  readonly billings: readonly EarlierBilling[];
  readonly conversions: readonly UnitConversion[];
}

type Tally = Pick<OrderLineStanding, 'received' | 'accepted' | 'billedBefore' | 'strangeUnit'>;

function tallyQuantities(
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
    received = received.plus(converted(quantity, conversion));
    refused = refused.plus(converted(refusedOf(receipt, quantity), conversion));
  }
  let billedBefore = ZERO;
  for (const billing of billings) {
    const conversion = conversionFactor(billing.unitOfMeasure, unit, conversions);
    if (conversion === undefined) {
      strangeUnit ??= { unit: billing.unitOfMeasure ?? '', source: `invoice/${billing.invoiceId}` };
    } else billedBefore = billedBefore.plus(converted(readBack(billing.quantity), conversion));
  }
  return {
    received: settled(received),
    accepted: settled(received.minus(refused)),
    billedBefore: settled(billedBefore),
    strangeUnit,
  };
}

const REFUSED = /reject|refus|fail|damag|defect|scrap|not.?ok|\bnok\b|abgelehnt|ausschuss|zurueckgewiesen/i;

/** What inspection refused of a receipt: as far as it says, else all or nothing by its code. */
function refusedOf(receipt: Receipt, quantity: Decimal): Decimal {
  if (quantity.lte(ZERO)) return ZERO;
  const { acceptedQuantity, rejectedQuantity, inspectionCode } = receipt;
  const refused =
    rejectedQuantity !== undefined
      ? decimal(rejectedQuantity).abs()
      : acceptedQuantity !== undefined
        ? quantity.minus(decimal(acceptedQuantity))
        : inspectionCode !== undefined && REFUSED.test(inspectionCode)
          ? quantity
          : ZERO;
  return refused.lt(ZERO) ? ZERO : refused;
}

/** A receipt that carries only a value arrived with as many units as the order's price makes of it. */
function receivedQuantity(receipt: Receipt, orderLine: PurchaseOrderLine): Decimal {
  if (receipt.quantity !== undefined) return decimal(receipt.quantity);
  const [amount, price] = [read(receipt.amount), read(orderLine.price)];
  return amount === undefined || price === undefined ? ZERO : (divide(amount, price) ?? ZERO);
}

function tallyAmounts(orderLine: PurchaseOrderLine, { receipts, billings }: Documents): Tally {
  const orderPrice = orderPriceOf(orderLine);
  const isAmountLine = orderLine.kind === 'amount';
  let received = ZERO;
  let refused = ZERO;
  for (const receipt of receipts) {
    const [amount, quantity, price] = [read(receipt.amount), read(receipt.quantity), read(receipt.price)];
    // On an amount line one unit of the receipt is one unit of money, unless the receipt has a price of its own.
    const worth = price ?? (isAmountLine ? ONE : (orderPrice ?? ZERO));
    received = received.plus(amount ?? (quantity ?? ZERO).times(worth));
    if (quantity !== undefined) refused = refused.plus(refusedOf(receipt, quantity).times(worth));
  }
  const billedBefore = billings.reduce(
    (total, billing) => total.plus(billedAmount(billing, orderPrice)),
    ZERO,
  );
  return { received, accepted: received.minus(refused), billedBefore, strangeUnit: undefined };
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
