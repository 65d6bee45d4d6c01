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
  const read = assigned.map((line) => {
    const facts = readLine(line, invoice, context);
    return facts === line.facts ? line : { ...line, facts };
  });
  return netOfTax(read, invoice, context);
}

function readLine(
  { facts, assignment }: AssignedLine,
  invoice: Invoice,
  context: ComparisonContext,
): LineFacts {
  const figures = figuresOf(facts);
  if (assignment.kind !== 'found' || figures === undefined) return facts;
  const { orderLine } = assignment;
  const weighed = byWeight(figures, orderLine, context);
  if (weighed !== undefined) return weighed;
  // What price and quantity make is what is asked for.
  if (facts.line.total !== undefined && isRounded(figures.extended, figures.amount, context)) return facts;
  // A crate of ten at ten times the price of a piece is no price for ten.
  const isComparable = isSameUnit(facts.line.unitOfMeasure, orderLine.unitOfMeasure);
  const orderPrice = isComparable ? orderPriceOf(orderLine) : undefined;
  return (
    byPriceBasis(figures, { orderPrice, invoice, context }) ??
    byDiscount(figures, orderPrice, context) ??
    facts
  );
}

/** A line by quantity with all its figures. */
interface Figures {
  readonly facts: LineFacts;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly extended: Decimal;
  readonly amount: Decimal;
}

function figuresOf(facts: LineFacts): Figures | undefined {
  const { quantity, price, extended, amount } = facts;
  // equivalent: what price times quantity make goes with both, and with an amount.
  if (quantity === undefined || price === undefined || extended === undefined || amount === undefined)
    return undefined;
  return { facts, quantity, price, extended, amount };
}

/** Billed by the piece or crate, priced and ordered by weight. */
function byWeight(
  { facts, amount, price: printed }: Figures,
  orderLine: PurchaseOrderLine,
  context: ComparisonContext,
): LineFacts | undefined {
  const { line } = facts;
  const { netWeight, weightUnit, pricePerUnitOfMeasure } = line;
  if (netWeight === undefined || weightUnit === undefined) return undefined;
  const isByWeight =
    isSameUnit(weightUnit, orderLine.unitOfMeasure) && !isSameUnit(line.unitOfMeasure, weightUnit);
  const price = pricePerUnitOfMeasure === undefined ? printed : decimal(pricePerUnitOfMeasure);
  // A weight is printed without a minus also where it is given back.
  const weighed = decimal(netWeight).abs();
  const weight = amount.lt(ZERO) ? weighed.negated() : weighed;
  const extended = weight.times(price);
  if (!isByWeight || !isRounded(extended, amount, context)) return undefined;
  return adjusted(
    { ...facts, line: { ...line, unitOfMeasure: weightUnit }, quantity: weight, price, extended },
    {
      kind: 'catch_weight',
      says: `Line ${facts.number} is billed by weight: ${quantityText(weight)} ${named(weightUnit)} at ${moneyText(price, context.currency)} make ${money(amount, context.currency)}.`,
    },
  );
}

interface Knowledge {
  readonly orderPrice: Decimal | undefined;
  readonly invoice: Invoice;
  readonly context: ComparisonContext;
}

/** 3,500 pieces at 18.40 that come to 64.40 are priced by the thousand. */
function byPriceBasis(figures: Figures, knowledge: Knowledge): LineFacts | undefined {
  const { facts, quantity, price, extended, amount } = figures;
  const { orderPrice, context } = knowledge;
  const hasTotal = facts.line.total !== undefined;
  // Without a total of the line only the order can prove it, and only of a price above its own.
  if (!hasTotal && (orderPrice === undefined || price.lte(orderPrice))) return undefined;
  for (const basis of PRICE_BASES) {
    const value = extended.div(basis);
    if (!isProven(value, figures, knowledge)) continue;
    return adjusted(
      { ...facts, price: price.div(basis), extended: value, amount: hasTotal ? amount : value },
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
function isProven(value: Decimal, figures: Figures, { orderPrice, invoice, context }: Knowledge): boolean {
  const { facts, quantity, amount } = figures;
  if (facts.line.total !== undefined) return isRounded(value, amount, context);
  if (orderPrice === undefined) return false;
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
  { facts, quantity, extended, amount }: Figures,
  orderPrice: Decimal | undefined,
  context: ComparisonContext,
): LineFacts | undefined {
  // What is left is a part of the list price, billed or given back.
  const left = divide(amount, extended);
  if (left === undefined || left.lt(ZERO) || left.gte(ONE)) return undefined;
  const stated = decimal(facts.line.discountAmount ?? '0').abs();
  const isStated = isRounded(extended.abs().minus(stated), amount.abs(), context);
  const agreed = orderPrice === undefined ? undefined : quantity.times(orderPrice);
  const isAgreed = agreed !== undefined && !amount.isZero() && isRounded(agreed, amount, context);
  const each = divide(amount, quantity);
  if (!(isStated || isAgreed) || each === undefined) return undefined;
  return adjusted(
    { ...facts, price: isAgreed ? orderPrice : each, extended: isAgreed ? agreed : amount },
    {
      kind: 'discount',
      says: `Line ${facts.number} takes ${money(extended.minus(amount).abs(), context.currency)} off its list price, which leaves ${money(amount, context.currency)}.`,
    },
  );
}

/** Lines that make up the total without the tax that is stated: their prices have it inside. */
function netOfTax(
  assigned: readonly AssignedLine[],
  invoice: Invoice,
  context: ComparisonContext,
): readonly AssignedLine[] {
  if (invoice.grossTotal === undefined) return assigned;
  // equivalent: without a rate no line reads otherwise; most invoices that state none are spared the sums.
  if (invoice.taxes === undefined && assigned.every(({ facts }) => facts.line.taxes === undefined))
    return assigned;
  const amounts = assigned.flatMap(({ facts }) => facts.amount ?? []);
  const asked = decimal(invoice.grossTotal).minus(sum(chargesOf(invoice).map(decimal)));
  const isGross = sum(amounts).minus(asked).abs().lte(roundingLimit(amounts.length, context));
  if (!isGross || amounts.length < assigned.length) return assigned;
  const net = assigned.map((line) => ({ ...line, facts: withoutTax(line.facts, invoice, context) }));
  // One line that comes nearer to its order shows how all are meant; one that does not shows the contrary.
  const compared = assigned.filter((line, index) => comesNearer(line, net[index]));
  const placed = assigned.filter(
    ({ assignment, facts }) => assignment.kind === 'found' && facts.price !== undefined,
  );
  return compared.length > 0 && compared.length === placed.length ? net : assigned;
}

function comesNearer({ facts, assignment }: AssignedLine, net: AssignedLine | undefined): boolean {
  const gross = figuresOf(facts);
  if (assignment.kind !== 'found' || gross === undefined) return false;
  const orderPrice = orderPriceOf(assignment.orderLine);
  if (orderPrice === undefined) return false;
  const agreed = gross.quantity.times(orderPrice);
  const extended = net?.facts.extended ?? gross.extended;
  const isNearer = extended.minus(agreed).abs().lt(gross.extended.minus(agreed).abs());
  return isNearer && isNear(extended, agreed);
}

function withoutTax(facts: LineFacts, invoice: Invoice, context: ComparisonContext): LineFacts {
  const rate = rateOf(facts, invoice);
  const { price, amount } = facts;
  if (rate === undefined || amount === undefined) return facts;
  const factor = ONE.plus(rate.div(HUNDRED));
  const net = roundToCurrency(amount.div(factor), context.currency ?? '');
  const figures = figuresOf(facts);
  return adjusted(
    {
      ...facts,
      amount: net,
      taxInside: amount.minus(net),
      ...(price === undefined ? {} : { price: price.div(factor) }),
      ...(figures === undefined ? {} : pricedWithout(figures, { factor, net, context })),
    },
    {
      kind: 'tax_inclusive',
      says: `The price of line ${facts.number} has ${rateText(rate.div(HUNDRED))} tax inside: ${money(amount, context.currency)} are ${money(net, context.currency)} net.`,
    },
  );
}

/** A price that comes out even at the currency's decimals is the price; otherwise the amount is what counts. */
function pricedWithout(
  { quantity, price }: Figures,
  { factor, net, context }: { factor: Decimal; net: Decimal; context: ComparisonContext },
): Pick<Figures, 'price' | 'extended'> {
  const exact = price.div(factor);
  const each = roundToCurrency(exact, context.currency ?? '');
  const extended = each.times(quantity);
  const isEven = extended.minus(net).abs().lte(roundingLimit(1, context));
  return isEven ? { price: each, extended } : { price: exact, extended: net };
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
