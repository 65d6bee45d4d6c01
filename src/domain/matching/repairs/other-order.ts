import { decimal, sum, ZERO } from '#kernel/decimal.ts';
import type { ComparedLine } from '../compare-lines.ts';
import type { MatchInput } from '../three-way-match.ts';
import { listed, named } from '../wording.ts';
import { type Climb, helps, nothing, type RepairStep } from './repair-step.ts';

/** Another number, or another line, that would fit. */
export function orderNumber({ result, cause, input, line }: Climb): RepairStep {
  const found = [
    ...new Set(
      result.lines.flatMap(({ foundBy, poNumber }) => (foundBy === undefined ? [] : (poNumber ?? []))),
    ),
  ];
  if (cause.code === 'PO_MISSING' && found.length > 0) {
    return helps(
      'order_number',
      found.length === 1
        ? `Order ${listed(found.map(named))} fits all lines; naming it on the invoice is enough.`
        : `Orders ${listed(found.map(named))} fit its lines together; naming them on the lines is enough.`,
    );
  }
  const form = result.learnable.find(({ kind }) => kind === 'order_number_form');
  if (form !== undefined) return helps('order_number', form.proof);
  const free = line === undefined ? undefined : otherLine(line, input);
  if (free !== undefined) return helps('order_number', free);
  return nothing('order_number', 'No other order, and no other line of it, fits what is billed.');
}

/** A line of the same article on another open order of the supplier that has room for what is too much here. */
function otherLine({ facts, assignment }: ComparedLine, input: MatchInput): string | undefined {
  if (assignment.kind !== 'found') return undefined;
  for (const order of input.orders) {
    for (const orderLine of order.lines) {
      if (orderLine.id === assignment.orderLine.id || order.supplierId !== input.invoice.supplierId) continue;
      const isSame =
        orderLine.partNumber !== undefined
          ? orderLine.partNumber === assignment.orderLine.partNumber
          : orderLine.description === assignment.orderLine.description;
      if (!isSame || orderLine.quantity === undefined || facts.quantity === undefined) continue;
      const billed = sum(
        input.billedBefore
          .filter(({ orderLineId }) => orderLineId === orderLine.id)
          .map(({ quantity }) => ZERO.plus(quantity ?? '0')),
      );
      if (decimal(orderLine.quantity).minus(billed).gte(facts.quantity)) {
        return `Line ${named(orderLine.lineNumber)} of order ${named(order.poNumber)} is for the same article and has room for it.`;
      }
    }
  }
  return undefined;
}
