import { type Decimal, decimal, greatest, least, ONE, sum, ZERO } from '#kernel/decimal.ts';
import { fractionDigits } from '#kernel/money.ts';
import type { Invoice } from '../records/invoice.ts';
import type { Allowance } from './allowance.ts';
import {
  type ComparisonContext,
  documentException,
  judgeDocument,
  NOTHING,
  type Part,
} from './comparison.ts';
import type { ExceptionCode } from './exception-code.ts';
import type { LineFacts } from './line-facts.ts';
import type { Variance, VarianceKind } from './match-result.ts';
import { limitText, money, moneyText, percentText, readBack } from './wording.ts';

/** A value that came out beside what was expected, in money. */
export interface DocumentReading {
  readonly kind: VarianceKind;
  readonly expected: Decimal;
  readonly actual: Decimal;
  readonly verdict: Allowance;
}

/** A difference of the document as a whole. */
export function documentVariance(reading: DocumentReading, { currency }: ComparisonContext): Variance {
  const { kind, expected, actual, verdict } = reading;
  const difference = actual.minus(expected);
  return {
    kind,
    expected: moneyText(expected, currency),
    actual: moneyText(actual, currency),
    difference: moneyText(difference, currency),
    amount: moneyText(difference, currency),
    percent: percentText(difference, expected),
    limit: verdict.limitText,
    limitAmount: verdict.limitMoney === null ? null : limitText(verdict.limitMoney, currency),
    tolerated: verdict.tolerated,
    ...(verdict.rule === undefined ? {} : { rule: verdict.rule }),
  };
}

/**
 * Lines, charges and tax against the total, as far as the invoice states them: against what will be paid, and against
 * what the supplier printed. Where both are off, the one that is further off is told.
 */
export function compareTotals(
  invoice: Invoice,
  facts: readonly LineFacts[],
  context: ComparisonContext,
): Part {
  const totals = [invoice.grossTotal, printedTotal(invoice)].filter((total) => total !== undefined);
  if (totals.length === 0 || facts.length === 0) return NOTHING;
  const amounts = facts.flatMap(({ amount }) => amount ?? []);
  if (amounts.length < facts.length) return NOTHING;
  const isCredit = invoice.documentType === 'credit_note';
  const net = isCredit ? sum(amounts).abs() : sum(amounts);
  const charges = sum(chargesOf(invoice).map((text) => (isCredit ? decimal(text).abs() : decimal(text))));
  const [{ gross, tax, expected, difference }] = totals
    .map((text) => {
      const gross = isCredit ? decimal(text).abs() : decimal(text);
      const tax = nearestTax(invoice, facts, gross.minus(net).minus(charges));
      const expected = net.plus(charges).plus(tax);
      return { gross, tax, expected, difference: gross.minus(expected) };
    })
    .sort((a, b) => b.difference.abs().cmp(a.difference.abs())) as [Balance];
  if (difference.isZero()) return NOTHING;
  const limit = roundingLimit(facts.length, context);
  const verdict: Allowance = {
    tolerated: difference.abs().lte(limit) || isCashRounded(gross, difference, context),
    limitMoney: limit,
    limitText: moneyText(limit, context.currency),
  };
  const variance = documentVariance({ kind: 'document_total', expected, actual: gross, verdict }, context);
  if (verdict.tolerated) return { variances: [variance], exceptions: [] };
  const of = (value: Decimal) => money(value, context.currency);
  const taxPart = hasTax(invoice) ? `tax ${moneyText(tax, context.currency)}` : 'no tax stated';
  const chargePart = charges.isZero() ? '' : `, charges ${moneyText(charges, context.currency)}`;
  const exception = documentException(
    {
      code: 'TOTAL_UNBALANCED',
      expected: variance.expected,
      actual: variance.actual,
      breachAmount: difference.abs(),
      breachLimit: limit,
      // equivalent: a difference of nothing has left above.
      explanation: `The invoice asks for ${of(gross)}, but its parts add up to ${of(expected)} (lines ${moneyText(net, context.currency)}${chargePart}, ${taxPart}): ${of(difference.abs())} ${difference.gt(ZERO) ? 'too much' : 'too little'}.`,
      counterfactual: `Would match if the total were ${of(expected)}.`,
      sources: [`invoice/${invoice.id}`],
    },
    context,
  );
  return { variances: [variance], exceptions: [exception] };
}

/** Charges at the head of the invoice. */
export function chargesOf({ shippingAmount, handlingAmount, miscAmount }: Invoice): readonly string[] {
  return [shippingAmount, handlingAmount, miscAmount].flatMap((text) => text ?? []);
}

/** Nothing stated, or zero. */
export function isNothing(text: string | undefined): boolean {
  return text === undefined || !/[1-9]/.test(text);
}

/** Currencies without coins below five hundredths, in which totals end in 0 or 5. */
const CASH_ROUNDED: readonly string[] = ['CHF', 'CAD', 'AUD', 'NZD', 'SGD', 'MYR'];
const CASH_STEP = decimal('0.05');

/** Rounded to the next coin: at most half of it away. */
function isCashRounded(gross: Decimal, difference: Decimal, { currency }: ComparisonContext): boolean {
  // equivalent: no currency is in the list either.
  if (currency === undefined || !CASH_ROUNDED.includes(currency)) return false;
  return gross.mod(CASH_STEP).isZero() && difference.abs().times(2).lt(CASH_STEP);
}

interface Balance {
  /** A total, as stated. */
  readonly gross: Decimal;
  /** The tax that makes it add up best. */
  readonly tax: Decimal;
  readonly expected: Decimal;
  readonly difference: Decimal;
}

/** Coupa fills the field with zero where nobody typed anything in. */
function printedTotal({ supplierTotal }: Invoice): string | undefined {
  return isNothing(supplierTotal) ? undefined : supplierTotal;
}

function hasTax(invoice: Invoice): boolean {
  return invoice.taxTotal !== undefined || invoice.lines.some(({ taxAmount }) => taxAmount !== undefined);
}

/**
 * Tax stands at the head or on the lines, depending on how the tenant is set up, and a header tax of zero is what
 * line taxation leaves there. Of the two that are stated, the one counts that makes the total add up best.
 */
function nearestTax(invoice: Invoice, facts: readonly LineFacts[], wanted: Decimal): Decimal {
  const isCredit = invoice.documentType === 'credit_note';
  const signed = (text: string) => (isCredit ? decimal(text).abs() : decimal(text));
  const lineTaxes = invoice.lines.flatMap(({ taxAmount }) => taxAmount ?? []);
  const stated = [
    ...(invoice.taxTotal === undefined ? [] : [signed(invoice.taxTotal)]),
    ...(lineTaxes.length === 0 ? [] : [sum(lineTaxes.map(signed))]),
    ...(facts.some(({ taxInside }) => taxInside !== undefined)
      ? [sum(facts.flatMap(({ taxInside }) => taxInside ?? []))]
      : []),
  ];
  return (
    stated.reduce<Decimal | undefined>((best, tax) => {
      const isNearer = best === undefined || tax.minus(wanted).abs().lt(best.minus(wanted).abs());
      return isNearer ? tax : best;
    }, undefined) ?? ZERO
  );
}

/** A cent a line, up to a bound; a whole unit where the currency has no decimals. */
export function roundingLimit(lineCount: number, { policy, currency }: ComparisonContext): Decimal {
  const { perLine, max, maxWithoutDecimals } = policy.rounding;
  if (currency !== undefined && fractionDigits(currency) === 0) return decimal(maxWithoutDecimals);
  return least(decimal(perLine).times(lineCount), decimal(max));
}

/** What an order comes to with this invoice, against its total. */
export interface OrderToDate {
  readonly orderId: string;
  readonly poNumber: string;
  readonly total: Decimal;
  readonly billedBefore: Decimal;
  readonly billedNow: Decimal;
  /** Invoice lines on the order. */
  readonly lines: readonly string[];
  readonly earlierInvoiceIds: readonly string[];
}

/**
 * All invoices on one order against the order's total. Asked only once there are earlier ones: a single invoice is
 * judged by its lines and its own cap, and what this finds is the creep from invoice to invoice.
 */
export function compareOrderToDate(order: OrderToDate, context: ComparisonContext): Part {
  if (order.billedBefore.lte(ZERO) || order.billedNow.lte(ZERO)) return NOTHING;
  const billed = order.billedBefore.plus(order.billedNow);
  const over = billed.minus(order.total);
  if (over.lte(ZERO)) return NOTHING;
  const excess = { difference: over, base: order.total, worth: ONE, money: over };
  const verdict = judgeDocument(context, 'orderToDateOver', excess);
  const reading: DocumentReading = { kind: 'order_to_date', expected: order.total, actual: billed, verdict };
  const variance = documentVariance(reading, context);
  if (verdict.tolerated) return { variances: [variance], exceptions: [] };
  const of = (value: Decimal) => money(value, context.currency);
  const exception = documentException(
    {
      code: 'PO_AMOUNT_OVER',
      expected: variance.expected,
      actual: variance.actual,
      breachAmount: over,
      breachLimit: verdict.limitMoney ?? undefined,
      explanation: `All invoices on order ${order.poNumber} come to ${of(billed)}, ${of(over)} more than its total of ${of(order.total)}, and ${verdict.limitText} is allowed.`,
      counterfactual: `Would match if this invoice were ${of(least(over, order.billedNow))} less, or the order were raised by as much.`,
      sources: [`purchase_order/${order.orderId}`, ...order.earlierInvoiceIds.map((id) => `invoice/${id}`)],
      lines: order.lines,
    },
    context,
  );
  return { variances: [variance], exceptions: [exception] };
}

/** Over-charges that each line was allowed, added up: many small ones may not make a large one. */
export function compareDocumentCap(
  tolerated: readonly { readonly variance: Variance; readonly line: string }[],
  invoice: Invoice,
  context: ComparisonContext,
): Part {
  // equivalent: nothing adds up to nothing.
  if (tolerated.length === 0) return NOTHING;
  const byLine = new Map<string, { price: Decimal; quantity: Decimal; code: ExceptionCode }>();
  for (const { variance, line } of tolerated) {
    const amount = readBack(variance.amount);
    if (amount.lte(ZERO)) continue;
    const entry = byLine.get(line) ?? { price: ZERO, quantity: ZERO, code: 'PRICE_OVER' };
    // Beyond order and beyond receipts are one excess seen twice.
    const next =
      variance.kind === 'price'
        ? { ...entry, price: entry.price.plus(amount) }
        : { ...entry, quantity: greatest(entry.quantity, amount) };
    byLine.set(line, next);
  }
  const prices = sum([...byLine.values()].map(({ price }) => price));
  const quantities = sum([...byLine.values()].map(({ quantity }) => quantity));
  const total = prices.plus(quantities);
  const verdict = judgeDocument(context, 'documentCap', {
    difference: total,
    // equivalent: the cap is an amount, and asks for no base.
    base: ZERO,
    worth: ONE,
    money: total,
  });
  if (verdict.tolerated) return NOTHING;
  // equivalent: the cap is an amount.
  const cap = verdict.limitMoney ?? ZERO;
  const reading: DocumentReading = { kind: 'document_cap', expected: ZERO, actual: total, verdict };
  const lines = [...byLine.keys()];
  const of = (value: Decimal) => money(value, context.currency);
  const exception = documentException(
    {
      code: prices.gte(quantities) ? 'PRICE_OVER' : 'QTY_OVER_RECEIVED',
      expected: moneyText(cap, context.currency),
      actual: moneyText(total, context.currency),
      breachAmount: total,
      breachLimit: cap,
      explanation: `${lines.length === 1 ? 'One line is within its tolerance, but charges' : `${lines.length} lines are each within tolerance, but together they charge`} ${of(total)} too much, and ${of(cap)} is allowed per invoice.`,
      counterfactual: `Would match if the lines together were ${of(total.minus(cap))} less.`,
      sources: [`invoice/${invoice.id}`],
    },
    context,
  );
  return { variances: [documentVariance(reading, context)], exceptions: [{ ...exception, level: 'header' }] };
}
