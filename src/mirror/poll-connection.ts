import type { CoupaReader } from '#coupa/client/read/reader.ts';
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
  const dueAt = new Map<string, number>(RESOURCES.map(({ name }) => [name, 0]));

  let areAllocationsRefused = false;

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
      const note = resource.isOptional === true && isRefusal(thrown) ? noteRefusal : noteReadFailure;
      await deps.db.inConnection(connectionId, async (tx) => {
        await note(tx, connectionId, resource.name, thrown);
        await noteLook(tx, connectionId, { resource: resource.name, failed });
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

  return {
    lookSooner(name) {
      if (dueAt.has(name)) dueAt.set(name, 0);
    },
    async turn() {
      for (const resource of RESOURCES) {
        if (deps.signal?.aborted) break;
        const now = deps.clock.now().getTime();
        const due = dueAt.get(resource.name) ?? 0;
        // Further away than its own interval can only mean that the clock went back.
        if (due > now && due - now <= resource.everyMs) continue;
        await look(resource);
        dueAt.set(resource.name, deps.clock.now().getTime() + resource.everyMs);
      }
      if (!areAllocationsRefused && deps.signal?.aborted !== true) await lookAtAllocations();
      const now = deps.clock.now().getTime();
      return Math.max(0, Math.min(...[...dueAt.values()].map((due) => due - now)));
    },
  };
}

/** What asking again would not change: the right is not there, or the tenant has no such list. */
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
