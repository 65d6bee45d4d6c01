// The same money said in another way: with tax, by the hundred, with a discount, rounded.
import { add, multiply, percentOf, quotient, round, subtract, total } from '../../amount.ts';
import { type PlannedLine, placesIn, planLines, taxOf } from '../plan.ts';
import { deliver, send, type Telling } from '../story.ts';

const worth = ({ price, quantity }: { price: string; quantity: string }) => multiply(price, quantity);

/** Prices with the tax in them, where the order's are without. */
export function taxInPrices(telling: Telling): void {
  const { dice, party } = telling;
  const { rate } = taxOf(party.data);
  const { bills } = deliver(telling, { lines: planLines(dice, party.data) });
  const lines = bills.map((line) => {
    const price = round(add(line.price, percentOf(line.price, rate)), 4);
    const gross = round(multiply(price, line.quantity), 2);
    const taxable = round(worth(line), 2);
    return { ...line, price, taxable, taxAmount: subtract(gross, taxable) };
  });
  send(telling, { lines, hasTaxInPrices: true }, { control: 'tax_in_prices' });
}

/** A price for a hundred or a thousand pieces; the line's total proves it. */
export function pricedByTheHundred(telling: Telling): void {
  const { dice, party } = telling;
  const pricedFor = dice.pick(['100', '1000']);
  // Small parts: a few cents each, some thousands of them.
  const lines = planLines(dice, party.data).map((line): PlannedLine => {
    const cents = String(dice.between(12, 480));
    return { ...line, price: multiply(cents, '0.01'), quantity: String(dice.between(5, 60) * 100) };
  });
  const { bills } = deliver(telling, { lines });
  const dear = bills.map((line) => ({ ...line, price: multiply(line.price, pricedFor), pricedFor }));
  send(telling, { lines: dear }, { control: 'price_by_the_hundred' });
}

/** List prices with a discount on the line; the order has the net price. */
export function discountOnLines(telling: Telling): void {
  const { dice, party } = telling;
  const { bills } = deliver(telling, { lines: planLines(dice, party.data) });
  const kept = dice.pick(['0.95', '0.9', '0.8']);
  const lines = bills.map((line) => {
    const price = quotient(line.price, kept, placesIn(party.data.currency));
    return { ...line, price, discount: subtract(multiply(price, line.quantity), worth(line)) };
  });
  send(telling, { lines }, { control: 'discount_on_line' });
}

/** The discount for early payment is printed as a line of its own. */
export function discountAsLine(telling: Telling): void {
  const { dice, party } = telling;
  const { bills } = deliver(telling, { lines: planLines(dice, party.data) });
  const off = round(percentOf(total(bills.map(worth)), '2'), placesIn(party.data.currency));
  const line = { description: 'Cash discount 2 % if paid within 10 days', quantity: '1', uom: 'EA' };
  send(telling, { lines: [...bills, { ...line, price: `-${off}` }] }, { control: 'discount_as_line' });
}

/** The printed total is rounded to what can be paid in coins. */
export function roundedToCoins(telling: Telling): void {
  const { dice, party } = telling;
  // Prices in whole five-cent steps would leave nothing to round.
  const lines = planLines(dice, party.data).map((line) => ({ ...line, price: add(line.price, '0.01') }));
  const { bills } = deliver(telling, { lines });
  const exact = total(bills.map(worth));
  const coins = round(multiply(exact, '20'), 0);
  send(
    telling,
    { lines: bills, supplierTotal: round(multiply(coins, '0.05'), 2) },
    { control: 'rounded_to_coins' },
  );
}

/** The supplier's program rounds each line, ours the sum: the printed total is a cent off. */
export function roundedByACent(telling: Telling): void {
  const { dice, party } = telling;
  const { bills } = deliver(telling, { lines: planLines(dice, party.data) });
  const { rate } = taxOf(party.data);
  const taxed = total(bills.map((line) => round(percentOf(worth(line), rate), 2)));
  const gross = round(add(total(bills.map(worth)), taxed), 2);
  const supplierTotal = add(gross, dice.pick(['0.01', '-0.01']));
  send(telling, { lines: bills, supplierTotal }, { control: 'rounded_by_a_cent' });
}

/** Tax worked out on the sum: added up line by line it is a cent or two more or less. */
export function taxOnTheSum(telling: Telling): void {
  const { dice, party } = telling;
  const { rate } = taxOf(party.data);
  const lines = planLines(dice, party.data, 3);
  const { bills } = deliver(telling, { lines });
  const net = total(bills.map(worth));
  const supplierTotal = round(add(net, round(percentOf(net, rate), 2)), 2);
  send(telling, { lines: bills, supplierTotal }, { control: 'tax_on_the_sum' });
}
