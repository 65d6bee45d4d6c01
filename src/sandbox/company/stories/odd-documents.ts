// Invoices of an unusual shape: over several orders, many lines for one, something for nothing, unreadable, out of time.
import { addDays, dayOf, midnight, showMoment } from '../../moment.ts';
import type { PlainObject } from '../../row.ts';
import { castFor } from '../company.ts';
import { planLines } from '../plan.ts';
import { deliver, onHeader, onLine, send, type Telling } from '../story.ts';

/** One invoice for everything that was delivered this month. */
export function severalOrders(telling: Telling): void {
  const { dice, party } = telling;
  const count = dice.between(2, 4);
  const lines = Array.from(
    { length: count },
    () => deliver(telling, { lines: planLines(dice, party.data) }).bills,
  );
  send(telling, { lines: lines.flat() }, { control: 'several_orders' });
}

/** One order line, billed piece by piece with serial numbers. */
export function serialNumbers(telling: Telling): void {
  const { dice, party } = telling;
  const [line, ...others] = planLines(dice, party.data);
  if (line === undefined) return;
  const pieces = dice.between(3, 8);
  const plan = [{ ...line, quantity: String(pieces) }, ...others];
  const { bills } = deliver(telling, { lines: plan });
  const [first, ...rest] = bills;
  if (first === undefined) return;
  const serial = dice.between(100_000, 899_999);
  const single = Array.from({ length: pieces }, (_, index) => ({
    ...first,
    description: `${first.description}, serial no. ${serial + index}`,
    quantity: '1',
  }));
  send(telling, { lines: [...single, ...rest] }, { control: 'serial_numbers' });
}

/** A sample ordered and billed at nothing, or one that nobody ordered and that costs nothing. */
export function forNothing(telling: Telling): void {
  const { dice, party } = telling;
  const [line, ...others] = planLines(dice, party.data, 2);
  if (line === undefined) return;
  const isOrdered = dice.isWithin(0.5);
  const { bills } = deliver(telling, {
    lines: isOrdered ? [...others, { ...line, price: '0.00', quantity: '1' }] : others,
  });
  const sample = { description: `Sample, free of charge: ${line.ware.name}`, uom: line.ware.uom };
  const free = isOrdered ? [] : [{ ...sample, price: '0.00', quantity: '1' }];
  send(telling, { lines: [...bills, ...free] }, { control: 'for_nothing' });
}

/** Scanned, and its number or its date could not be read: it stays a draft. */
export function unreadable(telling: Telling): void {
  const { dice, party } = telling;
  const { bills } = deliver(telling, { lines: planLines(dice, party.data) });
  const [lost, gone] = dice.pick([
    ['number', { number: '' }],
    ['date', { day: '' }],
  ] as const);
  const fault = onHeader('FIELD_MISSING', `the scan's ${lost} could not be read`);
  send(telling, { lines: bills, channel: 'email', ...gone }, { ...fault, isLeft: true });
}

/** A supplier who was closed down bills an order of before; Coupa does not take the invoice for submission. */
export function supplierInactive(telling: Telling): void {
  const { company, dice } = telling;
  const party = company.parties.find(({ data }) => data.state === 'inactive');
  if (party === undefined) return;
  const there = { ...telling, party, cast: castFor(company, party, dice) };
  const { bills } = deliver(there, { lines: planLines(dice, party.data) });
  const fault = onHeader('SUPPLIER_BLOCKED', `${party.data.name} is inactive`);
  send(there, { lines: bills }, { ...fault, isLeft: true });
}

/** Delivered or rendered after the contract ended, or outside the period that was ordered. */
export function outOfTerm(telling: Telling): void {
  const { dice, at } = telling;
  const suppliedOn = dayOf(addDays(at, -3));
  const endedOn = dayOf(addDays(at, -3 - dice.between(10, 60)));
  const bound = boundTo(telling, endedOn);
  const { bills } = deliver(telling, { lines: bound.lines, daysBefore: 110 });
  const what = `supplied on ${suppliedOn}, ${bound.name} ended on ${endedOn}`;
  send(telling, { lines: bills, suppliedOn }, onLine('DATE_OUT_OF_TERM', 1, what));
}

export function inTerm(telling: Telling): void {
  const { dice, at } = telling;
  const suppliedOn = dayOf(addDays(at, -3));
  // A period of three months has begun by then whichever day it ends on.
  const { lines } = boundTo(telling, dayOf(addDays(at, dice.between(0, 80))));
  const { bills } = deliver(telling, { lines, daysBefore: 110 });
  send(telling, { lines: bills, suppliedOn }, { control: 'in_term' });
}

/** One order line under a contract of a year, or for a period of three months. */
function boundTo({ dice, party }: Telling, endsOn: string) {
  const [line] = planLines(dice, party.data);
  const isPeriod = party.data.matching === '2-way' && dice.isWithin(0.5);
  const id = dice.between(100, 999);
  const name = isPeriod ? `Period ${id}` : `${party.data.commodity} ${id}`;
  const dates = {
    'start-date': showMoment(midnight(dayOf(addDays(midnight(endsOn), isPeriod ? -90.5 : -363.5)))),
    'end-date': showMoment(midnight(endsOn)),
  };
  const term: PlainObject = isPeriod
    ? { id, name, ...dates, 'is-open': true }
    : { id, name, number: `C-${id}`, status: 'published', ...dates };
  const lines =
    line === undefined ? [] : [{ ...line, ...(isPeriod ? { period: term } : { contract: term }) }];
  return { lines, name };
}
