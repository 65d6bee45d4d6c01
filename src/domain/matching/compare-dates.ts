import { type Decimal, decimal, ZERO } from '#kernel/decimal.ts';
import { daysBetween, type PlainDate } from '#kernel/plain-date.ts';
import type { ContractReference } from '../records/contract-reference.ts';
import type { Invoice } from '../records/invoice.ts';
import type { Receipt } from '../records/receipt.ts';
import { amountIn } from './allowance.ts';
import type { ComparedLine } from './compare-lines.ts';
import { type ComparisonContext, lineException, orderLineName, orderLineSource } from './comparison.ts';
import type { MatchException } from './match-result.ts';
import type { OrderLineStanding } from './order-line-standing.ts';
import { money, named } from './wording.ts';

/** What was supplied outside the term it was agreed for, and what came so early that its money is better kept. */
export function compareDates(
  lines: readonly ComparedLine[],
  { invoice, receipts, context }: Dated,
): readonly MatchException[] {
  const found: MatchException[] = [];
  for (const line of lines) {
    const { standing, facts } = line;
    if (standing === undefined || facts.isCredit || invoice.documentType === 'credit_note') continue;
    const term = termOf(standing);
    const outside = term === undefined ? undefined : termFault(line, standing, { term, invoice, context });
    if (outside !== undefined) found.push(outside);
    const early = earlyFault(line, standing, { receipts, context });
    if (early !== undefined) found.push(early);
  }
  return found;
}

interface Dated {
  readonly invoice: Invoice;
  readonly receipts: readonly Receipt[];
  readonly context: ComparisonContext;
}

/** From when until when something was agreed; one end may be open. */
interface Term {
  /** For people; nearly every term is kept, and then nobody asks. */
  readonly name: () => string;
  readonly from: PlainDate | undefined;
  readonly until: PlainDate | undefined;
}

/**
 * The contract behind the order line or its order; for sums and
 * what needs no receipt, which a blanket order limits in time, the line's period.
 */
function termOf({ order, orderLine, mode }: OrderLineStanding): Term | undefined {
  const contract = orderLine.contract ?? order.contract;
  if (contract !== undefined && (contract.startDate !== undefined || contract.endDate !== undefined)) {
    return { name: () => contractName(contract), from: contract.startDate, until: contract.endDate };
  }
  // Goods with a receipt have their own day; the period of such a line is that of a budget.
  if (orderLine.kind !== 'amount' && mode !== '2-way') return undefined;
  const { periodName, periodStart: from, periodEnd: until } = orderLine;
  // equivalent: a term without ends holds every day.
  if (from === undefined && until === undefined) return undefined;
  return {
    name: () => (periodName === undefined ? 'the order line’s period' : `period ${named(periodName)}`),
    from,
    until,
  };
}

function contractName({ number, name, id }: ContractReference): string {
  return `contract ${named(number ?? name ?? id)}`;
}

/** When it was supplied, as near as the papers say; the invoice's own day where they say nothing. */
function suppliedOn({ line }: ComparedLine['facts'], invoice: Invoice): PlainDate | undefined {
  return line.supplyDate ?? invoice.deliveryDate ?? invoice.invoiceDate;
}

function isWithin(day: PlainDate, { from, until }: Term): boolean {
  return (from === undefined || day >= from) && (until === undefined || day <= until);
}

function termFault(
  { facts }: ComparedLine,
  standing: OrderLineStanding,
  {
    term,
    invoice,
    context,
  }: { readonly term: Term; readonly invoice: Invoice; readonly context: ComparisonContext },
): MatchException | undefined {
  const day = suppliedOn(facts, invoice);
  // Days as text: nearly all lie inside, and reading a calendar would take longer than the rest of the line.
  if (day === undefined || isWithin(day, term)) return undefined;
  const late = term.until === undefined ? 0 : daysBetween(term.until, day);
  const early = term.from === undefined ? 0 : daysBetween(day, term.from);
  const days = Math.max(late, early);
  if (days <= Number(context.policy.daysOutsideTerm ?? '0')) return undefined;
  const isStated = facts.line.supplyDate !== undefined || invoice.deliveryDate !== undefined;
  const name = term.name();
  const bound = late > 0 ? `ended on ${term.until}` : `began on ${term.from}`;
  return lineException(
    facts,
    {
      code: 'DATE_OUT_OF_TERM',
      expected: late > 0 ? `${term.until} or before` : `${term.from} or after`,
      actual: day,
      breachAmount: facts.amount,
      explanation: `Line ${facts.number} ${isStated ? `was supplied on ${day}` : `is billed on ${day}, with no other day of supply stated`}, and ${name} of ${orderLineName(standing)} ${bound}.`,
      counterfactual: `Would match if ${name} covered ${day}, or it had been supplied within it.`,
      sources: [orderLineSource(standing)],
    },
    context,
  );
}

/** Value times days: what paying early costs, asked only where the policy says from which amount on. */
function earlyFault(
  { facts }: ComparedLine,
  standing: OrderLineStanding,
  { receipts, context }: { readonly receipts: readonly Receipt[]; readonly context: ComparisonContext },
): MatchException | undefined {
  const limit = context.policy.deliveryEarlyValue;
  const { needByDate } = standing.orderLine;
  if (limit === undefined || limit.mode === 'unlimited' || needByDate === undefined) return undefined;
  const days = standing.receiptIds.flatMap((id) => {
    const day = receipts.find((receipt) => receipt.id === id)?.receivedDate;
    return day === undefined ? [] : daysBetween(day, needByDate);
  });
  const early = Math.max(0, ...days);
  // equivalent: a line without an amount has no standing.
  const value: Decimal = (facts.amount ?? ZERO).times(decimal(String(early)));
  const most = amountIn(context.amounts, limit.amount);
  // equivalent: no day times any amount is nothing.
  if (early === 0 || value.lte(most)) return undefined;
  return lineException(
    facts,
    {
      code: 'DELIVERY_DATE_VALUE',
      expected: needByDate,
      actual: `${early} ${early === 1 ? 'day' : 'days'} early`,
      // Value times days, as its limit is.
      breachAmount: value,
      breachLimit: most,
      // equivalent: a line without an amount has no standing.
      explanation: `Line ${facts.number} was delivered ${early} ${early === 1 ? 'day' : 'days'} before ${needByDate}: ${money(facts.amount ?? ZERO, context.currency)} times days is ${money(value, context.currency)}, and ${money(most, context.currency)} is allowed.`,
      counterfactual: `Would match if it were paid as if delivered on ${needByDate}.`,
      sources: [orderLineSource(standing), ...standing.receiptIds.map((id) => `receipt/${id}`)],
    },
    context,
  );
}
