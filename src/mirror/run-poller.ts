import type { CoupaFor } from '#connections/coupa-for.ts';
import { type KnownConnection, listConnections } from '#connections/ensure-connection.ts';
import { probeConnection } from '#connections/probe-connection.ts';
import { nextHintIn } from '#connections/read-hints.queries.ts';
import type { Clock } from '#kernel/clock.ts';
import { describeError } from '#kernel/errors.ts';
import type { Database } from '#store/database.ts';
import { followHints } from './follow-hints.ts';
import { type ConnectionPoll, createConnectionPoll, type ObservedLook } from './poll-connection.ts';
import { releasePollLease, takePollLease, takeReadNow } from './poll-lease.queries.ts';
import { RESOURCES } from './resources.ts';
import { noteReadFailure } from './watermark.queries.ts';

export interface PollerDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly coupaFor: CoupaFor;
  /** Names this process in the lease. */
  readonly processId: string;
  /** How long the connection waits for this process when it dies. Default 20 s. */
  readonly leaseMs?: number;
  readonly observe?: (look: ObservedLook) => void;
  /** What went wrong outside of any resource, such as the database being away. */
  readonly onError?: (where: string, thrown: unknown) => void;
}

export interface Poller {
  /** Stops asking, and resolves when nothing is on its way any more. */
  stop(): Promise<void>;
}

const LEASE_MS = 20_000;
const LEASE_LOOKS = 4;
const CONNECTIONS_AGAIN_MS = 10_000;
const HINTS_AGAIN_MS = 5_000;
const TROUBLE_MS = 2_000;

/**
 * Follows every active connection until stopped, those that are added later too. Each connection is read by one
 * process at a time, by a lease on the database's clock; when that process dies another goes on within 20 seconds.
 * Lists are looked at in turn; records that somebody hinted at are read at once, also while a first load runs.
 */
export async function startPoller(deps: PollerDeps): Promise<Poller> {
  const stopping = new AbortController();
  const following = new Map<string, { wake(): void; ended: Promise<void> }>();
  const wakeAll = (payload: string): void => {
    for (const [id, one] of following) if (payload === '' || payload === id) one.wake();
  };
  const unlisten = await deps.db.listen('hint', wakeAll);
  const registry = keepFollowing();

  async function keepFollowing(): Promise<void> {
    while (!stopping.signal.aborted) {
      const known = await listConnections(deps.db).catch((thrown: unknown): KnownConnection[] => {
        deps.onError?.('connections', thrown);
        return [];
      });
      for (const { id } of known) if (!following.has(id)) follow(id);
      await deps.clock.sleep(CONNECTIONS_AGAIN_MS, stopping.signal);
    }
  }

  function follow(id: string): void {
    const bell = createBell(deps.clock, stopping.signal);
    following.set(id, { wake: bell.ring, ended: followConnection(id, bell, stopping.signal, deps) });
  }

  return {
    async stop() {
      stopping.abort();
      await unlisten();
      await registry;
      await Promise.all([...following.values()].map(({ ended }) => ended));
      for (const id of following.keys()) {
        await releasePollLease(deps.db, id, deps.processId).catch((thrown: unknown) =>
          deps.onError?.(`giving ${id} back`, thrown),
        );
      }
    },
  };
}

async function followConnection(
  connectionId: string,
  bell: Bell,
  signal: AbortSignal,
  deps: PollerDeps,
): Promise<void> {
  const leaseMs = deps.leaseMs ?? LEASE_MS;
  let poll: { reader: unknown; turns: ConnectionPoll } | undefined;
  /** Names of lists to look at sooner, found by the hints. */
  const sooner = new Set<string>();
  const turning = createBell(deps.clock, signal);

  /** The way to Coupa while this process may read the connection; undefined while another does, or it is paused. */
  async function mayRead(): Promise<Awaited<ReturnType<PollerDeps['coupaFor']>> | undefined> {
    if (!(await takePollLease(deps.db, connectionId, deps.processId, leaseMs))) return undefined;
    return deps.coupaFor(connectionId);
  }

  async function turnsLoop(): Promise<void> {
    while (!signal.aborted) {
      const waitMs = await guarded('turn', async () => {
        const coupa = await mayRead();
        if (coupa === undefined) return leaseMs / LEASE_LOOKS;
        if (poll?.reader !== coupa.reader) {
          const turns = createConnectionPoll(connectionId, { ...deps, reader: coupa.reader, signal });
          poll = { reader: coupa.reader, turns };
          await probeConnection(connectionId, coupa, deps.db);
        }
        for (const name of sooner) poll.turns.lookSooner(name);
        sooner.clear();
        return poll.turns.turn();
      });
      await turning.wait(Math.min(waitMs, leaseMs / 2));
    }
  }

  async function hintsLoop(): Promise<void> {
    while (!signal.aborted) {
      const waitMs = await guarded('hints', async () => {
        const coupa = await mayRead();
        if (coupa === undefined) return leaseMs / LEASE_LOOKS;
        const names = await followHints(connectionId, { db: deps.db, reader: coupa.reader, signal });
        for (const name of names) sooner.add(name);
        if (await takeReadNow(deps.db, connectionId)) for (const { name } of RESOURCES) sooner.add(name);
        if (sooner.size > 0) turning.ring();
        const next = await deps.db.inConnection(connectionId, (tx) => nextHintIn(tx, connectionId));
        return Math.min(next ?? HINTS_AGAIN_MS, HINTS_AGAIN_MS);
      });
      await bell.wait(waitMs);
    }
  }

  /** No trouble ends a loop: the database may come back, and credentials may be put right. */
  async function guarded(where: string, work: () => Promise<number>): Promise<number> {
    try {
      return await work();
    } catch (thrown) {
      if (signal.aborted) return 0;
      deps.onError?.(`${where} of ${connectionId}`, thrown);
      await deps.db
        .inConnection(connectionId, (tx) => noteReadFailure(tx, connectionId, 'invoices', thrown))
        .catch((second: unknown) => deps.onError?.(describeError(second).message, second));
      return TROUBLE_MS;
    }
  }

  await Promise.all([turnsLoop(), hintsLoop()]);
}

/** Waits that can be cut short; a ring while nobody waits makes the next wait end at once. */
interface Bell {
  ring(): void;
  wait(ms: number): Promise<void>;
}

function createBell(clock: Clock, signal: AbortSignal): Bell {
  let rung = new AbortController();
  return {
    ring: () => rung.abort(),
    wait: async (ms) => {
      await clock.sleep(ms, AbortSignal.any([rung.signal, signal]));
      if (rung.signal.aborted) rung = new AbortController();
    },
  };
}
