// The pretend tenant's own tolerance rule. It is deliberately plain and differs from any policy of the product:
// what Coupa holds and what the product thinks of it are two things.
import { add, compare, multiply, percentOf, round, subtract } from '../amount.ts';
import { childrenOf, decimalOf, isTrue, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { settingOf } from '../tenant-settings.ts';
import { shippingOf } from './invoice-charges.ts';

/** Unit price may exceed the order's by this many percent. */
const PRICE_PERCENT = '3';
/** Shipping that no order foresees, in percent of the goods. */
const SHIPPING_PERCENT = '5';

export interface Breach {
  /** Row the breach hangs on: `invoices` or `invoice-lines`. */
  readonly table: 'invoices' | 'invoice-lines';
  readonly id: string;
  readonly code: string;
  readonly amount: string;
  readonly limit: string;
  readonly detail: string;
  /** The goods are merely not there yet. */
  readonly isReceipt: boolean;
}

/** What the tenant holds an invoice for. */
export function findBreaches(work: Work, invoice: Row): Breach[] {
  const lines = childrenOf(work, 'invoice-lines', invoice, 'invoice-lines');
  return [
    ...lines.flatMap((line) => lineBreaches(work, invoice, line)),
    ...headerBreaches(work, invoice, lines),
  ];
}

function lineBreaches(work: Work, invoice: Row, line: Row): Breach[] {
  const found: Breach[] = [];
  const breach = (code: string, amount: string, limit: string, detail: string, isReceipt = false) =>
    found.push({ table: 'invoice-lines', id: line.id, code, amount, limit, detail, isReceipt });
  const ordered = work.get('order-lines', textOf(line, 'order-line-id'));
  if (!ordered) {
    const number = textOf(line, 'po-number');
    if (number !== '') breach('po_not_found', decimalOf(line, 'total'), '0', `Purchase order ${number}`);
    return found;
  }
  const order = work.get('purchase-orders', textOf(ordered, 'order-header-id'));
  const status = textOf(order, 'status');
  if (status !== 'issued')
    breach('po_not_open', decimalOf(line, 'total'), '0', `Purchase order is ${status}`);
  if (textOf(ordered, 'currency') !== textOf(invoice, 'currency')) {
    breach('currency', decimalOf(line, 'total'), '0', 'Invoice and order currency differ');
    return found;
  }
  const limit = add(
    decimalOf(ordered, 'price'),
    percentOf(decimalOf(ordered, 'price'), settingOf(work, 'unitPricePercent', PRICE_PERCENT)),
  );
  const price = decimalOf(line, 'price');
  if (textOf(line, 'quantity') !== '' && compare(price, limit) > 0) {
    breach(
      'unit_price',
      subtract(price, decimalOf(ordered, 'price')),
      round(subtract(limit, decimalOf(ordered, 'price')), 4),
      `Order price ${decimalOf(ordered, 'price')}`,
    );
  }
  const billed = billedToDate(work, ordered, invoice.id, line);
  const isAmount = textOf(ordered, 'type') === 'OrderAmountLine';
  const limitOrdered = isAmount ? decimalOf(ordered, 'total') : decimalOf(ordered, 'quantity');
  if (compare(billed, limitOrdered) > 0) {
    breach(
      'quantity_ordered',
      subtract(billed, limitOrdered),
      '0',
      `Ordered ${limitOrdered}, billed ${billed}`,
    );
  }
  if (isTrue(ordered, 'receipt-required') && compare(billed, decimalOf(ordered, 'received')) > 0) {
    const received = decimalOf(ordered, 'received');
    breach(
      'quantity_received',
      subtract(billed, received),
      '0',
      `Received ${received}, billed ${billed}`,
      true,
    );
  }
  return found;
}

const COUNTED = [
  'pending_approval',
  'pending_receipt',
  'pending_action',
  'ap_hold',
  'on_hold',
  'booking_hold',
  'disputed',
  'approved',
];

/** Quantity (or amount) billed on an order line by living invoices up to and with this one. */
export function billedToDate(work: Work, ordered: Row, invoiceId: string, line: Row): string {
  const isAmount = textOf(ordered, 'type') === 'OrderAmountLine';
  const taken = (one: Row) => takenBy(one, isAmount);
  let billed = taken(line);
  for (const id of work.indexed('invoice-lines', 'order-line-id', ordered.id) ?? []) {
    const other = work.get('invoice-lines', id);
    if (!other || other.id === line.id) continue;
    const header = work.get('invoices', textOf(other, 'invoice-header-id'));
    if (header && (header.id === invoiceId || COUNTED.includes(textOf(header, 'status')))) {
      billed = add(billed, taken(other));
    }
  }
  return billed;
}

/** What a line takes of its order line: a correction of the price takes no goods. */
function takenBy(line: Row, isAmount: boolean): string {
  if (isAmount) return decimalOf(line, 'total');
  return line['adjustment-type'] === 'price' ? '0' : decimalOf(line, 'quantity');
}

function headerBreaches(work: Work, invoice: Row, lines: readonly Row[]): Breach[] {
  let goods = '0';
  for (const line of lines) goods = add(goods, decimalOf(line, 'total'));
  const shipping = shippingOf(work, invoice);
  const limit = round(percentOf(goods, settingOf(work, 'shippingPercent', SHIPPING_PERCENT)), 2);
  if (compare(goods, '0') <= 0 || compare(shipping, limit) <= 0) return [];
  const amount = subtract(shipping, limit);
  const detail = `Shipping ${shipping} on goods of ${goods}`;
  return [
    { table: 'invoices', id: invoice.id, code: 'shipping_amount', amount, limit, detail, isReceipt: false },
  ];
}

/** Keeps what an order line shows as invoiced in step with the invoices that count. */
export function bill(work: Work, invoice: Row, sign: 1 | -1): void {
  for (const line of childrenOf(work, 'invoice-lines', invoice, 'invoice-lines')) {
    const ordered = work.get('order-lines', textOf(line, 'order-line-id'));
    if (!ordered) continue;
    const moved = takenBy(line, textOf(ordered, 'type') === 'OrderAmountLine');
    work.change('order-lines', ordered.id, {
      invoiced: add(decimalOf(ordered, 'invoiced'), multiply(moved, String(sign))),
      'total-invoiced': add(
        decimalOf(ordered, 'total-invoiced'),
        multiply(decimalOf(line, 'total'), String(sign)),
      ),
    });
  }
}
