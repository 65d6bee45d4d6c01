// What comes on top of the goods: freight by shipping term, handling, other charges.
import { compare, multiply, percentOf, total } from '../../amount.ts';
import { placesIn, planLines } from '../plan.ts';
import { type Delivered, deliver, onHeader, send, type Telling } from '../story.ts';

/** A round amount of the supplier's currency, worth about so many euros. */
function amountBetween({ dice, party }: Telling, low: number, high: number): string {
  const whole = dice.between(low, high);
  const places = placesIn(party.data.currency);
  return places === 0 ? String(whole * 100) : `${whole}.${'0'.repeat(places)}`;
}

const goodsOf = ({ lines }: Delivered): string =>
  total(lines.map(({ price, quantity }) => multiply(price, quantity)));

/** Packing and handling that nobody ordered. */
export function handlingCharged(telling: Telling): void {
  const { bills } = deliver(telling, { lines: planLines(telling.dice, telling.party.data) });
  const handling = amountBetween(telling, 12, 60);
  send(telling, { lines: bills, handling }, onHeader('HANDLING_OVER', `handling of ${handling}, not agreed`));
}

/** A surcharge that nobody ordered. */
export function surchargeCharged(telling: Telling): void {
  const { bills } = deliver(telling, { lines: planLines(telling.dice, telling.party.data) });
  const misc = amountBetween(telling, 8, 90);
  send(telling, { lines: bills, misc }, onHeader('MISC_CHARGE_OVER', `other charges of ${misc}, not agreed`));
}

/** Delivered at the supplier's cost by the order's shipping term, and freight is billed: little, but it is not owed. */
export function freightNotOwed(telling: Telling): void {
  const { dice, party } = telling;
  const shippingTerm = dice.pick(['DDP', 'DAP']);
  const delivered = deliver(telling, { lines: planLines(dice, party.data), shippingTerm });
  const shipping = amountBetween(telling, 9, 45);
  const what = `freight of ${shipping} under ${shippingTerm}, where the supplier pays it`;
  send(telling, { lines: delivered.bills, shipping }, onHeader('FREIGHT_OVER', what));
}

/** Freight that the buyer owes by the shipping term, and that any policy lets pass. */
export function freightOwed(telling: Telling): void {
  const { dice, party } = telling;
  const shippingTerm = dice.pick(['EXW', 'FCA']);
  const delivered = deliver(telling, { lines: planLines(dice, party.data), shippingTerm });
  const shipping = amountBetween(telling, 9, 45);
  // Beside little goods it would be much after all, in the tenant's own eyes.
  const isLittle = compare(shipping, percentOf(goodsOf(delivered), '2')) <= 0;
  send(telling, { lines: delivered.bills, ...(isLittle ? { shipping } : {}) }, { control: 'freight_owed' });
}
