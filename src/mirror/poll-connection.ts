import type { CoupaReader } from '#coupa/client/read/reader.ts';
import { PLANS, type PlanName } from '#coupa/resources/plan.ts';
import type { Clock } from '#kernel/clock.ts';
import { describeError, PurserError } from '#kernel/errors.ts';
import type { Database } from '#store/database.ts';
import { ALLOCATIONS } from './allocation-due.queries.ts';
import { type Polled, pollResource } from './poll-resource.ts';
import { readDueAllocations } from './read-allocations.ts';
import { noteLook } from './read-hours.queries.ts';
import { RESOURCES, type Resource } from './resources.ts';
import { noteReadFailure, noteRefusal, readWatermark } from './watermark.queries.ts';

export interface ConnectionPollDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly reader: CoupaReader;
  readonly signal?: AbortSignal;
  readonly concurrency?: number;
  /** The lists to follow. Default all. */
  readonly resources?: readonly Resource[];
  /** Asked each turn, so that a changed plan holds at once. Default `standard`. */
  readonly plan?: () => Promise<PlanName>;
  /** Scopes that the OAuth client has; undefined where Coupa does not say. A list whose scope is missing costs nothing. */
  readonly grantedScopes?: () => Promise<readonly string[] | undefined>;
  /** Told of every look, for logs and metrics. */
  readonly observe?: (look: ObservedLook) => void;
}

export interface ObservedLook {
  readonly connectionId: string;
  readonly resource: string;
  readonly polled?: Polled;
  readonly error?: { readonly code: string; readonly message: string };
  readonly durationMs: number;
}

/** What invoices rest on: they are not read, so nothing is decided, before these were read once as a whole. */
const BEFORE_INVOICES: readonly string[] = ['purchase_orders', 'receiving_transactions'];

/** Follows one connection, turn by turn. Keeps in memory only when each resource is due next. */
export interface ConnectionPoll {
  /** Looks at every resource that is due. @returns milliseconds until one is due again. */
  turn(): Promise<number>;
  /** The resource of that name is due at once. */
  lookSooner(name: string): void;
}

/**
 * Prepares to follow one connection. A resource that fails is noted with its reason and tried again at its next turn;
 * the others go on, except invoices, which wait for what they rest on.
 */
export function createConnectionPoll(connectionId: string, deps: ConnectionPollDeps): ConnectionPoll {
  const resources = deps.resources ?? RESOURCES;
  const lookedAt = new Map<string, number>();
  let granted: readonly string[] | undefined;
  let areAllocationsRefused = !resources.some(({ kind }) => kind === 'invoice');

  async function look(resource: Resource): Promise<void> {
    const startedAt = deps.clock.now().getTime();
    const told = { connectionId, resource: resource.name };
    try {
      if (resource.kind === 'invoice' && !(await isFoundationLoaded(connectionId, deps.db))) return;
      const polled = await pollResource(connectionId, resource, deps);
      deps.observe?.({ ...told, polled, durationMs: deps.clock.now().getTime() - startedAt });
      await deps.db.inConnection(connectionId, (tx) =>
        noteLook(tx, connectionId, { resource: resource.name, polled }),
      );
    } catch (thrown) {
      if (deps.signal?.aborted) return;
      const durationMs = deps.clock.now().getTime() - startedAt;
      const failed = describeError(thrown);
      deps.observe?.({ ...told, error: failed, durationMs });
      const isRefused = !resource.isEssential && isRefusal(thrown);
      const note = isRefused ? noteRefusal : noteReadFailure;
      await deps.db.inConnection(connectionId, async (tx) => {
        await note(tx, connectionId, resource.name, thrown);
        // What a tenant does not offer would count as a failure every hour, for ever.
        await noteLook(tx, connectionId, { resource: resource.name, failed: isRefused ? undefined : failed });
      });
    }
  }

  /** Beside the lists, since it is asked for by invoice. Nothing rests on it alone, so a failure holds up nothing. */
  async function lookAtAllocations(): Promise<void> {
    const startedAt = deps.clock.now().getTime();
    const tell = (found: Pick<ObservedLook, 'polled' | 'error'>): void =>
      deps.observe?.({
        connectionId,
        resource: ALLOCATIONS.name,
        ...found,
        durationMs: deps.clock.now().getTime() - startedAt,
      });
    try {
      const looked = await readDueAllocations(connectionId, deps);
      if (looked === undefined) return;
      const { refusal, ...polled } = looked;
      // Until the process starts again, or the connection's credentials change.
      if (refusal !== undefined) areAllocationsRefused = true;
      tell(refusal === undefined ? { polled } : { error: describeError(refusal) });
    } catch (thrown) {
      if (!deps.signal?.aborted) tell({ error: describeError(thrown) });
    }
  }

  async function currentScopes(): Promise<readonly string[] | undefined> {
    try {
      return await deps.grantedScopes?.();
    } catch {
      // Without a token every look says so by itself; what was known of scopes holds until there is one again.
      return granted;
    }
  }

  return {
    lookSooner(name) {
      lookedAt.delete(name);
    },
    async turn() {
      const plan = PLANS[(await deps.plan?.()) ?? 'standard'];
      granted = await currentScopes();
      // What decisions need is asked for all the same: that it is refused must show.
      const readable = resources.filter(({ scope, isEssential }) => isEssential || isGranted(scope, granted));
      for (const resource of readable) {
        if (deps.signal?.aborted) break;
        const sinceMs =
          deps.clock.now().getTime() - (lookedAt.get(resource.name) ?? Number.NEGATIVE_INFINITY);
        // A look in the future can only mean that the clock went back.
        if (sinceMs >= 0 && sinceMs < plan[resource.pace]) continue;
        await look(resource);
        lookedAt.set(resource.name, deps.clock.now().getTime());
      }
      if (!areAllocationsRefused && deps.signal?.aborted !== true) await lookAtAllocations();
      const now = deps.clock.now().getTime();
      const waits = readable.map(({ name, pace }) => (lookedAt.get(name) ?? 0) + plan[pace] - now);
      return Math.max(0, Math.min(plan.hot, ...waits));
    },
  };
}

/** Whether a list may be read with these scopes; where Coupa does not say, trying is the only way to know. */
export function isGranted(scope: string, granted: readonly string[] | undefined): boolean {
  return granted === undefined || granted.includes(scope);
}

/** What asking again would hardly change: the right is not there, or the tenant has no such list. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof PurserError && ['coupa_forbidden', 'coupa_not_found'].includes(thrown.code);
}

async function isFoundationLoaded(connectionId: string, db: Database): Promise<boolean> {
  return db.inConnection(connectionId, async (tx) => {
    for (const name of BEFORE_INVOICES) {
      if ((await readWatermark(tx, connectionId, name)).phase === 'first_load') return false;
    }
    return true;
  });
}
