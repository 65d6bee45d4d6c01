import type { CoupaPage } from '#coupa/client/read/reader.ts';
import type { Tx } from '#store/database.ts';
import { compareKeys, readKeys } from './compare-keys.ts';
import { type HintDeps, readRecordAgain } from './follow-hints.ts';
import type { Resource } from './resources.ts';

/** How far a sweep came. */
export interface SweepStep {
  readonly isDone: boolean;
  /** Records that Coupa no longer has. */
  readonly deleted: number;
}

/** Four seconds of the whole rate, at the lowest priority: others hardly notice, and 100,000 records take 20 steps. */
const PAGES_A_STEP = 100;

/**
 * One step of a sweep: Coupa tells of nobody that was deleted, so the mirror asks which ids there still are, a stretch
 * at a time, and goes on where the step before stopped. What is missing from the list is asked for by itself before it
 * counts as deleted, since a list may be narrowed by rights or filters.
 *
 * @throws PurserError any code of the Coupa client; the next step begins where this one did.
 */
export async function sweepDeletions(
  connectionId: string,
  resource: Resource,
  deps: HintDeps,
  pagesMax: number = PAGES_A_STEP,
): Promise<SweepStep> {
  const after = await deps.db.inConnection(connectionId, (tx) => sweepPlace(tx, connectionId, resource.name));
  const pages: CoupaPage[] = [];
  let until = after;
  let isDone = false;
  while (!isDone && pages.length < pagesMax) {
    const page = await readKeys(deps.reader, resource, until, deps.signal);
    pages.push(page);
    isDone = page.isLast;
    if (page.next.by === 'id') until = page.next.after;
  }
  const span = { after, until: isDone ? undefined : until };
  const { perhapsGone } = await compareKeys(deps.db, connectionId, resource, pages, span);
  let deleted = 0;
  for (const id of perhapsGone) {
    await readRecordAgain(connectionId, resource, id, { ...deps, priority: 'backfill' });
    if (await isDeleted(connectionId, resource, id, deps)) deleted += 1;
  }
  await deps.db.inConnection(connectionId, (tx) =>
    isDone ? endSweep(tx, connectionId, resource.name) : holdPlace(tx, connectionId, resource.name, until),
  );
  return { isDone, deleted };
}

async function isDeleted(
  connectionId: string,
  resource: Resource,
  id: string,
  deps: HintDeps,
): Promise<boolean> {
  return deps.db.inConnection(connectionId, async (tx) => {
    const rows = await tx.query(
      `select 1 from ${resource.kind} where connection_id = $1 and id = $2 and deleted_at is not null`,
      [connectionId, id],
    );
    return rows.length > 0;
  });
}

async function sweepPlace(tx: Tx, connectionId: string, resource: string): Promise<string> {
  const [row] = await tx.query<{ sweep_after: string | null }>(
    'select sweep_after from watermark where connection_id = $1 and resource = $2',
    [connectionId, resource],
  );
  return row?.sweep_after ?? '0';
}

async function holdPlace(tx: Tx, connectionId: string, resource: string, after: string): Promise<void> {
  await tx.execute(
    `update watermark set sweep_after = $3, sweep_started_at = coalesce(sweep_started_at, now())
      where connection_id = $1 and resource = $2`,
    [connectionId, resource, after],
  );
}

async function endSweep(tx: Tx, connectionId: string, resource: string): Promise<void> {
  await tx.execute(
    `update watermark set sweep_after = null, sweep_started_at = null, swept_at = now()
      where connection_id = $1 and resource = $2`,
    [connectionId, resource],
  );
}
