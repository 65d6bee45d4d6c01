// Invoices as they come from the supplier network, by mail or as cXML, with what is true about them.
import { settleInvoice } from '../actions/invoice-totals.ts';
import { resourceOf } from '../catalogue/all-resources.ts';
import { blankRow } from '../catalogue/blank-row.ts';
import { midnight } from '../moment.ts';
import { type Cell, idsOf, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import type { Desk, Party } from './desk.ts';
import { entityOf, taxOf } from './plan.ts';
import type { PlantedFault } from './truth.ts';

/** The rules hold for the company too, but for numbers that a fault repeats on purpose. */
const RULES = { hasUniqueInvoiceNumbers: false };

/** What an invoice line means without saying so. */
export interface Meaning {
  readonly orderLines: readonly string[];
  readonly isAmbiguous?: boolean;
}

export interface InvoiceLinePlan {
  readonly description: string;
  readonly price: string;
  readonly quantity: string;
  readonly uom: string;
  readonly orderLineId?: string;
  /** An order number in words, where no order line is named; it may lead nowhere. */
  readonly poNumber?: string;
  readonly means?: Meaning;
  /** Bills a sum, `price`; Coupa keeps no quantity then. */
  readonly isSum?: boolean;
  /** The price is for so many: 100 or 1000. */
  readonly pricedFor?: string;
  /** Taken off price times quantity. */
  readonly discount?: string;
  readonly adjustment?: 'price' | 'quantity' | 'other';
  /** Tax the supplier wrote, when it is not rate times base. */
  readonly taxAmount?: string;
  /** What is taxed, when it is not the line's total. */
  readonly taxable?: string;
  readonly account?: string | null;
  readonly sourcePartNum?: string;
}

export interface InvoicePlan {
  readonly party: Party;
  readonly number: string;
  readonly at: string;
  /** Printed date, `YYYY-MM-DD`; empty where the scan could not be read. */
  readonly day: string;
  readonly lines: readonly InvoiceLinePlan[];
  readonly clerk: string;
  readonly requester: string;
  readonly currency?: string;
  readonly term?: string;
  readonly shipping?: string;
  readonly handling?: string;
  readonly misc?: string;
  readonly supplierTotal?: string;
  readonly channel?: string;
  readonly isCredit?: boolean;
  /** Number of the invoice that it corrects. */
  readonly corrects?: string;
  /** Day on which goods or services came, `YYYY-MM-DD`. */
  readonly suppliedOn?: string;
  /** Prices have the tax in them, and the total adds none. */
  readonly hasTaxInPrices?: boolean;
}

/** A fault before the invoice that bears it has its id. */
export type FaultWords = Omit<PlantedFault, 'invoice_id' | 'invoice_number'>;

/** What is known about an invoice by whoever makes it. */
export interface InvoiceTruth {
  readonly faults?: readonly FaultWords[];
  /** Nothing is wrong with it, though it looks as if. */
  readonly control?: string | undefined;
}

/** A draft, with what is wrong with it and what its lines mean written down beside it. */
export function writeInvoice(desk: Desk, plan: InvoicePlan, truth: InvoiceTruth = {}): Row {
  return desk.state.transact({ now: plan.at, actor: plan.clerk }, (work) => {
    const header = work.insert('invoices', headerCells(desk, plan, work));
    const lines = plan.lines.map((line, index) => writeLine(desk, plan, { work, header, line, index }));
    const taxes = hasLineTax(plan)
      ? []
      : [writeTax(desk, plan, { work, owner: header.id, stated: taxIn(plan) })];
    const row = { ...header, 'invoice-lines': lines, 'tax-lines': taxes };
    const settled = settleInvoice(work, row, {
      body: { 'is-credit-note': plan.isCredit === true },
      before: undefined,
      changes: [],
      rules: RULES,
    });
    countUp(work, plan.party.id);
    writeDown(desk, plan, settled, truth);
    return work.put('invoices', settled);
  });
}

const hasLineTax = ({ party }: InvoicePlan) => entityOf(party.data) !== 'US';
const taxIn = ({ lines }: InvoicePlan) => lines.find((line) => line.taxAmount !== undefined);

function headerCells({ masters }: Desk, plan: InvoicePlan, work: Work): Record<string, Cell> {
  const { data, id } = plan.party;
  const entity = entityOf(data);
  const address = masters.address.get(entity) ?? null;
  return {
    ...blankRow(resourceOf('invoices')),
    'invoice-number': plan.number,
    'invoice-date': plan.day === '' ? null : midnight(plan.day),
    supplier: id,
    currency: masters.currency.get(plan.currency ?? data.currency) ?? null,
    'payment-term': masters.term.get(plan.term ?? data.term) ?? null,
    'account-type': masters.chart.get(entity) ?? null,
    'bill-to-address': address,
    'ship-to-address': address,
    'requested-by': plan.requester,
    'line-level-taxation': hasLineTax(plan),
    channel: plan.channel ?? 'email',
    'remit-to-address': textOf(firstRemit(work, id), 'id') || null,
    ...(plan.shipping ? { 'shipping-amount': plan.shipping } : {}),
    ...(plan.handling ? { 'handling-amount': plan.handling } : {}),
    ...(plan.misc ? { 'misc-amount': plan.misc } : {}),
    ...(plan.supplierTotal ? { 'supplier-total': plan.supplierTotal } : {}),
    ...(plan.corrects ? { 'original-invoice-number': plan.corrects } : {}),
    ...(plan.suppliedOn ? { 'delivery-date': midnight(plan.suppliedOn) } : {}),
    ...(plan.hasTaxInPrices ? { 'has-tax-in-prices': true } : {}),
  };
}

interface Place {
  readonly work: Work;
  readonly header: Row;
  readonly line: InvoiceLinePlan;
  readonly index: number;
}

function writeLine(desk: Desk, plan: InvoicePlan, { work, header, line, index }: Place): string {
  const { masters } = desk;
  const row = work.insert('invoice-lines', {
    ...blankRow(resourceOf('invoice-lines')),
    type: line.isSum ? 'InvoiceAmountLine' : 'InvoiceQuantityLine',
    'line-num': index + 1,
    description: line.description,
    price: line.price,
    quantity: line.isSum ? null : line.quantity,
    uom: masters.uom.get(line.uom) ?? null,
    currency: header.currency ?? null,
    'order-line-id': line.orderLineId ?? null,
    'po-number': line.poNumber ?? null,
    'source-part-num': line.sourcePartNum ?? null,
    account: line.account ?? null,
    'invoice-header-id': header.id,
    ...(line.pricedFor ? { 'price-for': line.pricedFor } : {}),
    ...(line.discount ? { 'discount-amount': line.discount } : {}),
    ...(line.adjustment ? { 'adjustment-type': line.adjustment } : {}),
    ...(plan.suppliedOn ? { 'original-date-of-supply': midnight(plan.suppliedOn) } : {}),
  });
  if (!hasLineTax(plan)) return row.id;
  const tax = writeTax(desk, plan, { work, owner: row.id, stated: line });
  return work.put('invoice-lines', { ...row, 'tax-lines': [tax] }).id;
}

interface Taxed {
  readonly work: Work;
  readonly owner: string;
  readonly stated: InvoiceLinePlan | undefined;
}

function writeTax({ masters }: Desk, { party }: InvoicePlan, { work, owner, stated }: Taxed): string {
  const tax = taxOf(party.data);
  return work.insert('tax-lines', {
    ...blankRow(resourceOf('tax-lines')),
    owner,
    'tax-code': masters.tax.get(tax.code) ?? null,
    rate: tax.rate,
    amount: stated?.taxAmount ?? null,
    'taxable-amount': stated?.taxable ?? null,
  }).id;
}

function writeDown({ truth }: Desk, plan: InvoicePlan, invoice: Row, known: InvoiceTruth): void {
  const named = { invoice_id: invoice.id, invoice_number: plan.number };
  truth.faults.push(...(known.faults ?? []).map((fault) => ({ ...named, ...fault })));
  if (known.control !== undefined) truth.controls.push({ invoice_id: invoice.id, kind: known.control });
  for (const [index, { means }] of plan.lines.entries()) {
    if (means === undefined) continue;
    truth.assignments.push({
      ...named,
      line: index + 1,
      order_line_ids: means.orderLines,
      ambiguous: means.isAmbiguous === true,
    });
  }
}

/** The supplier's own running number, out of sight of the API. */
function countUp(work: Work, supplierId: string): void {
  const supplier = work.get('suppliers', supplierId);
  if (!supplier) return;
  let running = Number(supplier.running ?? 0) + 1;
  // The next number must not be one that somebody has mistyped already.
  while (idsOf(supplier, 'mistyped').includes(String(running + 1))) running += 1;
  work.put('suppliers', { ...supplier, running });
}

function firstRemit(work: Work, supplierId: string): Row | undefined {
  const ids = work.get('suppliers', supplierId)?.['remit-to-addresses'];
  return Array.isArray(ids) ? work.get('remit-to-addresses', String(ids[0])) : undefined;
}
