// The company goes on: invoices arrive, goods are received, people approve, orders are revised.
import { revalidateInvoice } from '../actions/invoice-life-cycle.ts';
import { compare, isZero, subtract } from '../amount.ts';
import { resourceOf } from '../catalogue/all-resources.ts';
import { addDays, dayOf } from '../moment.ts';
import { type Chance, chance as chanceOf } from '../random.ts';
import { childrenOf, decimalOf, isTrue, type Row, textOf } from '../row.ts';
import type { State } from '../state.ts';
import { updateRecord } from '../wire/save.ts';
import { type Company, castFor, drawFault, nextNumber, pickParty, strangerTo, writeBill } from './company.ts';
import type { Party } from './desk.ts';
import { approveNext, comment, pay, pendingApproval, submit } from './desk-work.ts';
import { planLines } from './plan.ts';
import { writeInvoice } from './write-invoice.ts';
import { writeOrder, writeReceipts } from './write-order.ts';
import { writeStory } from './write-story.ts';

/** Share of arriving order invoices with something wrong. */
const FAULT_SHARE = 0.25;
/** Where the number of events so far is kept, out of sight of the API. */
const CLOCKWORK = 'clockwork';

interface Event {
  readonly company: Company;
  readonly dice: Chance;
  readonly now: string;
}

/** Says whether it could happen; undefined: nothing to do it to. */
type Happening = (event: Event) => string | undefined;

const HAPPENINGS: readonly (readonly [share: number, happening: Happening])[] = [
  [30, invoiceArrives],
  [10, openOrderIsBilled],
  [18, missingGoodsArrive],
  [10, goodsOfAnOpenOrderArrive],
  [14, somebodyApproves],
  [6, orderIsRevised],
  [5, orderIsPlaced],
  [4, somebodyComments],
  [3, invoiceIsPaid],
];

/**
 * Lets one thing happen. The sequence follows from the seed and the number of events so far.
 * @returns what happened, for a log.
 */
export function liveEvent(company: Company, now: string): string {
  const { state } = company.desk;
  const count = Number(state.get(CLOCKWORK, '1')?.events ?? 0) + 1;
  const dice = chanceOf(`${company.seed}:event:${count}`);
  state.transact({ now, actor: '1' }, (work) => work.put(CLOCKWORK, { id: '1', events: count }));
  const event = { company, dice, now };
  let left = dice.next() * HAPPENINGS.reduce((all, [share]) => all + share, 0);
  for (const [share, happening] of HAPPENINGS) {
    left -= share;
    if (left < 0) return happening(event) ?? insteadOf(event);
  }
  return insteadOf(event);
}

/** Where there is nobody to approve and nothing to pay, orders go their way. */
function insteadOf(event: Event): string {
  const others: readonly Happening[] = [openOrderIsBilled, goodsOfAnOpenOrderArrive, orderIsPlaced];
  return event.dice.pick(others)(event) ?? invoiceArrives(event);
}

function invoiceArrives({ company, dice, now }: Event): string {
  const { state } = company.desk;
  const party = pickParty(company.parties, dice);
  const cast = castFor(company, party, dice);
  if (party.data.matching === 'none') {
    const invoice = writeBill(company, party, cast, now, dice);
    submit(state, invoice.id, { at: now, by: cast.clerk });
    return `invoice ${invoice.id} arrived`;
  }
  const stranger = strangerTo(company, party, dice);
  const mayFail = party.data.state !== 'on-hold' && dice.isWithin(FAULT_SHARE);
  const drawn = mayFail ? drawFault(party, stranger, dice) : undefined;
  // A copy needs days between; arriving now it would be no surprise.
  const fault = drawn === 'DUP_EXACT' ? 'PRICE_OVER' : drawn;
  const told = writeStory(
    company.desk,
    {
      party,
      cast,
      orderedAt: now,
      receivedAt: now,
      invoicedAt: now,
      number: nextNumber(company, party, now),
      stranger,
      ...(fault ? { fault } : {}),
    },
    dice,
  );
  // Some stay drafts: whoever watches the drafts has something to submit.
  if (dice.isWithin(0.75)) submit(state, told.invoice.id, { at: now, by: cast.clerk });
  return `invoice ${told.invoice.id} arrived`;
}

function* openOrders(company: Company): Iterable<{ order: Row; lines: Row[]; party: Party }> {
  const { state } = company.desk;
  const parties = new Map(company.parties.map((party) => [party.id, party]));
  for (const order of state.kept('purchase-orders')) {
    if (order.status !== 'issued') continue;
    const party = parties.get(textOf(order, 'supplier'));
    const lines = childrenOf(state, 'order-lines', order, 'order-lines');
    const isBilled = lines.some(
      (line) => (state.indexed('invoice-lines', 'order-line-id', line.id) ?? []).length > 0,
    );
    if (party && party.data.state === undefined && !isBilled) yield { order, lines, party };
  }
}

const isDelivered = (line: Row) =>
  !isTrue(line, 'receipt-required') || compare(decimalOf(line, 'received'), decimalOf(line, 'quantity')) >= 0;

function openOrderIsBilled({ company, dice, now }: Event): string | undefined {
  const { desk } = company;
  const ready = [...openOrders(company)].filter(({ lines }) => lines.every(isDelivered));
  if (ready.length === 0) return undefined;
  const { lines, party } = dice.pick(ready);
  const cast = castFor(company, party, dice);
  const invoice = writeInvoice(desk, {
    party,
    number: nextNumber(company, party, now),
    at: now,
    day: dayOf(addDays(now, -1)),
    lines: lines.map((line) => ({
      description: textOf(line, 'description'),
      price: decimalOf(line, 'price'),
      quantity: decimalOf(line, 'quantity'),
      uom: textOf(desk.state.get('uoms', textOf(line, 'uom')), 'code'),
      orderLineId: line.id,
    })),
    clerk: cast.clerk,
    requester: cast.requester,
  });
  submit(desk.state, invoice.id, { at: now, by: cast.clerk });
  return `invoice ${invoice.id} arrived for an open order`;
}

function goodsOfAnOpenOrderArrive({ company, dice, now }: Event): string | undefined {
  const waiting = [...openOrders(company)].filter(({ lines }) => lines.some((line) => !isDelivered(line)));
  if (waiting.length === 0) return undefined;
  const { order, lines, party } = dice.pick(waiting);
  const receipts = lines.flatMap((line) => {
    const open = subtract(decimalOf(line, 'quantity'), decimalOf(line, 'received'));
    return compare(open, '0') > 0 ? [{ orderLine: line.id, quantity: open }] : [];
  });
  writeReceipts(company.desk, receipts, { at: now, receiver: castFor(company, party, dice).receiver });
  return `goods of order ${order.id} were received`;
}

/** An invoice waits for goods; they are booked and Coupa looks again. */
function missingGoodsArrive({ company, dice, now }: Event): string | undefined {
  const { state } = company.desk;
  const waiting = state.kept('invoices').filter((row) => row.status === 'pending_receipt');
  if (waiting.length === 0) return undefined;
  const invoice = dice.pick(waiting);
  const receipts = childrenOf(state, 'invoice-lines', invoice, 'invoice-lines').flatMap((line) => {
    const ordered = state.get('order-lines', textOf(line, 'order-line-id'));
    if (!ordered) return [];
    const open = subtract(decimalOf(ordered, 'invoiced'), decimalOf(ordered, 'received'));
    return compare(open, '0') > 0 ? [{ orderLine: ordered.id, quantity: open }] : [];
  });
  const clerk = personWith(company, 'ap-clerk');
  if (receipts.length > 0)
    writeReceipts(company.desk, receipts, { at: now, receiver: personWith(company, 'receiver') });
  state.transact({ now, actor: clerk }, (work) =>
    revalidateInvoice(work, work.get('invoices', invoice.id) ?? invoice),
  );
  return `missing goods of invoice ${invoice.id} were received`;
}

/** Anybody but the reviewer, whose approvals are left to whom they are meant for. */
function somebodyApproves({ company, dice, now }: Event): string | undefined {
  const { state } = company.desk;
  const open = state.kept('invoices').filter((row) => {
    const approval = row.status === 'pending_approval' ? pendingApproval(state, row.id) : undefined;
    return approval && state.get('users', textOf(approval, 'approver'))?.duty !== 'reviewer';
  });
  if (open.length === 0) return undefined;
  const invoice = dice.pick(open);
  approveNext(state, invoice.id, now);
  return `invoice ${invoice.id} was approved`;
}

/** Its prices are those of the order's kind: not with tax, for a hundred, or before a discount. */
function isPricedAsOrdered(state: State, invoice: Row): boolean {
  const lines = childrenOf(state, 'invoice-lines', invoice, 'invoice-lines');
  return (
    !isTrue(invoice, 'has-tax-in-prices') &&
    lines.every((line) => textOf(line, 'price-for') === '' && isZero(decimalOf(line, 'discount-amount')))
  );
}

/** The buyer takes over the invoice's price into the order, then Coupa looks again. */
function orderIsRevised({ company, dice, now }: Event): string | undefined {
  const { state } = company.desk;
  const held = state
    .kept('invoices')
    .filter(
      (row) =>
        row.status === 'ap_hold' &&
        textOf(row, 'tolerance-failures') === 'unit_price' &&
        isPricedAsOrdered(state, row),
    );
  if (held.length === 0) return undefined;
  const invoice = dice.pick(held);
  const buyer = personWith(company, 'buyer');
  state.transact({ now, actor: buyer }, (work) => {
    for (const line of childrenOf(work, 'invoice-lines', invoice, 'invoice-lines')) {
      const ordered = work.get('order-lines', textOf(line, 'order-line-id'));
      const order = work.get('purchase-orders', textOf(ordered, 'order-header-id'));
      if (!ordered || !order || compare(decimalOf(line, 'price'), decimalOf(ordered, 'price')) <= 0) continue;
      const body = { 'order-lines': [{ id: ordered.id, price: decimalOf(line, 'price') }] };
      updateRecord(resourceOf('purchase-orders'), order, body, {
        work,
        find: resourceOf,
        rules: { hasUniqueInvoiceNumbers: true },
      });
    }
    return revalidateInvoice(work, work.get('invoices', invoice.id) ?? invoice);
  });
  return `the order of invoice ${invoice.id} was revised`;
}

function orderIsPlaced({ company, dice, now }: Event): string | undefined {
  const party = pickParty(company.parties, dice);
  if (party.data.matching === 'none' || party.data.state !== undefined) return undefined;
  const cast = castFor(company, party, dice);
  const lines = planLines(dice, party.data);
  const order = writeOrder(company.desk, {
    party,
    lines,
    buyer: cast.buyer,
    requester: cast.requester,
    at: now,
  });
  return `order ${order.id} was placed`;
}

const REMARKS = [
  'I asked the supplier for the delivery note.',
  'Please check with the requester whether this arrived.',
  'The supplier promises a credit note.',
  'Waiting for the warehouse to book the rest.',
];

function somebodyComments({ company, dice, now }: Event): string | undefined {
  const { state } = company.desk;
  const held = state
    .kept('invoices')
    .filter((row) => ['ap_hold', 'pending_receipt', 'on_hold', 'disputed'].includes(textOf(row, 'status')));
  if (held.length === 0) return undefined;
  const invoice = dice.pick(held);
  const clerk = personWith(company, 'ap-clerk');
  state.transact({ now, actor: clerk }, (work) => comment(work, invoice, dice.pick(REMARKS)));
  return `invoice ${invoice.id} was commented on`;
}

function invoiceIsPaid({ company, dice, now }: Event): string | undefined {
  const { state } = company.desk;
  const due = state.kept('invoices').filter((row) => row.status === 'approved' && row.paid !== true);
  if (due.length === 0) return undefined;
  const invoice = dice.pick(due);
  pay(state, invoice.id, { at: now, by: personWith(company, 'ap-clerk') });
  return `invoice ${invoice.id} was paid`;
}

function personWith(company: Company, duty: string): string {
  const { state } = company.desk;
  for (const user of state.rows('users')) if (user.duty === duty) return user.id;
  return '1';
}
