import { decimal, HUNDRED, ONE } from '#kernel/decimal.ts';
import { orderPriceOf } from '../order-line-price.ts';
import { rateText } from '../wording.ts';
import { type Climb, nothing, type RepairStep } from './repair-step.ts';

/** The price without the tax that the invoice states is the order's. */
export function taxInside({ input, line, cause }: Climb): RepairStep {
  const rung = 'tax_inside';
  const rates = [...(line?.facts.line.taxes ?? []), ...(input.invoice.taxes ?? [])].flatMap(
    ({ rate }) => rate ?? [],
  );
  const orderPrice = line?.assignment.kind === 'found' ? orderPriceOf(line.assignment.orderLine) : undefined;
  const price = line?.facts.price;
  const rate = rates.find(
    (text) =>
      price !== undefined &&
      orderPrice !== undefined &&
      price.eq(orderPrice.times(ONE.plus(decimal(text).div(HUNDRED)))),
  );
  if (rate === undefined || cause.code === 'TOTAL_UNBALANCED')
    return nothing(rung, 'No price is one with the stated tax inside.');
  return nothing(
    rung,
    `Without ${rateText(decimal(rate).div(HUNDRED))} tax the price is the order's, but the invoice asks for the tax once more.`,
  );
}
