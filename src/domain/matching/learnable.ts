import { type Decimal, decimal, decimalText, divide, ONE } from '#kernel/decimal.ts';
import type { Invoice } from '../records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import type { OrderIndex } from './assignment.ts';
import type { ComparedLine } from './compare-lines.ts';
import { fittingOrders } from './find-open-order.ts';
import { isOwnSupplier, referenceOf } from './find-order.ts';
import type { LineFacts } from './line-facts.ts';
import type { LearnableFact } from './memory.ts';
import { openQuantities } from './open-quantities.ts';
import { orderPriceOf } from './order-line-price.ts';
import type { EarlierBilling } from './order-line-standing.ts';
import { formAround } from './order-number.ts';
import { partKey } from './part-key.ts';
import { scoringFor } from './scoring-for.ts';
import { unitKey } from './unit-conversion.ts';
import { money, named, quantityText } from './wording.ts';

/** Whether any line was found, or not found, in a way that a person could spare us the next time. */
export function needsLearning(lines: readonly ComparedLine[]): boolean {
  return lines.some(
    ({ assignment, exceptions }) =>
      assignment.kind === 'order_unknown' ||
      // equivalent: what agrees as it stands teaches nothing either.
      (assignment.kind === 'found' && (assignment.route === 'likeness' || exceptions.length > 0)),
  );
}

interface Known {
  readonly invoice: Invoice;
  readonly index: OrderIndex;
  readonly billedBefore: readonly EarlierBilling[];
}

/**
 * What this invoice shows about how its supplier bills: a pack size by which value stays the same, an article that it
 * calls otherwise, what it writes around our order numbers. Each with its proof, for a person to confirm once.
 */
export function learnableFrom(lines: readonly ComparedLine[], known: Known): readonly LearnableFact[] {
  const { supplierId } = known.invoice;
  if (supplierId === undefined) return [];
  const facts = [
    ...lines.flatMap((line) => conversionIn(line, supplierId, known.invoice) ?? []),
    ...lines.flatMap((line) => crossReferenceIn(line, supplierId) ?? []),
    ...numberFormsIn(lines, supplierId, known),
  ];
  const distinct = new Map(facts.map((fact) => [JSON.stringify({ ...fact, proof: '' }), fact]));
  return [...distinct.values()];
}

/** More in a pack than that is hardly one; and a pack of one is no other unit. */
const PACK_MAX = decimal('10000');

/** 5 CS at 42.00 come to what 120 EA at 1.75 do: a case is 24 pieces. */
function conversionIn(line: ComparedLine, supplierId: string, invoice: Invoice): LearnableFact | undefined {
  const { facts, assignment, exceptions } = line;
  // equivalent: of no line without a place is its unit told.
  if (assignment.kind !== 'found' || !exceptions.some(({ code }) => code === 'UOM_MISMATCH'))
    return undefined;
  const { orderLine } = assignment;
  const { quantity, price, line: billed } = facts;
  const orderPrice = orderPriceOf(orderLine);
  const [from, to] = [billed.unitOfMeasure, orderLine.unitOfMeasure];
  if (quantity === undefined || price === undefined || orderPrice === undefined) return undefined;
  if (from === undefined || to === undefined || unitKey(from) === unitKey(to)) return undefined;
  const pack = packOf(price, orderPrice);
  if (pack === undefined) return undefined;
  const pieces = pack.isInverse ? divide(quantity, pack.factor) : quantity.times(pack.factor);
  const ordered = orderLine.quantity === undefined ? undefined : decimal(orderLine.quantity);
  // More than was ever ordered proves nothing. equivalent: a pack of nothing is none, and can be divided by.
  if (pieces === undefined || (ordered !== undefined && pieces.gt(ordered))) return undefined;
  const value = money(quantity.times(price), invoice.currency);
  return {
    kind: 'conversion',
    supplierId,
    from: pack.isInverse ? to : from,
    to: pack.isInverse ? from : to,
    factor: decimalText(pack.factor),
    partNumber: orderLine.partNumber ?? null,
    proof: `${quantityText(quantity)} ${named(from)} at ${money(price, invoice.currency)} come to ${value}, and so do ${quantityText(pieces)} ${named(to)} at the order's ${money(orderPrice, invoice.currency)}.`,
  };
}

/** How many of the cheaper unit one of the dearer holds, where that is a whole number. */
function packOf(price: Decimal, orderPrice: Decimal): { factor: Decimal; isInverse: boolean } | undefined {
  // equivalent: a pack of one is none either way.
  const isInverse = price.lt(orderPrice);
  const factor = isInverse ? divide(orderPrice, price) : divide(price, orderPrice);
  const isPack = factor?.isInteger() === true && factor.gt(ONE) && factor.lte(PACK_MAX);
  return isPack && factor !== undefined ? { factor, isInverse } : undefined;
}

/** An article that was found by what it is like, or billed in place of another one. */
function crossReferenceIn(line: ComparedLine, supplierId: string): LearnableFact | undefined {
  const { facts, assignment, exceptions } = line;
  if (assignment.kind !== 'found' || assignment.isBundle === true) return undefined;
  const { orderLine } = assignment;
  const isSubstitute = exceptions.some(({ code }) => code === 'ITEM_UNMATCHED');
  if (assignment.route !== 'likeness' && !isSubstitute) return undefined;
  const [theirs, ours] = [nameIn(facts), nameOf(orderLine)];
  if (theirs === '' || ours === '' || partKey(theirs) === partKey(ours)) return undefined;
  const where = `line ${named(orderLine.lineNumber)} of order ${named(assignment.order.poNumber)}`;
  const proof = isSubstitute
    ? `Line ${facts.number} bills ${named(theirs)} where ${named(ours)} was ordered.`
    : `Line ${facts.number} (${named(facts.line.description)}) fits ${where} (${named(orderLine.description)}) best.`;
  return { kind: 'cross_reference', supplierId, theirs, ours, proof };
}

function nameIn({ line }: LineFacts): string {
  return line.partNumber ?? line.description;
}

function nameOf(line: PurchaseOrderLine): string {
  return line.partNumber ?? line.itemId ?? line.description;
}

/** A reference with the whole number of one open order inside, whose lines fit. */
function numberFormsIn(
  lines: readonly ComparedLine[],
  supplierId: string,
  { invoice, index, billedBefore }: Known,
): readonly LearnableFact[] {
  const unknown = lines.filter(({ assignment }) => assignment.kind === 'order_unknown');
  const [first] = unknown;
  const reference = first === undefined ? undefined : referenceOf(first.facts.line);
  if (reference === undefined) return [];
  const inside = index.orders.flatMap(
    (order): { order: PurchaseOrder; form: { before: string; after: string } }[] => {
      const form = isOwnSupplier(order, invoice) ? formAround(reference, order.poNumber) : undefined;
      return form === undefined ? [] : [{ order, form }];
    },
  );
  const byLine = new Map<string, EarlierBilling[]>();
  for (const billing of billedBefore) {
    byLine.set(billing.orderLineId, [...(byLine.get(billing.orderLineId) ?? []), billing]);
  }
  const scoring = scoringFor({ invoice, index, openOf: openQuantities((id) => byLine.get(id) ?? []) });
  const fitting = fittingOrders(
    unknown.map(({ facts }) => facts),
    inside.map(({ order }) => order),
    { scoring, invoice },
  );
  const [only, ...others] = fitting;
  const found = inside.find(({ order }) => order === only?.order);
  if (found === undefined || others.length > 0) return [];
  const proof = `${named(reference)} has order number ${named(found.order.poNumber)} inside, and its lines fit.`;
  return [{ kind: 'order_number_form', supplierId, ...found.form, proof }];
}
