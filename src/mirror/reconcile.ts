import { compareKeys, readKeys } from './compare-keys.ts';
import { type HintDeps, readRecordAgain } from './follow-hints.ts';
import type { Resource } from './resources.ts';

/** What a reconciliation found, kept with the watermark for people to see. */
export interface Reconciled {
  readonly inCoupa: number;
  readonly inMirror: number;
  /** Records whose content in the mirror was missing or old, and was put right. */
  readonly differed: number;
  /** Records that Coupa no longer has. */
  readonly gone: number;
}

/** So many pages of keys are compared with the mirror at a time. */
const PAGES_AT_ONCE = 40;

/**
 * Compares everything: each id and time of change in Coupa with the mirror, and reads again what differs. It finds
 * what following changes cannot: records that Coupa dated into the past, and those that were deleted. Afterwards the
 * mirror equals Coupa, but for what changed meanwhile, which the watermark covers.
 *
 * @throws PurserError any code of the Coupa client; what was put right until then stays right.
 */
export async function reconcile(
  connectionId: string,
  resource: Resource,
  deps: HintDeps,
): Promise<Reconciled> {
  const total = { inCoupa: 0, inMirror: 0, differed: 0, gone: 0 };
  let after = '0';
  for (let isDone = false; !isDone; ) {
    const pages = [];
    let until = after;
    while (!isDone && pages.length < PAGES_AT_ONCE) {
      const page = await readKeys(deps.reader, resource, until, deps.signal);
      pages.push(page);
      isDone = page.isLast;
      if (page.next.by === 'id') until = page.next.after;
    }
    const span = { after, until: isDone ? undefined : until };
    const found = await compareKeys(deps.db, connectionId, resource, pages, span);
    total.inCoupa += found.inCoupa;
    total.inMirror += found.inMirror;
    const own = { ...deps, priority: 'backfill' as const, mayBeOlder: true };
    for (const id of found.toRead) {
      if (await readRecordAgain(connectionId, resource, id, own)) total.differed += 1;
    }
    for (const id of found.perhapsGone) {
      if (await readRecordAgain(connectionId, resource, id, own)) total.gone += 1;
    }
    after = until;
  }
  await deps.db.inConnection(connectionId, (tx) =>
    tx.execute(
      'update watermark set reconciled_at = now(), reconcile = $3 where connection_id = $1 and resource = $2',
      [connectionId, resource.name, JSON.stringify(total)],
    ),
  );
  return total;
}
