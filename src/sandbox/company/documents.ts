// Writing the documents of a story the way people and systems of the company would, each at its own moment.

import { lineUp, settleOrderLine } from '../actions/purchase-orders.ts';
import { resourceOf } from '../catalogue/all-resources.ts';
import type { Body, BodyValue } from '../catalogue/resource.ts';
import { type Row, textOf } from '../row.ts';
import type { State, Work } from '../state.ts';
import { createRecord } from '../wire/save.ts';
import type { Masters } from './master-data.ts';
import { entityOf, type PlannedLine, taxOf } from './plan.ts';
import type { SupplierData } from './supplier-data.ts';
import type { PlantedFault } from './truth.ts';

/** The rules hold for the company too, but for numbers that a fault repeats on purpose. */
const RULES = { hasUniqueInvoiceNumbers: false };

export interface Party {
  readonly data: SupplierData;
  readonly id: string;
}

export interface Desk {
  readonly state: State;
  readonly masters: Masters;
  /** Writes down what was planted, in the transaction that plants it. */
  readonly plant: (faults: readonly PlantedFault[]) => void;
}

export interface OrderPlan {
  readonly party: Party;
  readonly lines: readonly PlannedLine[];
  readonly buyer: string;
  readonly requester: string;
  readonly at: string;
  readonly status?: string;
}

/** An order as a requisition's approval would have made it: its number is its id. */
export function writeOrder(desk: Desk, plan: OrderPlan): Row {
  const { masters } = desk;
  const { data, id: supplier } = plan.party;
  const entity = entityOf(data);
  return desk.state.transact({ now: plan.at, actor: plan.buyer }, (work) => {
    const currency = masters.currency.get(data.currency) ?? null;
    const header = work.insert('purchase-orders', {
      ...resourceOf('purchase-orders').defaults,
      'custom-fields': {},
      status: plan.status ?? 'issued',
      'transmission-status': plan.status ? null : 'sent_via_email',
      requester: plan.requester,
      'ship-to-user': plan.requester,
      'ship-to-attention': textOf(work.get('users', plan.requester), 'fullname'),
      'ship-to-address': masters.address.get(entity) ?? null,
      supplier,
      currency,
      'payment-term': masters.term.get(data.term) ?? null,
    });
    const lines = plan.lines.map((line, index) => {
      const row = work.insert('order-lines', {
        ...resourceOf('order-lines').defaults,
        'custom-fields': {},
        'line-num': String(index + 1),
        description: line.ware.name,
        price: line.price,
        quantity: line.quantity,
        'order-header-id': header.id,
        'source-part-num': partNumber(line),
        uom: masters.uom.get(line.ware.uom) ?? null,
        currency,
        account: masters.account.get(`${entity}:${data.commodity}`) ?? null,
        commodity: masters.commodity.get(data.commodity) ?? null,
        requester: plan.requester,
        'need-by-date': plan.at,
      });
      return work.put('order-lines', settleOrderLine(work, row)).id;
    });
    const order = { ...header, 'po-number': header.id, 'order-lines': lines };
    const sums = lineUp(work, order);
    work.note(`purchase-orders:${header.id}`, 'created from a requisition');
    if (!plan.status) work.note(`purchase-orders:${header.id}`, 'issued');
    return work.put('purchase-orders', { ...order, total: sums.total });
  });
}

/** The same ware has the same part number. */
function partNumber(line: PlannedLine): string {
  let hash = 7;
  for (const char of line.ware.name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 90_000;
  return `H${10_000 + hash}`;
}

/** Goods come in: quantity per order line id. */
export function writeReceipts(
  desk: Desk,
  receipts: readonly { readonly orderLine: string; readonly quantity: string }[],
  by: { readonly at: string; readonly receiver: string },
): Row[] {
  return desk.state.transact({ now: by.at, actor: by.receiver }, (work) =>
    receipts.map(({ orderLine, quantity }) =>
      create(work, 'receiving-transactions', {
        type: 'ReceivingQuantityConsumption',
        quantity,
        'order-line': { id: orderLine },
      }),
    ),
  );
}

export interface InvoiceLinePlan {
  readonly description: string;
  readonly price: string;
  readonly quantity: string;
  readonly uom: string;
  readonly orderLineId?: string;
  /** A number that leads to no order line. */
  readonly poNumber?: string;
  /** Tax the supplier wrote, when it is not rate times base. */
  readonly taxAmount?: string;
  readonly account?: string | null;
  readonly sourcePartNum?: string;
}

export interface InvoicePlan {
  readonly party: Party;
  readonly number: string;
  readonly at: string;
  /** Printed date, `YYYY-MM-DD`. */
  readonly day: string;
  readonly lines: readonly InvoiceLinePlan[];
  readonly clerk: string;
  readonly requester: string;
  readonly currency?: string;
  readonly term?: string;
  readonly shipping?: string;
  readonly supplierTotal?: string;
  readonly channel?: string;
}

/** A fault before the invoice that bears it has its id. */
export type FaultWords = Omit<PlantedFault, 'invoice_id' | 'invoice_number'>;

/** A draft, as it comes from the supplier network, by mail or as cXML, with what is wrong with it. */
export function writeInvoice(desk: Desk, plan: InvoicePlan, faults: readonly FaultWords[] = []): Row {
  const { masters } = desk;
  const { data, id } = plan.party;
  const entity = entityOf(data);
  const tax = taxOf(data);
  const code = { id: masters.tax.get(tax.code) ?? '' };
  const currency = { id: masters.currency.get(plan.currency ?? data.currency) ?? '' };
  const hasLineTax = entity !== 'US';
  const taxLine = (amount: string | undefined): Body => ({
    'tax-code': code,
    rate: tax.rate,
    ...(amount === undefined ? {} : { amount }),
  });
  const headerTax = plan.lines.find((line) => line.taxAmount !== undefined)?.taxAmount;
  const address = { id: masters.address.get(entity) ?? '' };
  const body: Record<string, BodyValue> = {
    'invoice-number': plan.number,
    'invoice-date': plan.day,
    supplier: { id },
    currency,
    'payment-term': { id: masters.term.get(plan.term ?? data.term) ?? '' },
    'account-type': { id: masters.chart.get(entity) ?? '' },
    'bill-to-address': address,
    'ship-to-address': address,
    'requested-by': { id: plan.requester },
    'line-level-taxation': hasLineTax,
    'invoice-lines': plan.lines.map((line, index) => ({
      type: 'InvoiceQuantityLine',
      'line-num': String(index + 1),
      description: line.description,
      price: line.price,
      quantity: line.quantity,
      uom: { id: masters.uom.get(line.uom) ?? '' },
      currency,
      ...(line.orderLineId ? { 'order-line-id': line.orderLineId } : {}),
      ...(line.poNumber ? { 'po-number': line.poNumber } : {}),
      ...(line.sourcePartNum ? { 'source-part-num': line.sourcePartNum } : {}),
      ...(line.account ? { account: { id: line.account } } : {}),
      ...(hasLineTax ? { 'tax-lines': [taxLine(line.taxAmount)] } : {}),
    })),
    ...(hasLineTax ? {} : { 'tax-lines': [taxLine(headerTax)] }),
    ...(plan.shipping ? { 'shipping-amount': plan.shipping } : {}),
    ...(plan.supplierTotal ? { 'supplier-total': plan.supplierTotal } : {}),
  };
  return desk.state.transact({ now: plan.at, actor: plan.clerk }, (work) => {
    const row = create(work, 'invoices', body);
    desk.plant(faults.map((fault) => ({ invoice_id: row.id, invoice_number: plan.number, ...fault })));
    countUp(work, id);
    const remit = textOf(firstRemit(work, id), 'id') || null;
    return work.put('invoices', { ...row, channel: plan.channel ?? 'email', 'remit-to-address': remit });
  });
}

/** The supplier's own running number, out of sight of the API. */
function countUp(work: Work, supplierId: string): void {
  const supplier = work.get('suppliers', supplierId);
  if (supplier) work.put('suppliers', { ...supplier, running: Number(supplier.running ?? 0) + 1 });
}

function firstRemit(work: Work, supplierId: string): Row | undefined {
  const ids = work.get('suppliers', supplierId)?.['remit-to-addresses'];
  return Array.isArray(ids) ? work.get('remit-to-addresses', String(ids[0])) : undefined;
}

function create(work: Work, table: string, body: Body): Row {
  return createRecord(resourceOf(table), body, { work, find: resourceOf, rules: RULES });
}
