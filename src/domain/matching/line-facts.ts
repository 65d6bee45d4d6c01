import { type Decimal, decimal, ZERO } from '#kernel/decimal.ts';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import { partKey } from './part-key.ts';

/** What an invoice line bills, as exact numbers with the sign they have for the debt: plus is owed, minus credited. */
export interface LineFacts {
  readonly line: InvoiceLine;
  /** As printed; the position when the invoice does not number its lines. */
  readonly number: string;
  readonly quantity: Decimal | undefined;
  readonly price: Decimal | undefined;
  /** Net of the line: Coupa's total, else price times quantity. Undefined when neither is there. */
  readonly amount: Decimal | undefined;
  /** Price times quantity, with the sign of the amount; undefined on amount lines. */
  readonly extended: Decimal | undefined;
  /** Delivery note or match reference, in the form in which references compare; left out: none. */
  readonly reference?: string;
  /** Takes back rather than bills. */
  readonly isCredit: boolean;
  /** How it was read in the order's terms, where it is not as printed. */
  readonly adjustments?: readonly Adjustment[];
  /** Tax that the printed amount has inside, and the amount here has not. */
  readonly taxInside?: Decimal;
}

/** A reading of a line that its own figures prove. */
export interface Adjustment {
  readonly kind: 'price_basis' | 'discount' | 'tax_inclusive' | 'catch_weight';
  /** One sentence, with the proof in it. */
  readonly says: string;
}

/** The lines in the order of their numbers, so that the order in which an API lists them changes nothing. */
export function lineFactsOf(invoice: Invoice): readonly LineFacts[] {
  const mustFlip = isCreditWithoutSign(invoice);
  const facts = invoice.lines.map((line, index) =>
    withReference(factsOf(line, index, mustFlip), invoice.deliveryNumber),
  );
  return isInOrder(facts) ? facts : facts.sort((a, b) => compareNumbers(a, b));
}

/** Coupa credits with negative amounts; other sources print a credit note's amounts without the minus. */
function isCreditWithoutSign(invoice: Invoice): boolean {
  if (invoice.documentType !== 'credit_note') return false;
  return !invoice.lines.some((line) =>
    [line.quantity, line.price, line.total].some((text) => text?.startsWith('-')),
  );
}

function factsOf(line: InvoiceLine, index: number, mustFlip: boolean): LineFacts {
  const quantity = line.kind === 'amount' ? undefined : read(line.quantity);
  const price = read(line.price);
  const extended = product(quantity, price);
  const amount = read(line.total) ?? (line.kind === 'amount' ? price : extended);
  const number = line.lineNumber === '' ? String(index + 1) : line.lineNumber;
  if (mustFlip) {
    const credited = {
      quantity: quantity?.negated(),
      amount: amount?.negated(),
      extended: extended?.negated(),
    };
    return { line, number, price, ...credited, isCredit: true };
  }
  // A minus on price and quantity alike is a plus.
  if (isBelowZero(quantity) && isBelowZero(price) && !isBelowZero(amount)) {
    const billed = { quantity: quantity?.negated(), price: price?.negated() };
    return { line, number, ...billed, amount, extended, isCredit: false };
  }
  const isCredit = isBelowZero(amount) || isBelowZero(quantity);
  return { line, number, quantity, price, amount, extended, isCredit };
}

function withReference(facts: LineFacts, deliveryNumber: string | undefined): LineFacts {
  const text = facts.line.matchReference ?? facts.line.deliveryNoteNumber ?? deliveryNumber;
  return text === undefined ? facts : { ...facts, reference: partKey(text) };
}

/** Quantity that counts against the order: a price credit (minus on the price alone) takes no goods. */
export function quantityTaken(facts: LineFacts): Decimal {
  const { quantity, price } = facts;
  if (quantity === undefined) return ZERO;
  if (facts.isCredit && facts.line.adjustmentType?.toLowerCase() === 'price') return ZERO;
  // equivalent: a quantity of zero takes nothing either way.
  return isBelowZero(price) && quantity.gt(ZERO) ? ZERO : quantity;
}

function read(text: string | undefined): Decimal | undefined {
  return text === undefined ? undefined : decimal(text);
}

function product(a: Decimal | undefined, b: Decimal | undefined): Decimal | undefined {
  return a === undefined || b === undefined ? undefined : a.times(b);
}

function isBelowZero(value: Decimal | undefined): boolean {
  return value?.isNegative() === true && !value.isZero();
}

function isInOrder(facts: readonly LineFacts[]): boolean {
  return facts.every((entry, index) => {
    const before = facts[index - 1];
    // equivalent: of equals none is moved by sorting.
    return before === undefined || compareNumbers(before, entry) <= 0;
  });
}

function compareNumbers(a: LineFacts, b: LineFacts): number {
  return compareNatural(a.number, b.number) || compareNatural(a.line.id, b.line.id);
}

/** `2` before `10`; other names by their characters. */
export function compareNatural(a: string, b: string): number {
  // equivalent: as many digits compare like characters.
  if (a.length === b.length) return a < b ? -1 : Number(a > b);
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) {
    const [first, second] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
    if (first.length !== second.length) return first.length - second.length;
    return first < second ? -1 : Number(first > second);
  }
  // equivalent: they are not as long, and so not the same.
  return a < b ? -1 : Number(a > b);
}
