import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import { named } from './wording.ts';

/** Where an invoice line belongs, or why that cannot be said. */
export type Assignment =
  | {
      readonly kind: 'found';
      readonly order: PurchaseOrder;
      readonly orderLine: PurchaseOrderLine;
      /** 1 when nothing else fitted; null when the invoice itself named the line. */
      readonly margin: number | null;
    }
  /** The line names no order. */
  | { readonly kind: 'unreferenced' }
  /** It names an order that is not there. */
  | { readonly kind: 'order_unknown'; readonly named: string }
  /** The order is there, but no one line of it is meant beyond doubt. */
  | { readonly kind: 'line_unclear'; readonly order: PurchaseOrder; readonly why: string };

/** Orders by everything a line may call them. */
export interface OrderIndex {
  readonly lines: ReadonlyMap<
    string,
    { readonly order: PurchaseOrder; readonly orderLine: PurchaseOrderLine }
  >;
  readonly byId: ReadonlyMap<string, PurchaseOrder>;
  readonly byNumber: ReadonlyMap<string, readonly PurchaseOrder[]>;
  /** Filled when first asked: most invoices name their lines. */
  readonly signs: Map<string, OrderSigns>;
}

/** Lines of one order by what an invoice line may share with them. */
interface OrderSigns {
  readonly byItem: LinesByKey;
  readonly byPart: LinesByKey;
  readonly byDescription: LinesByKey;
}

type LinesByKey = ReadonlyMap<string, AlikeLines>;

/** Lines that share a sign, and among them those that share price, and price and quantity. */
interface AlikeLines {
  readonly all: PurchaseOrderLine[];
  readonly byPrice: Map<string, PurchaseOrderLine[]>;
  readonly byPriceAndQuantity: Map<string, PurchaseOrderLine[]>;
}

export function indexOrders(orders: readonly PurchaseOrder[]): OrderIndex {
  const lines = new Map<string, { order: PurchaseOrder; orderLine: PurchaseOrderLine }>();
  const byId = new Map<string, PurchaseOrder>();
  const byNumber = new Map<string, PurchaseOrder[]>();
  for (const order of orders) {
    // The same order given twice must not look like two orders of one number.
    if (byId.has(order.id)) continue;
    byId.set(order.id, order);
    byNumber.set(order.poNumber, [...(byNumber.get(order.poNumber) ?? []), order]);
    for (const orderLine of order.lines) lines.set(orderLine.id, { order, orderLine });
  }
  return { lines, byId, byNumber, signs: new Map() };
}

function signsOf(order: PurchaseOrder, { signs }: OrderIndex): OrderSigns {
  const known = signs.get(order.id) ?? orderSigns(order);
  signs.set(order.id, known);
  return known;
}

function orderSigns({ lines }: PurchaseOrder): OrderSigns {
  return {
    byItem: byKey(lines, ({ itemId }) => itemId),
    byPart: byKey(lines, ({ partNumber }) => partNumber),
    byDescription: byKey(lines, ({ description }) => description),
  };
}

function byKey(
  lines: readonly PurchaseOrderLine[],
  textOf: (line: PurchaseOrderLine) => string | undefined,
): LinesByKey {
  const groups = new Map<string, AlikeLines>();
  for (const line of lines) {
    const text = textOf(line);
    // Two lines without a description have nothing in common.
    if (text === undefined || key(text) === '') continue;
    const group: AlikeLines = groups.get(key(text)) ?? {
      all: [],
      byPrice: new Map(),
      byPriceAndQuantity: new Map(),
    };
    groups.set(key(text), group);
    group.all.push(line);
    addTo(group.byPrice, bare(line.price), line);
    addTo(group.byPriceAndQuantity, priceAndQuantity(line), line);
  }
  return groups;
}

function addTo(groups: Map<string, PurchaseOrderLine[]>, name: string, line: PurchaseOrderLine): void {
  const group = groups.get(name);
  if (group === undefined) groups.set(name, [line]);
  else group.push(line);
}

/**
 * Finds the order line that an invoice line bills: by its id, else by the order's id or exact number and the line
 * number in it, else as the only line of that order that fits. Two that fit are no answer.
 */
export function findOrderLine(line: InvoiceLine, invoice: Invoice, index: OrderIndex): Assignment {
  const byId = line.orderLineId === undefined ? undefined : index.lines.get(line.orderLineId);
  const order = byId?.order;
  if (byId !== undefined && order !== undefined) {
    const other = otherOrderNamed(line, order, index);
    if (other === undefined) return { kind: 'found', order, orderLine: byId.orderLine, margin: null };
    const why = `its line id belongs to order ${named(order.poNumber)}, its order number to ${named(other.poNumber)}`;
    return { kind: 'line_unclear', order, why };
  }
  return findInNamedOrder(line, invoice, index);
}

/** An order that the line's number names, beside the one its line id belongs to. */
function otherOrderNamed(
  line: InvoiceLine,
  order: PurchaseOrder,
  index: OrderIndex,
): PurchaseOrder | undefined {
  if (line.poNumber === undefined || line.poNumber === order.poNumber || line.poNumber === order.id) {
    return undefined;
  }
  return index.byNumber.get(line.poNumber)?.[0];
}

function findInNamedOrder(line: InvoiceLine, invoice: Invoice, index: OrderIndex): Assignment {
  const reference = line.poNumber ?? line.orderId;
  if (reference === undefined) {
    if (line.orderLineId === undefined) return { kind: 'unreferenced' };
    return { kind: 'order_unknown', named: `order line ${line.orderLineId}` };
  }
  const candidates = ordersNamed(line, invoice, index);
  const order = candidates[0];
  if (order === undefined) return { kind: 'order_unknown', named: reference };
  if (candidates.length > 1) {
    return {
      kind: 'line_unclear',
      order,
      why: `${candidates.length} orders have the number ${named(reference)}`,
    };
  }
  if (line.orderLineId !== undefined) {
    return {
      kind: 'line_unclear',
      order,
      why: `the order has no line with the id ${named(line.orderLineId)}`,
    };
  }
  return findInOrder(line, { invoice, order, signs: signsOf(order, index) });
}

function ordersNamed(line: InvoiceLine, invoice: Invoice, index: OrderIndex): readonly PurchaseOrder[] {
  const byId = line.orderId === undefined ? undefined : index.byId.get(line.orderId);
  if (byId !== undefined) return [byId];
  if (line.poNumber === undefined) return [];
  const byNumber = index.byNumber.get(line.poNumber) ?? [];
  if (byNumber.length > 1) {
    // Numbers of external orders repeat between suppliers, hardly ever within one.
    const ownSupplier = byNumber.filter((order) => order.supplierId === invoice.supplierId);
    return ownSupplier.length > 0 ? ownSupplier : byNumber;
  }
  if (byNumber.length === 1) return byNumber;
  // An order's number is usually its id.
  const numberIsId = index.byId.get(line.poNumber);
  return numberIsId === undefined ? [] : [numberIsId];
}

interface Search {
  readonly invoice: Invoice;
  readonly order: PurchaseOrder;
  readonly signs: OrderSigns;
}

function findInOrder(line: InvoiceLine, search: Search): Assignment {
  const { order } = search;
  if (line.orderLineNumber !== undefined) {
    const numbered = order.lines.filter((candidate) => candidate.lineNumber === line.orderLineNumber);
    const orderLine = numbered[0];
    if (orderLine !== undefined && numbered.length === 1)
      return { kind: 'found', order, orderLine, margin: null };
    const count = numbered.length === 0 ? 'no line' : `${numbered.length} lines numbered`;
    return { kind: 'line_unclear', order, why: `the order has ${count} ${named(line.orderLineNumber)}` };
  }
  const fitting = linesThatFit(line, search);
  const orderLine = fitting[0];
  if (orderLine !== undefined && fitting.length === 1) return { kind: 'found', order, orderLine, margin: 1 };
  const why =
    fitting.length === 0
      ? 'no line of the order fits it'
      : `${fitting.length} lines of the order fit it equally`;
  return { kind: 'line_unclear', order, why };
}

/** The strongest sign that any line of the order shares with the invoice line decides; weaker ones are not asked. */
function linesThatFit(line: InvoiceLine, { invoice, order, signs }: Search): readonly PurchaseOrderLine[] {
  const byItem = signs.byItem.get(key(line.itemId ?? ''));
  if (byItem !== undefined) return narrowed(line, byItem);
  const byPart = signs.byPart.get(key(line.partNumber ?? ''));
  if (byPart !== undefined) return narrowed(line, byPart);
  const described = signs.byDescription.get(key(line.description));
  if (described !== undefined) return narrowed(line, described).filter((found) => !contradicts(line, found));
  const only = order.lines[0];
  const isOnlyPair = order.lines.length === 1 && billsAlone(line, invoice, order);
  return only !== undefined && isOnlyPair && !contradicts(line, only) ? [only] : [];
}

/** Among lines alike, price and then quantity may still tell which is meant. */
function narrowed(line: InvoiceLine, alike: AlikeLines): readonly PurchaseOrderLine[] {
  if (alike.all.length === 1) return alike.all;
  const samePrice = alike.byPrice.get(bare(line.price)) ?? [];
  if (samePrice.length <= 1) return samePrice.length === 1 ? samePrice : alike.all;
  const sameQuantity = alike.byPriceAndQuantity.get(priceAndQuantity(line)) ?? [];
  return sameQuantity.length === 1 ? sameQuantity : samePrice;
}

function priceAndQuantity({ price, quantity }: Pick<InvoiceLine, 'price' | 'quantity'>): string {
  return `${bare(price)} x ${bare(quantity)}`;
}

/** One line for one line; a second one that names the order could as well be its freight. */
function billsAlone(line: InvoiceLine, invoice: Invoice, order: PurchaseOrder): boolean {
  return invoice.lines.every(
    (other) => other === line || (other.orderId !== order.id && other.poNumber !== order.poNumber),
  );
}

function contradicts(line: InvoiceLine, candidate: PurchaseOrderLine): boolean {
  return differs(line.itemId, candidate.itemId) || differs(line.partNumber, candidate.partNumber);
}

function differs(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && key(a) !== key(b);
}

function key(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toUpperCase();
}

/** `10.50` and `10.5` are one number; text compares after its zeros. */
function bare(text: string | undefined): string {
  return text?.includes('.') === true ? text.replace(/\.?0+$/, '') : (text ?? '');
}
