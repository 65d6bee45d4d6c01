import { add, isZero, multiply, round, total } from '../amount.ts';
import type { Body, BodyValue, Change, SaveContext } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import {
  type Cell,
  childrenOf,
  decimalOf,
  idsOf,
  isTrue,
  type PlainObject,
  type Reader,
  type Row,
  textOf,
} from '../row.ts';
import type { Work } from '../state.ts';
import { allocate } from './allocations.ts';
import { placesOf } from './invoice-totals.ts';

interface Move {
  readonly from: readonly string[];
  readonly to: string;
  readonly did: string;
}

/** The life of an order. The documents name the verbs; the states they start from are our reading of them. */
export const ORDER_MOVES = {
  issue: { from: ['draft', 'buyer_hold', 'supplier_window_hold', 'issued'], to: 'issued', did: 'issued' },
  issue_without_send: {
    from: ['draft', 'buyer_hold', 'supplier_window_hold'],
    to: 'issued',
    did: 'issued without sending',
  },
  ignore_window_and_issue: { from: ['draft', 'supplier_window_hold'], to: 'issued', did: 'issued' },
  release_from_buyer_hold: { from: ['buyer_hold'], to: 'issued', did: 'released from buyer hold' },
  close: { from: ['issued', 'soft_closed'], to: 'closed', did: 'closed' },
  reopen: { from: ['closed', 'soft_closed'], to: 'issued', did: 'reopened' },
} as const satisfies Record<string, Move>;

/** Moves an order along, or refuses with 400. */
export function changeOrderState(work: Work, order: Row, verb: keyof typeof ORDER_MOVES): Row {
  const move: Move = ORDER_MOVES[verb];
  const status = textOf(order, 'status');
  if (!move.from.includes(status)) {
    refuse('order-header', `Purchase order in status ${status} can't be ${move.did}`);
  }
  work.note(`purchase-orders:${order.id}`, move.did);
  const sent = verb === 'issue' ? { 'transmission-status': 'sent_via_email' } : {};
  return work.change('purchase-orders', order.id, { status: move.to, ...sent });
}

/** Cancels an order that has neither receipts nor invoices. */
export function cancelOrder(work: Work, order: Row): Row {
  const status = textOf(order, 'status');
  if (['cancelled', 'closed'].includes(status)) {
    refuse('order-header', `Purchase order in status ${status} can't be cancelled`);
  }
  for (const line of childrenOf(work, 'order-lines', order, 'order-lines')) {
    if (!isZero(decimalOf(line, 'received')) || !isZero(decimalOf(line, 'invoiced'))) {
      refuse('order-header', "Purchase order with receipts or invoices can't be cancelled");
    }
  }
  work.note(`purchase-orders:${order.id}`, 'cancelled');
  return work.change('purchase-orders', order.id, {
    status: 'cancelled',
    'transmission-status': 'pending_manual_cancel',
  });
}

/** A line's own sums; its number is given when the caller gave none. */
export function settleOrderLine(work: Work, row: Row): Row {
  if (textOf(row, 'description') === '') refuse('order-line', "Description can't be blank");
  if (textOf(row, 'price') === '') refuse('order-line', "Price can't be blank");
  const isAmount = textOf(row, 'type') === 'OrderAmountLine';
  if (!isAmount && textOf(row, 'quantity') === '') refuse('order-line', "Quantity can't be blank");
  const lineTotal = isAmount
    ? textOf(row, 'total') || textOf(row, 'price')
    : round(multiply(decimalOf(row, 'price'), decimalOf(row, 'quantity')), orderPlaces(work, row));
  return { ...row, total: lineTotal, ...(isAmount ? { quantity: null } : {}) };
}

/** Orders show two decimals, or as many as the currency has. */
export const orderPlaces = (reader: Pick<Reader, 'get'>, row: Row): number =>
  Math.max(2, placesOf(reader, row));

const COMMERCIAL = ['price', 'quantity', 'description', 'uom', 'source-part-num', 'need-by-date', 'lines'];

/** Sums, numbers, revisions: runs after the lines of the same request were written. */
export function settleOrder(work: Work, row: Row, { body, before, changes }: SaveContext): Row {
  if (!before) return settleNewOrder(work, row, body);
  if (isYes(body['-cancel'])) return cancelOrder(work, row);
  if (isYes(body['-close'])) return changeOrderState(work, row, 'close');
  const sums = lineUp(work, row);
  if (changes.length === 0) return { ...row, total: sums.total };
  // A change that the supplier has to know of makes a new version and takes the export flag back.
  const isResent = changes.some((change) => COMMERCIAL.includes(change.field));
  const revised: Row = {
    ...row,
    total: sums.total,
    'internal-revision': Number(row['internal-revision'] ?? 0) + 1,
    'change-type': 'revision',
    ...(isResent ? { version: Number(row.version ?? 1) + 1, exported: false } : {}),
  };
  recordRevision(work, revised, changes);
  return revised;
}

const isYes = (value: BodyValue | undefined) => value === true || value === 'true';

function settleNewOrder(work: Work, row: Row, body: Body): Row {
  if (body.type !== 'ExternalOrderHeader') {
    refuse('order-header', 'Only purchase orders of type ExternalOrderHeader can be created');
  }
  const number = textOf(row, 'po-number');
  if (number === '') refuse('order-header', "PO number can't be blank");
  for (const other of work.rows('purchase-orders')) {
    if (other.id !== row.id && textOf(other, 'po-number') === number) {
      refuse('order-header', 'PO Number has already been taken');
    }
  }
  work.note(`purchase-orders:${row.id}`, 'created');
  const lines = lineUp(work, row);
  return { ...row, currency: row.currency ?? lines.currency, total: lines.total };
}

/** Gives lines their order's currency, supplier's matching level and a number, and adds them up. */
export function lineUp(work: Work, order: Row): { total: string; currency: string | null } {
  const supplier = work.get('suppliers', textOf(order, 'supplier'));
  const level = textOf(supplier, 'invoice-matching-level') || '3-way';
  const match = level === '3-way-direct' ? 'direct_matching' : level;
  let currency: string | null = null;
  const totals = idsOf(order, 'order-lines').map((id, index) => {
    const line = work.get('order-lines', id);
    if (!line) return '0';
    currency ??= textOf(line, 'currency') || null;
    const isThreeWay = match.startsWith('3') || match === 'direct_matching';
    const lined: Row = {
      ...line,
      'line-num': textOf(line, 'line-num') || String(index + 1),
      currency: line.currency ?? order.currency ?? null,
      'match-type': line['match-type'] ?? (line['receipt-required'] === false ? '2-way' : match),
      'receipt-required': line['receipt-required'] ?? isThreeWay,
      account: line.account ?? null,
    };
    const amount = decimalOf(lined, 'total');
    const parts = { table: 'order-line-allocations', model: 'order-line', amount };
    work.put('order-lines', allocate(work, { row: lined, ...parts, places: orderPlaces(work, order) }));
    return amount;
  });
  return { total: round(total(totals), orderPlaces(work, order)), currency };
}

/** Writes down what changed from the last revision to this one, with its page line. */
export function recordRevision(work: Work, order: Row, changes: readonly Change[]) {
  const listed: PlainObject[] = changes.map((change) => ({
    path: change.path || null,
    field: change.field,
    from: show(change.from),
    to: show(change.to),
  }));
  work.insert('order-header-revisions', {
    'purchase-order': order.id,
    revision: Number(order['internal-revision']),
    version: Number(order.version),
    changes: listed,
    'revision-date': work.now,
  });
  const words = changes.map(
    (change) => `${change.field} ${show(change.from) ?? 'none'} to ${show(change.to) ?? 'none'}`,
  );
  work.note(`purchase-orders:${order.id}`, `revised: ${words.join('; ')}`);
}

const show = (cell: Cell) => (cell === null || typeof cell === 'object' ? null : String(cell));

/** Adds to what a line has received and brings its and its order's date forward. */
export function addReceived(work: Work, line: Row, quantity: string): void {
  const received = add(decimalOf(line, 'received'), quantity);
  work.change('order-lines', line.id, { received, status: isZero(received) ? 'created' : 'received' });
  work.change('purchase-orders', textOf(line, 'order-header-id'), {});
}

export function isReceivable(work: Work, line: Row): boolean {
  const order = work.get('purchase-orders', textOf(line, 'order-header-id'));
  return textOf(order, 'status') === 'issued' && !isTrue(line, 'soft-closed-for-receiving');
}
