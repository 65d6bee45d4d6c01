import {
  type DueHint,
  dueHints,
  postponeHint,
  settleHint,
  WHOLE_RESOURCE,
} from '#connections/read-hints.queries.ts';
import type { CoupaReader, RecordRequest } from '#coupa/client/read/reader.ts';
import { PurserError } from '#kernel/errors.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import type { Database } from '#store/database.ts';
import { markDeleted } from './mark-deleted.ts';
import { databaseTime } from './poll-resource.ts';
import { RESOURCES, type Resource } from './resources.ts';
import { readRecords, takeIn } from './take-in.ts';

export interface HintDeps {
  readonly db: Database;
  readonly reader: CoupaReader;
  readonly signal?: AbortSignal;
  /** Default `command`: somebody waits for what a hint brings. */
  readonly priority?: NonNullable<RecordRequest['priority']>;
  /** Set by the reconciliation: what Coupa shows is believed also where it is dated before what we have. */
  readonly mayBeOlder?: boolean;
}

const HINTS_AT_ONCE = 20;
/** A refusal that no repetition changes is given up after so many; the poll and the reconciliation remain. */
const REFUSALS_MAX = 5;

/**
 * Reads the records that somebody hinted at.
 * @returns names of the resources whose lists should be looked at now: those hinted at as a whole, and those that
 * change together with an invoice.
 */
export async function followHints(connectionId: string, deps: HintDeps): Promise<ReadonlySet<string>> {
  const due = await deps.db.inConnection(connectionId, (tx) => dueHints(tx, connectionId, HINTS_AT_ONCE));
  const lookAt = new Set<string>();
  await Promise.all(
    due.map(async (hint) => {
      const resource = RESOURCES.find(({ name }) => name === hint.resource);
      if (resource === undefined || hint.recordId === WHOLE_RESOURCE) {
        if (resource !== undefined) lookAt.add(resource.name);
        await deps.db.inConnection(connectionId, (tx) => settleHint(tx, connectionId, hint));
        return;
      }
      if (resource.kind === 'invoice') for (const name of ['approvals', 'comments']) lookAt.add(name);
      await followHint(connectionId, resource, hint, deps);
    }),
  );
  return lookAt;
}

async function followHint(
  connectionId: string,
  resource: Resource,
  hint: DueHint,
  deps: HintDeps,
): Promise<void> {
  try {
    await readRecordAgain(connectionId, resource, hint.recordId, deps);
    await deps.db.inConnection(connectionId, (tx) => settleHint(tx, connectionId, hint));
  } catch (thrown) {
    if (!(thrown instanceof PurserError)) throw thrown;
    const isPointless = !thrown.retryable && hint.attempts + 1 >= REFUSALS_MAX;
    await deps.db.inConnection(connectionId, (tx) =>
      isPointless ? settleHint(tx, connectionId, hint) : postponeHint(tx, connectionId, hint),
    );
  }
}

/**
 * Reads one record into the mirror; one that Coupa no longer has is marked deleted.
 * @returns whether the mirror differed from it.
 */
export async function readRecordAgain(
  connectionId: string,
  resource: Resource,
  id: string,
  deps: HintDeps,
): Promise<boolean> {
  const readAt = await databaseTime(deps.db);
  const read = await readAlone(resource, id, deps);
  if (read instanceof PurserError) {
    const batch = { resource, good: [], bad: [{ id, error: read, excerpt: '' }], readAt };
    await takeIn(deps.db, connectionId, batch, async () => undefined);
    return false;
  }
  if (read === undefined) {
    const marked = await deps.db.inConnection(connectionId, (tx) =>
      markDeleted(tx, connectionId, resource.kind, [id], readAt),
    );
    return marked.length > 0;
  }
  const found = readRecords(resource, { records: [read], unreadable: [] });
  const batch = { resource, ...found, readAt, mayBeOlder: deps.mayBeOlder ?? false };
  const applied = await takeIn(deps.db, connectionId, batch, async () => undefined);
  return applied.changed.length > 0;
}

/** The record, nothing when Coupa has none, or why it cannot be read although Coupa answered. */
async function readAlone(
  resource: Resource,
  id: string,
  deps: HintDeps,
): Promise<ExactJson | undefined | PurserError> {
  try {
    return await deps.reader.get({
      resource: resource.path,
      id,
      fields: resource.fields,
      priority: deps.priority ?? 'command',
      ...(deps.signal === undefined ? {} : { signal: deps.signal }),
    });
  } catch (thrown) {
    if (thrown instanceof PurserError && thrown.code === 'coupa_unreadable' && !thrown.retryable)
      return thrown;
    throw thrown;
  }
}
