// One story: an order, its deliveries, its invoice and, on purpose, what is wrong with it.
import { add, compare, multiply, percentOf, quotient, round, subtract, total } from '../amount.ts';
import { addDays, dayOf } from '../moment.ts';
import type { Chance } from '../random.ts';
import { idsOf, type Row, textOf } from '../row.ts';
import {
  type Desk,
  type InvoiceLinePlan,
  type Party,
  writeInvoice,
  writeOrder,
  writeReceipts,
} from './documents.ts';
import {
  entityOf,
  type PlannedLine,
  type PlantedCode,
  planLines,
  priceAtTolerance,
  priceOver,
  priceUnder,
  rekeyedNumber,
  taxOf,
} from './plan.ts';
import type { PlantedFault } from './truth.ts';

export interface Cast {
  readonly buyer: string;
  readonly requester: string;
  readonly receiver: string;
  readonly clerk: string;
}

export interface StoryPlan {
  readonly party: Party;
  readonly cast: Cast;
  readonly orderedAt: string;
  readonly receivedAt: string;
  readonly invoicedAt: string;
  readonly number: string;
  readonly fault?: PlantedCode;
  /** A price exactly at what is tolerated: not a fault, and must not be taken for one. */
  readonly isAtTolerance?: boolean;
  /** Another supplier, for the fault that needs one. */
  readonly stranger: Party;
}

export interface Told {
  readonly invoice: Row;
  readonly faults: readonly PlantedFault[];
  /** Re-sent under another spelling some days later. */
  readonly again?: { readonly number: string; readonly lines: readonly InvoiceLinePlan[] };
  readonly isControl: boolean;
}

/** Everything about the invoice that a fault may bend. */
interface Draft {
  party: Party;
  lines: InvoiceLinePlan[];
  received: string[];
  currency?: string;
  term?: string;
  shipping?: string;
  supplierTotal?: string;
  orderStatus?: string;
  faults: Omit<PlantedFault, 'invoice_id' | 'invoice_number'>[];
  isControl: boolean;
}

/** Writes order, receipts and invoice, the fault among them, and says what was planted. */
export function writeStory(desk: Desk, plan: StoryPlan, chance: Chance): Told {
  const { data } = plan.party;
  const planned = fitOrder(planLines(chance, data, plan.isAtTolerance ? 3 : 1), plan);
  const isUnissued = plan.fault === 'PO_INVALID' && chance.isWithin(0.3);
  const order = writeOrder(desk, {
    party: plan.party,
    lines: planned,
    buyer: plan.cast.buyer,
    requester: plan.cast.requester,
    at: plan.orderedAt,
  });
  const draft = startDraft(plan, order, planned);
  addFreight(draft, plan, chance);
  if (plan.fault) bend(draft, plan, { order, planned, chance, isUnissued });
  else if (plan.isAtTolerance) bendToTolerance(draft, planned);
  const receipts = draft.received.flatMap((quantity, index) => {
    const orderLine = idsOf(order, 'order-lines')[index];
    return orderLine !== undefined && compare(quantity, '0') > 0 ? [{ orderLine, quantity }] : [];
  });
  if (data.matching === '3-way' && receipts.length > 0) {
    writeReceipts(desk, receipts, { at: plan.receivedAt, receiver: plan.cast.receiver });
  }
  if (draft.orderStatus) setOrderStatus(desk, order, draft.orderStatus, plan);
  return tell(desk, plan, draft);
}

function tell(desk: Desk, plan: StoryPlan, draft: Draft): Told {
  const invoice = writeInvoice(desk, {
    party: draft.party,
    number: plan.number,
    at: plan.invoicedAt,
    day: dayOf(addDays(plan.invoicedAt, -1)),
    lines: draft.lines,
    clerk: plan.cast.clerk,
    requester: plan.cast.requester,
    channel: ['steel', 'it', 'electro'].includes(plan.party.data.trade) ? 'cxml' : 'email',
    ...(draft.currency ? { currency: draft.currency } : {}),
    ...(draft.term ? { term: draft.term } : {}),
    ...(draft.shipping ? { shipping: draft.shipping } : {}),
    ...(draft.supplierTotal ? { supplierTotal: draft.supplierTotal } : {}),
  });
  const named = { invoice_id: invoice.id, invoice_number: textOf(invoice, 'invoice-number') };
  const faults = draft.faults.map((fault) => ({ ...named, ...fault }));
  const again =
    plan.fault === 'DUP_EXACT' ? { number: rekeyedNumber(plan.number), lines: draft.lines } : undefined;
  return { invoice, faults, isControl: draft.isControl, ...(again ? { again } : {}) };
}

/** Some faults need an order of a certain shape. */
function fitOrder(lines: PlannedLine[], plan: StoryPlan): PlannedLine[] {
  const first = lines[0];
  if (!first) return lines;
  if (plan.fault === 'QTY_OVER_RECEIVED' && compare(first.quantity, '4') < 0) {
    return [{ ...first, quantity: '4' }, ...lines.slice(1)];
  }
  if (plan.fault === 'UOM_MISMATCH') {
    const dozens = add(quotient(first.quantity, '12', 0), '1');
    return [{ ...first, quantity: multiply(dozens, '12') }, ...lines.slice(1)];
  }
  return lines;
}

function startDraft(plan: StoryPlan, order: Row, planned: readonly PlannedLine[]): Draft {
  const ids = idsOf(order, 'order-lines');
  return {
    party: plan.party,
    lines: planned.map((line, index) => ({
      description: line.ware.name,
      price: line.price,
      quantity: line.quantity,
      uom: line.ware.uom,
      orderLineId: ids[index] ?? '',
    })),
    received: planned.map((line) => line.quantity),
    faults: [],
    isControl: false,
  };
}

const goodsOf = (draft: Draft) => total(draft.lines.map((line) => multiply(line.price, line.quantity)));

/** Small carriage that any policy lets pass: below 2 % of the goods and below 40. */
function addFreight(draft: Draft, plan: StoryPlan, chance: Chance): void {
  if (plan.party.data.matching !== '3-way' || plan.party.data.currency === 'JPY' || !chance.isWithin(0.25))
    return;
  const most = round(percentOf(goodsOf(draft), '2'), 0);
  const amount = String(chance.between(6, 39));
  if (compare(amount, most) < 0) draft.shipping = `${amount}.00`;
}

interface Bending {
  readonly order: Row;
  readonly planned: readonly PlannedLine[];
  readonly chance: Chance;
  readonly isUnissued: boolean;
}

function bend(draft: Draft, plan: StoryPlan, bending: Bending): void {
  const { chance, order } = bending;
  const fault = plan.fault;
  if (!fault) return;
  const index =
    fault === 'UOM_MISMATCH' || fault === 'QTY_OVER_RECEIVED' ? 0 : chance.between(0, draft.lines.length - 1);
  const line = draft.lines[index];
  if (!line) return;
  const replace = (changed: Partial<InvoiceLinePlan>) => {
    draft.lines[index] = { ...line, ...changed };
  };
  const onLine = (what: string) => draft.faults.push({ code: fault, level: 'line', line: index + 1, what });
  const onHeader = (what: string) => draft.faults.push({ code: fault, level: 'header', line: null, what });
  switch (fault) {
    case 'PRICE_OVER':
    case 'PRICE_UNDER': {
      const bent = fault === 'PRICE_OVER' ? priceOver(chance, line.price) : priceUnder(chance, line.price);
      replace({ price: bent.price });
      return void onLine(bent.what);
    }
    case 'RECEIPT_MISSING':
      draft.received[index] = '0';
      return void onLine(`nothing received of ${line.quantity} billed`);
    case 'QTY_OVER_RECEIVED': {
      const received = String(chance.between(1, Number(line.quantity) - 1));
      draft.received[index] = received;
      return void onLine(`${received} received, ${line.quantity} billed`);
    }
    case 'QTY_OVER_ORDERED': {
      const billed = add(line.quantity, String(Math.max(1, Math.round(Number(line.quantity) * 0.15))));
      draft.received[index] = billed;
      replace({ quantity: billed });
      return void onLine(`${line.quantity} ordered, ${billed} delivered and billed`);
    }
    case 'UOM_MISMATCH':
      replace({
        quantity: quotient(line.quantity, '12', 0),
        price: multiply(line.price, '12'),
        uom: line.uom === 'PK' ? 'BX' : 'PK',
      });
      return void onLine(`billed in packs of 12, ordered in ${line.uom}`);
    case 'ITEM_UNMATCHED':
      draft.lines.push({
        description: chance.pick(EXTRAS),
        price: String(chance.between(60, 240)),
        quantity: '1',
        uom: 'EA',
      });
      return void draft.faults.push({
        code: fault,
        level: 'line',
        line: draft.lines.length,
        what: 'a line that was not ordered',
      });
    case 'TAX_OVER':
    case 'TAX_UNDER':
      return bendTax(draft, plan, index, fault);
    case 'PO_MISSING':
      draft.lines = draft.lines.map(({ orderLineId: _gone, ...rest }) => rest);
      return void onHeader('no order number on the invoice');
    case 'PO_INVALID':
      if (bending.isUnissued) {
        draft.orderStatus = 'buyer_hold';
        return void onHeader(`order ${order.id} is on buyer hold, it was never issued`);
      }
      draft.lines = draft.lines.map(({ orderLineId: _gone, ...rest }) => ({
        ...rest,
        poNumber: `9${order.id}`,
      }));
      return void onHeader(`order number 9${order.id} does not exist, ${order.id} was meant`);
    case 'PO_CLOSED':
      draft.orderStatus = chance.pick(['closed', 'closed', 'soft_closed']);
      return void onHeader(`order ${order.id} is ${draft.orderStatus}`);
    case 'CURRENCY_MISMATCH':
      draft.currency = plan.party.data.currency === 'USD' ? 'EUR' : 'USD';
      return void onHeader(`billed in ${draft.currency}, ordered in ${plan.party.data.currency}`);
    case 'SUPPLIER_MISMATCH':
      draft.party = plan.stranger;
      return void onHeader(`billed by ${plan.stranger.data.name}, ordered from ${plan.party.data.name}`);
    case 'TERMS_MISMATCH':
      draft.term = plan.party.data.term === 'Net 10' ? 'Due now' : 'Net 10';
      return void onHeader(`terms ${draft.term}, ordered with ${plan.party.data.term}`);
    case 'FREIGHT_OVER': {
      const most = round(percentOf(goodsOf(draft), '3'), 0);
      draft.shipping = `${add(compare(most, '50') > 0 ? most : '50', String(chance.between(15, 140)))}.00`;
      return void onHeader(`freight of ${draft.shipping} that the order does not foresee`);
    }
    case 'TOTAL_UNBALANCED':
      return bendTotal(draft, plan, chance);
    case 'DUP_EXACT':
      // The original is as it should be; its copy is written later.
      return;
  }
}

const EXTRAS = [
  'Express surcharge',
  'Mounting kit',
  'Minimum quantity surcharge',
  'Special packing',
  'Energy surcharge',
];

/** Out by a tenth and at least by 3: more than any rounding explains. */
function bendTax(draft: Draft, plan: StoryPlan, index: number, fault: 'TAX_OVER' | 'TAX_UNDER'): void {
  const line = draft.lines[index];
  if (!line) return;
  const isHeader = entityOf(plan.party.data) === 'US';
  const base = isHeader ? goodsOf(draft) : multiply(line.price, line.quantity);
  const right = round(percentOf(base, taxOf(plan.party.data).rate), 2);
  const off = add(round(percentOf(right, '10'), 2), '3.00');
  const wrong = fault === 'TAX_OVER' ? add(right, off) : subtract(right, off);
  draft.lines[index] = { ...line, taxAmount: compare(wrong, '0') < 0 ? '0.00' : wrong };
  const what = `tax of ${draft.lines[index]?.taxAmount} instead of ${right}`;
  draft.faults.push({
    code: fault,
    level: isHeader ? 'header' : 'line',
    line: isHeader ? null : index + 1,
    what,
  });
}

function bendTotal(draft: Draft, plan: StoryPlan, chance: Chance): void {
  const rate = taxOf(plan.party.data).rate;
  const places = plan.party.data.currency === 'JPY' ? 0 : 2;
  const taxes = total(
    draft.lines.map((line) => round(percentOf(multiply(line.price, line.quantity), rate), places)),
  );
  const right = add(add(goodsOf(draft), taxes), draft.shipping ?? '0');
  const printed = round(add(right, String(chance.between(9, 90))), places);
  draft.supplierTotal = printed;
  draft.faults.push({
    code: 'TOTAL_UNBALANCED',
    level: 'header',
    line: null,
    what: `printed total ${printed}, lines, charges and tax make ${round(right, places)}`,
  });
}

/** The cheapest of three or more lines goes 2 % up, and only where that is no more than 50 and 1 % of the order. */
function bendToTolerance(draft: Draft, planned: readonly PlannedLine[]): void {
  const values = planned.map((line) => multiply(line.price, line.quantity));
  const index = values.reduce(
    (least, value, at) => (compare(value, values[least] ?? value) < 0 ? at : least),
    0,
  );
  const line = draft.lines[index];
  const value = values[index] ?? '0';
  if (!line || planned.length < 3 || compare(value, '2500') > 0) return;
  draft.lines[index] = { ...line, price: priceAtTolerance(line.price) };
  draft.isControl = true;
}

function setOrderStatus(desk: Desk, order: Row, status: string, plan: StoryPlan): void {
  desk.state.transact({ now: addDays(plan.receivedAt, 0), actor: plan.cast.buyer }, (work) => {
    work.note(
      `purchase-orders:${order.id}`,
      status === 'buyer_hold' ? 'put on buyer hold' : status.replace('_', ' '),
    );
    return work.change('purchase-orders', order.id, { status });
  });
}
