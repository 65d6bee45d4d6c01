import type { PlanName } from '#coupa/resources/plan.ts';
import type { Database } from '#store/database.ts';

/** How often this connection's lists are looked at. */
export async function readPlan(db: Database, connectionId: string): Promise<PlanName> {
  return db.inConnection(connectionId, async (tx) => {
    const rows = await tx.query<{ plan: PlanName }>('select plan from connection where connection_id = $1', [
      connectionId,
    ]);
    return rows[0]?.plan ?? 'standard';
  });
}
