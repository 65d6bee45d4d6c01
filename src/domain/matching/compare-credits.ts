import { type Decimal, decimal, sum, ZERO } from '#kernel/decimal.ts';
import type { Invoice } from '../records/invoice.ts';
import { roundingLimit } from './compare-document.ts';
import type { ComparedLine } from './compare-lines.ts';
import {
  type ComparisonContext,
  documentException,
  lineException,
  measure,
  measureText,
  orderLineName,
  orderLineSource,
} from './comparison.ts';
import { isSameNumber } from './invoice-number.ts';
import { lineFactsOf } from './line-facts.ts';
import type { MatchException } from './match-result.ts';
import { type OrderLineStanding, takenBy } from './order-line-standing.ts';
import { money, moneyText, named } from './wording.ts';

/** More given back than was ever billed, order line by order line and against the invoice that is credited. */
export function compareCredits(
  lines: readonly ComparedLine[],
  { invoice, originals, context }: Crediting,
): readonly MatchException[] {
  const isCreditNote = invoice.documentType === 'credit_note';
  // equivalent: the longer way finds nothing either.
  if (!isCreditNote && lines.every(({ facts }) => !facts.isCredit)) return [];
  const standings = new Set(lines.flatMap(({ standing }) => standing ?? []));
  const found = [...standings].flatMap((standing) => {
    const own = lines.filter((line) => line.standing === standing);
    return own.some(({ facts }) => facts.isCredit) ? (creditOver(own, standing, context) ?? []) : [];
  });
  if (!isCreditNote || found.length > 0) return found;
  return originalOver(lines, { invoice, originals, context }) ?? [];
}

interface Crediting {
  readonly invoice: Invoice;
  /** Invoices of the supplier among which the credited one, and other credit notes for it, are looked up. */
  readonly originals: readonly Invoice[];
  readonly context: ComparisonContext;
}

function creditOver(
  lines: readonly ComparedLine[],
  standing: OrderLineStanding,
  context: ComparisonContext,
): MatchException | undefined {
  if (standing.mode === 'none' || standing.strangeUnit !== undefined) return undefined;
  // equivalent: a unit that leads nowhere is told already.
  const taken = (line: ComparedLine) => takenBy(line.facts, standing) ?? ZERO;
  const credits = lines.filter(({ facts }) => facts.isCredit);
  const billed = sum([standing.billedBefore, ...lines.filter(({ facts }) => !facts.isCredit).map(taken)]);
  const credited = sum(credits.map(taken)).negated();
  // Where no invoice on the order line is known, it is older than what we hold; no more can be given back than was ordered.
  const isUnknown = standing.earlierInvoiceIds.length === 0 && credits.length === lines.length;
  const bound = isUnknown ? (standing.ordered ?? billed) : billed;
  const over = credited.minus(bound);
  const [first] = credits;
  // equivalent: it is only asked where a line gives back.
  if (first === undefined) return undefined;
  const says = (value: Decimal) => measure(value, { standing, context });
  if (over.gt(ZERO)) {
    return exception(first, standing, {
      expected: measureText(billed, { standing, context }),
      actual: measureText(credited, { standing, context }),
      breach: over.times(standing.worth),
      explanation: `Line ${first.facts.number} gives back ${says(credited)}, but ${billed.isZero() ? 'nothing has been billed' : `only ${says(billed)} were billed`} on ${orderLineName(standing)}.`,
      counterfactual: billed.isZero()
        ? 'Would match if the invoice that it credits were known.'
        : `Would match if it gave back ${says(billed)} or less.`,
      context,
    });
  }
  return isUnknown ? undefined : moneyOver(lines, first, standing, context);
}

/** The quantity is right, but more money is given back than was billed for it. */
function moneyOver(
  lines: readonly ComparedLine[],
  first: ComparedLine,
  standing: OrderLineStanding,
  context: ComparisonContext,
): MatchException | undefined {
  const amounts = lines.flatMap(({ facts }) => facts.amount ?? []);
  const left = sum([standing.billedMoney, ...amounts]);
  const over = left.negated();
  // equivalent: a line without an amount has no standing.
  if (amounts.length < lines.length || over.lte(roundingLimit(lines.length, context))) return undefined;
  const credited = sum(lines.flatMap(({ facts }) => (facts.isCredit ? (facts.amount ?? []) : []))).negated();
  const billed = credited.minus(over);
  return exception(first, standing, {
    expected: moneyText(billed, context.currency),
    actual: moneyText(credited, context.currency),
    breach: over,
    explanation: `Line ${first.facts.number} gives back ${money(credited, context.currency)}, but only ${money(billed, context.currency)} were billed on ${orderLineName(standing)}.`,
    counterfactual: `Would match if it gave back ${money(billed, context.currency)} or less.`,
    context,
  });
}

function exception(
  { facts }: ComparedLine,
  standing: OrderLineStanding,
  draft: {
    readonly expected: string;
    readonly actual: string;
    readonly breach: Decimal;
    readonly explanation: string;
    readonly counterfactual: string;
    readonly context: ComparisonContext;
  },
): MatchException {
  const { expected, actual, breach, explanation, counterfactual, context } = draft;
  return lineException(
    facts,
    {
      code: 'CREDIT_OVER',
      expected,
      actual,
      breachAmount: breach,
      breachLimit: ZERO,
      explanation,
      counterfactual,
      sources: [orderLineSource(standing), ...standing.earlierInvoiceIds.map((id) => `invoice/${id}`)],
    },
    context,
  );
}

/** The invoice that a credit note names, as far as it is among those that are known. */
export function originalOf(invoice: Invoice, originals: readonly Invoice[]): Invoice | undefined {
  if (invoice.originalInvoiceNumber === undefined) return undefined;
  const wanted = invoice.originalInvoiceNumber;
  return originals.find(
    (other) =>
      other.documentType === 'invoice' &&
      isSameNumber(other.invoiceNumber, wanted) &&
      (other.supplierId === undefined ||
        invoice.supplierId === undefined ||
        other.supplierId === invoice.supplierId),
  );
}

/** All credit notes on one invoice together give back no more than it billed. */
function originalOver(
  lines: readonly ComparedLine[],
  { invoice, originals, context }: Crediting,
): MatchException[] | undefined {
  const original = originalOf(invoice, originals);
  if (original === undefined) return undefined;
  const others = originals.filter(
    (other) =>
      other.id !== invoice.id &&
      other.documentType === 'credit_note' &&
      originalOf(other, [original]) !== undefined,
  );
  const billed = netOf(original);
  const before = sum(others.map((other) => netOf(other).abs()));
  const now = sum(lines.flatMap(({ facts }) => facts.amount ?? [])).abs();
  const over = before.plus(now).minus(billed);
  if (over.lte(roundingLimit(lines.length, context))) return undefined;
  const left = billed.minus(before);
  const earlier = before.isZero()
    ? ''
    : `, of which ${money(before, context.currency)} were given back before`;
  return [
    documentException(
      {
        code: 'CREDIT_OVER',
        expected: moneyText(left, context.currency),
        actual: moneyText(now, context.currency),
        breachAmount: over,
        breachLimit: decimal('0'),
        explanation: `The credit note gives back ${money(now, context.currency)}, but invoice ${named(original.invoiceNumber)} billed ${money(billed, context.currency)}${earlier}.`,
        counterfactual: `Would match if it gave back ${money(left, context.currency)} or less.`,
        sources: [`invoice/${invoice.id}`, `invoice/${original.id}`],
      },
      context,
    ),
  ];
}

function netOf(invoice: Invoice): Decimal {
  return sum(lineFactsOf(invoice).flatMap(({ amount }) => amount ?? []));
}
