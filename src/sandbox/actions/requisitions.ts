// Requisitions from the cart to the approver.
import { multiply, round, total } from '../amount.ts';
import type { ActionInput, SaveContext } from '../catalogue/resource.ts';
import { readMoment } from '../moment.ts';
import { refuse } from '../refusal.ts';
import { type Cell, childrenOf, decimalOf, idsOf, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { allocate } from './allocations.ts';
import { askApprovers, withDuty } from './approval-chain.ts';
import { orderPlaces } from './purchase-orders.ts';
import { chooseSupplierItem } from './supplier-item-choice.ts';

const MODEL = 'requisition-header';
/** In these the requisition is still the requester's or the buyer's to change. */
const OPEN = ['draft', 'cart', 'pending_buyer_action', 'pending_approval'];
export const SUBMITTABLE: readonly string[] = ['draft', 'cart', 'pending_buyer_action'];

/** A line without a quantity is an amount line, as in Coupa. An item's own description wins over the caller's. */
export function settleRequisitionLine(work: Work, sent: Row, { before }: SaveContext): Row {
  const row = withItem(work, sent, before);
  const missing = ['description', 'unit-price', 'currency'].filter((key) => textOf(row, key) === '');
  if (missing.length > 0)
    refuse('requisition-line', ...missing.map((key) => `${titles[key]} can't be blank`));
  const isAmount = textOf(row, 'quantity') === '';
  const sum = isAmount
    ? decimalOf(row, 'unit-price')
    : multiply(decimalOf(row, 'unit-price'), decimalOf(row, 'quantity'));
  const supplier = work.get('suppliers', textOf(row, 'supplier'));
  const places = orderPlaces(work, row);
  const amount = round(sum, places);
  const parts = { table: 'requisition-line-allocations', model: 'requisition-line', amount, places };
  const settled: Row = {
    ...allocate(work, { row, ...parts }),
    'line-type': isAmount ? 'RequisitionAmountLine' : 'RequisitionQuantityLine',
    'payment-term': row['payment-term'] ?? supplier?.['payment-term'] ?? null,
    'shipping-term': row['shipping-term'] ?? supplier?.['shipping-term'] ?? null,
    total: amount,
  };
  // A line that is changed by itself changes what its requisition comes to.
  if (before) sumUpAgain(work, settled);
  return settled;
}

function sumUpAgain(work: Work, line: Row): void {
  const header = work.get('requisitions', textOf(line, 'requisition-header-id'));
  if (!header) return;
  if (!OPEN.includes(textOf(header, 'status')))
    refuse(MODEL, 'Lines of an ordered requisition stay as they are');
  work.put('requisition-lines', line);
  work.put('requisitions', summedUp(work, header));
}

/** A line leaves its draft or cart; the requisition comes to less. */
export function deleteRequisitionLine(work: Work, line: Row): void {
  const header = work.get('requisitions', textOf(line, 'requisition-header-id'));
  if (!header || !['draft', 'cart'].includes(textOf(header, 'status'))) {
    refuse('requisition-line', 'Lines can only be deleted from drafts and carts');
  }
  const lines = idsOf(header, 'requisition-lines').filter((id) => id !== line.id);
  work.put('requisitions', summedUp(work, { ...header, 'requisition-lines': lines }));
}

const titles: Readonly<Record<string, string>> = {
  description: 'Description',
  'unit-price': 'Unit price',
  currency: 'Currency',
};

function withItem(work: Work, row: Row, before: Row | undefined): Row {
  const item = work.get('items', textOf(row, 'item'));
  if (!item) return row;
  const offer = chooseSupplierItem(work, row);
  const isNew = before?.item !== item.id;
  const defaults: Record<string, Cell> = {
    'unit-price': offer?.price ?? null,
    currency: offer?.currency ?? null,
    supplier: offer?.supplier ?? null,
    contract: offer?.contract ?? null,
    'source-part-num': offer?.['supplier-part-num'] ?? null,
    uom: item.uom ?? null,
    commodity: item.commodity ?? null,
    'manufacturer-name': item['manufacturer-name'] ?? null,
    'manufacturer-part-number': item['manufacturer-part-number'] ?? null,
  };
  const filled = Object.entries(defaults).map(([key, value]) => [key, row[key] ?? value]);
  const own =
    isNew || before ? textOf(item, 'description') || textOf(item, 'name') : textOf(row, 'description');
  return { ...row, ...Object.fromEntries(filled), quantity: row.quantity ?? '1', description: own };
}

export function settleRequisition(work: Work, row: Row, { before, changes }: SaveContext): Row {
  const isChanged = changes.some(({ path, field }) => path !== '' || field !== 'custom-fields');
  if (before && isChanged && !OPEN.includes(textOf(before, 'status'))) {
    refuse(MODEL, `Requisition in status ${textOf(before, 'status')} can't be updated`);
  }
  return summedUp(work, row);
}

/** Numbers the lines, adds them up, and knows who asked for it. */
function summedUp(work: Work, row: Row): Row {
  const ids = numbered(work, childrenOf(work, 'requisition-lines', row, 'requisition-lines'));
  const lines = ids.flatMap((id) => work.get('requisition-lines', id) ?? []);
  const requester = row['requested-by'] ?? row.requester ?? work.actor;
  return {
    ...row,
    'requisition-lines': ids,
    'requested-by': requester,
    requester,
    currency: lines[0]?.currency ?? null,
    total: round(
      total(lines.map((line) => decimalOf(line, 'total'))),
      lines[0] ? orderPlaces(work, lines[0]) : 2,
    ),
  };
}

/** "If a line number is repeated" the later line is passed over; lines without a number get the next. */
function numbered(work: Work, lines: readonly Row[]): string[] {
  const taken = new Set<number>();
  return lines.flatMap((line) => {
    const given = typeof line['line-num'] === 'number' ? line['line-num'] : undefined;
    if (given !== undefined && taken.has(given)) {
      work.remove('requisition-lines', line.id);
      return [];
    }
    const number = given ?? Math.max(0, ...taken) + 1;
    taken.add(number);
    if (given === undefined) work.put('requisition-lines', { ...line, 'line-num': number });
    return [line.id];
  });
}

function assertLines(row: Row): void {
  if (idsOf(row, 'requisition-lines').length === 0) refuse(MODEL, "Requisition lines can't be blank");
}

/** `POST /requisitions`: a draft has lines. Only carts may be empty. */
export function assertSubmittable(row: Row): void {
  assertLines(row);
  const status = textOf(row, 'status');
  if (!SUBMITTABLE.includes(status)) refuse(MODEL, `Requisition in status ${status} can't be submitted`);
}

/** Sends it to the requester's manager. */
export function submitRequisition(work: Work, row: Row): Row {
  assertSubmittable(row);
  const requester = work.get('users', textOf(row, 'requested-by'));
  const approver = work.get('users', textOf(requester, 'manager')) ?? withDuty(work, 'approver');
  if (!approver) refuse(MODEL, 'No approver could be found');
  askApprovers(work, 'RequisitionHeader', row.id, [approver]);
  work.note(`requisitions:${row.id}`, 'submitted for approval');
  setLines(work, row, 'pending_approval');
  return work.change('requisitions', row.id, {
    status: 'pending_approval',
    'submitted-at': work.now,
    'reject-reason-comment': null,
  });
}

export function setLines(work: Work, row: Row, status: string): void {
  for (const id of idsOf(row, 'requisition-lines')) work.change('requisition-lines', id, { status });
}

export function asCart(work: Work, row: Row): Row {
  return work.change('requisitions', row.id, { ...row, status: 'cart' });
}

export function saveForLater(work: Work, row: Row): Row {
  if (row.status !== 'cart' && row.status !== 'draft') {
    refuse(MODEL, `Requisition in status ${textOf(row, 'status')} can't be saved for later`);
  }
  work.note(`requisitions:${row.id}`, 'saved for later');
  return work.change('requisitions', row.id, { status: 'draft' });
}

/** The lines go into the cart that the requester has; without one they are its beginning. */
export function addToCart(work: Work, row: Row): Row {
  const cart = cartOf(work, textOf(row, 'requested-by'));
  if (!cart) return asCart(work, row);
  const lines = [...idsOf(cart, 'requisition-lines'), ...idsOf(row, 'requisition-lines')];
  for (const [index, id] of lines.entries()) {
    work.change('requisition-lines', id, { 'requisition-header-id': cart.id, 'line-num': index + 1 });
  }
  work.remove('requisitions', row.id);
  return work.put(
    'requisitions',
    summedUp(work, { ...cart, 'requisition-lines': lines, 'updated-at': work.now }),
  );
}

function cartOf(work: Work, userId: string): Row | undefined {
  return [...work.rows('requisitions')].findLast(
    (row) => row.status === 'cart' && row['requested-by'] === userId,
  );
}

/** The caller's cart; made when there is none. */
export function currentCart(work: Work): Row {
  return (
    cartOf(work, work.actor) ??
    work.insert('requisitions', {
      status: 'cart',
      'requested-by': work.actor,
      requester: work.actor,
      'requisition-lines': [],
      exported: false,
      total: '0.00',
      'custom-fields': {},
    })
  );
}

export function assertDeletableRequisition(_work: Work, row: Row): void {
  if (!['draft', 'cart'].includes(textOf(row, 'status'))) {
    refuse(MODEL, `Requisition in status ${textOf(row, 'status')} can't be deleted`);
  }
}

/** `{requisition_line_ids, schedule_issuance_date: "MM/DD/YYYY", schedule_retry_interval}` */
export function scheduleIssuance(work: Work, { body }: ActionInput): readonly Row[] {
  const raw = body['schedule-issuance-date'];
  const at = typeof raw === 'string' ? readMoment(raw, 'tenant') : undefined;
  if (at === undefined) refuse(MODEL, 'Schedule issuance date is invalid');
  const interval = Number(body['schedule-retry-interval'] ?? 0);
  return namedLines(work, body).map((line) =>
    work.change('requisition-lines', line.id, {
      'schedule-issuance-date': at,
      'schedule-retry-interval': Number.isSafeInteger(interval) && interval > 0 ? interval : null,
    }),
  );
}

export function unscheduleIssuance(work: Work, { body }: ActionInput): readonly Row[] {
  const nothing = { 'schedule-issuance-date': null, 'schedule-retry-interval': null };
  return namedLines(work, body).map((line) => work.change('requisition-lines', line.id, nothing));
}

function namedLines(work: Work, body: ActionInput['body']): Row[] {
  const ids = body['requisition-line-ids'];
  if (!Array.isArray(ids) || ids.length === 0) refuse(MODEL, "Requisition line ids can't be blank");
  return ids.map((id) => {
    const line = work.get('requisition-lines', String(id));
    if (!line) refuse(MODEL, `Requisition line ${String(id)} could not be found`);
    if (textOf(line, 'order-line-id') !== '') refuse(MODEL, `Requisition line ${line.id} is already ordered`);
    return line;
  });
}
