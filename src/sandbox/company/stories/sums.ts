// Orders for a sum: blanket orders that invoices draw down, milestones, retention, deposits.
import { add, multiply, percentOf, round, subtract } from '../../amount.ts';
import { addDays } from '../../moment.ts';
import { type Row, textOf } from '../../row.ts';
import { placesIn, planLines } from '../plan.ts';
import { deliver, onHeader, onLine, send, type Telling } from '../story.ts';
import type { InvoiceLinePlan } from '../write-invoice.ts';

interface SumOrder {
  readonly ordered: Row;
  readonly sum: string;
  /** A line that bills this much of it. */
  readonly bill: (amount: string, description: string) => InvoiceLinePlan;
  /** So many percent of the sum. */
  readonly part: (percent: string) => string;
}

/** One line, ordered as a whole amount and not by quantity. */
function orderSum(telling: Telling, description: (ware: string) => string): SumOrder {
  const { dice, party } = telling;
  const [line] = planLines(dice, party.data);
  if (line === undefined) throw new RangeError(`Expected wares of ${party.data.name}, found none.`);
  const sum = round(multiply(line.price, line.quantity), 0);
  const plan = { ...line, price: sum, quantity: '1', isSum: true, description: description(line.ware.name) };
  const { ordered, bills } = deliver(telling, {
    lines: [{ ...plan, matching: '2-way', serviceType: 'amount_deliverable' }],
    daysBefore: 110,
  });
  const [base] = bills;
  if (base === undefined) throw new RangeError('Expected a line to bill, found none.');
  const places = placesIn(party.data.currency);
  return {
    ordered,
    sum,
    bill: (amount, words) => ({ ...base, description: words, price: round(amount, places) }),
    part: (percent) => round(percentOf(sum, percent), places),
  };
}

/** Drawn down by three invoices, the last of which takes more than is left. */
export function overdrawn(telling: Telling): void {
  const { dice, at } = telling;
  const { sum, bill, part } = orderSum(telling, (ware) => `Blanket order: ${ware}`);
  let billed = '0';
  for (const [days, percent] of [
    [60, dice.between(25, 40)],
    [30, dice.between(25, 40)],
  ] as const) {
    const amount = part(String(percent));
    billed = add(billed, amount);
    const lines = [bill(amount, 'Call-off from blanket order')];
    send(telling, { lines, at: addDays(at, -days) }, { control: 'call_off', isKept: true });
  }
  const left = subtract(sum, billed);
  const over = part(String(dice.between(4, 20)));
  const fault = onLine('LINE_AMOUNT_OVER', 1, `${left} of ${sum} left, ${add(left, over)} billed`);
  send(
    telling,
    { lines: [bill(add(left, over), 'Call-off from blanket order')] },
    { ...fault, isKept: true },
  );
}

/** Drawn down by three invoices and never beyond. */
export function blanketOrder(telling: Telling): void {
  const { dice, at } = telling;
  const { bill, part } = orderSum(telling, (ware) => `Blanket order: ${ware}`);
  for (const days of [60, 30, 0]) {
    const lines = [bill(part(String(dice.between(15, 33))), 'Call-off from blanket order')];
    send(telling, { lines, at: addDays(at, -days) }, { control: 'call_off', isKept: true });
  }
}

/** 30, 40 and 30 percent as the work goes on. */
export function milestones(telling: Telling): void {
  const { bill, part } = orderSum(telling, (ware) => `Project: ${ware}`);
  for (const [days, percent, name] of [
    [70, '30', 'Milestone 1, start of work, 30 %'],
    [35, '40', 'Milestone 2, delivery, 40 %'],
    [0, '30', 'Milestone 3, acceptance, 30 %'],
  ] as const) {
    const lines = [bill(part(percent), name)];
    send(telling, { lines, at: addDays(telling.at, -days) }, { control: 'milestone', isKept: true });
  }
}

/** A tenth is kept back until the work is accepted, and then released. */
export function retention(telling: Telling): void {
  const { sum, bill, part } = orderSum(telling, (ware) => `Works: ${ware}`);
  const kept = part('10');
  const known = { control: 'retention', isKept: true };
  const lines = [bill(sum, 'Works as per order'), bill(`-${kept}`, 'Less retention 10 %')];
  const first = send(telling, { lines, at: addDays(telling.at, -60) }, known);
  const words = `Release of retention 10 % from invoice ${textOf(first, 'invoice-number')}`;
  send(telling, { lines: [bill(kept, words)] }, known);
}

/** Thirty percent when ordering; the final invoice takes it off. */
export function depositDeducted(telling: Telling): void {
  const { bills, deposit, paid } = billDeposit(telling);
  const words = `Less deposit, invoice ${textOf(paid, 'invoice-number')}`;
  const deducted = { ...deposit, description: words, price: `-${deposit.price}` };
  send(telling, { lines: [...bills, deducted] }, { control: 'net_of_deposit', isKept: true });
}

/** The final invoice forgets that a deposit was billed. */
export function depositForgotten(telling: Telling): void {
  const { bills, deposit, paid } = billDeposit(telling);
  const what = `deposit of ${deposit.price} on invoice ${textOf(paid, 'invoice-number')} not taken off`;
  send(telling, { lines: bills }, { ...onHeader('PREPAY_OPEN', what), isKept: true });
}

function billDeposit(telling: Telling) {
  const { dice, party, at } = telling;
  // One line: a deposit on a whole order has no line to stand on that is sure to be worth as much.
  const lines = planLines(dice, party.data).slice(0, 1);
  const { ordered, bills } = deliver(telling, { lines, daysBefore: 60 });
  const [first] = bills;
  if (first === undefined) throw new RangeError('Expected a line to bill, found none.');
  const goods = multiply(first.price, first.quantity);
  const deposit: InvoiceLinePlan = {
    ...first,
    description: `Deposit 30 % on order ${ordered.id}`,
    price: round(percentOf(goods, '30'), placesIn(party.data.currency)),
    quantity: '1',
    isSum: true,
  };
  const known = { control: 'deposit', isKept: true };
  const paid = send(telling, { lines: [deposit], at: addDays(at, -50) }, known);
  return { bills, deposit, paid };
}
