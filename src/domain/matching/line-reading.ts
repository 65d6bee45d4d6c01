import { type Decimal, decimal, divide, HUNDRED, ONE, roundTo, sum, ZERO } from '#kernel/decimal.ts';
import { fractionDigits, roundToCurrency } from '#kernel/money.ts';
import type { Invoice } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { chargesOf, roundingLimit } from './compare-document.ts';
import type { ComparisonContext } from './comparison.ts';
import type { Adjustment, LineFacts } from './line-facts.ts';
import { orderPriceOf } from './order-line-price.ts';
import type { AssignedLine } from './place-lines.ts';
import { isSameUnit } from './unit-conversion.ts';
import { money, moneyText, named, quantityText, rateText } from './wording.ts';

/** Prices are quoted for so many pieces besides one. */
const PRICE_BASES = [decimal('10'), decimal('100'), decimal('1000')];
/** As near as that to the order's price another reading must come before it is believed. */
const NEAR = decimal('0.10');

/**
 * Reads each line in the order's terms: a price for 10, 100 or 1,000, a discount, a price with its tax, a weight. Only a
 * reading that the invoice's own figures prove is taken, and only what is asked for counts: an amount is never changed
 * but for the tax inside it.
 */
export function readLines(
  assigned: readonly AssignedLine[],
  invoice: Invoice,
  context: ComparisonContext,
): readonly AssignedLine[] {
  let isAnyRead = false;
  const read = assigned.map((line) => {
    const facts = readLine(line, invoice, context);
    if (facts === line.facts) return line;
    isAnyRead = true;
    return { ...line, facts };
  });
  const first = isAnyRead ? read : assigned;
  return mayBeGross(first, invoice) ? netOfTax(first, invoice, context) : first;
}

function readLine(
  { facts, assignment }: AssignedLine,
  invoice: Invoice,
  context: ComparisonContext,
): LineFacts {
  const { line, quantity, price } = facts;
  if (assignment.kind !== 'found' || quantity === undefined || price === undefined) return facts;
  const { orderLine } = assignment;
  const asStated = () =>
    line.netWeight === undefined ? facts : (byWeight(facts, orderLine, context) ?? facts);
  // A total that is price times quantity leaves nothing to read into the price.
  if (line.total !== undefined && isRoundedTo(facts, context)) return asStated();
  // A crate of ten at ten times the price of a piece is no price for ten.
  const isComparable = isSameUnit(line.unitOfMeasure, orderLine.unitOfMeasure);
  const orderPrice = isComparable ? orderPriceOf(orderLine) : undefined;
  if (line.total === undefined && (orderPrice === undefined || !mayBeBasis(price, orderPrice))) {
    return asStated();
  }
  return (
    byWeight(facts, orderLine, context) ??
    byPriceBasis(facts, { orderPrice, invoice, context }) ??
    byDiscount(facts, orderPrice, context) ??
    facts
  );
}

/** The total is price times quantity, as such or rounded to the currency's decimals. */
function isRoundedTo({ amount, extended }: LineFacts, context: ComparisonContext): boolean {
  return amount !== undefined && extended !== undefined && isRounded(extended, amount, context);
}

const FIVE = decimal('5');

/** Without a total of the line a price several times the order's may be one for more pieces. */
function mayBeBasis(price: Decimal, orderPrice: Decimal): boolean {
  return price.gt(orderPrice.times(FIVE));
}

/** Billed by the piece or crate, priced and ordered by weight. */
function byWeight(
  facts: LineFacts,
  orderLine: PurchaseOrderLine,
  context: ComparisonContext,
): LineFacts | undefined {
  const { line, amount } = facts;
  const { netWeight, weightUnit, unitOfMeasure } = line;
  if (netWeight === undefined || weightUnit === undefined || unitOfMeasure === undefined) return undefined;
  const isByWeight =
    isSameUnit(weightUnit, orderLine.unitOfMeasure) && !isSameUnit(unitOfMeasure, weightUnit);
  const price = decimal(line.pricePerUnitOfMeasure ?? line.price ?? '0');
  const extended = decimal(netWeight).times(price);
  if (!isByWeight || amount === undefined || !isRounded(extended, amount, context)) return undefined;
  return adjusted(
    { ...facts, line: { ...line, unitOfMeasure: weightUnit }, quantity: decimal(netWeight), price, extended },
    {
      kind: 'catch_weight',
      says: `Line ${facts.number} is billed by weight: ${netWeight} ${named(weightUnit)} at ${moneyText(price, context.currency)} make ${money(amount, context.currency)}.`,
    },
  );
}

interface Knowledge {
  readonly orderPrice: Decimal | undefined;
  readonly invoice: Invoice;
  readonly context: ComparisonContext;
}

/** 3,500 pieces at 18.40 that come to 64.40 are priced by the thousand. */
function byPriceBasis(facts: LineFacts, knowledge: Knowledge): LineFacts | undefined {
  const { quantity, price, extended, amount } = facts;
  const { context } = knowledge;
  if (quantity === undefined || price === undefined || extended === undefined || amount === undefined)
    return undefined;
  for (const basis of PRICE_BASES) {
    const value = extended.div(basis);
    if (!isProven(value, facts, knowledge)) continue;
    const each = price.div(basis);
    return adjusted(
      { ...facts, price: each, extended: value, amount: facts.line.total === undefined ? value : amount },
      {
        kind: 'price_basis',
        says: `The price of line ${facts.number} is for ${basis.toFixed()}: ${quantityText(quantity)} at ${moneyText(price, context.currency)} for ${basis.toFixed()} make ${money(value, context.currency)}.`,
      },
    );
  }
  return undefined;
}

/**
 * The line's own total proves it; where there is none, the total of a document of this one line, near the order's
 * price. Where no total is stated at all, only the order's very price: 9.90 for ten is no price of 10.00.
 */
function isProven(value: Decimal, facts: LineFacts, { orderPrice, invoice, context }: Knowledge): boolean {
  const { line, amount, quantity } = facts;
  if (line.total !== undefined) return amount !== undefined && isRounded(value, amount, context);
  if (orderPrice === undefined || quantity === undefined || orderPrice.isZero()) return false;
  const agreed = quantity.times(orderPrice);
  if (invoice.grossTotal === undefined) return value.eq(agreed);
  return isNear(value, agreed) && invoice.lines.length === 1 && isAsked(value, invoice, context);
}

/** With charges and tax the value comes to what the only line's invoice asks for. */
function isAsked(value: Decimal, invoice: Invoice, context: ComparisonContext): boolean {
  const charges = sum(chargesOf(invoice).map(decimal));
  const tax = invoice.taxTotal === undefined ? ZERO : decimal(invoice.taxTotal);
  const asked = decimal(invoice.grossTotal ?? '0');
  return asked.minus(value).minus(charges).minus(tax).abs().lte(roundingLimit(1, context));
}

/** A list price less what the line takes off, stated or as far as the order's price says. */
function byDiscount(
  facts: LineFacts,
  orderPrice: Decimal | undefined,
  context: ComparisonContext,
): LineFacts | undefined {
  const { line, quantity, extended, amount } = facts;
  if (line.total === undefined || quantity === undefined || extended === undefined || amount === undefined)
    return undefined;
  const stated = line.discountAmount === undefined ? undefined : decimal(line.discountAmount).abs();
  const isStated =
    stated !== undefined && !stated.isZero() && isRounded(extended.minus(stated), amount, context);
  const isAgreed =
    orderPrice !== undefined &&
    !orderPrice.isZero() &&
    amount.gt(ZERO) &&
    amount.lt(extended) &&
    isRounded(quantity.times(orderPrice), amount, context);
  const each = divide(amount, quantity);
  if (!(isStated || isAgreed) || each === undefined) return undefined;
  const off = extended.minus(amount);
  return adjusted(
    {
      ...facts,
      price: isAgreed ? orderPrice : each,
      extended: isAgreed ? quantity.times(orderPrice) : amount,
    },
    {
      kind: 'discount',
      says: `Line ${facts.number} takes ${money(off, context.currency)} off its list price, which leaves ${money(amount, context.currency)}.`,
    },
  );
}

/** A total that the lines make up without the tax that is stated: their prices may have it inside. */
function mayBeGross(assigned: readonly AssignedLine[], invoice: Invoice): boolean {
  if (invoice.grossTotal === undefined) return false;
  return assigned.some(({ facts, assignment }) => {
    if (assignment.kind !== 'found' || facts.price === undefined) return false;
    if (rateOf(facts, invoice) === undefined) return false;
    const orderPrice = orderPriceOf(assignment.orderLine);
    return orderPrice !== undefined && facts.price.gt(orderPrice);
  });
}

function netOfTax(
  assigned: readonly AssignedLine[],
  invoice: Invoice,
  context: ComparisonContext,
): readonly AssignedLine[] {
  const amounts = assigned.flatMap(({ facts }) => facts.amount ?? []);
  const asked = decimal(invoice.grossTotal ?? '0').minus(sum(chargesOf(invoice).map(decimal)));
  const isGross = sum(amounts).minus(asked).abs().lte(roundingLimit(amounts.length, context));
  if (!isGross || amounts.length < assigned.length) return assigned;
  const net = assigned.map((line) => ({ ...line, facts: withoutTax(line.facts, invoice, context) }));
  // One line that comes nearer to its order shows how all are meant; one that does not shows the contrary.
  const compared = net.filter((line, index) => comesNearer(line, assigned[index]));
  const placed = assigned.filter(
    ({ assignment, facts }) => assignment.kind === 'found' && facts.price !== undefined,
  );
  return compared.length > 0 && compared.length === placed.length ? net : assigned;
}

function comesNearer({ facts, assignment }: AssignedLine, before: AssignedLine | undefined): boolean {
  if (assignment.kind !== 'found' || facts.extended === undefined || facts.quantity === undefined)
    return false;
  const orderPrice = orderPriceOf(assignment.orderLine);
  if (orderPrice === undefined || before?.facts.extended === undefined) return false;
  const agreed = facts.quantity.times(orderPrice);
  const isNearer = facts.extended.minus(agreed).abs().lt(before.facts.extended.minus(agreed).abs());
  return isNearer && isNear(facts.extended, agreed);
}

function withoutTax(facts: LineFacts, invoice: Invoice, context: ComparisonContext): LineFacts {
  const rate = rateOf(facts, invoice);
  const { price, extended, amount, quantity } = facts;
  if (rate === undefined || amount === undefined) return facts;
  const factor = ONE.plus(rate.div(HUNDRED));
  const currency = context.currency ?? '';
  const net = roundToCurrency(amount.div(factor), currency);
  // A price that comes out even at the currency's decimals is the price; otherwise the amount is what counts.
  const each = price === undefined ? undefined : roundToCurrency(price.div(factor), currency);
  const isEven =
    each !== undefined &&
    quantity !== undefined &&
    each.times(quantity).minus(net).abs().lte(roundingLimit(1, context));
  return adjusted(
    {
      ...facts,
      amount: net,
      taxInside: amount.minus(net),
      ...(price === undefined ? {} : { price: isEven ? each : price.div(factor) }),
      ...(extended === undefined
        ? {}
        : { extended: isEven && quantity !== undefined ? each.times(quantity) : net }),
    },
    {
      kind: 'tax_inclusive',
      says: `The price of line ${facts.number} has ${rateText(rate.div(HUNDRED))} tax inside: ${money(amount, context.currency)} are ${money(net, context.currency)} net.`,
    },
  );
}

/** The one rate that the line states, else the document. */
function rateOf({ line }: LineFacts, invoice: Invoice): Decimal | undefined {
  const taxes = line.taxes ?? invoice.taxes;
  if (taxes === undefined) return undefined;
  const rates = taxes.flatMap(({ rate }) => rate ?? []);
  const [only, ...others] = rates;
  if (only === undefined || others.length > 0) return undefined;
  const rate = decimal(only);
  return rate.gt(ZERO) ? rate : undefined;
}

function adjusted(facts: LineFacts, adjustment: Adjustment): LineFacts {
  return { ...facts, adjustments: [...(facts.adjustments ?? []), adjustment] };
}

/** Equal, or equal once rounded to the currency's decimals. */
function isRounded(exact: Decimal, stated: Decimal, { currency }: ComparisonContext): boolean {
  // Ledgers round a half to even, most suppliers up.
  const places = fractionDigits(currency ?? '');
  return (
    exact.eq(stated) || roundTo(exact, places).eq(stated) || roundTo(exact, places, 'half-up').eq(stated)
  );
}

function isNear(value: Decimal, agreed: Decimal): boolean {
  return value.minus(agreed).abs().lte(agreed.abs().times(NEAR));
}
