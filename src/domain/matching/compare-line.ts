import { type Decimal, decimalText, ZERO } from '#kernel/decimal.ts';
import type { InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { compareDebit } from './compare-debit.ts';
import { comparePrice } from './compare-price.ts';
import { compareQuantities, type QuantityPart } from './compare-quantities.ts';
import {
  type ComparisonContext,
  lineException,
  orderLineName,
  orderLineSource,
  type Subject,
  type Used,
} from './comparison.ts';
import type { LineFacts } from './line-facts.ts';
import type { MatchException, Variance } from './match-result.ts';
import { type OrderLineStanding, takenBy } from './order-line-standing.ts';
import { together } from './order-line-tally.ts';
import { identityOf } from './score-pair.ts';
import { named } from './wording.ts';

export interface LineComparison {
  readonly variances: readonly Variance[];
  readonly exceptions: readonly MatchException[];
  readonly usedAfter: Used;
  /** What was left to bill before this line, never below zero; null where nothing bounds it. */
  readonly open: string | null;
  /** Net amount that order and receipts support at agreed prices. */
  readonly payable: Decimal;
}

/**
 * Compares one invoice line with its order line as the lines before it left it. Quantities are judged to date:
 * what was billed earlier counts, and lines on one order line share its remainder.
 */
export function compareLine(
  facts: LineFacts,
  standing: OrderLineStanding,
  { used, context }: { readonly used: Used; readonly context: ComparisonContext },
): LineComparison {
  const calm: LineComparison = {
    variances: [],
    exceptions: [],
    usedAfter: used,
    open: null,
    payable: amountOf(facts),
  };
  const refused = (exception: MatchException): LineComparison => {
    // equivalent: whoever adds up what can be paid leaves out the lines that these codes refuse.
    return { ...calm, exceptions: [exception], payable: ZERO };
  };
  if (standing.mode === 'none') return calm;
  const taken = takenBy(facts, standing);
  if (taken === undefined || standing.strangeUnit !== undefined) {
    return refused(unitException(facts, standing, context));
  }
  // What an invoice takes back was counted before its first line; there is nothing to overbill in it.
  if (facts.isCredit) return calm;
  const substitute = substituteFault(facts, standing, context);
  if (substitute !== undefined) return refused(substitute);
  const lacking = missingOnOrder(facts, standing, context);
  if (lacking !== undefined) return refused(lacking);
  const subject: Subject = { facts, standing, taken, used, context };
  const quantities = compareQuantities(subject);
  // Quantities are compared, and the line has none: it bills a sum on goods that are billed in full.
  const isDebit = facts.line.kind === 'amount' && standing.basis === 'quantity';
  const prices = isDebit ? compareDebit(subject) : comparePrice(subject);
  return {
    variances: quantities.variances.concat(prices.variances),
    exceptions: quantities.exceptions.concat(prices.exceptions),
    usedAfter: { quantity: together(used.quantity, taken), overcharge: prices.overcharge },
    open: decimalText(quantities.open),
    payable: payableOf(
      subject,
      quantities,
      prices.exceptions.some(({ code }) => code === 'PRICE_OVER'),
    ),
  };
}

// Different units end the comparison: price and quantity would both look wrong, and neither is the cause.
function unitException(
  facts: LineFacts,
  standing: OrderLineStanding,
  context: ComparisonContext,
): MatchException {
  const { strangeUnit, orderLine } = standing;
  const unit = strangeUnit?.unit ?? facts.line.unitOfMeasure ?? '';
  const orderUnit = orderLine.unitOfMeasure ?? '';
  const [found, wanted] = [named(unit), named(orderUnit)];
  const who = strangeUnit === undefined ? `Line ${facts.number}` : sourceName(strangeUnit.source);
  return lineException(
    facts,
    {
      code: 'UOM_MISMATCH',
      expected: orderUnit,
      actual: unit,
      breachAmount: facts.amount,
      explanation: `${who} counts in ${found}, but ${orderLineName(standing)} is in ${wanted}, and no one conversion between them is known.`,
      counterfactual: `Would be compared if it were known how many ${wanted} one ${found} is.`,
      sources: [orderLineSource(standing), ...(strangeUnit === undefined ? [] : [strangeUnit.source])],
    },
    context,
  );
}

function sourceName(source: string): string {
  const [kind = '', id = ''] = source.split('/');
  return kind === 'receipt' ? `Receipt ${id}` : `Earlier invoice ${id}`;
}

/** Another article than was ordered, though the line says which order line it bills. */
function substituteFault(
  facts: LineFacts,
  standing: OrderLineStanding,
  context: ComparisonContext,
): MatchException | undefined {
  const { orderLine } = standing;
  if (isOrdered(facts, orderLine) || identityOf(facts, orderLine, context.crossReferences) !== 'other')
    return undefined;
  const [billed, ordered] = [articleOf(facts.line), articleOf(orderLine)];
  return lineException(
    facts,
    {
      code: 'ITEM_UNMATCHED',
      expected: ordered,
      actual: billed,
      breachAmount: facts.amount,
      explanation: `Line ${facts.number} bills article ${named(billed)}, but article ${named(ordered)} was ordered on ${orderLineName(standing)}: a substitute has to be accepted.`,
      counterfactual: `Would be compared if the buyer accepted ${named(billed)} for ${named(ordered)}.`,
      sources: [orderLineSource(standing)],
    },
    context,
  );
}

/** Nearly every line: it says nothing else than the order. */
function isOrdered({ line }: LineFacts, orderLine: PurchaseOrderLine): boolean {
  return (
    (line.itemId === undefined || line.itemId === orderLine.itemId) &&
    (line.partNumber === undefined || line.partNumber === orderLine.partNumber)
  );
}

function articleOf({ partNumber, itemId, description }: InvoiceLine | PurchaseOrderLine): string {
  return partNumber ?? itemId ?? description;
}

/** A number of the order without which there is no comparison, and no match either. */
function missingOnOrder(
  facts: LineFacts,
  standing: OrderLineStanding,
  context: ComparisonContext,
): MatchException | undefined {
  const { basis, ordered, orderPrice } = standing;
  if (ordered !== undefined && (basis === 'amount' || orderPrice !== undefined)) return undefined;
  const field = ordered !== undefined ? 'price' : basis;
  const place = orderLineName(standing);
  return lineException(
    facts,
    {
      code: 'FIELD_MISSING',
      expected: `the ${field} of ${place}`,
      actual: 'none',
      breachAmount: facts.amount,
      explanation: `No ${field} is stated on ${place}, so line ${facts.number} cannot be compared with it.`,
      counterfactual: `Would be compared if the ${field} of ${place} were known.`,
      sources: [orderLineSource(standing)],
    },
    context,
  );
}

/** The supported part at the price billed, or at the order's where the price itself is refused. */
function payableOf(subject: Subject, { excess }: QuantityPart, isTooDear: boolean): Decimal {
  const { facts, standing, taken } = subject;
  const amount = amountOf(facts);
  if (excess.isZero() && !isTooDear) return amount;
  const supported = taken.minus(excess);
  if (isTooDear || taken.isZero()) return supported.times(standing.worth);
  // The exact share of the line: 20 of 25 pieces are 20/25 of its amount.
  return amount.times(supported).div(taken);
}

function amountOf({ amount }: LineFacts): Decimal {
  // equivalent: a line without an amount was refused before.
  return amount ?? ZERO;
}
