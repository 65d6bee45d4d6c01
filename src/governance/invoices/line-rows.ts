import { z } from 'zod';
import { EXCEPTION_CODES } from '#domain/matching/exception-code.ts';
import { foundSentence } from '#domain/matching/found-by.ts';
import type { Adjustment } from '#domain/matching/line-facts.ts';
import type { LineMatch, MatchResult, Variance, VarianceKind } from '#domain/matching/match-result.ts';
import { quantityText, withCurrency } from '#domain/matching/wording.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import { decimal, divide, ZERO } from '#kernel/decimal.ts';
import type { Explanation } from './explanation.ts';

const text = z.string().nullable();

/** One invoice line beside its order line and receipts, with what was found. */
export const lineRow = z.strictObject({
  lineNumber: z.string(),
  description: z.string(),
  partNumber: text,
  uom: text,
  orderUom: text,
  invoice: z.strictObject({ quantity: text, price: text, amount: text }),
  order: z
    .strictObject({
      poNumber: text,
      lineNumber: text,
      quantity: text,
      price: text,
      amount: text,
      billedBefore: text,
      orderId: text,
      orderLineId: text,
    })
    .nullable(),
  receipts: z.strictObject({ received: z.string(), open: text }).nullable(),
  /** How order and line were found where the invoice does not name them; null where it does. */
  foundBy: z.strictObject({ order: z.string(), line: z.string(), says: z.string() }).nullable(),
  /** Numbers of the order lines that it bills together; empty where it is one. */
  pooled: z.array(z.string()),
  /** Why no order line was chosen; null where one was, or none is needed. */
  unplaced: text,
  /** What the line is about that is no item of an order: freight, deposit, retention. */
  type: text,
  /** How it was read where it is not compared as printed: in two words, and with the proof. */
  readings: z.array(z.strictObject({ kind: z.string(), words: z.string(), says: z.string() })),
  /** Which receipts carry how much of it; empty where none does, or nobody worked it out. */
  carriedBy: z.array(
    z.strictObject({ receiptId: z.string(), date: text, reference: text, quantity: z.string() }),
  ),
  mode: text,
  outcome: z.enum(['matched', 'within_tolerance', 'exception']),
  findings: z.array(
    z.strictObject({
      code: text,
      title: z.string(),
      text: z.string(),
      limit: text,
      tolerated: z.boolean(),
      cells: z.array(z.string()),
    }),
  ),
});

export type LineRow = z.output<typeof lineRow>;

/** The columns in which each kind of difference shows. */
const CELLS: Readonly<Record<VarianceKind, readonly string[]>> = {
  price: ['price'],
  quantity_ordered: ['quantity'],
  quantity_received: ['quantity', 'received'],
  amount_ordered: ['amount'],
  amount_received: ['amount', 'received'],
  quality: ['quantity', 'received'],
  line_total: ['amount'],
  unit: ['quantity'],
  freight: ['amount'],
  handling: ['amount'],
  misc_charge: ['amount'],
  tax: [],
  exchange: [],
  document_total: [],
  document_cap: [],
  order_to_date: [],
};

const TITLES: Readonly<Record<VarianceKind, string>> = {
  price: 'Price',
  quantity_ordered: 'Quantity against the order',
  quantity_received: 'Quantity against receipts',
  amount_ordered: 'Amount against the order',
  amount_received: 'Amount against receipts',
  quality: 'Quantity against what was accepted',
  line_total: 'Line total',
  unit: 'Unit of measure',
  freight: 'Freight',
  handling: 'Handling',
  misc_charge: 'Other charge',
  tax: 'Tax',
  exchange: 'Exchange rate',
  document_total: 'Document total',
  document_cap: 'Document limit',
  order_to_date: 'Order to date',
};

/** Line by line, as the matcher compared them. */
export function toLineRows(match: MatchResult, invoice: Invoice, explained?: Explanation): LineRow[] {
  const byId = new Map(invoice.lines.map((line) => [line.id, line]));
  const shares = sharesByLine(explained);
  return match.lines.map((line) => ({
    lineNumber: line.line,
    description: line.description,
    partNumber: byId.get(line.lineId)?.partNumber ?? null,
    uom: line.unit,
    orderUom: line.orderUnit,
    invoice: line.invoiced,
    order:
      line.orderLineId === null
        ? null
        : {
            poNumber: line.poNumber,
            lineNumber: line.orderLineNumber,
            ...line.ordered,
            billedBefore: line.billedBefore,
            orderId: line.orderId,
            orderLineId: line.orderLineId,
          },
    receipts: line.received === null ? null : { received: line.received, open: line.open },
    foundBy: foundByOf(line),
    pooled: [...(line.pooled ?? [])],
    unplaced: unplacedOf(match, line),
    type: line.type ?? null,
    readings: (line.adjustments ?? []).map(({ kind, says }) => ({
      kind,
      words: readingWords(kind, byId.get(line.lineId)?.price, line.invoiced.price),
      says,
    })),
    carriedBy: shares.get(line.line) ?? [],
    mode: line.mode,
    outcome: line.outcome,
    findings: findingsOf(match, line),
  }));
}

function sharesByLine(explained: Explanation | undefined): ReadonlyMap<string, LineRow['carriedBy']> {
  const shares = new Map<string, LineRow['carriedBy']>();
  for (const { line, receiptId, receivedDate, reference, quantity } of explained?.receipts ?? []) {
    shares.set(line, [...(shares.get(line) ?? []), { receiptId, date: receivedDate, reference, quantity }]);
  }
  return shares;
}

function foundByOf(line: LineMatch): LineRow['foundBy'] {
  const says = foundSentence(line);
  return line.foundBy === undefined || says === undefined ? null : { ...line.foundBy, says };
}

/** `2 lines of the order fit it equally`, as the exception says. */
function unplacedOf({ exceptions }: MatchResult, { line, orderLineId, type }: LineMatch): string | null {
  if (orderLineId !== null || type !== undefined) return null;
  return exceptions.find((one) => one.code === 'ITEM_UNMATCHED' && one.line === line)?.actual ?? null;
}

/** `18.40 for 1,000` where the price is for so many; the words of the reading otherwise. */
function readingWords(kind: Adjustment['kind'], printed: string | undefined, read: string | null): string {
  const basis =
    kind !== 'price_basis' || printed === undefined || read === null
      ? undefined
      : divide(decimal(printed), ZERO.plus(read));
  return basis === undefined || printed === undefined
    ? READINGS[kind]
    : `${withCurrency(printed, undefined)} for ${withCurrency(quantityText(basis), undefined)}`;
}

const READINGS: Readonly<Record<Adjustment['kind'], string>> = {
  price_basis: 'price for several',
  discount: 'less a discount',
  tax_inclusive: 'tax inside',
  catch_weight: 'by weight',
};

function findingsOf(match: MatchResult, line: LineMatch): LineRow['findings'] {
  const exceptions = match.exceptions.filter(
    (one) => one.line === line.line || one.lines.includes(line.line),
  );
  const shown = exceptions.map((one) => ({
    code: one.code,
    title: EXCEPTION_CODES[one.code].title,
    text: one.explanation,
    limit: null,
    tolerated: false,
    cells: line.variances
      .filter((variance) => !variance.tolerated)
      .flatMap((variance) => CELLS[variance.kind]),
  }));
  const tolerated = line.variances
    .filter((variance) => variance.tolerated)
    .map((variance) => ({
      code: null,
      title: TITLES[variance.kind],
      text: differenceOf(variance, match.currency),
      limit: limitOf(variance),
      tolerated: true,
      cells: [...CELLS[variance.kind]],
    }));
  return [...shown, ...tolerated];
}

/** The limit, and the rule of the policy that states it where it is not the policy itself. */
function limitOf({ limit, rule = 'base' }: Variance): string {
  return rule === 'base' ? limit : `${limit} (${rule})`;
}

/** `+0.10, +0.8 %, 25.00 in all`: the sign is invoice minus what was expected. */
function differenceOf(variance: Variance, currency: string | null): string {
  const sign = (value: string): string => (value.startsWith('-') ? `−${value.slice(1)}` : `+${value}`);
  const parts = [
    variance.difference === null
      ? `${variance.expected} expected, ${variance.actual} found`
      : sign(variance.difference),
    variance.percent === null ? undefined : `${sign(variance.percent)} %`,
    variance.amount === null ? undefined : `${currency ?? ''} ${sign(variance.amount)} in all`.trim(),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** What the document as a whole says: sums, caps and charges, each passed or not. */
export function checksOf(match: MatchResult): { ok: boolean; text: string }[] {
  const documentWide = match.exceptions.filter((one) => one.lines.length === 0);
  return [
    ...documentWide.map((one) => ({ ok: false, text: one.explanation })),
    ...match.variances
      .filter((variance) => variance.tolerated)
      .map((variance) => ({
        ok: true,
        text: `${TITLES[variance.kind]} ${differenceOf(variance, match.currency)}, limit ${limitOf(variance)}`,
      })),
  ];
}
