import { type Decimal, decimal, decimalText, sum, ZERO } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import { daysBetween, type PlainDate } from '#kernel/plain-date.ts';
import type { Invoice } from '../records/invoice.ts';
import { type ComparisonContext, documentException } from './comparison.ts';
import { isSameCore, isSameNumber, isSlip, numberKey } from './invoice-number.ts';
import { compareNatural, lineFactsOf } from './line-facts.ts';
import type { MatchException } from './match-result.ts';
import { money, named } from './wording.ts';

/** Another living invoice of the same supplier. */
export interface OtherDocument {
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly documentType: Invoice['documentType'];
  readonly grossTotal: string | null;
  /** Sum of the lines, for callers that know them; it stands in where no total is stated. */
  readonly netTotal?: string | null;
  readonly currency: CurrencyCode | null;
  readonly invoiceDate: PlainDate | null;
  readonly status: string;
  /** ISO instant; of two copies the one that is later in Coupa is the duplicate. */
  readonly createdAt: string | null;
  /** For credit notes: the invoice that is taken back. */
  readonly originalInvoiceNumber?: string | null;
}

/** The other documents of an invoice list, as far as they claim money and are of the same supplier. */
export function otherDocuments(invoice: Invoice, others: readonly Invoice[]): readonly OtherDocument[] {
  return others
    .filter((other) => other.id !== invoice.id && isSameSupplier(other, invoice))
    .map((other) => ({
      invoiceId: other.id,
      invoiceNumber: other.invoiceNumber,
      documentType: other.documentType,
      grossTotal: other.grossTotal ?? null,
      netTotal: netOf(other),
      currency: other.currency ?? null,
      invoiceDate: other.invoiceDate ?? null,
      status: other.status,
      createdAt: other.createdAt ?? null,
      originalInvoiceNumber: other.originalInvoiceNumber ?? null,
    }));
}

function isSameSupplier(a: Invoice, b: Invoice): boolean {
  if (a.supplierId !== undefined && b.supplierId !== undefined) return a.supplierId === b.supplierId;
  return a.supplierName !== undefined && a.supplierName === b.supplierName;
}

function netOf(invoice: Invoice): string | null {
  const amounts = lineFactsOf(invoice).flatMap(({ amount }) => amount ?? []);
  return amounts.length === 0 ? null : decimalText(sum(amounts));
}

/**
 * The same number, amount and currency twice is one invoice sent twice; the same number with another amount, or a number
 * that only a slip tells apart, is for a person to look at. Numbers that follow each other are no slip.
 */
export function duplicateFaults(
  invoice: Invoice,
  others: readonly OtherDocument[],
  context: ComparisonContext,
): readonly MatchException[] {
  const key = numberKey(invoice.invoiceNumber);
  // equivalent: among none there is none.
  if (others.length === 0 || key === '') return [];
  const before = others
    .filter((other) => other.documentType === invoice.documentType && isBefore(other, invoice))
    .filter((other) => isLike(other, invoice))
    .filter((other) => !isTakenBack(other, others))
    .sort(earlierFirst);
  const exact = before.find((other) => isSame(other, key) && agrees(other, invoice) !== false);
  if (exact !== undefined) return [fault('DUP_EXACT', exact, invoice, context)];
  const suspect = before.find(
    (other) => isSameNumber(other.invoiceNumber, invoice.invoiceNumber) || agrees(other, invoice) === true,
  );
  return suspect === undefined ? [] : [fault('DUP_SUSPECT', suspect, invoice, context)];
}

function isSame({ invoiceNumber }: OtherDocument, key: string): boolean {
  return numberKey(invoiceNumber) === key;
}

function isLike(other: OtherDocument, invoice: Invoice): boolean {
  const [number, own] = [other.invoiceNumber, invoice.invoiceNumber];
  if (isSameNumber(number, own) || isSlip(number, own)) return true;
  return isWithinAYear(other, invoice) && isSameCore(number, own);
}

/** Suppliers who begin anew each year come back to the same number, and change what they write around it. */
const YEAR_DAYS = 365;

function isWithinAYear(other: OtherDocument, { invoiceDate }: Invoice): boolean {
  if (other.invoiceDate === null || invoiceDate === undefined) return true;
  return Math.abs(daysBetween(other.invoiceDate, invoiceDate)) <= YEAR_DAYS;
}

/** So that the order in which they are listed does not change which of several is named. */
function earlierFirst(a: OtherDocument, b: OtherDocument): number {
  return compareNatural(a.createdAt ?? '', b.createdAt ?? '') || compareNatural(a.invoiceId, b.invoiceId);
}

/** Of two copies the one that came first is the invoice; without a time the caller knows that the others came first. */
function isBefore(other: OtherDocument, { id, createdAt }: Invoice): boolean {
  if (other.invoiceId === id) return false;
  if (other.createdAt === null || createdAt === undefined) return true;
  // equivalent: they differ here.
  if (other.createdAt !== createdAt) return other.createdAt < createdAt;
  // equivalent: they differ here.
  return other.invoiceId.length !== id.length ? other.invoiceId.length < id.length : other.invoiceId < id;
}

/** Credited in full: billing it anew is what was agreed. */
function isTakenBack(other: OtherDocument, others: readonly OtherDocument[]): boolean {
  return others.some(
    (credit) =>
      credit.documentType === 'credit_note' &&
      credit.originalInvoiceNumber !== null &&
      credit.originalInvoiceNumber !== undefined &&
      isSameNumber(credit.originalInvoiceNumber, other.invoiceNumber) &&
      totals(credit, other) === true,
  );
}

/** Whether both ask for the same; undefined when one of them does not say. */
function agrees(other: OtherDocument, invoice: Invoice): boolean | undefined {
  if (other.currency !== null && invoice.currency !== undefined && other.currency !== invoice.currency)
    return false;
  return totals(other, { grossTotal: invoice.grossTotal ?? null, netTotal: netOf(invoice) });
}

type Totals = Pick<OtherDocument, 'grossTotal' | 'netTotal'>;

function totals(a: Totals, b: Totals): boolean | undefined {
  const pairs = [
    [a.grossTotal, b.grossTotal],
    [a.netTotal, b.netTotal],
  ] as const;
  for (const [first, second] of pairs) {
    if (first === null || first === undefined || second === null || second === undefined) continue;
    return absolute(first).eq(absolute(second));
  }
  return undefined;
}

function absolute(text: string): Decimal {
  // equivalent: the sign is dropped.
  return ZERO.plus(text).abs();
}

function fault(
  code: 'DUP_EXACT' | 'DUP_SUSPECT',
  other: OtherDocument,
  invoice: Invoice,
  context: ComparisonContext,
): MatchException {
  const asked = decimal(invoice.grossTotal ?? '0');
  // equivalent: the sign is dropped where it is told.
  const net = ZERO.plus(netOf(invoice) ?? '0');
  const amount = invoice.grossTotal === undefined ? net : asked;
  const dated = other.invoiceDate === null ? '' : ` of ${other.invoiceDate}`;
  const isSameAmount = agrees(other, invoice) === true;
  const what =
    code === 'DUP_EXACT'
      ? 'has the same number and amount'
      : !isSameAmount
        ? 'has the same number, with another amount'
        : isSameNumber(other.invoiceNumber, invoice.invoiceNumber)
          ? 'asks for the same amount under the same number, but for zeros in it'
          : 'asks for the same amount under nearly the same number';
  return documentException(
    {
      code,
      expected: 'a number that this supplier has not used before',
      actual: invoice.invoiceNumber,
      breachAmount: amount.abs(),
      explanation: `Invoice ${named(other.invoiceNumber)}${dated} (${named(other.status)}) of the same supplier ${what}: ${money(amount.abs(), context.currency)} may be ${invoice.documentType === 'credit_note' ? 'given back' : 'billed'} twice.`,
      counterfactual: `Would be compared as usual if invoice ${named(other.invoiceNumber)} were voided, or both confirmed to be different.`,
      sources: [`invoice/${invoice.id}`, `invoice/${other.invoiceId}`],
      lines: lineFactsOf(invoice).map(({ number }) => number),
    },
    context,
  );
}
