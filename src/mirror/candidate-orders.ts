import { neighbouringKeys, numberKey, orderNumberKey } from '#domain/matching/invoice-number.ts';
import type { OrderNumberForm } from '#domain/matching/memory.ts';
import { DEAD_INVOICE_STATUSES, type Invoice, type InvoiceLine } from '#domain/records/invoice.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Versioned } from '#engine/shapes/sources.ts';
import type { Tx } from '#store/database.ts';
import {
  type OrderFound,
  type OrderSought,
  openOrdersOf,
  orderContents,
  ordersBySigns,
  type Sign,
} from './candidate-orders.queries.ts';
import { distinct, groupBy } from './groups.ts';

/** More orders than a match can weigh, and a person can read. */
const CANDIDATES_MAX = 50;
/** Receipts and bills of all these lines are read too; an order of thousands of lines is enough by itself. */
const CANDIDATE_LINES_MAX = 2_000;

/** An invoice of which lines have no order, with what its supplier is known to write around order numbers. */
export interface Seeker {
  readonly invoice: Invoice;
  readonly lost: readonly InvoiceLine[];
  readonly forms: readonly OrderNumberForm[];
}

/**
 * Orders of the same supplier that the lost lines may mean, likeliest first: of the same number but for its printing, of
 * what the supplier is known to write around it, with one character different, then by the supplier's own number, a
 * contract or a delivery. A line by which nothing is found brings in the supplier's open orders, newest first.
 * @returns orders by the id of the invoice.
 */
export async function candidateOrders(
  tx: Tx,
  connectionId: string,
  seekers: readonly Seeker[],
): Promise<Map<string, readonly Versioned<PurchaseOrder>[]>> {
  const seeking = seekers.filter(({ invoice, lost }) => lost.length > 0 && isWorthSeeking(invoice));
  if (seeking.length === 0) return new Map();
  const sought = seeking.flatMap(({ invoice, lost, forms }) =>
    lost.flatMap((line) => signsOf(line, invoice, forms)),
  );
  const found = groupBy(await ordersBySigns(tx, connectionId, onceEach(sought)), keyOf);
  const lists = seeking.map((seeker) => ({ seeker, ...answersTo(seeker, found) }));
  const atALoss = lists.filter(({ isAtALoss }) => isAtALoss).map(({ seeker }) => seeker.invoice.supplierId);
  const open = groupBy(await openOrdersOf(tx, connectionId, distinct(atALoss)), (one) => one.supplierId);
  const all = lists.map(({ seeker: { invoice }, answers, isAtALoss }) => {
    const others = isAtALoss ? (open.get(invoice.supplierId ?? '') ?? []) : [];
    const once = new Map([...answers, ...others].map((one) => [one.id, one]));
    return { invoice, orders: [...once.values()].slice(0, CANDIDATES_MAX) };
  });
  const contents = await orderContents(
    tx,
    connectionId,
    all.flatMap(({ orders }) => orders),
  );
  return new Map(
    all.map(({ invoice, orders }) => [
      invoice.id,
      withinLines(orders.flatMap(({ id }) => contents.get(id) ?? [])),
    ]),
  );
}

/** What is dead or paid is not looked for: nothing would follow. */
function isWorthSeeking({ supplierId, status, paid }: Invoice): boolean {
  return supplierId !== undefined && !paid && !DEAD_INVOICE_STATUSES.includes(status.toLowerCase());
}

/** What a line may be found by, the surest first. */
export function signsOf(
  line: InvoiceLine,
  invoice: Invoice,
  forms: readonly OrderNumberForm[],
): readonly OrderSought[] {
  const supplierId = invoice.supplierId ?? '';
  const printed = line.poNumber ?? line.orderId ?? '';
  const own = orderNumberKey(printed);
  const numbers = [
    own,
    ...forms.flatMap((form) => withoutForm(printed, form) ?? []),
    ...neighbouringKeys(own),
  ];
  const contracts = [line.contract?.id, invoice.contract?.id];
  const deliveries = [line.matchReference, line.deliveryNoteNumber, invoice.deliveryNumber];
  const signs: readonly (readonly [Sign, string])[] = [
    ...numbers.map((key) => ['number', key] as const),
    ['supplier_order', numberKey(printed)],
    ...contracts.map((id) => ['contract', id ?? ''] as const),
    ...deliveries.map((text) => ['delivery', numberKey(text ?? '')] as const),
  ];
  return signs.filter(([, key]) => key !== '').map(([sign, key]) => ({ supplierId, sign, key }));
}

/** The number inside what this supplier writes around it. */
function withoutForm(printed: string, { before, after }: OrderNumberForm): string | undefined {
  const text = printed.trim();
  const isInForm =
    text.length > before.length + after.length &&
    text.toUpperCase().startsWith(before.toUpperCase()) &&
    text.toUpperCase().endsWith(after.toUpperCase());
  return isInForm ? orderNumberKey(text.slice(before.length, text.length - after.length)) : undefined;
}

function keyOf({ supplierId, sign, key }: OrderSought): string {
  return `${supplierId}/${sign}/${key}`;
}

function onceEach(sought: readonly OrderSought[]): OrderSought[] {
  return [...new Map(sought.map((one) => [keyOf(one), one])).values()];
}

/** The answers for all lost lines in the order of how sure they are, and whether any line got none. */
function answersTo(
  { invoice, lost, forms }: Seeker,
  found: ReadonlyMap<string, readonly OrderFound[]>,
): { readonly answers: readonly OrderFound[]; readonly isAtALoss: boolean } {
  const ofLines = lost.map((line) =>
    signsOf(line, invoice, forms).flatMap((sign) => found.get(keyOf(sign)) ?? []),
  );
  return { answers: ofLines.flat(), isAtALoss: ofLines.some((answers) => answers.length === 0) };
}

/** As many as there are lines for, at least one. */
function withinLines(orders: readonly Versioned<PurchaseOrder>[]): readonly Versioned<PurchaseOrder>[] {
  let lines = 0;
  return orders.filter(({ record }, at) => {
    lines += record.lines.length;
    return at === 0 || lines <= CANDIDATE_LINES_MAX;
  });
}
