// One story: an order, its deliveries, its invoice and, on purpose, what is wrong with it.
import { add, compare, multiply, percentOf, quotient, round } from '../amount.ts';
import { addDays, dayOf } from '../moment.ts';
import type { Chance } from '../random.ts';
import { idsOf, type Row } from '../row.ts';
import { bend, bendToTolerance, type Draft, goodsOf } from './bends.ts';
import type { Cast, Desk, Party } from './desk.ts';
import { type PlannedLine, type PlantedCode, placesIn, planLines, rekeyedNumber } from './plan.ts';
import { type InvoiceLinePlan, writeInvoice } from './write-invoice.ts';
import { writeOrder, writeReceipts } from './write-order.ts';

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
  /** Printed date. */
  readonly day: string;
  /** Re-sent under another spelling some days later. */
  readonly again?: { readonly number: string; readonly lines: readonly InvoiceLinePlan[] };
}

/** Writes order, receipts and invoice, the fault among them, and says what was planted. */
export function writeStory(desk: Desk, plan: StoryPlan, chance: Chance): Told {
  const { data } = plan.party;
  const planned = fitOrder(planLines(chance, data, plan.isAtTolerance ? 3 : 1), plan);
  const order = writeOrder(desk, {
    party: plan.party,
    lines: planned,
    buyer: plan.cast.buyer,
    requester: plan.cast.requester,
    at: plan.orderedAt,
  });
  const draft = startDraft(plan, order, planned);
  addFreight(draft, plan, chance);
  if (plan.fault) bend(plan.fault, { draft, order, chance, data, stranger: plan.stranger });
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
  if (plan.party.data.state === 'on-hold') {
    const what = `${plan.party.data.name} is on hold`;
    draft.faults.push({ code: 'SUPPLIER_BLOCKED', level: 'header', line: null, what });
  }
  const day = dayOf(addDays(plan.invoicedAt, -1));
  const invoice = writeInvoice(
    desk,
    {
      party: draft.party,
      number: plan.number,
      at: plan.invoicedAt,
      day,
      lines: draft.lines,
      clerk: plan.cast.clerk,
      requester: plan.cast.requester,
      channel: ['steel', 'it', 'electro'].includes(plan.party.data.trade) ? 'cxml' : 'email',
      ...(draft.currency ? { currency: draft.currency } : {}),
      ...(draft.term ? { term: draft.term } : {}),
      ...(draft.shipping ? { shipping: draft.shipping } : {}),
      ...(draft.supplierTotal ? { supplierTotal: draft.supplierTotal } : {}),
    },
    { faults: draft.faults, control: draft.isControl ? 'at_tolerance' : undefined },
  );
  const again =
    plan.fault === 'DUP_EXACT' ? { number: rekeyedNumber(plan.number), lines: draft.lines } : undefined;
  return { invoice, day, ...(again ? { again } : {}) };
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

/** Small carriage that any policy lets pass: below 2 % of the goods and below 40. */
function addFreight(draft: Draft, plan: StoryPlan, chance: Chance): void {
  if (
    plan.party.data.matching !== '3-way' ||
    placesIn(plan.party.data.currency) !== 2 ||
    !chance.isWithin(0.25)
  )
    return;
  const most = round(percentOf(goodsOf(draft), '2'), 0);
  const amount = String(chance.between(6, 39));
  if (compare(amount, most) < 0) draft.shipping = `${amount}.00`;
}

function setOrderStatus(desk: Desk, order: Row, status: string, plan: StoryPlan): void {
  desk.state.transact({ now: plan.receivedAt, actor: plan.cast.buyer }, (work) => {
    work.note(
      `purchase-orders:${order.id}`,
      status === 'buyer_hold' ? 'put on buyer hold' : status.replace('_', ' '),
    );
    return work.change('purchase-orders', order.id, { status });
  });
}
