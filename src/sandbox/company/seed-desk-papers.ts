// What lies on desks today besides orders and invoices: requisitions in every state, expense reports, suppliers being
// asked about themselves, goods announced. Few of each; they begin after the stories and change none of them.
import { askApprovers, withDuty } from '../actions/approval-chain.ts';
import { orderPlaces } from '../actions/purchase-orders.ts';
import { multiply, round, total } from '../amount.ts';
import { resourceOf } from '../catalogue/all-resources.ts';
import { blankRow } from '../catalogue/blank-row.ts';
import { addDays } from '../moment.ts';
import { type Cell, childrenOf, decimalOf, type Row, textOf } from '../row.ts';
import type { State, Work } from '../state.ts';
import { countryId } from './countries.ts';

const ORDERED = 12;

/** The latest open orders get the requisition they came from; a few more wait. */
export function seedDeskPapers(state: State, now: string): void {
  state.transact({ now: addDays(now, -2), actor: '1' }, (work) => {
    const orders = [...work.rows('purchase-orders')].filter((row) => row.status === 'issued').slice(-ORDERED);
    for (const order of orders) requisitionOf(work, order);
    const offer = [...work.rows('supplier-items')].find((row) => row.preferred === true);
    for (const status of ['draft', 'cart', 'pending_approval', 'pending_approval'])
      if (offer) waitingRequisition(work, offer, status);
    seedExpenses(work, now);
    seedInformation(work);
    const [first] = orders;
    if (first) announceGoods(work, first, now);
  });
}

const blank = (table: string) => blankRow(resourceOf(table));

function writeRequisition(work: Work, cells: Record<string, Cell>, lines: Record<string, Cell>[]): Row {
  const header = work.insert('requisitions', { ...blank('requisitions'), ...cells });
  const rows = lines.map((line, index) =>
    work.insert('requisition-lines', {
      ...blank('requisition-lines'),
      'line-num': index + 1,
      ...line,
      'requisition-header-id': header.id,
    }),
  );
  const sum = round(total(rows.map((row) => decimalOf(row, 'total'))), orderPlaces(work, header));
  return work.put('requisitions', { ...header, 'requisition-lines': rows.map(({ id }) => id), total: sum });
}

function requisitionOf(work: Work, order: Row): void {
  const lines = childrenOf(work, 'order-lines', order, 'order-lines');
  const requester = order.requester ?? null;
  const requisition = writeRequisition(
    work,
    {
      status: 'ordered',
      'requested-by': requester,
      requester,
      'ship-to-address': order['ship-to-address'] ?? null,
      'submitted-at': textOf(order, 'created-at'),
      currency: order.currency ?? null,
      exported: true,
    },
    lines.map((line) => ({
      status: 'ordered',
      'line-type': line.type === 'OrderAmountLine' ? 'RequisitionAmountLine' : 'RequisitionQuantityLine',
      description: line.description ?? null,
      quantity: line.quantity ?? null,
      'unit-price': line.price ?? null,
      total: line.total ?? null,
      account: line.account ?? null,
      commodity: line.commodity ?? null,
      currency: line.currency ?? null,
      uom: line.uom ?? null,
      supplier: order.supplier ?? null,
      'source-part-num': line['source-part-num'] ?? null,
      'order-line-id': line.id,
    })),
  );
  // The order is as old as before: only where it came from is new.
  work.put('purchase-orders', { ...order, 'requisition-header': requisition.id });
  for (const [index, line] of lines.entries()) {
    const id = childrenOf(work, 'requisition-lines', requisition, 'requisition-lines')[index]?.id ?? null;
    work.put('order-lines', { ...line, 'requisition-line-id': id });
  }
}

function waitingRequisition(work: Work, offer: Row, status: string): void {
  const person = [...work.rows('users')].find((row) => row.duty === 'requester');
  const item = work.get('items', textOf(offer, 'item'));
  const made = writeRequisition(
    work,
    {
      status,
      'req-title': `Supplies, ${status.replace('_', ' ')}`,
      'requested-by': person?.id ?? null,
      requester: person?.id ?? null,
      department: person?.department ?? null,
      currency: offer.currency ?? null,
      'submitted-at': status === 'pending_approval' ? work.now : null,
    },
    [
      {
        status,
        'line-type': 'RequisitionQuantityLine',
        description: item?.description ?? null,
        item: item?.id ?? null,
        quantity: '5',
        'unit-price': offer.price ?? null,
        total: round(multiply(decimalOf(offer, 'price'), '5'), 2),
        currency: offer.currency ?? null,
        supplier: offer.supplier ?? null,
        contract: offer.contract ?? null,
        uom: item?.uom ?? null,
        commodity: item?.commodity ?? null,
        'source-part-num': offer['supplier-part-num'] ?? null,
      },
    ],
  );
  const manager = work.get('users', textOf(person, 'manager')) ?? withDuty(work, 'approver');
  if (status === 'pending_approval' && manager) askApprovers(work, 'RequisitionHeader', made.id, [manager]);
}

const EXPENSES = [
  ['Hamburg to Leeds', 'draft', ['Flight', '312.40'], ['Hotel', '188.00']],
  ['Trade fair Hannover', 'pending_approval', ['Train', '89.90'], ['Meals', '42.10']],
  ['Supplier visit Dresden', 'approved', ['Train', '64.00'], ['Taxi', '23.50']],
  ['Audit Cleveland', 'paid', ['Flight', '1120.00'], ['Hotel', '640.00']],
] as const;

function seedExpenses(work: Work, now: string): void {
  const people = [...work.rows('users')].filter((row) => row.duty === 'requester');
  const currency = [...work.rows('currencies')].find((row) => row.code === 'EUR')?.id ?? null;
  const categories = new Map([...work.rows('expense-categories')].map((row) => [row.name, row.id]));
  for (const [index, [title, status, ...costs]] of EXPENSES.entries()) {
    const person = people[index % people.length];
    const sum = round(total(costs.map(([, amount]) => amount)), 2);
    const report = work.insert('expense-reports', {
      ...blank('expense-reports'),
      title,
      status,
      paid: status === 'paid',
      currency,
      total: sum,
      'reimbursable-total-amount': sum,
      'reimbursable-total-currency': currency,
      'expensed-by': person?.id ?? null,
      'submitted-at': status === 'draft' ? null : work.now,
    });
    const lines = costs.map(([category, amount], place) =>
      work.insert('expense-lines', {
        ...blank('expense-lines'),
        'line-number': place + 1,
        amount,
        'approved-amount': amount,
        currency,
        'expense-category': categories.get(category) ?? null,
        'expense-date': addDays(now, -7 - place),
        'expensed-by': person?.id ?? null,
        'expense-report-id': report.id,
      }),
    );
    work.put('expense-reports', { ...report, 'expense-lines': lines.map(({ id }) => id) });
    const manager = work.get('users', textOf(person, 'manager')) ?? withDuty(work, 'approver');
    if (status === 'pending_approval' && manager) askApprovers(work, 'ExpenseReport', report.id, [manager]);
  }
}

function seedInformation(work: Work): void {
  const suppliers = [...work.rows('suppliers')].slice(0, 3);
  for (const [index, supplier] of suppliers.entries()) {
    const sim = work.insert('supplier-information', {
      ...blank('supplier-information'),
      name: textOf(supplier, 'name'),
      'supplier-name': textOf(supplier, 'name'),
      'supplier-number': textOf(supplier, 'number'),
      'supplier-id': supplier.id,
      status: ['approved', 'pending_approval', 'information_requested'][index] ?? 'draft',
      'payment-term': supplier['payment-term'] ?? null,
      'country-of-operation': countryId('DE'),
    });
    const contact = work.insert('sim-contacts', {
      ...blank('sim-contacts'),
      kind: 'Primary',
      email: `contact@supplier-${1001 + index}.example`,
      'supplier-information-id': sim.id,
    });
    work.put('supplier-information', { ...sim, 'supplier-information-contacts': [contact.id] });
  }
}

function announceGoods(work: Work, order: Row, now: string): void {
  const [line] = childrenOf(work, 'order-lines', order, 'order-lines').filter(
    (row) => textOf(row, 'quantity') !== '',
  );
  if (!line) return;
  const notice = work.insert('asn-headers', {
    ...blank('asn-headers'),
    'asn-number': 'ASN-1',
    'ship-date': now,
    'delivery-date': addDays(now, 2),
    carrier: 'Spedition Nord',
    supplier: order.supplier ?? null,
    'ship-to-address': order['ship-to-address'] ?? null,
  });
  const row = work.insert('asn-lines', {
    ...blank('asn-lines'),
    'line-num': 1,
    description: line.description ?? null,
    quantity: line.quantity ?? null,
    'order-line': line.id,
    uom: line.uom ?? null,
    'asn-header-id': notice.id,
  });
  work.put('asn-headers', { ...notice, lines: [row.id] });
}
