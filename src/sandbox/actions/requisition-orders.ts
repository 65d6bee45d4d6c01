// What an approved requisition becomes: an order for each supplier, and in the end what was received of them.
import { compare } from '../amount.ts';
import { childrenOf, decimalOf, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { lineUp, settleOrderLine } from './purchase-orders.ts';
import { setLines } from './requisitions.ts';

const TRANSMISSIONS: Readonly<Record<string, string>> = {
  email: 'sent_via_email',
  cxml: 'sent_via_cxml',
  xml: 'sent_via_xml',
  buy_online: 'purchased_online',
  mark_as_sent: 'sent_manually',
};

/** Lines with a supplier are ordered; as long as one has none, the requisition waits as approved. */
export function orderApproved(work: Work, requisition: Row): Row {
  setLines(work, requisition, 'approved');
  const lines = childrenOf(work, 'requisition-lines', requisition, 'requisition-lines');
  const groups = new Map<string, Row[]>();
  for (const line of lines) {
    const supplier = textOf(line, 'supplier');
    if (supplier === '') continue;
    const key = `${supplier} ${textOf(line, 'currency')}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  for (const group of groups.values()) orderLines(work, requisition, group);
  const isAll = lines.every((line) => textOf(line, 'supplier') !== '');
  return work.change('requisitions', requisition.id, { status: isAll ? 'ordered' : 'approved' });
}

function orderLines(work: Work, requisition: Row, lines: readonly Row[]): void {
  const supplier = work.get('suppliers', textOf(lines[0], 'supplier'));
  const isScheduled = lines.some((line) => textOf(line, 'schedule-issuance-date') > work.now);
  const header = work.insert('purchase-orders', {
    status: isScheduled ? 'draft' : 'issued',
    'transmission-status': isScheduled
      ? 'deferred'
      : (TRANSMISSIONS[textOf(supplier, 'po-method')] ?? 'pending_manual'),
    version: 1,
    'internal-revision': 0,
    exported: false,
    'acknowledged-flag': false,
    'requisition-header': requisition.id,
    requester: requisition['requested-by'] ?? null,
    'ship-to-user': requisition['requested-by'] ?? null,
    'ship-to-address': requisition['ship-to-address'] ?? null,
    'ship-to-attention': requisition['ship-to-attention'] ?? null,
    supplier: supplier?.id ?? null,
    currency: lines[0]?.currency ?? null,
    'payment-term': lines[0]?.['payment-term'] ?? null,
    'shipping-term': lines[0]?.['shipping-term'] ?? null,
    'deleted-lines': [],
    'custom-fields': {},
  });
  const ids = lines.map((line, index) => orderLine(work, { header, line, requisition, index }));
  const order = { ...header, 'po-number': header.id, 'order-lines': ids };
  const sums = lineUp(work, order);
  work.put('purchase-orders', { ...order, total: sums.total });
  work.note(`purchase-orders:${header.id}`, `created from requisition ${requisition.id}`);
}

interface LineInOrder {
  readonly header: Row;
  readonly line: Row;
  readonly requisition: Row;
  readonly index: number;
}

function orderLine(work: Work, { header, line, requisition, index }: LineInOrder): string {
  const isAmount = textOf(line, 'line-type') === 'RequisitionAmountLine';
  const row = work.insert('order-lines', {
    status: 'created',
    type: isAmount ? 'OrderAmountLine' : 'OrderQuantityLine',
    'line-num': String(index + 1),
    description: line.description ?? null,
    price: line['unit-price'] ?? null,
    quantity: line.quantity ?? null,
    total: line.total ?? null,
    invoiced: '0.0',
    'total-invoiced': '0.00',
    received: '0.0',
    version: 1,
    'order-header-id': header.id,
    'requisition-line-id': line.id,
    'source-part-num': line['source-part-num'] ?? null,
    'supp-aux-part-num': line['supp-aux-part-num'] ?? null,
    'need-by-date': line['need-by-date'] ?? requisition['need-by-date'] ?? null,
    'receipt-required': line['receipt-required'] === true ? true : null,
    account: line.account ?? null,
    commodity: line.commodity ?? null,
    currency: line.currency ?? null,
    item: line.item ?? null,
    uom: line.uom ?? null,
    department: requisition.department ?? null,
    requester: requisition['requested-by'] ?? null,
    'custom-fields': {},
  });
  work.put('order-lines', settleOrderLine(work, row));
  work.change('requisition-lines', line.id, { status: 'ordered', 'order-line-id': row.id });
  return row.id;
}

/** Receipts show on the requisition that the order came from. */
export function followReceipts(work: Work, orderId: string): void {
  const order = work.get('purchase-orders', orderId);
  const requisition = work.get('requisitions', textOf(order, 'requisition-header'));
  if (!requisition) return;
  const lines = childrenOf(work, 'requisition-lines', requisition, 'requisition-lines').map((line) => {
    const ordered = work.get('order-lines', textOf(line, 'order-line-id'));
    if (!ordered) return 'open';
    const wanted = textOf(ordered, 'quantity') || decimalOf(ordered, 'total');
    const received = decimalOf(ordered, 'received');
    const isDone = compare(received, wanted) >= 0;
    const status = isDone ? 'received' : compare(received, '0') > 0 ? 'partially_received' : 'ordered';
    if (line.status !== status) work.change('requisition-lines', line.id, { status });
    return status;
  });
  const has = (status: (typeof lines)[number]) => lines.includes(status);
  const status = lines.every((line) => line === 'received')
    ? 'received'
    : has('received') || has('partially_received')
      ? 'partially_received'
      : has('open')
        ? 'approved'
        : 'ordered';
  if (requisition.status !== status) work.change('requisitions', requisition.id, { status });
}
