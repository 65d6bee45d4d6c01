import { isZero } from '../amount.ts';
import type { Change, SaveContext } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { type Cell, childrenOf, decimalOf, idsOf, isTrue, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { askApprovers, withDuty } from './approval-chain.ts';
import { settleOrder, settleOrderLine } from './purchase-orders.ts';

const MODEL = 'order-header-change';
const HEADER = [
  'ship-to-attention',
  'ship-to-address',
  'ship-to-user',
  'payment-term',
  'shipping-term',
  'payment-method',
  'transmission-emails',
  'transmission-method-override',
];
const LINE = [
  'description',
  'price',
  'quantity',
  'total',
  'need-by-date',
  'source-part-num',
  'supp-aux-part-num',
  'account',
  'commodity',
  'uom',
  'item',
];

const linesOf = (work: Work, change: Row) =>
  childrenOf(work, 'order-line-changes', change, 'order-line-changes');

/** "Cannot submit POST call for purchase orders in draft or pending approval statuses." */
export function settleOrderChange(work: Work, row: Row, { before }: SaveContext): Row {
  if (before && !['draft', 'rejected'].includes(textOf(before, 'status'))) {
    refuse(MODEL, `Order change in status ${textOf(before, 'status')} can't be updated`);
  }
  const order = work.get('purchase-orders', textOf(row, 'order-header-id'));
  if (!order) refuse(MODEL, 'Order header could not be found');
  if (textOf(order, 'status') !== 'issued') {
    refuse(MODEL, `Purchase order in status ${textOf(order, 'status')} can't be changed`);
  }
  const lines = linesOf(work, row);
  for (const line of lines) {
    const known = idsOf(order, 'order-lines').includes(textOf(line, 'order-line-id'));
    const isNew = textOf(line, 'order-line-id') === '';
    if (!isNew && !known) refuse(MODEL, `Order line ${textOf(line, 'order-line-id')} could not be found`);
    if (isNew && (textOf(line, 'description') === '' || textOf(line, 'price') === ''))
      refuse(MODEL, 'A new line needs a description and a price');
    if (isTrue(line, 'pending-delete')) assertUntouched(work, textOf(line, 'order-line-id'));
  }
  return {
    ...row,
    status: 'draft',
    'po-number': order['po-number'] ?? null,
    supplier: order.supplier ?? null,
    currency: order.currency ?? null,
    requester: order.requester ?? null,
    total: order.total ?? null,
    version: order.version ?? null,
    'lines-pending-add-count': lines.filter((line) => textOf(line, 'order-line-id') === '').length,
    'lines-pending-delete-count': lines.filter((line) => isTrue(line, 'pending-delete')).length,
  };
}

/** A line with receipts or invoices stays. */
export function assertUntouched(work: Work, lineId: string): void {
  const line = work.get('order-lines', lineId);
  if (!line || (isZero(decimalOf(line, 'received')) && isZero(decimalOf(line, 'invoiced')))) return;
  refuse('order-line', "Order line with receipts or invoices can't be deleted");
}

export function submitOrderChange(work: Work, row: Row): Row {
  if (!['draft', 'rejected'].includes(textOf(row, 'status'))) {
    refuse(MODEL, `Order change in status ${textOf(row, 'status')} can't be submitted`);
  }
  const requester = work.get('users', textOf(row, 'requester'));
  const approver = work.get('users', textOf(requester, 'manager')) ?? withDuty(work, 'approver');
  if (!approver) refuse(MODEL, 'No approver could be found');
  askApprovers(work, 'OrderHeaderChange', row.id, [approver]);
  return work.change('order-header-changes', row.id, { status: 'pending_approval', 'reject-reason': null });
}

/** The change becomes the order's next revision. */
export function applyOrderChange(work: Work, change: Row): Row {
  const order = work.get('purchase-orders', textOf(change, 'order-header-id'));
  if (order?.status !== 'issued') refuse(MODEL, "The order can't be changed any more");
  const changes: Change[] = [];
  const cells = given(change, HEADER, order, '', changes);
  const kept = [...idsOf(order, 'order-lines')];
  const deleted = [...idsOf(order, 'deleted-lines')];
  for (const line of linesOf(work, change)) {
    const id = textOf(line, 'order-line-id');
    const known = work.get('order-lines', id);
    if (known && isTrue(line, 'pending-delete')) {
      assertUntouched(work, id);
      kept.splice(kept.indexOf(id), 1);
      deleted.push(id);
      changes.push({ path: `order-lines/${id}`, field: 'lines', from: id, to: null });
    } else if (known) {
      const settled = settleOrderLine(work, {
        ...known,
        ...given(line, LINE, known, `order-lines/${id}`, changes),
      });
      work.change('order-lines', id, settled);
    } else {
      const added = addLine(work, order, line);
      kept.push(added);
      changes.push({ path: `order-lines/${added}`, field: 'lines', from: null, to: added });
    }
  }
  const changed: Row = { ...order, ...cells, 'order-lines': kept, 'deleted-lines': deleted };
  const context = { body: {}, before: order, changes, rules: { hasUniqueInvoiceNumbers: true } };
  work.change('purchase-orders', order.id, settleOrder(work, changed, context));
  return work.change('order-header-changes', change.id, { status: 'approved' });
}

/** What the change says and the record does not; each difference is written down. */
function given(
  said: Row,
  fields: readonly string[],
  known: Row,
  path: string,
  changes: Change[],
): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  for (const field of fields) {
    const to = said[field] ?? null;
    const from = known[field] ?? null;
    if (to === null || to === from) continue;
    cells[field] = to;
    changes.push({ path, field, from, to });
  }
  return cells;
}

function addLine(work: Work, order: Row, line: Row): string {
  const cells = Object.fromEntries(LINE.map((field) => [field, line[field] ?? null]));
  const isSum = textOf(line, 'quantity') === '';
  const row = work.insert('order-lines', {
    ...cells,
    type: isSum ? 'OrderAmountLine' : 'OrderQuantityLine',
    status: 'created',
    invoiced: '0.0',
    'total-invoiced': '0.00',
    received: '0.0',
    version: 1,
    currency: order.currency ?? null,
    'order-header-id': order.id,
    'custom-fields': {},
  });
  return work.put('order-lines', settleOrderLine(work, row)).id;
}
