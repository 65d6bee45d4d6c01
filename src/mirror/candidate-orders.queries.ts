import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Versioned } from '#engine/shapes/sources.ts';
import type { Tx } from '#store/database.ts';
import { versionsOf } from './sources.queries.ts';

/** What an order is looked for by: its own number, the supplier's number for it, a contract, a delivery. */
export type Sign = 'number' | 'supplier_order' | 'contract' | 'delivery';

/** One question for orders of a supplier; `key` is a number without its printing, or the id of a contract. */
export interface OrderSought {
  readonly supplierId: string;
  readonly sign: Sign;
  readonly key: string;
}

/** An order that answers a question, its content not read yet. */
export interface OrderFound extends OrderSought {
  readonly id: string;
  readonly hash: string;
}

/** More orders of one supplier under one sign are no answer any more, and the newest come first. */
const FOUND_EACH_MAX = 50;

/**
 * Orders of these suppliers under these signs, newest first. Served by `purchase_order_by_number_key`,
 * `purchase_order_line_by_supplier_order`, `purchase_order_line_by_contract` and `receipt_by_reference`.
 */
export async function ordersBySigns(
  tx: Tx,
  connectionId: string,
  sought: readonly OrderSought[],
): Promise<OrderFound[]> {
  if (sought.length === 0) return [];
  const rows = await tx.queryArrays(
    `with sought as (
       select * from unnest($2::text[], $3::text[], $4::text[]) s (supplier_id, sign, key)),
     found as (
       select s.*, o.id from sought s cross join lateral (
         select id from purchase_order where connection_id = $1 and supplier_id = s.supplier_id
            and number_key = s.key limit $5::int) o where s.sign = 'number'
       union select s.*, l.order_id from sought s cross join lateral (
         select order_id from purchase_order_line where connection_id = $1
            and supplier_order_key = s.key limit 10 * $5::int) l where s.sign = 'supplier_order'
       union select s.*, l.order_id from sought s cross join lateral (
         select order_id from purchase_order_line where connection_id = $1
            and contract_id = s.key order by length(order_id) desc, order_id desc limit 10 * $5::int) l
         where s.sign = 'contract'
       union select s.*, coalesce(r.order_id, l.order_id) from sought s cross join lateral (
         select order_id, order_line_id from receipt where connection_id = $1
            and reference_key = s.key and deleted_at is null limit 10 * $5::int) r
         left join purchase_order_line l on l.connection_id = $1 and l.id = r.order_line_id
        where s.sign = 'delivery')
     select found.supplier_id, sign, key, o.id, encode(o.hash, 'hex')
       from found cross join lateral (
         select id, hash, supplier_id from purchase_order
          where connection_id = $1 and id = found.id and deleted_at is null offset 0) o
      where o.supplier_id = found.supplier_id
      order by length(o.id) desc, o.id desc`,
    [
      connectionId,
      sought.map(({ supplierId }) => supplierId),
      sought.map(({ sign }) => sign),
      sought.map(({ key }) => key),
      FOUND_EACH_MAX,
    ],
    { name: 'candidates_by_signs' },
  );
  return rows.map(([supplierId, sign, key, id, hash]) => ({
    supplierId: String(supplierId),
    sign: sign as Sign,
    key: String(key),
    id: String(id),
    hash: String(hash),
  }));
}

/** The newest open orders of each supplier. Served by `purchase_order_open`. */
export async function openOrdersOf(
  tx: Tx,
  connectionId: string,
  supplierIds: readonly string[],
): Promise<{ supplierId: string; id: string; hash: string }[]> {
  if (supplierIds.length === 0) return [];
  const rows = await tx.queryArrays(
    `select s.id, o.id, encode(o.hash, 'hex') from unnest($2::text[]) s (id) cross join lateral (
       select id, hash from purchase_order
        where connection_id = $1 and supplier_id = s.id and status = 'issued' and deleted_at is null
        order by length(id) desc, id desc limit $3::int) o`,
    [connectionId, supplierIds, FOUND_EACH_MAX],
    { name: 'candidates_open' },
  );
  return rows.map(([supplierId, id, hash]) => ({
    supplierId: String(supplierId),
    id: String(id),
    hash: String(hash),
  }));
}

/** The contents of these orders, by id. */
export async function orderContents(
  tx: Tx,
  connectionId: string,
  orders: readonly { readonly id: string; readonly hash: string }[],
): Promise<Map<string, Versioned<PurchaseOrder>>> {
  const wanted = new Map(orders.map(({ id, hash }) => [id, [id, hash] as const]));
  const found = await versionsOf<PurchaseOrder>(tx, connectionId, 'purchase_order', [...wanted.values()]);
  return new Map(found.map((order) => [order.id, order]));
}
