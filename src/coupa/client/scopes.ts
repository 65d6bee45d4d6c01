/**
 * The OAuth scope each resource asks for. A scope follows the domain that owns the object, not the object's name, so
 * it cannot be derived.
 * @see Coupa Compass, Integration Technical Documentation, "OAuth 2.0 scopes" (read 2026-04-09)
 */
const OWNERS: Readonly<Record<string, string>> = {
  invoices: 'core.invoice',
  matching_allocations: 'core.invoice',
  purchase_orders: 'core.purchase_order',
  purchase_order_lines: 'core.purchase_order',
  receiving_transactions: 'core.inventory.receiving',
  suppliers: 'core.supplier',
  payment_terms: 'core.common',
  currencies: 'core.common',
  users: 'core.user',
  approvals: 'core.approval',
  comments: 'core.comment',
  accounts: 'core.accounting',
};

/** The scope a call needs, or undefined for a resource we have no entry for. @param path `invoices/12/comments`. */
export function scopeFor(path: string, right: 'read' | 'write'): string | undefined {
  const words = path.split('/').filter((word) => !/^\d+$/.test(word));
  const named = words.findLast((word) => OWNERS[word] !== undefined);
  return named === undefined ? undefined : `${OWNERS[named]}.${right}`;
}
