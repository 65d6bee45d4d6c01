import { sum, ZERO } from '#kernel/decimal.ts';
import type { Invoice } from '../records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import { type ComparisonContext, documentException, type ExceptionDraft } from './comparison.ts';
import type { MatchException } from './match-result.ts';
import type { AssignedLine } from './place-lines.ts';
import { listed, named } from './wording.ts';

/** Orders that can be billed; `expensed` and `exported` come after `issued` in Coupa. */
const BILLABLE: readonly string[] = ['issued', 'exported', 'expensed'];
const CLOSED: readonly string[] = ['closed', 'cancelled', 'canceled', 'soft_closed'];
const LINE_CLOSED: readonly string[] = [...CLOSED, 'soft_closed_for_invoicing'];

type Draft = Omit<ExceptionDraft, 'breachAmount'>;

/**
 * What is wrong with the orders themselves, whatever the amounts: none, unknown, not issued, closed, of another
 * supplier or in another currency. Told once per order, however many lines hang on it.
 */
export function orderFaults(
  assigned: readonly AssignedLine[],
  invoice: Invoice,
  context: ComparisonContext,
): readonly MatchException[] {
  if (namesNoOrder(assigned)) return [told(assigned, noOrder(assigned, invoice), context)];
  const found: MatchException[] = [];
  for (const [reference, lines] of grouped(assigned, unknownReference)) {
    found.push(told(lines, unknownOrder(reference, lines, invoice), context));
  }
  for (const lines of grouped(assigned, orderId).values()) {
    const order = lines[0] === undefined ? undefined : orderOf(lines[0]);
    // equivalent: the key of the group is the id of its order.
    if (order !== undefined) found.push(...faultsOf(order, { lines, invoice, context }));
  }
  return found;
}

/** True when no line leads to an order by a name: one that was only found by searching still has to be confirmed. */
export function namesNoOrder(assigned: readonly AssignedLine[]): boolean {
  const isNameless = ({ assignment }: AssignedLine) =>
    assignment.kind === 'unreferenced' ||
    (assignment.kind === 'found' && assignment.orderRoute === 'search') ||
    (assignment.kind === 'typed' && assignment.order === undefined);
  return assigned.length > 0 && assigned.every(isNameless);
}

function faultsOf(
  order: PurchaseOrder,
  {
    lines,
    invoice,
    context,
  }: {
    readonly lines: readonly AssignedLine[];
    readonly invoice: Invoice;
    readonly context: ComparisonContext;
  },
): readonly MatchException[] {
  const found: MatchException[] = [];
  const supplier = supplierFault(order, invoice);
  if (supplier !== undefined) found.push(told(lines, supplier, context));
  const terms = supplier === undefined ? termsFault(order, invoice) : undefined;
  if (terms !== undefined) found.push(documentException({ ...terms, lines: [] }, context));
  const status = statusFault(order, invoice);
  if (status !== undefined) found.push(told(lines, status, context));
  for (const line of lines) {
    const closed = status === undefined ? closedLine(line, invoice) : undefined;
    if (closed !== undefined) found.push(told([line], closed, context));
    const currency = otherCurrency(line, context);
    // Told once per currency, with all lines that it concerns.
    if (currency === undefined || lines.find((other) => otherCurrency(other, context) === currency) !== line)
      continue;
    const differing = lines.filter((other) => otherCurrency(other, context) === currency);
    found.push(told(differing, currencyFault(order, currency, invoice), context));
  }
  return found;
}

function told(lines: readonly AssignedLine[], draft: Draft, context: ComparisonContext): MatchException {
  const breachAmount = sum(lines.flatMap(({ facts }) => facts.amount ?? []));
  return documentException(
    { ...draft, breachAmount, lines: lines.map(({ facts }) => facts.number) },
    context,
  );
}

function orderId(line: AssignedLine): string | undefined {
  return orderOf(line)?.id;
}

/** The order's currency where it is another one than the invoice's: amounts then cannot be compared at all. */
export function otherCurrency(
  { assignment }: AssignedLine,
  { currency }: Pick<ComparisonContext, 'currency'>,
): string | undefined {
  if (assignment.kind !== 'found' && assignment.kind !== 'typed') return undefined;
  const own = assignment.kind === 'found' ? assignment.orderLine.currency : undefined;
  const ordered = own ?? assignment.order?.currency;
  return ordered === currency || ordered === undefined || currency === undefined ? undefined : ordered;
}

function orderOf({ assignment }: AssignedLine): PurchaseOrder | undefined {
  return 'order' in assignment ? assignment.order : undefined;
}

function unknownReference({ assignment }: AssignedLine): string | undefined {
  return assignment.kind === 'order_unknown' ? assignment.named : undefined;
}

function noOrder(assigned: readonly AssignedLine[], invoice: Invoice): Draft {
  const original = invoice.originalInvoiceNumber;
  if (invoice.documentType === 'credit_note') {
    return {
      code: 'CREDIT_UNREFERENCED',
      expected: 'the invoice or order that is credited',
      actual: original ?? 'none',
      explanation:
        original === undefined
          ? 'The credit note names neither the invoice nor the order that it credits.'
          : `The credit note names invoice ${named(original)}, which is not known, and no order.`,
      counterfactual: 'Would be compared if it named the invoice or the order that it credits.',
      sources: [`invoice/${invoice.id}`],
    };
  }
  const orders = ordersFound(assigned);
  const besides = original === undefined ? '' : ` (it corrects invoice ${named(original)})`;
  return {
    code: 'PO_MISSING',
    expected: 'a purchase order',
    actual: 'none',
    explanation: `The invoice names no purchase order${besides}${searched(assigned)}.`,
    counterfactual:
      orders.length === 0
        ? 'Would be compared if its lines named the order they bill.'
        : `Would be compared with ${ordersNamed(orders)} if its lines named ${orders.length === 1 ? 'it' : 'them'}.`,
    sources: [`invoice/${invoice.id}`, ...orders.map(({ id }) => `purchase_order/${id}`)],
  };
}

/** What looking through the supplier's open orders found. */
function searched(assigned: readonly AssignedLine[]): string {
  const orders = ordersFound(assigned);
  if (orders.length > 0) {
    const numbers = listed(orders.map(({ poNumber }) => named(poNumber)));
    return `; of the supplier's open orders only ${numbers} ${orders.length === 1 ? 'fits all its lines' : 'together fit its lines'}`;
  }
  const why = assigned.flatMap(({ assignment }) =>
    assignment.kind === 'unreferenced' ? (assignment.why ?? []) : [],
  )[0];
  return why === undefined ? '' : `, and ${why}`;
}

function ordersNamed(orders: readonly PurchaseOrder[]): string {
  return `order${orders.length === 1 ? '' : 's'} ${listed(orders.map(({ poNumber }) => named(poNumber)))}`;
}

function ordersFound(assigned: readonly AssignedLine[]): readonly PurchaseOrder[] {
  const found = assigned.flatMap(({ assignment }) => (assignment.kind === 'found' ? assignment.order : []));
  return [...new Set(found)];
}

function unknownOrder(reference: string, lines: readonly AssignedLine[], invoice: Invoice): Draft {
  const why = lines.flatMap(({ assignment }) =>
    assignment.kind === 'order_unknown' ? (assignment.why ?? []) : [],
  )[0];
  return {
    code: 'PO_INVALID',
    expected: 'an order that exists',
    actual: reference,
    explanation: `The invoice names order ${named(reference)}, and there is no such order${why === undefined ? '' : `; ${why}`}.`,
    counterfactual: 'Would be compared if it named an order that exists.',
    sources: [`invoice/${invoice.id}`],
  };
}

function supplierFault(order: PurchaseOrder, invoice: Invoice): Draft | undefined {
  if (!isOtherSupplier(order, invoice)) return undefined;
  const isNamedAlike = supplierLabel(order) === supplierLabel(invoice);
  const [ordered, billed] = [supplierLabel(order, isNamedAlike), supplierLabel(invoice, isNamedAlike)];
  return {
    code: 'SUPPLIER_MISMATCH',
    expected: ordered,
    actual: billed,
    explanation: `Order ${named(order.poNumber)} went to ${named(ordered)}, but the invoice is from ${named(billed)}.`,
    counterfactual: `Would be in order if the invoice came from ${named(ordered)}, or named an order to ${named(billed)}.`,
    sources: [`purchase_order/${order.id}`, `invoice/${invoice.id}`],
  };
}

/**
 * Other terms of payment than the order was made with: what was agreed counts, whichever is better for us. Money does
 * not measure it. A credit note is not paid.
 */
function termsFault(order: PurchaseOrder, invoice: Invoice): Draft | undefined {
  const [ordered, billed] = [order.paymentTermCode?.trim(), invoice.paymentTermCode?.trim()];
  if (!ordered || !billed || invoice.documentType === 'credit_note') return undefined;
  if (ordered.toLocaleLowerCase('en') === billed.toLocaleLowerCase('en')) return undefined;
  return {
    code: 'TERMS_MISMATCH',
    expected: ordered,
    actual: billed,
    explanation: `The invoice has payment terms ${named(billed)}, but order ${named(order.poNumber)} was made with ${named(ordered)}.`,
    counterfactual: `Would match if its payment terms were ${named(ordered)}.`,
    sources: [`purchase_order/${order.id}`, `invoice/${invoice.id}`],
  };
}

interface Party {
  readonly supplierId?: string;
  readonly supplierName?: string;
}

/** By id; by name only where an id is missing, and then letter case and blanks do not count. */
function isOtherSupplier(a: Party, b: Party): boolean {
  if (a.supplierId !== undefined && b.supplierId !== undefined) return a.supplierId !== b.supplierId;
  if (a.supplierName === undefined || b.supplierName === undefined) return false;
  const plain = (name: string) => name.replace(/\s+/g, ' ').trim().toLocaleLowerCase('en');
  return plain(a.supplierName) !== plain(b.supplierName);
}

/** By name, or by id where the names say nothing. */
function supplierLabel({ supplierName, supplierId = 'unknown' }: Party, isById = false): string {
  return isById || supplierName === undefined ? `supplier ${supplierId}` : supplierName;
}

function statusFault(order: PurchaseOrder, invoice: Invoice): Draft | undefined {
  const status = order.status.toLowerCase();
  // A status that is not given says nothing against the order.
  if (status === '' || BILLABLE.includes(status)) return undefined;
  const isClosed = CLOSED.includes(status);
  // What an order took too much of may be given back after it was closed.
  if (isClosed && invoice.documentType === 'credit_note') return undefined;
  return {
    code: isClosed ? 'PO_CLOSED' : 'PO_INVALID',
    expected: 'issued',
    actual: order.status,
    explanation: `Order ${named(order.poNumber)} ${isClosed ? 'is' : 'is not issued; its status is'} ${spaced(status)}.`,
    counterfactual: isClosed
      ? `Would be compared as usual if order ${named(order.poNumber)} were reopened.`
      : `Would be compared as usual if order ${named(order.poNumber)} were issued.`,
    sources: [`purchase_order/${order.id}`],
  };
}

/** No invoice may bill the line any more. */
export function isClosedForInvoicing({ status }: PurchaseOrderLine): boolean {
  return status !== undefined && LINE_CLOSED.includes(status.toLowerCase());
}

function closedLine({ assignment, facts }: AssignedLine, invoice: Invoice): Draft | undefined {
  if (assignment.kind !== 'found' || invoice.documentType === 'credit_note' || facts.isCredit)
    return undefined;
  const { order, orderLine } = assignment;
  const status = orderLine.status?.toLowerCase() ?? '';
  if (!LINE_CLOSED.includes(status)) return undefined;
  const place = `line ${named(orderLine.lineNumber)} of order ${named(order.poNumber)}`;
  return {
    code: 'PO_CLOSED',
    expected: 'open for invoicing',
    actual: status,
    explanation: `Invoice line ${facts.number} bills ${place}, which is ${spaced(status)}.`,
    counterfactual: `Would be compared as usual if ${place} were reopened.`,
    sources: [`purchase_order/${order.id}/line/${orderLine.lineNumber}`],
  };
}

function currencyFault(order: PurchaseOrder, currency: string, invoice: Invoice): Draft {
  return {
    code: 'CURRENCY_MISMATCH',
    expected: currency,
    actual: invoice.currency ?? 'none',
    explanation: `Order ${named(order.poNumber)} is in ${currency}, the invoice in ${invoice.currency ?? 'no currency'}; amounts in two currencies are not compared.`,
    counterfactual: `Would be compared if the invoice were issued in ${currency}.`,
    sources: [`purchase_order/${order.id}`, `invoice/${invoice.id}`],
  };
}

type Typed = Extract<AssignedLine['assignment'], { kind: 'typed' }>;

/** A line of such a type is no item that was forgotten on the order; where it is one after all, the reason. */
function typedFault(
  facts: AssignedLine['facts'],
  { type, order }: Typed,
  context: ComparisonContext,
): string | undefined {
  // equivalent: a line without an amount is told before.
  const amount = facts.amount ?? ZERO;
  if (type === 'deposit' && amount.gt(ZERO) && order === undefined) {
    return 'it names no order that the deposit is for';
  }
  if (type === 'discount' && amount.gt(ZERO)) return 'a discount cannot be billed';
  // Nothing would bound it: what is judged as tax is what stands with its rate.
  if (type === 'tax' && amount.gt(ZERO)) return 'tax is to be stated as tax, with its rate';
  if (type === 'rounding' && amount.abs().gt(context.policy.rounding.max)) {
    return `rounding may come to ${context.policy.rounding.max} at most`;
  }
  return undefined;
}

/** The exception of a line that has no place on any order, while others of the invoice have. */
export function unplacedLine(line: AssignedLine, context: ComparisonContext): MatchException | undefined {
  const { assignment, facts } = line;
  if (assignment.kind === 'typed') return wrongType(facts, assignment, context);
  if (assignment.kind !== 'unreferenced' && assignment.kind !== 'line_unclear') return undefined;
  // A line about nothing, left at zero because Coupa cannot delete it, asks for no money and needs no order.
  if (assignment.kind === 'unreferenced' && facts.amount?.isZero() === true) return undefined;
  const isUnclear = assignment.kind === 'line_unclear';
  const place = isUnclear ? `order ${named(assignment.order.poNumber)}` : 'an order';
  return {
    ...documentException(
      {
        code: 'ITEM_UNMATCHED',
        expected: `one line of ${place}`,
        actual: isUnclear ? assignment.why : 'no order named',
        breachAmount: facts.amount,
        explanation: isUnclear
          ? `Line ${facts.number} (${named(facts.line.description)}) has no certain place on ${place}: ${assignment.why}.`
          : `Line ${facts.number} (${named(facts.line.description)}) names no order, though other lines do.`,
        counterfactual: `Would be compared if line ${facts.number} named the order line it bills.`,
        sources: [
          `invoice/${context.invoiceId}/line/${facts.number}`,
          ...(isUnclear ? [`purchase_order/${assignment.order.id}`] : []),
        ],
        lines: [facts.number],
      },
      context,
    ),
  };
}

function wrongType(
  facts: AssignedLine['facts'],
  typed: Typed,
  context: ComparisonContext,
): MatchException | undefined {
  const why = typedFault(facts, typed, context);
  if (why === undefined) return undefined;
  const { order } = typed;
  return documentException(
    {
      code: 'ITEM_UNMATCHED',
      expected: order === undefined ? 'one line of an order' : `one line of order ${named(order.poNumber)}`,
      actual: why,
      breachAmount: facts.amount,
      explanation: `Line ${facts.number} (${named(facts.line.description)}) has no place on an order: ${why}.`,
      counterfactual: `Would be compared if line ${facts.number} named the order line it bills.`,
      sources: [`invoice/${context.invoiceId}/line/${facts.number}`],
      lines: [facts.number],
    },
    context,
  );
}

function spaced(status: string): string {
  return named(status).replaceAll('_', ' ');
}

function grouped(
  lines: readonly AssignedLine[],
  keyOf: (line: AssignedLine) => string | undefined,
): ReadonlyMap<string, readonly AssignedLine[]> {
  const groups = new Map<string, AssignedLine[]>();
  for (const line of lines) {
    const key = keyOf(line);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return groups;
}
