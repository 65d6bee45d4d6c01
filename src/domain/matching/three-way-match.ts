import { type Decimal, greatest, least, sum, ZERO } from '#kernel/decimal.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { Contract } from '../records/contract.ts';
import type { Invoice } from '../records/invoice.ts';
import type { SupplierHistory } from '../records/past-case.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import type { Receipt } from '../records/receipt.ts';
import type { Remark } from '../records/remark.ts';
import type { Supplier } from '../records/supplier.ts';
import type { AgreedPrice } from './agreed-price.ts';
import { amountReader } from './allowance.ts';
import { indexOrders, type OrderIndex } from './assignment.ts';
import { inOrderOfCause } from './causality.ts';
import { compareCharges } from './compare-charges.ts';
import { compareCredits } from './compare-credits.ts';
import { compareDates } from './compare-dates.ts';
import {
  compareDocumentCap,
  compareOrderToDate,
  compareTotals,
  type OrderToDate,
} from './compare-document.ts';
import { compareExchange } from './compare-exchange.ts';
import { type ComparedLine, compareLines } from './compare-lines.ts';
import { compareTaxes } from './compare-tax.ts';
import type { ComparisonContext, Part } from './comparison.ts';
import { duplicateFaults, type OtherDocument } from './duplicate-faults.ts';
import type { ExceptionCode } from './exception-code.ts';
import type { HistoryRules } from './history-rules.ts';
import { compareAccounts, type EarlierMoney } from './kept-back.ts';
import { learnableFrom, needsLearning } from './learnable.ts';
import { lineFactsOf } from './line-facts.ts';
import { lineMatchOf } from './line-match.ts';
import { readLines } from './line-reading.ts';
import { modeResolver } from './match-mode.ts';
import type { MatchException, MatchOutcome, MatchResult, Variance } from './match-result.ts';
import type { MatchMemory } from './memory.ts';
import { missingFields, type RequiredField } from './missing-fields.ts';
import { openQuantities } from './open-quantities.ts';
import { orderFaults } from './order-faults.ts';
import { orderedAmount, orderPriceOf } from './order-line-price.ts';
import { type EarlierBilling, goodsOnly, type OrderLineStanding } from './order-line-standing.ts';
import { billedAmount } from './order-line-tally.ts';
import { payableNowOf } from './payable-now.ts';
import { placeLines } from './place-lines.ts';
import { selfBillingFaults } from './self-billing.ts';
import { supplierFaults } from './supplier-fault.ts';
import { type Surroundings, surroundingsOf } from './surroundings.ts';
import type { TolerancePolicy } from './tolerance.ts';
import type { UnitConversion } from './unit-conversion.ts';
import { moneyText, readBack } from './wording.ts';

/** Everything a match rests on. The same input gives the same result, whatever the order of its lists. */
export interface MatchInput {
  readonly invoice: Invoice;
  readonly orders: readonly PurchaseOrder[];
  readonly receipts: readonly Receipt[];
  /** Lines of other invoices that still claim money; the caller leaves out voided, abandoned and rejected ones. */
  readonly billedBefore: readonly EarlierBilling[];
  readonly policy: TolerancePolicy;
  /** The invoice's supplier, where it is known; without it nobody is blocked. */
  readonly supplier?: Supplier;
  readonly conversions?: readonly UnitConversion[];
  /** What people confirmed about this supplier before. */
  readonly memory?: MatchMemory;
  /** Other invoices of the supplier with this number, or all of them: is it billed twice? */
  readonly sameNumber?: readonly OtherDocument[];
  /** Invoices, and credit notes on them, among which the one that a credit note names is looked up. */
  readonly originals?: readonly Invoice[];
  /** Deposits and retention of earlier invoices that stand on lines without an order line. */
  readonly earlierMoney?: readonly EarlierMoney[];
  /** Fields without which the invoice is an exception, beside those the comparison itself needs. */
  readonly requiredFields?: readonly RequiredField[];
  /** Receipts of a later day are left out; without it all count. */
  readonly asOf?: PlainDate;
  /** The day of the decision, for rules of the policy that have dates; without it `asOf`, else the invoice's day. */
  readonly today?: PlainDate;
  // What follows decides nothing: it is looked at once an exception stands, to say how it may be cured.
  /** Prices of the supplier's items; left out: not at hand. */
  readonly agreedPrices?: readonly AgreedPrice[];
  /** Contracts behind orders and prices; left out: not at hand. */
  readonly contracts?: readonly Contract[];
  /** Comments and attachments on invoice and orders; left out: not at hand. */
  readonly remarks?: readonly Remark[];
  /** Users of Coupa who are asked to approve the invoice, or were. */
  readonly approverIds?: readonly string[];
  /** The user Purser itself writes as. */
  readonly ownUserId?: string;
  /** How people decided on such invoices of the supplier; left out: not asked. */
  readonly history?: SupplierHistory;
  /** From when on history says anything. */
  readonly historyRules?: HistoryRules;
}

/**
 * Compares an invoice with its orders and receipts: finds the order line of each line, compares quantities to date
 * and prices, then the document as a whole, and says which one finding explains the others.
 * Never throws on business data.
 */
export function matchInvoice(input: MatchInput): MatchResult {
  const { lines, document, exceptions, context, index } = compareInvoice(input);
  const { variances } = document;
  // Nothing can be learned from what agrees as it stands.
  const learnable = needsLearning(lines) ? learnableFrom(lines, { ...input, index }) : [];
  return { ...resultOf(lines, { invoice: input.invoice, variances, exceptions }, context), learnable };
}

/** An invoice with all that was found about it. */
export interface ComparedInvoice {
  readonly lines: readonly ComparedLine[];
  readonly document: Part;
  readonly exceptions: readonly MatchException[];
  readonly context: ComparisonContext;
  readonly index: OrderIndex;
}

/** The comparison itself, before it is put into words that are kept. */
export function compareInvoice(input: MatchInput): ComparedInvoice {
  const { invoice, policy } = input;
  const context: ComparisonContext = {
    invoiceId: invoice.id,
    supplierId: invoice.supplierId,
    entity: invoice.entityName,
    day: input.today ?? input.asOf ?? invoice.invoiceDate,
    currency: invoice.currency,
    policy,
    amounts: amountReader(policy, invoice.currency),
    crossReferences: (input.memory?.crossReferences ?? []).filter(
      ({ supplierId }) => supplierId === invoice.supplierId,
    ),
  };
  const around = surroundingsOf({
    invoiceId: invoice.id,
    receipts: input.receipts,
    billedBefore: input.billedBefore,
    conversions: conversionsOf(input),
    asOf: input.asOf,
    modeOf: modeResolver(policy, invoice),
  });
  const index = indexOrders(input.orders);
  const placed = placeLines(lineFactsOf(invoice), {
    invoice,
    index,
    receipts: input.receipts,
    memory: input.memory,
    today: context.day,
    originals: input.originals ?? [],
    openOf: openQuantities((id) => around.billingsByLine.get(id) ?? []),
  });
  const assigned = readLines(placed, invoice, context);
  const lines = compareLines(assigned, around, context);
  const document = compareDocument(invoice, { lines, around }, context);
  const { originals = [], sameNumber = [], earlierMoney = [], billedBefore } = input;
  const copies = duplicateFaults(invoice, sameNumber, context);
  const exceptions = inOrderOfCause([
    ...(copies.length > 0 ? copies : selfBillingFaults(lines, { invoice, others: originals, context })),
    ...missingFields(invoice, requiredOf(input), context),
    ...supplierFaults(input.supplier, invoice, context),
    ...orderFaults(assigned, invoice, context),
    ...lines.flatMap((line) => line.exceptions),
    ...compareDates(lines, { invoice, receipts: input.receipts, context }),
    ...compareCredits(lines, { invoice, originals, context }),
    ...compareAccounts({ lines, invoice, index, billedBefore, earlier: earlierMoney, context }),
    ...document.exceptions,
  ]);
  return { lines, document, exceptions, context, index };
}

const NO_CONVERSIONS: readonly UnitConversion[] = [];

/** Those of the master data, and those that people confirmed for this supplier. */
function conversionsOf({
  invoice,
  conversions = NO_CONVERSIONS,
  memory,
}: MatchInput): readonly UnitConversion[] {
  const remembered = memory?.conversions.filter(({ supplierId }) => supplierId === invoice.supplierId) ?? [];
  return remembered.length === 0 ? conversions : [...conversions, ...remembered];
}

/** An amount without its currency cannot be held against an order that has one. */
function requiredOf({ invoice, orders, requiredFields = [] }: MatchInput): readonly RequiredField[] {
  const needsCurrency =
    invoice.currency === undefined && orders.some(({ currency }) => currency !== undefined);
  return needsCurrency ? [...requiredFields, 'currency'] : requiredFields;
}

function compareDocument(
  invoice: Invoice,
  { lines, around }: { readonly lines: readonly ComparedLine[]; readonly around: Surroundings },
  context: ComparisonContext,
): Part {
  const facts = lines.map((line) => line.facts);
  const tolerated = lines.flatMap(({ facts: { number }, variances }) =>
    variances.filter(isCapped).map((variance) => ({ variance, line: number })),
  );
  const parts = [
    compareDocumentCap(tolerated, invoice, context),
    ...ordersToDate(lines, around).map((order) => compareOrderToDate(order, context)),
    compareCharges(invoice, lines, context),
    compareTaxes(invoice, facts, context),
    compareExchange(invoice, lines, context),
    compareTotals(invoice, facts, context),
  ];
  return {
    variances: parts.flatMap(({ variances }) => variances),
    exceptions: parts.flatMap(({ exceptions }) => exceptions),
  };
}

/** Rounding of a line's total is kept apart: its own limit bounds it already. */
function isCapped({ tolerated, kind }: Variance): boolean {
  return tolerated && kind !== 'line_total';
}

/** Each order that is compared at all and whose lines all say what they are worth. */
function ordersToDate(lines: readonly ComparedLine[], around: Surroundings): readonly OrderToDate[] {
  const byOrder = new Map<string, ComparedLine[]>();
  for (const line of lines) {
    if (line.standing === undefined || line.standing.mode === 'none') continue;
    const { id } = line.standing.order;
    const group = byOrder.get(id);
    if (group === undefined) byOrder.set(id, [line]);
    else group.push(line);
  }
  return [...byOrder.values()].flatMap((group) => orderToDate(group, around) ?? []);
}

function orderToDate(group: readonly ComparedLine[], around: Surroundings): OrderToDate | undefined {
  // equivalent: without earlier invoices nobody asks; an order of thousands of lines need not be added up for that.
  if (around.billingsByLine.size === 0) return undefined;
  const standings = [...new Set(group.flatMap(({ standing }) => standing ?? []))];
  const order = standings[0]?.order;
  // equivalent: a group has at least one line with a standing.
  if (order === undefined) return undefined;
  const elsewhere = billedElsewhere(order, standings, around);
  const billedBefore = sum(standings.map(({ billedMoney }) => billedMoney)).plus(sum(elsewhere.amounts));
  // equivalent: as above.
  if (billedBefore.isZero()) return undefined;
  const total = worthOf(order, standings);
  if (total === undefined) return undefined;
  return {
    orderId: order.id,
    poNumber: order.poNumber,
    total,
    billedBefore,
    billedNow: sum(group.flatMap(({ facts }) => facts.amount ?? [])),
    lines: group.map(({ facts }) => facts.number),
    earlierInvoiceIds: [
      ...new Set([
        ...standings.flatMap(({ earlierInvoiceIds }) => earlierInvoiceIds),
        ...elsewhere.invoiceIds,
      ]),
    ],
  };
}

/** What the order is worth in all; undefined when a line does not say. What a standing worked out is not asked again. */
function worthOf(order: PurchaseOrder, standings: readonly OrderLineStanding[]): Decimal | undefined {
  const known = new Map<PurchaseOrderLine, Decimal | undefined>();
  for (const { lineIds, orderLine, orderedMoney } of standings) {
    if (lineIds.length === 1) known.set(orderLine, orderedMoney);
  }
  let total = ZERO;
  for (const line of order.lines) {
    const worth = known.get(line) ?? orderedAmount(line);
    if (worth === undefined) return undefined;
    total = total.plus(worth);
  }
  return total;
}

/** What earlier invoices billed on lines of the order that this one leaves alone. */
function billedElsewhere(
  order: PurchaseOrder,
  standings: readonly OrderLineStanding[],
  { billingsByLine }: Surroundings,
): { readonly amounts: readonly Decimal[]; readonly invoiceIds: readonly string[] } {
  const here = new Set(standings.flatMap(({ lineIds }) => lineIds));
  const amounts: Decimal[] = [];
  const invoiceIds: string[] = [];
  for (const line of order.lines) {
    const billings = here.has(line.id) ? undefined : billingsByLine.get(line.id);
    if (billings === undefined) continue;
    for (const billing of goodsOnly(billings, line)) {
      amounts.push(billedAmount(billing, orderPriceOf(line)));
      invoiceIds.push(billing.invoiceId);
    }
  }
  return { amounts, invoiceIds };
}

function resultOf(
  lines: readonly ComparedLine[],
  { invoice, variances, exceptions }: Part & { readonly invoice: Invoice },
  context: ComparisonContext,
): Omit<MatchResult, 'learnable'> {
  const codesByLine = codesOf(exceptions);
  const matches = lines.map((line) =>
    lineMatchOf(line, codesByLine.get(line.facts.number) ?? [], context.currency),
  );
  // Another rate is the market's difference, and none of the invoice.
  const isTolerated =
    variances.some(({ kind }) => kind !== 'exchange') ||
    matches.some((line) => line.outcome === 'within_tolerance');
  const outcome: MatchOutcome =
    exceptions.length > 0 ? 'exception' : isTolerated ? 'within_tolerance' : 'matched';
  const refused = refusedLines(exceptions);
  const payable = payableNowOf(lines, { invoice, exceptions, refused });
  return {
    outcome,
    primary: exceptions[0]?.code ?? null,
    exceptions,
    lines: matches,
    variances,
    currency: context.currency ?? null,
    atRisk: moneyText(atRisk(lines, exceptions, refused), context.currency),
    payableNow: moneyText(payable, context.currency),
  };
}

function codesOf(exceptions: readonly MatchException[]): ReadonlyMap<string, readonly ExceptionCode[]> {
  const codes = new Map<string, ExceptionCode[]>();
  for (const exception of exceptions) {
    for (const line of exception.lines) codes.set(line, [...(codes.get(line) ?? []), exception.code]);
  }
  return codes;
}

/** Where these stand, nothing of the line may be paid yet, and all of it is at risk. */
const REFUSES_LINE: readonly ExceptionCode[] = [
  'DUP_EXACT',
  'PO_MISSING',
  'CREDIT_UNREFERENCED',
  'PO_INVALID',
  'PO_CLOSED',
  'SUPPLIER_MISMATCH',
  'CURRENCY_MISMATCH',
  'ITEM_UNMATCHED',
  'UOM_MISMATCH',
  'FIELD_MISSING',
];

function refusedLines(exceptions: readonly MatchException[]): ReadonlySet<string> {
  return new Set(exceptions.flatMap(({ code, lines }) => (REFUSES_LINE.includes(code) ? lines : [])));
}

/** What would be overpaid if everything were let through; no line counts for more than it bills. */
function atRisk(
  lines: readonly ComparedLine[],
  exceptions: readonly MatchException[],
  refused: ReadonlySet<string>,
): Decimal {
  // equivalent: nothing breached comes to zero the long way too.
  if (exceptions.length === 0) return ZERO;
  const costly = exceptions.filter(
    ({ code, consequenceOf }) => consequenceOf === null && code !== 'PRICE_UNDER' && code !== 'TAX_UNDER',
  );
  const ofLine = new Map<string, Decimal>();
  for (const { level, line, ...entry } of costly) {
    if (level === 'line' && line !== null) ofLine.set(line, (ofLine.get(line) ?? ZERO).plus(breachOf(entry)));
  }
  const perLine = lines.map(({ facts: { number, amount = ZERO } }) => {
    const billed = greatest(amount, ZERO);
    return refused.has(number) ? billed : least(billed, ofLine.get(number) ?? ZERO);
  });
  const ofDocument = costly.filter(
    ({ lines: concerned, code }) =>
      concerned.length === 0 || code === 'PO_AMOUNT_OVER' || code === 'TAX_OVER',
  );
  const billedOn = (concerned: readonly string[]) =>
    sum(lines.map(({ facts: { number, amount = ZERO } }) => (concerned.includes(number) ? amount : ZERO)));
  // What others billed too much on the order is not at risk with this invoice.
  const ofInvoice = ofDocument.map((entry) =>
    entry.code === 'PO_AMOUNT_OVER' ? least(breachOf(entry), billedOn(entry.lines)) : breachOf(entry),
  );
  return sum([...perLine, ...ofInvoice]);
}

function breachOf({ breachAmount }: Pick<MatchException, 'breachAmount'>): Decimal {
  return readBack(breachAmount);
}
