import { appendChanges } from '#mirror/append-changes.ts';
import { lockMirror } from '#mirror/apply-page.ts';
import { openInvoicesOfSuppliers } from '#mirror/woken-invoices.queries.ts';
import type { Tx } from '#store/database.ts';

/**
 * Changes what is remembered of a supplier and has its open invoices decided again. The mirror is held meanwhile: an
 * invoice that arrives at the same moment is either woken here, or decided with the change.
 * @param change answers whether a match could see it; if not, nobody is woken.
 * @returns what the change answered, and how many invoices are decided again.
 */
export async function changingMemory<T extends { readonly supplierId: string; readonly isSeen: boolean }>(
  tx: Tx,
  connectionId: string,
  change: () => Promise<T>,
): Promise<T & { readonly woken: number }> {
  const lanes = await lockMirror(tx, connectionId);
  const changed = await change();
  await tx.execute(`select pg_notify('screen', $1)`, [connectionId]);
  if (!changed.isSeen) return { ...changed, woken: 0 };
  const invoices = await openInvoicesOfSuppliers(tx, connectionId, [changed.supplierId], 'memory');
  return { ...changed, woken: await appendChanges(tx, connectionId, lanes, invoices) };
}
