import { type Decimal, greatest, sum, ZERO } from '#kernel/decimal.ts';
import type { Invoice } from '../records/invoice.ts';
import type { ComparedLine } from './compare-lines.ts';
import { type ComparisonContext, documentException } from './comparison.ts';
import type { ExceptionCode } from './exception-code.ts';
import type { MatchException } from './match-result.ts';
import { listed, money, named, readBack } from './wording.ts';

/** We wrote it on the supplier's behalf, from what was received (evaluated receipt settlement). */
export function isSelfBilled({ selfBillingReference }: Invoice): boolean {
  return selfBillingReference !== undefined && selfBillingReference.trim() !== '';
}

const BILLED_BEYOND: readonly ExceptionCode[] = ['QTY_OVER_ORDERED', 'QTY_OVER_RECEIVED', 'LINE_AMOUNT_OVER'];

interface Settling {
  readonly invoice: Invoice;
  /** Other living invoices, as far as they are known whole. */
  readonly others: readonly Invoice[];
  readonly context: ComparisonContext;
}

/**
 * Goods that we settled from their receipts, and that the supplier bills as well: two documents of two writers under
 * two numbers, which no comparison of numbers finds. Told only where more is billed than may be; a supplier may bill
 * himself what was not settled.
 */
export function selfBillingFaults(
  lines: readonly ComparedLine[],
  { invoice, others, context }: Settling,
): readonly MatchException[] {
  if (invoice.documentType === 'credit_note') return [];
  const isOurs = isSelfBilled(invoice);
  const across = others.filter(
    (other) => other.id !== invoice.id && other.documentType === 'invoice' && isSelfBilled(other) !== isOurs,
  );
  // equivalent: nearly every company, and the longer way finds nothing either.
  if (across.length === 0) return [];
  const twice = lines.flatMap((line) => {
    const other = across.find(({ id }) => line.standing?.earlierInvoiceIds.includes(id));
    const beyond = excessOf(line);
    return other === undefined || beyond.isZero() ? [] : [{ line, other, beyond }];
  });
  const [first] = twice;
  if (first === undefined) return [];
  const { other } = first;
  const same = twice.filter((each) => each.other === other);
  const amount = sum(same.map(({ beyond }) => beyond));
  const numbers = same.map(({ line }) => line.facts.number);
  const what = `line${numbers.length === 1 ? '' : 's'} ${listed(numbers)}`;
  const dated = other.invoiceDate === undefined ? '' : ` of ${other.invoiceDate}`;
  const told = isOurs
    ? `The supplier billed ${what} with invoice ${named(other.invoiceNumber)}${dated} already, and this invoice was written on his behalf`
    : `We settled ${what} from the receipts with invoice ${named(other.invoiceNumber)}${dated} already, on the supplier's behalf`;
  return [
    documentException(
      {
        code: 'DUP_SUSPECT',
        expected: 'goods that are billed by one side only',
        actual: invoice.invoiceNumber,
        breachAmount: amount,
        explanation: `${told}: ${money(amount, context.currency)} may be billed twice.`,
        counterfactual: `Would be compared as usual if invoice ${named(other.invoiceNumber)} were voided.`,
        sources: [`invoice/${invoice.id}`, `invoice/${other.id}`],
        lines: numbers,
      },
      context,
    ),
  ];
}

/** What the line bills beyond what it may, no more than once however many limits it breaks. */
function excessOf({ exceptions }: ComparedLine): Decimal {
  return exceptions
    .filter(({ code }) => BILLED_BEYOND.includes(code))
    .reduce<Decimal>((most, { breachAmount }) => greatest(most, readBack(breachAmount)), ZERO);
}
