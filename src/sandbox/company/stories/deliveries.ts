// Goods that come in parts, too many, too few or not as they should be, and what is billed of them.
import { add, compare, subtract } from '../../amount.ts';
import { addDays } from '../../moment.ts';
import type { Chance } from '../../random.ts';
import { textOf } from '../../row.ts';
import { type PlannedLine, planLines } from '../plan.ts';
import { deliver, onLine, receive, send, type Telling } from '../story.ts';
import type { InvoiceLinePlan } from '../write-invoice.ts';
import { lineIds } from '../write-order.ts';

const ACCEPTED = { code: 'ACCEPT', name: 'Accepted' };
const REJECTED = { code: 'REJECT', name: 'Rejected' };

/** One order line of at least so many. */
function oneLine({ dice, party }: Telling, least: string): PlannedLine[] {
  const [line] = planLines(dice, party.data);
  if (line === undefined) return [];
  return [compare(line.quantity, least) < 0 ? { ...line, quantity: least } : line];
}

/** A whole number between a tenth and a third of the quantity, at least one. */
function someOf(dice: Chance, quantity: string): string {
  const all = Number(quantity);
  return String(dice.between(Math.max(1, Math.floor(all / 10)), Math.max(1, Math.floor(all / 3))));
}

/** All of it arrived, the inspection turned some of it away, and all of it is billed. */
export function rejectedGoods(telling: Telling): void {
  const { dice } = telling;
  const lines = oneLine(telling, '4');
  const { ordered, bills } = deliver(telling, { lines, isOnlyOrdered: true });
  const [orderLine = ''] = lineIds(ordered);
  const all = lines[0]?.quantity ?? '0';
  const bad = someOf(dice, all);
  const good = subtract(all, bad);
  const receipts = [
    { orderLine, quantity: good, inspection: ACCEPTED },
    { orderLine, quantity: bad, inspection: REJECTED },
  ];
  receive(telling, receipts, dice.between(1, 4));
  send(telling, { lines: bills }, onLine('QUALITY_REJECT', 1, `${good} of ${all} accepted, ${all} billed`));
}

/** The inspection found nothing. */
export function inspectedGoods(telling: Telling): void {
  const lines = planLines(telling.dice, telling.party.data);
  const { ordered, bills } = deliver(telling, { lines, isOnlyOrdered: true });
  const receipts = lineIds(ordered).map((orderLine, index) => ({
    orderLine,
    quantity: lines[index]?.quantity ?? '0',
    inspection: ACCEPTED,
  }));
  receive(telling, receipts, 3);
  send(telling, { lines: bills }, { control: 'inspected' });
}

/** Two or three deliveries, an invoice after each. */
export function partDeliveries(telling: Telling): void {
  const { dice, at } = telling;
  const lines = oneLine(telling, '9');
  const parts = dice.between(2, 3);
  const { ordered, bills } = deliver(telling, { lines, isOnlyOrdered: true, daysBefore: 40 });
  const [orderLine = ''] = lineIds(ordered);
  let open = lines[0]?.quantity ?? '0';
  for (let left = parts - 1; left >= 0; left--) {
    const quantity = left === 0 ? open : someOf(dice, open);
    open = subtract(open, quantity);
    const days = left * 10;
    receive(telling, [{ orderLine, quantity }], days + 2);
    const lot = bills.map((line) => ({ ...line, quantity }));
    send(telling, { lines: lot, at: addDays(at, -days) }, { control: 'part_delivery', isKept: true });
  }
}

/** More came than was ordered, what was too many went back, and what was ordered is billed. */
export function sentBack(telling: Telling): void {
  const lines = oneLine(telling, '5');
  const { ordered, bills } = deliver(telling, { lines, isOnlyOrdered: true });
  const [orderLine = ''] = lineIds(ordered);
  const all = lines[0]?.quantity ?? '0';
  const surplus = someOf(telling.dice, all);
  receive(telling, [{ orderLine, quantity: add(all, surplus) }], 6);
  receive(telling, [{ orderLine, quantity: surplus, isReturn: true }], 3);
  send(telling, { lines: bills }, { control: 'over_delivery_sent_back' });
}

/** Some of it was broken: it goes back and is credited, the replacement comes and is billed. */
export function replaced(telling: Telling): void {
  const { dice, at } = telling;
  const lines = oneLine(telling, '5');
  const { ordered, bills } = deliver(telling, { lines, isOnlyOrdered: true, daysBefore: 50 });
  const [orderLine = ''] = lineIds(ordered);
  const broken = someOf(dice, lines[0]?.quantity ?? '0');
  receive(telling, [{ orderLine, quantity: lines[0]?.quantity ?? '0' }], 32);
  const known = { control: 'replaced', isKept: true };
  const first = send(telling, { lines: bills, at: addDays(at, -30) }, known);
  receive(telling, [{ orderLine, quantity: broken, isReturn: true }], 22);
  const corrects = textOf(first, 'invoice-number');
  const back = bills.map((line) => ({ ...line, quantity: `-${broken}`, adjustment: 'quantity' as const }));
  send(telling, { lines: back, at: addDays(at, -18), isCredit: true, corrects }, known);
  receive(telling, [{ orderLine, quantity: broken }], 2);
  send(telling, { lines: bills.map((line) => ({ ...line, quantity: broken })) }, known);
}

/** Too little came and all was billed; the credit note puts it right. */
export function shortShipped(telling: Telling): void {
  const { dice, at } = telling;
  const lines = oneLine(telling, '5');
  const { ordered, bills } = deliver(telling, { lines, isOnlyOrdered: true, daysBefore: 35 });
  const [orderLine = ''] = lineIds(ordered);
  const all = lines[0]?.quantity ?? '0';
  const missing = someOf(dice, all);
  const received = subtract(all, missing);
  receive(telling, [{ orderLine, quantity: received }], 17);
  const fault = onLine('QTY_OVER_RECEIVED', 1, `${received} received, ${all} billed, credited later`);
  const first = send(telling, { lines: bills, at: addDays(at, -14) }, { ...fault, isKept: true });
  const credit: InvoiceLinePlan[] = bills.map((line) => ({
    ...line,
    quantity: `-${missing}`,
    adjustment: 'quantity',
  }));
  const corrects = textOf(first, 'invoice-number');
  send(
    telling,
    { lines: credit, isCredit: true, corrects },
    { control: 'credit_for_short_shipment', isKept: true },
  );
}

/** A service that somebody has to confirm; nobody did yet, or all is confirmed. */
export function serviceUnconfirmed(telling: Telling): void {
  const lines = confirmable(telling);
  const { bills } = deliver(telling, { lines, isOnlyOrdered: true });
  const what = `the service was not confirmed, ${lines[0]?.quantity} billed`;
  send(telling, { lines: bills.slice(0, 1) }, onLine('RECEIPT_MISSING', 1, what));
}

export function serviceConfirmed(telling: Telling): void {
  const { bills } = deliver(telling, { lines: confirmable(telling) });
  send(telling, { lines: bills }, { control: 'service_confirmed' });
}

function confirmable({ dice, party }: Telling) {
  return planLines(dice, party.data).map((line) => ({
    ...line,
    matching: '3-way' as const,
    serviceType: 'quantity_deliverable' as const,
  }));
}
