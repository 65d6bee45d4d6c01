import { decimal } from '#kernel/decimal.ts';
import { named } from '../wording.ts';
import { type Climb, nothing, type RepairStep } from './repair-step.ts';

/** A delivery that was booked elsewhere. */
export function recentReceipt({ input, line }: Climb): RepairStep {
  const rung = 'recent_receipt';
  if (line?.assignment.kind !== 'found')
    return nothing(rung, 'No other receipt of this order would carry it.');
  const { order, orderLine } = line.assignment;
  const early = line.standing?.early[0];
  if (early !== undefined) {
    return nothing(
      rung,
      `Receipt ${named(early.id)} is dated ${early.receivedDate ?? ''}, before the order; with its right date it would count.`,
    );
  }
  const voided = input.receipts.find((receipt) => receipt.isVoided && receipt.orderLineId === orderLine.id);
  if (voided !== undefined)
    return nothing(rung, `Receipt ${named(voided.id)} was voided; nothing has replaced it.`);
  const siblings = new Set(order.lines.filter(({ id }) => id !== orderLine.id).map(({ id }) => id));
  const elsewhere = input.receipts.find(
    ({ isVoided, orderLineId, quantity }) =>
      !isVoided &&
      siblings.has(orderLineId ?? '') &&
      quantity !== undefined &&
      line.facts.quantity?.eq(decimal(quantity)) === true &&
      !input.billedBefore.some((billing) => billing.orderLineId === orderLineId),
  );
  if (elsewhere !== undefined) {
    return nothing(
      rung,
      `Receipt ${named(elsewhere.id)} of the same quantity stands on another line of order ${named(order.poNumber)} that nobody has billed: was it booked on the wrong line?`,
    );
  }
  return nothing(rung, 'No other receipt of this order would carry it.');
}
