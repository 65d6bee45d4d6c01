// Orders and receipts, written the way people and systems of the company would, each at its own moment.
import { lineUp, settleOrderLine } from '../actions/purchase-orders.ts';
import { settleReceipt } from '../actions/receipts.ts';
import { multiply, round } from '../amount.ts';
import { resourceOf } from '../catalogue/all-resources.ts';
import { blankRow } from '../catalogue/blank-row.ts';
import { type Cell, idsOf, type PlainObject, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import type { Desk, Party } from './desk.ts';
import { entityOf, type PlannedLine, placesIn } from './plan.ts';

/** An order line; what is left out is as the supplier and the buying entity usually have it. */
export interface OrderLinePlan extends PlannedLine {
  readonly description?: string;
  /** Ordered as a sum, not by quantity. */
  readonly isSum?: boolean;
  /** Commodity whose cost centre pays, where it is not the supplier's own. */
  readonly chargedTo?: string;
  readonly matching?: '3-way' | '2-way';
  readonly serviceType?: 'quantity_deliverable' | 'amount_deliverable';
  readonly contract?: PlainObject;
  readonly period?: PlainObject;
}

export interface OrderPlan {
  readonly party: Party;
  readonly lines: readonly OrderLinePlan[];
  readonly buyer: string;
  readonly requester: string;
  readonly at: string;
  /** Code of the shipping term. */
  readonly shippingTerm?: string;
}

/** An order as a requisition's approval would have made it: its number is its id. */
export function writeOrder(desk: Desk, plan: OrderPlan): Row {
  const { masters } = desk;
  const { data, id: supplier } = plan.party;
  return desk.state.transact({ now: plan.at, actor: plan.buyer }, (work) => {
    const header = work.insert('purchase-orders', {
      ...blankRow(resourceOf('purchase-orders')),
      status: 'issued',
      'transmission-status': 'sent_via_email',
      requester: plan.requester,
      'ship-to-user': plan.requester,
      'ship-to-attention': textOf(work.get('users', plan.requester), 'fullname'),
      'ship-to-address': masters.address.get(entityOf(data)) ?? null,
      supplier,
      currency: masters.currency.get(data.currency) ?? null,
      'payment-term': masters.term.get(data.term) ?? null,
      'shipping-term': masters.shipping.get(plan.shippingTerm ?? '') ?? null,
    });
    const lines = plan.lines.map((line, index) => {
      const cells = { ...lineCells(desk, plan, line), 'line-num': String(index + 1) };
      const row = work.insert('order-lines', { ...cells, 'order-header-id': header.id });
      return work.put('order-lines', settleOrderLine(work, row)).id;
    });
    const order = { ...header, 'po-number': header.id, 'order-lines': lines };
    const sums = lineUp(work, order);
    work.note(`purchase-orders:${header.id}`, 'created from a requisition');
    work.note(`purchase-orders:${header.id}`, 'issued');
    return work.put('purchase-orders', { ...order, total: sums.total });
  });
}

function lineCells({ masters }: Desk, plan: OrderPlan, line: OrderLinePlan): Record<string, Cell> {
  const { data } = plan.party;
  const commodity = line.chargedTo ?? data.commodity;
  const value = round(multiply(line.price, line.quantity), placesIn(data.currency));
  return {
    ...blankRow(resourceOf('order-lines')),
    ...(line.isSum
      ? { type: 'OrderAmountLine', price: value, quantity: null }
      : { price: line.price, quantity: line.quantity }),
    description: line.description ?? line.ware.name,
    'source-part-num': partNumber(line),
    uom: masters.uom.get(line.ware.uom) ?? null,
    currency: masters.currency.get(data.currency) ?? null,
    account: masters.account.get(`${entityOf(data)}:${commodity}`) ?? null,
    commodity: masters.commodity.get(data.commodity) ?? null,
    requester: plan.requester,
    'need-by-date': plan.at,
    ...(line.matching ? { 'match-type': line.matching, 'receipt-required': line.matching === '3-way' } : {}),
    ...(line.serviceType ? { 'service-type': line.serviceType } : {}),
    ...(line.contract ? { contract: line.contract } : {}),
    ...(line.period ? { period: line.period } : {}),
  };
}

/** The same ware has the same part number. */
export function partNumber(line: Pick<PlannedLine, 'ware'>): string {
  let hash = 7;
  for (const char of line.ware.name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 90_000;
  return `H${10_000 + hash}`;
}

/** Goods that come in or go back. */
export interface ReceiptPlan {
  readonly orderLine: string;
  /** Goods, or on a line ordered as a sum the amount. */
  readonly quantity: string;
  readonly isReturn?: boolean;
  /** What the inspection of the goods came to. */
  readonly inspection?: { readonly code: string; readonly name: string };
}

/** Books receipts and returns at one moment. */
export function writeReceipts(
  desk: Desk,
  receipts: readonly ReceiptPlan[],
  by: { readonly at: string; readonly receiver: string },
): Row[] {
  if (receipts.length === 0) return [];
  return desk.state.transact({ now: by.at, actor: by.receiver }, (work) =>
    receipts.map((receipt) => writeReceipt(work, receipt)),
  );
}

function writeReceipt(work: Work, { orderLine, quantity, isReturn, inspection }: ReceiptPlan): Row {
  const isSum = work.get('order-lines', orderLine)?.type === 'OrderAmountLine';
  const measure = isSum ? 'Amount' : 'Quantity';
  const row = work.insert('receiving-transactions', {
    ...blankRow(resourceOf('receiving-transactions')),
    type: `Receiving${measure}${isReturn ? 'ReturnToSupplier' : 'Consumption'}`,
    [isSum ? 'total' : 'quantity']: quantity,
    'order-line': orderLine,
    ...(inspection ? { 'inspection-code': inspection } : {}),
  });
  const context = { body: {}, before: undefined, changes: [], rules: { hasUniqueInvoiceNumbers: false } };
  return work.put('receiving-transactions', settleReceipt(work, row, context));
}

/** The lines of an order, in their order. */
export const lineIds = (order: Row): readonly string[] => idsOf(order, 'order-lines');
