import { UNKNOWN_MOMENT } from '#coupa/convert/unknown-moment.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { Database } from '#store/database.ts';
import { applyPage } from './apply-page.ts';

/**
 * Keeps the dispute reasons that these invoices name. Coupa has no list of them: whoever wants to dispute with a
 * reason that is configured there knows those that were used before. In a transaction of its own, for most pages none.
 */
export async function keepDisputeReasons(
  db: Database,
  connectionId: string,
  invoices: readonly Invoice[],
  readAt: string,
): Promise<void> {
  const named = invoices.flatMap(({ disputeReasons }) => disputeReasons ?? []);
  // The same reason reads the same on every invoice, whenever that changed: it has no date of its own.
  const records = named.map((reason) => ({ ...reason, updatedAt: UNKNOWN_MOMENT }));
  if (records.length === 0) return;
  await db.inConnection(connectionId, (tx) =>
    applyPage(tx, connectionId, { kind: 'dispute_reason', records, readAt }),
  );
}
