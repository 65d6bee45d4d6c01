import type { CoupaFor } from '#connections/coupa-for.ts';
import { listConnections } from '#connections/ensure-connection.ts';
import type { Database } from '#store/database.ts';
import type { Queue } from '#store/queue.ts';
import { dropOldReadHours } from './read-hours.queries.ts';
import { reconcile } from './reconcile.ts';
import { RESOURCES, type Resource } from './resources.ts';
import { sweepDeletions } from './sweep-deletions.ts';

export interface UpkeepDeps {
  readonly db: Database;
  readonly coupaFor: CoupaFor;
  readonly onError?: (where: string, thrown: unknown) => void;
}

/** Queues that {@link keepUp} works; they must be prepared with the database. */
export const UPKEEP_QUEUES = ['sweep', 'reconcile', 'retention'] as const;

/** Deletions are rare, and an invoice that is gone does harm slowly. */
const SWEEP_AFTER = '6 hours';
const RECONCILE_AFTER = '20 hours';
/** Call-outs are kept as long as somebody may ask whether one arrived. */
const CALLOUTS_KEPT = '30 days';

/** Keeps the mirrors of all connections equal to their sources, in the background and at the lowest priority. */
export function keepUp(queue: Queue, deps: UpkeepDeps): void {
  queue.schedule('sweep', '*/5 * * * *');
  queue.schedule('reconcile', '40 * * * *');
  queue.schedule('retention', '20 3 * * *');
  queue.work('sweep', (_data, signal) => forEachDue('swept_at', SWEEP_AFTER, signal, deps, sweepOnce));
  queue.work('reconcile', (_data, signal) =>
    forEachDue('reconciled_at', RECONCILE_AFTER, signal, deps, async (id, resource, own) => {
      await reconcile(id, resource, own);
    }),
  );
  queue.work('retention', () => dropOld(deps));
}

type Work = (
  connectionId: string,
  resource: Resource,
  deps: { db: Database; reader: Awaited<ReturnType<CoupaFor>>['reader']; signal: AbortSignal },
) => Promise<void>;

async function sweepOnce(...[connectionId, resource, deps]: Parameters<Work>): Promise<void> {
  await sweepDeletions(connectionId, resource, deps);
}

/** One connection or resource that fails does not keep the others from their turn. */
async function forEachDue(
  column: 'swept_at' | 'reconciled_at',
  after: string,
  signal: AbortSignal,
  deps: UpkeepDeps,
  work: Work,
): Promise<void> {
  for (const { id, state } of await listConnections(deps.db)) {
    if (state !== 'active') continue;
    const due = await dueResources(deps.db, id, column, after);
    for (const resource of RESOURCES.filter(({ name }) => due.has(name))) {
      if (signal.aborted) return;
      try {
        const { reader } = await deps.coupaFor(id);
        await work(id, resource, { db: deps.db, reader, signal });
      } catch (thrown) {
        deps.onError?.(`${column} of ${resource.name} in ${id}`, thrown);
      }
    }
  }
}

/** What was read once as a whole, and not looked over for so long. What was begun goes on. */
async function dueResources(
  db: Database,
  connectionId: string,
  column: 'swept_at' | 'reconciled_at',
  after: string,
): Promise<ReadonlySet<string>> {
  const rows = await db.inConnection(connectionId, (tx) =>
    tx.query<{ resource: string }>(
      `select resource from watermark where connection_id = $1 and phase = 'incremental'
          and (${column} is null or ${column} < now() - $2::interval)`,
      [connectionId, after],
    ),
  );
  return new Set(rows.map((row) => row.resource));
}

async function dropOld(deps: UpkeepDeps): Promise<void> {
  for (const { id } of await listConnections(deps.db)) {
    await deps.db.inConnection(id, async (tx) => {
      await tx.execute(
        'delete from callout where connection_id = $1 and received_at < now() - $2::interval',
        [id, CALLOUTS_KEPT],
      );
      await dropOldReadHours(tx, id);
    });
  }
}
