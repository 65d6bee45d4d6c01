import type { PurchaseOrder } from '../records/purchase-order.ts';
import { isSameOrderNumber, orderNumberKey } from './invoice-number.ts';
import type { OrderNumberForm } from './memory.ts';

/** True when both are as long and differ in exactly one character: a slip of the finger, or of a scanner. */
export function isOneCharacterOff(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false;
  let at = 0;
  while (a[at] === b[at]) at += 1;
  return a.slice(at + 1) === b.slice(at + 1);
}

/** A number shorter than that is too close to too many others to be mended. */
const MENDABLE_LENGTH_MIN = 4;

/** How an order came to be taken for the one that is meant, the surest first. */
export type OrderRoute =
  | 'exact'
  | 'normalised'
  | 'pattern'
  | 'reference'
  | 'one_character'
  /** No number at all: the supplier's open orders were compared with the invoice. */
  | 'search';

/** Orders that a reference may mean, by the surest way that leads to any. */
export interface NamedOrders {
  readonly route: OrderRoute;
  readonly orders: readonly PurchaseOrder[];
}

/**
 * Orders whose number is the reference written otherwise, or as this supplier writes it, or with one wrong character.
 * @param orders of the invoice's supplier only.
 * @returns undefined when there is none.
 */
export function ordersBySimilarNumber(
  reference: string,
  orders: readonly PurchaseOrder[],
  forms: readonly OrderNumberForm[],
): NamedOrders | undefined {
  const wanted = orderNumberKey(reference);
  if (wanted === '') return undefined;
  const keyed = orders.map((order) => ({ order, key: keyOf(order) }));
  const same = keyed.filter(({ key }) => key === wanted);
  if (same.length > 0) return { route: 'normalised', orders: same.map(({ order }) => order) };
  const filled = orders.filter(({ poNumber }) => isSameOrderNumber(poNumber, reference));
  if (filled.length > 0) return { route: 'normalised', orders: filled };
  const inner = forms.flatMap((form) => insideForm(reference, form) ?? []).map(orderNumberKey);
  const formed = keyed.filter(({ key }) => key !== '' && inner.includes(key));
  if (formed.length > 0) return { route: 'pattern', orders: formed.map(({ order }) => order) };
  const near = keyed.filter(
    ({ key }) => wanted.length >= MENDABLE_LENGTH_MIN && isOneCharacterOff(key, wanted),
  );
  return near.length > 0 ? { route: 'one_character', orders: near.map(({ order }) => order) } : undefined;
}

/** Thousands of lines may each name another order that is not there, and each is compared with all that are. */
const keys = new WeakMap<PurchaseOrder, string>();

function keyOf(order: PurchaseOrder): string {
  const key = keys.get(order) ?? orderNumberKey(order.poNumber);
  keys.set(order, key);
  return key;
}

/** The number inside what this supplier writes around it; undefined when it is written otherwise. */
function insideForm(reference: string, { before, after }: OrderNumberForm): string | undefined {
  const text = reference.trim().toUpperCase();
  const [head, tail] = [before.toUpperCase(), after.toUpperCase()];
  // equivalent: what has nothing left inside names no order either.
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length <= head.length + tail.length) {
    return undefined;
  }
  return text.slice(head.length, text.length - tail.length);
}

/** What a supplier writes around an order number that stands whole inside a reference; undefined when it does not. */
export function formAround(
  reference: string,
  poNumber: string,
): Pick<OrderNumberForm, 'before' | 'after'> | undefined {
  const text = reference.trim();
  const at = text.toUpperCase().indexOf(poNumber.trim().toUpperCase());
  if (at < 0 || poNumber.trim().length < MENDABLE_LENGTH_MIN) return undefined;
  const [before, after] = [text.slice(0, at), text.slice(at + poNumber.trim().length)];
  // 4711 inside 14711 is another number.
  const touches = /[\p{L}\p{N}]$/u.test(before) || /^[\p{L}\p{N}]/u.test(after);
  return touches || (before === '' && after === '') ? undefined : { before, after };
}
