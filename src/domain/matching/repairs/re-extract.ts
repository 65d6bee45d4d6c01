import { type Decimal, decimal, decimalText, divide, sum, ZERO } from '#kernel/decimal.ts';
import { roundToCurrency } from '#kernel/money.ts';
import type { Invoice, InvoiceLine } from '../../records/invoice.ts';
import { compareInvoice } from '../three-way-match.ts';
import { listed, moneyText } from '../wording.ts';
import { type Climb, helps, notHere, nothing, type RepairStep } from './repair-step.ts';

const RUNG = 're_extract';
const NOT_CAPTURED = 'Purser did not capture the document; these are the figures in Coupa';

/** Figures of a document that a slip may be looked for in; beyond that it is no document that a person keyed. */
const LINES_MAX = 500;

/** A figure of the invoice as it stands, and as it would have to be read. */
interface Reading {
  readonly field: string;
  readonly from: string | undefined;
  readonly to: string;
  readonly invoice: Invoice;
}

/**
 * The document itself is not at hand, but its own figures may tell which one was misread: exactly one of them with one
 * digit changed, or two neighbours swapped, makes line and document add up.
 */
export function reExtract({ input, cause, line }: Climb): RepairStep | undefined {
  const { invoice } = input;
  const isMissing = cause.code === 'FIELD_MISSING';
  // A price or a quantity that its own line bears out was read as it stands.
  if (!isMissing && cause.code !== 'TOTAL_UNBALANCED' && isConsistent(line?.facts.line)) return undefined;
  if (invoice.documentType === 'credit_note' || invoice.lines.length > LINES_MAX)
    return notHere(RUNG, `${NOT_CAPTURED}.`);
  const readings = line === undefined ? documentReadings(invoice) : lineReadings(invoice, line.facts.line);
  const fitting = readings.filter(
    ({ from, to, invoice: reread }) =>
      (isMissing ? from === undefined : from !== undefined && isSlip(from, to)) &&
      isStated(reread) &&
      addsUp({ ...input, invoice: reread }),
  );
  const [only, ...more] = fitting;
  if (only === undefined) return notHere(RUNG, isMissing ? `${NOT_CAPTURED}.` : unreadable(line));
  if (more.length > 0)
    return nothing(
      RUNG,
      `${NOT_CAPTURED}. ${fitting.length} readings would make it add up (${listed(fitting.map(inWords))}): look at the document.`,
    );
  return helps(
    RUNG,
    isMissing
      ? `${NOT_CAPTURED}. The others leave one reading: ${inWords(only)}. Check it on the document.`
      : `${NOT_CAPTURED}. Probably misread: ${inWords(only)}; then line and document add up. Check it on the document, and correct the invoice in Coupa.`,
  );
}

function unreadable(line: Climb['line']): string {
  const what = line === undefined ? 'the document' : 'line and document';
  return `${NOT_CAPTURED}, and no one of them with one digit changed, or two swapped, makes ${what} add up.`;
}

function inWords({ field, from, to }: Reading): string {
  return from === undefined ? `the ${field} is ${to}` : `the ${field}, ${to} instead of ${from}`;
}

/** Each of the three figures of a line as the other two have it. */
function lineReadings(invoice: Invoice, line: InvoiceLine): readonly Reading[] {
  if (line.kind === 'amount') return [];
  const [quantity, price, total] = [line.quantity, line.price, line.total].map((text) =>
    text === undefined ? undefined : decimal(text),
  );
  const name = `of line ${line.lineNumber}`;
  const reread = (field: string, key: 'quantity' | 'price' | 'total', value: Decimal | undefined) =>
    value === undefined || !isFigure(value)
      ? []
      : [
          {
            field: `${field} ${name}`,
            from: line[key],
            to: key === 'quantity' ? decimalText(value) : moneyText(value, invoice.currency),
            invoice: withLine(invoice, line, { [key]: decimalText(value) }),
          },
        ];
  return [
    ...(price === undefined || total === undefined
      ? []
      : reread('quantity', 'quantity', divide(total, price))),
    ...(quantity === undefined || total === undefined
      ? []
      : reread('price', 'price', divide(total, quantity))),
    ...(quantity === undefined || price === undefined
      ? []
      : reread('total', 'total', roundToCurrency(quantity.times(price), invoice.currency ?? ''))),
  ];
}

/** No figure on a document has more; what is longer comes from a division that does not come out even, or is no figure. */
const FIGURE_PLACES_MAX = 6;
const FIGURE_CHARACTERS_MAX = 20;

function isFigure(value: Decimal): boolean {
  return value.decimalPlaces() <= FIGURE_PLACES_MAX && decimalText(value).length <= FIGURE_CHARACTERS_MAX;
}

function withLine(invoice: Invoice, line: InvoiceLine, change: Partial<InvoiceLine>): Invoice {
  return { ...invoice, lines: invoice.lines.map((each) => (each === line ? { ...each, ...change } : each)) };
}

type HeadField =
  | 'grossTotal'
  | 'supplierTotal'
  | 'taxTotal'
  | 'shippingAmount'
  | 'handlingAmount'
  | 'miscAmount';
const HEAD_FIELDS: readonly (readonly [HeadField, string, number])[] = [
  ['grossTotal', 'total', 1],
  ['supplierTotal', 'total that the supplier printed', 1],
  ['taxTotal', 'tax', -1],
  ['shippingAmount', 'freight', -1],
  ['handlingAmount', 'handling', -1],
  ['miscAmount', 'other charge', -1],
];

/** Each figure of the head, and each line's total, as all others have it. */
function documentReadings(invoice: Invoice): readonly Reading[] {
  const parts = [
    ...invoice.lines.map((line) => lineAmount(line)),
    ...[invoice.shippingAmount, invoice.handlingAmount, invoice.miscAmount, invoice.taxTotal].map(read),
  ];
  const { grossTotal: gross, supplierTotal: printed } = invoice;
  const expected = sum(parts.flatMap((part) => part ?? []));
  // What the parts come to is no total: tax may be missing just as well. What was printed is.
  if (gross === undefined)
    return printed === undefined ? [] : reading(invoice, 'grossTotal', 'total', decimal(printed));
  const over = decimal(gross).minus(expected);
  const heads = HEAD_FIELDS.flatMap(([key, field, sign]) => {
    const value = invoice[key];
    if (value === undefined) return [];
    return reading(invoice, key, field, sign > 0 ? expected : decimal(value).plus(over));
  });
  const lines = invoice.lines.flatMap((line) => {
    if (line.total === undefined) return [];
    const value = decimal(line.total).plus(over);
    if (!isFigure(value)) return [];
    const to = decimalText(value);
    return [
      {
        field: `total of line ${line.lineNumber}`,
        from: line.total,
        to: moneyText(value, invoice.currency),
        invoice: withLine(invoice, line, { total: to, ...(line.kind === 'amount' ? { price: to } : {}) }),
      },
    ];
  });
  return [...heads, ...lines];
}

function reading(invoice: Invoice, key: HeadField, field: string, value: Decimal): readonly Reading[] {
  if (!isFigure(value)) return [];
  return [
    {
      field,
      from: invoice[key],
      to: moneyText(value, invoice.currency),
      invoice: { ...invoice, [key]: decimalText(value) },
    },
  ];
}

function lineAmount({ kind, quantity, price, total }: InvoiceLine): Decimal | undefined {
  if (total !== undefined) return decimal(total);
  if (kind === 'amount') return read(price);
  return quantity === undefined || price === undefined ? undefined : decimal(quantity).times(decimal(price));
}

function read(text: string | undefined): Decimal | undefined {
  return text === undefined ? undefined : decimal(text);
}

/** Only a total on the document can bear a reading out. */
function isStated({ grossTotal, supplierTotal }: Invoice): boolean {
  return grossTotal !== undefined || supplierTotal !== undefined;
}

function isConsistent(line: InvoiceLine | undefined): boolean {
  if (line?.quantity === undefined || line.price === undefined || line.total === undefined) return true;
  const product = decimal(line.quantity).times(decimal(line.price));
  return product.minus(decimal(line.total)).abs().lt(COIN);
}

const COIN = decimal('0.01');

function addsUp(input: Climb['input']): boolean {
  return !compareInvoice(input).exceptions.some(
    ({ code, line }) => code === 'TOTAL_UNBALANCED' || (code === 'FIELD_MISSING' && line !== null),
  );
}

/** One digit that differs, or two neighbours swapped; figures of the same length only. */
export function isSlip(from: string, to: string): boolean {
  const [a, b] = [decimal(from), decimal(to)];
  if (a.lte(ZERO) || b.lte(ZERO)) return false;
  const places = Math.max(a.decimalPlaces(), b.decimalPlaces());
  const [one, other] = [a.toFixed(places), b.toFixed(places)];
  if (one.length !== other.length) return false;
  const apart = [...one].flatMap((digit, at) => (digit === other[at] ? [] : [at]));
  if (apart.length === 1) return true;
  const [first = 0, second = 0] = apart.map((at) => at);
  const areNeighbours = second === first + 1 || (second === first + 2 && one[first + 1] === '.');
  return apart.length === 2 && areNeighbours && one[first] === other[second] && one[second] === other[first];
}
