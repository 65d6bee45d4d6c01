import type { Change } from '#engine/shapes/change.ts';
import { InvariantError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';
import { laneOf } from './lane.ts';

/** An invoice that may look different now, with what lays it in its lane. */
export interface WokenInvoice {
  readonly id: string;
  readonly supplierId: string | null | undefined;
  readonly cause: Change['cause'];
}

/**
 * Appends to the feed of one connection. Numbers are gapless in the order of commits, because the head of a lane is
 * locked until the transaction ends; so this must be its LAST statement, and lanes are taken in ascending order.
 * An invoice named twice enters once, with its first cause.
 *
 * @param lanes how many lanes the connection has.
 * @returns how many changes were appended.
 * @throws InvariantError when a lane has no head: a change that went nowhere would never be decided.
 */
export async function appendChanges(
  tx: Tx,
  connectionId: string,
  lanes: number,
  woken: readonly WokenInvoice[],
): Promise<number> {
  const byLane = new Map<number, Map<string, WokenInvoice>>();
  for (const invoice of woken) {
    const lane = laneOf(invoice, lanes);
    const inLane = byLane.get(lane) ?? new Map<string, WokenInvoice>();
    if (!inLane.has(invoice.id)) inLane.set(invoice.id, invoice);
    byLane.set(lane, inLane);
  }
  if (byLane.size === 0) return 0;
  const lanesInOrder = [...byLane].sort(([a], [b]) => a - b);
  const [, ...counts] = await Promise.all([
    tx.execute("select pg_notify('feed', '')", [], { name: 'feed_notify' }),
    ...lanesInOrder.map(([lane, byId]) => appendToLane(tx, connectionId, lane, [...byId.values()])),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

async function appendToLane(
  tx: Tx,
  connectionId: string,
  lane: number,
  changes: readonly WokenInvoice[],
): Promise<number> {
  const written = await tx.execute(
    APPEND,
    [connectionId, lane, changes.map((change) => change.id), changes.map((change) => change.cause)],
    { name: 'feed_append' },
  );
  if (written !== changes.length) {
    throw new InvariantError(`Lane ${lane} of ${connectionId} has no head, so its changes cannot be kept.`);
  }
  return written;
}

const APPEND = `
  with head as (
    update feed_head set last = last + cardinality($3::text[])
     where connection_id = $1 and lane = $2 returning last)
  insert into change (connection_id, lane, seq, kind, subject_id, cause)
  select $1, $2, head.last - cardinality($3::text[]) + subject.position, 'invoice', subject.id, subject.cause
    from head, unnest($3::text[], $4::text[]) with ordinality subject(id, cause, position)`;
