// Credit notes, and invoices that come a second time for a good reason.
import { add, multiply, percentOf, quotient, round, subtract } from '../../amount.ts';
import { addDays } from '../../moment.ts';
import { idsOf, textOf } from '../../row.ts';
import { nextNumber } from '../company.ts';
import { approveAll, end, submit } from '../desk-work.ts';
import { placesIn, planLines, transposedNumber } from '../plan.ts';
import { deliver, onHeader, onLine, send, type Telling } from '../story.ts';
import type { InvoiceLinePlan } from '../write-invoice.ts';

/** Ordered and delivered before the first of two invoices. */
const LONG_AGO = { daysBefore: 40, receivedBefore: 22 };

/** It names neither what it credits nor the order. */
export function creditForNothing(telling: Telling): void {
  const [line] = planLines(telling.dice, telling.party.data);
  if (line === undefined) return;
  const lines = [
    { description: `Credit: ${line.ware.name}`, price: line.price, quantity: '-1', uom: line.ware.uom },
  ];
  const what = 'credit note that names neither invoice nor order';
  send(telling, { lines, isCredit: true }, onHeader('CREDIT_UNREFERENCED', what));
}

/** It gives back more than was ever billed. */
export function creditBeyondBilled(telling: Telling): void {
  const { dice, party, at } = telling;
  const planned = planLines(dice, party.data);
  const { bills } = deliver(telling, { lines: planned, ...LONG_AGO });
  const first = send(telling, { lines: bills, at: addDays(at, -20) }, { isKept: true });
  const [line] = bills;
  if (line === undefined) return;
  const credited = add(line.quantity, String(dice.between(1, 5)));
  const back = [{ ...line, quantity: `-${credited}`, adjustment: 'quantity' as const }];
  const corrects = textOf(first, 'invoice-number');
  const fault = onLine('CREDIT_OVER', 1, `${line.quantity} billed, ${credited} credited`);
  send(telling, { lines: back, isCredit: true, corrects }, { ...fault, isKept: true });
}

/** The price was too high; the credit note gives back the difference and no goods. */
export function priceCredited(telling: Telling): void {
  const { dice, party, at } = telling;
  const { bills } = deliver(telling, { lines: planLines(dice, party.data), ...LONG_AGO });
  const [line, ...others] = bills;
  if (line === undefined) return;
  const places = placesIn(party.data.currency);
  const dear = round(add(line.price, percentOf(line.price, String(dice.between(5, 12)))), places);
  const fault = onLine('PRICE_OVER', 1, `unit price ${dear} instead of ${line.price}, credited later`);
  const billed = [{ ...line, price: dear }, ...others];
  const first = send(telling, { lines: billed, at: addDays(at, -20) }, { ...fault, isKept: true });
  const difference = subtract(dear, line.price);
  const credit = [{ ...line, price: `-${difference}`, adjustment: 'price' as const }];
  const corrects = textOf(first, 'invoice-number');
  send(telling, { lines: credit, isCredit: true, corrects }, { control: 'price_credit', isKept: true });
}

/** Keyed in wrongly, voided, and entered again under the same number. */
export function enteredAgain(telling: Telling): void {
  const { company, party, cast, dice, at } = telling;
  const { bills } = deliver(telling, { lines: planLines(dice, party.data), ...LONG_AGO });
  const number = nextNumber(company, party, at);
  const { state } = company.desk;
  const first = send(telling, { lines: bills, number, at: addDays(at, -9) }, { isLeft: true });
  submit(state, first.id, { at: addDays(at, -8), by: cast.clerk });
  approveAll(state, first.id, (position) => addDays(at, -7 + position));
  end(state, first.id, 'voided', { at: addDays(at, -3), by: cast.clerk });
  send(telling, { lines: bills, number }, { control: 'entered_again', isKept: true });
}

/** Sent again with two digits of its number changed over. */
export function numberTransposed(telling: Telling): void {
  const { company, party, dice, at } = telling;
  const number = nextNumber(company, party, at);
  const other = transposedNumber(party.data.numbers, number);
  if (other === undefined) {
    priceCredited(telling);
    return;
  }
  if (other.running !== undefined) reserve(telling, other.running);
  const { bills } = deliver(telling, { lines: planLines(dice, party.data), ...LONG_AGO });
  const day = addDays(at, -9).slice(0, 10);
  send(telling, { lines: bills, number, day, at: addDays(at, -8) }, { isKept: true });
  const what = `${other.number} is ${number} with two digits changed over, for the same amount`;
  const copy = { lines: bills, number: other.number, day };
  send(telling, copy, { ...onHeader('DUP_SUSPECT', what), isCopy: true });
}

/** The supplier's own numbers go past it: an invoice that rightly bears it would look like a copy. */
function reserve({ company: { desk }, party, at }: Telling, running: number): void {
  desk.state.transact({ now: at, actor: '1' }, (work) => {
    const supplier = work.get('suppliers', party.id);
    if (!supplier) return;
    work.put('suppliers', { ...supplier, mistyped: [...idsOf(supplier, 'mistyped'), String(running)] });
  });
}

/** An order is overrun little by little: every price within what is tolerated, all together beyond it. */
export function creep(telling: Telling): void {
  const { dice, party, at } = telling;
  const lines = planLines(dice, party.data, 4).map((line) => ({ ...line, quantity: smallLot(line.price) }));
  const { bills } = deliver(telling, { lines, ...LONG_AGO });
  const dear = bills.map((line) => ({
    ...line,
    price: round(add(line.price, percentOf(line.price, '1.8')), 4),
  }));
  const [first, last] = dice.isWithin(0.5) ? lineByLine(dear) : halfByHalf(dear);
  const known = { control: 'within_tolerance', isKept: true };
  send(telling, { lines: first, at: addDays(at, -15) }, known);
  const ordered = lines.reduce((sum, line) => add(sum, multiply(line.price, line.quantity)), '0');
  const what = `every price 1.8 % above the order of ${ordered}, all of it billed`;
  send(telling, { lines: last }, { ...onHeader('PO_AMOUNT_OVER', what), isKept: true });
}

type Bills = readonly InvoiceLinePlan[];

/** Some lines of the order on one invoice, the others on the next. */
function lineByLine(bills: Bills): [Bills, Bills] {
  const half = Math.ceil(bills.length / 2);
  return [bills.slice(0, half), bills.slice(half)];
}

/** Half of each line on one invoice, the rest on the next. */
function halfByHalf(bills: Bills): [Bills, Bills] {
  const half = ({ quantity }: InvoiceLinePlan) => quotient(quantity, '2', 0);
  return [
    bills.map((line) => ({ ...line, quantity: half(line) })),
    bills.map((line) => ({ ...line, quantity: subtract(line.quantity, half(line)) })),
  ];
}

/** So many that the line is worth about two thousand: what is tolerated of its price then stays below fifty. */
function smallLot(price: string): string {
  return String(Math.max(2, Math.floor(2000 / Number(price))));
}
