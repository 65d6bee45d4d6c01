import { type Decimal, decimal, ONE, sum, ZERO } from '#kernel/decimal.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import type { Receipt } from '../records/receipt.ts';
import { type LineFacts, quantityTaken } from './line-facts.ts';
import { lineTypeOf } from './line-type.ts';
import { strictestMode } from './match-mode.ts';
import type { MatchMode } from './match-result.ts';
import { orderedAmount, orderPriceOf } from './order-line-price.ts';
import { billedAmount, settled, type Tally, tallyAmounts, tallyQuantities } from './order-line-tally.ts';
import { partKey } from './part-key.ts';
import type { Surroundings } from './surroundings.ts';
import { conversionFactor, conversionsFor, converted, type UnitConversion } from './unit-conversion.ts';

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
export interface OrderLineStanding extends Tally {
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
  /** Delivery note or match reference that alone counts, where lines are matched to receipts one by one. */
  readonly reference: string | undefined;
  /** Receipts dated before the order; they do not count. */
  readonly early: readonly Receipt[];
  /** Those that hold for the article of the order line. */
  readonly conversions: readonly UnitConversion[];
  /** False when nothing ever arrived; a delivery that was sent back did. */
  readonly hasArrived: boolean;
  /** Money that other invoices billed. */
  readonly billedMoney: Decimal;
  readonly receiptIds: readonly string[];
  /** The order line, or all that are billed as one. */
  readonly lineIds: readonly string[];
  readonly earlierInvoiceIds: readonly string[];
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
  const members = pool ?? [orderLine];
  // One line of a bundle must not be let through by the mode of another, whatever the policy says of each.
  const mode = members.length === 1 ? around.modeOf(orderLine) : strictestMode(members.map(around.modeOf));
  const reference = mode === 'direct_matching' ? (facts[0]?.reference ?? '') : undefined;
  const conversions = conversionsFor(around.conversions, orderLine.partNumber);
  const parts = members.map((line) => partOf(line, { order, around, reference, mode }));
  const billings = ofAll(parts, (part) => part.billings);
  const basis = isBundle === true ? 'amount' : basisOf(members, facts, billings);
  const orderPrice = orderPriceOf(orderLine);
  const orderedMoney = totalOf(
    members.map((line) => (line === orderLine ? orderedAmount(line, orderPrice) : orderedAmount(line))),
  );
  const receipts = ofAll(parts, (part) => part.receipts);
  const { received, accepted, billedBefore, strangeUnit } = added(members, parts, { basis, conversions });
  return {
    order,
    orderLine,
    mode,
    basis,
    reference,
    ordered: basis === 'quantity' ? totalOf(members.map(({ quantity }) => read(quantity))) : orderedMoney,
    worth: basis === 'quantity' ? (orderPrice ?? ZERO) : ONE,
    orderPrice: orderLine.kind === 'quantity' && isBundle !== true ? orderPrice : undefined,
    orderedMoney,
    conversions,
    received,
    accepted,
    billedBefore,
    strangeUnit,
    hasArrived: receipts.some((receipt) => isPositive(receipt.quantity) || isPositive(receipt.amount)),
    billedMoney: billedOn(members, parts),
    receiptIds: receipts.map((receipt) => receipt.id),
    lineIds: members.map(({ id }) => id),
    early: ofAll(parts, (part) => part.early),
    earlierInvoiceIds: [...new Set(billings.map((billing) => billing.invoiceId))],
  };
}

function billedOn(members: readonly PurchaseOrderLine[], parts: readonly OnLine[]): Decimal {
  let billed = ZERO;
  for (const [index, { billings }] of parts.entries()) {
    const member = members[index];
    // equivalent: there is a part for each member.
    if (member === undefined || billings.length === 0) continue;
    const price = orderPriceOf(member);
    for (const billing of billings) billed = billed.plus(billedAmount(billing, price));
  }
  return billed;
}

/** What the parts have in all; nearly every order line is billed alone, and then nothing is copied. */
function ofAll<T>(parts: readonly OnLine[], listOf: (part: OnLine) => readonly T[]): readonly T[] {
  const [only] = parts;
  // equivalent: the longer way says the same.
  return only !== undefined && parts.length === 1 ? listOf(only) : parts.flatMap(listOf);
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
  const billed = goodsOnly(around.billingsByLine.get(orderLine.id), orderLine);
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
export function goodsOnly(
  billings: readonly EarlierBilling[] = NO_BILLINGS,
  orderLine: PurchaseOrderLine,
): readonly EarlierBilling[] {
  // equivalent: the longer way says the same.
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
  // equivalent: the longer way says the same.
  if (only !== undefined && tallies.length === 1) return only;
  return {
    received: sum(tallies.map(({ received }) => received)),
    accepted: sum(tallies.map(({ accepted }) => accepted)),
    billedBefore: sum(tallies.map(({ billedBefore }) => billedBefore)),
    strangeUnit: tallies.find(({ strangeUnit }) => strangeUnit !== undefined)?.strangeUnit,
  };
}

function basisOf(
  members: readonly PurchaseOrderLine[],
  facts: readonly LineFacts[],
  billings: readonly EarlierBilling[],
): 'quantity' | 'amount' {
  // Those that are billed as one are of one kind; the first speaks for all.
  const [orderLine] = members as readonly [PurchaseOrderLine];
  if (orderLine.kind === 'amount') return 'amount';
  if (orderLine.quantity === undefined && orderLine.total !== undefined) return 'amount';
  // A sum that is given back lowers the price and takes no goods: quantities stay comparable.
  const isGivenBack = (amount: string | null) => amount?.startsWith('-') === true;
  const hasSums =
    facts.some(({ line, isCredit }) => line.kind === 'amount' && !isCredit) ||
    billings.some(({ quantity, amount }) => quantity === null && !isGivenBack(amount));
  return hasSums && !isDebitedAfter(members, facts, billings) ? 'amount' : 'quantity';
}

/** Everything ordered is billed by quantity, and a sum on top of it can only be about the price. */
function isDebitedAfter(
  members: readonly PurchaseOrderLine[],
  facts: readonly LineFacts[],
  billings: readonly EarlierBilling[],
): boolean {
  const ordered = totalOf(members.map(({ quantity }) => read(quantity)));
  const [{ price, unitOfMeasure: unit }] = members as readonly [PurchaseOrderLine];
  if (ordered === undefined || price === undefined || facts.some(({ line }) => line.kind !== 'amount'))
    return false;
  // Sums given back lower the price, and sums billed before were such debits themselves.
  const counted = billings.filter((billing) => billing.quantity !== null);
  const isInOrderUnit = counted.every(({ unitOfMeasure = unit }) => unitOfMeasure === unit);
  return isInOrderUnit && sum(counted.map((billing) => decimal(billing.quantity ?? '0'))).gte(ordered);
}

/** Quantity that a line takes from the order line, in the standing's measure; undefined when its unit leads nowhere. */
export function takenBy(facts: LineFacts, standing: OrderLineStanding): Decimal | undefined {
  if (standing.basis === 'amount') return facts.amount ?? ZERO;
  const conversion = conversionFactor(
    facts.line.unitOfMeasure,
    standing.orderLine.unitOfMeasure,
    standing.conversions,
  );
  return conversion === undefined ? undefined : settled(converted(quantityTaken(facts), conversion));
}

function read(text: string | null | undefined): Decimal | undefined {
  return text === undefined || text === null ? undefined : decimal(text);
}

function isPositive(text: string | undefined): boolean {
  return text !== undefined && !text.startsWith('-') && /[1-9]/.test(text);
}
