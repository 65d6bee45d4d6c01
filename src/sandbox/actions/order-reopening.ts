import type { ActionInput } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { childrenOf, idsOf, type PlainObject, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { assertUntouched } from './purchase-order-changes.ts';
import { changeOrderState, lineUp, recordRevision } from './purchase-orders.ts';

/** `{reason_insight_code | reason_insight_id, reason_insight_event_comment}`: a reason that is named must exist. */
export function reopenOrder(work: Work, order: Row, { body, query }: ActionInput): Row {
  const named = (key: string) => String(body[key] ?? query.get(key) ?? '');
  const [code, id] = [named('reason-insight-code'), named('reason-insight-id')];
  const reopened = changeOrderState(work, order, 'reopen');
  if (code === '' && id === '') return reopened;
  const reason = [...work.rows('reason-insights')].find((row) => row.code === code || row.id === id);
  if (!reason) refuse('order-header', `Reason insight could not be found: ${code || id}`);
  const event: PlainObject = {
    'reason-insight': { id: Number(reason.id), code: textOf(reason, 'code') },
    description: textOf(reason, 'description'),
    comment: named('reason-insight-event-comment') || null,
  };
  const known = Array.isArray(order['reason-insight-events']) ? order['reason-insight-events'] : [];
  return work.change('purchase-orders', order.id, {
    'reason-insight-events': [...(known as readonly PlainObject[]), event],
  });
}

/** A line that neither came nor was billed leaves its order, which becomes another version. */
export function deleteOrderLine(work: Work, line: Row): void {
  const order = work.get('purchase-orders', textOf(line, 'order-header-id'));
  if (!order || !['draft', 'issued'].includes(textOf(order, 'status'))) {
    refuse('order-line', 'Lines can only be deleted from drafts and issued orders');
  }
  if (childrenOf(work, 'order-lines', order, 'order-lines').length === 1) {
    refuse('order-line', 'The last line of an order stays; cancel the order');
  }
  assertUntouched(work, line.id);
  const left = idsOf(order, 'order-lines').filter((id) => id !== line.id);
  const revised: Row = {
    ...order,
    'order-lines': left,
    version: Number(order.version ?? 1) + 1,
    'internal-revision': Number(order['internal-revision'] ?? 0) + 1,
    exported: false,
  };
  const { total } = lineUp(work, revised);
  const settled = work.change('purchase-orders', order.id, { ...revised, total });
  const path = `order-lines/${line.id}`;
  recordRevision(work, settled, [{ path, field: 'lines', from: line.id, to: null }]);
}
