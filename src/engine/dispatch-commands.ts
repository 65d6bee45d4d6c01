import type { Clock } from '#kernel/clock.ts';
import { describeError } from '#kernel/errors.ts';
import type { Log } from '#kernel/log.ts';
import type { Database } from '#store/database.ts';
import {
  ACT_TIMINGS,
  type ActDeps,
  type ActOutcome,
  type ActTimings,
  act,
  type ClaimedCommand,
} from './act.ts';
import { claimCommand, createCommandStore } from './command-store.queries.ts';

/** NOTIFY wakes the dispatcher; this is the safety net when one is lost. */
const POLL_MS = 1_000;
const POLL_MIN_MS = 20;
/** Commands one process has in hand at once, over all connections. */
const IN_HAND_MAX = 8;
/** Of one connection: a slow Coupa may hold no more than these, so that others go on. */
const IN_HAND_OF_CONNECTION_MAX = 4;

/** Coupa as one connection sees it, reading and writing. */
type CommandRemote = ActDeps['remote'];

export interface CommandDispatchDeps {
  readonly db: Database;
  /** @throws PurserError when the connection has no usable credentials; its commands wait. */
  readonly remoteFor: (connectionId: string) => Promise<CommandRemote>;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings?: ActTimings;
  /** Told after each attempt; must not throw. */
  readonly onAct?: (claim: ClaimedCommand, outcome: ActOutcome | 'broken', durationMs: number) => void;
}

/**
 * Carries out queued commands until the signal says stop, then finishes what is in hand. Any number of processes
 * may run it on one database: a command is in one hand at a time.
 */
export async function dispatchCommands(
  deps: CommandDispatchDeps,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  const inHand = new Map<Promise<void>, string>();
  let wake: () => void = () => undefined;
  let isAwake = false;
  const rouse = (): void => {
    isAwake = true;
    wake();
  };
  const stopListening = await deps.db.listen('command', rouse).catch((error: unknown) => {
    deps.log.warn({ ...describeError(error) }, 'commands are polled: the database does not notify');
    return async () => undefined;
  });
  options.signal.addEventListener('abort', rouse, { once: true });
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (isAwake) {
        resolve();
        return;
      }
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  while (!options.signal.aborted) {
    isAwake = false;
    const claim = inHand.size < IN_HAND_MAX ? await claimNext(deps, busyOf(inHand)) : undefined;
    if (claim === undefined) {
      await sleep(await waitMs(deps));
      continue;
    }
    const work = carryOut(claim, deps).finally(() => {
      inHand.delete(work);
      rouse();
    });
    inHand.set(work, claim.connectionId);
  }
  await Promise.all(inHand.keys());
  await stopListening();
}

function busyOf(inHand: ReadonlyMap<Promise<void>, string>): string[] {
  const counts = new Map<string, number>();
  for (const connectionId of inHand.values()) {
    counts.set(connectionId, (counts.get(connectionId) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count >= IN_HAND_OF_CONNECTION_MAX).map(([id]) => id);
}

async function claimNext(
  deps: CommandDispatchDeps,
  busy: readonly string[],
): Promise<ClaimedCommand | undefined> {
  try {
    return await claimCommand(deps.db, (deps.timings ?? ACT_TIMINGS).leaseMs, busy);
  } catch (cause) {
    deps.log.warn({ ...describeError(cause) }, 'no command could be claimed');
    return undefined;
  }
}

/** Until the next command falls due, by the database's clock, and no longer than a poll. */
async function waitMs({ db }: CommandDispatchDeps): Promise<number> {
  try {
    const [row] = await db.inDispatch((tx) =>
      tx.query<{ wait_ms: number | null }>(
        'select (extract(epoch from dispatch_next_command_at() - clock_timestamp()) * 1000)::float8 as wait_ms',
        [],
        { name: 'command_wait' },
      ),
    );
    // What is due and cannot be claimed is in another hand, or waits behind one that is.
    const due = row?.wait_ms ?? POLL_MS;
    return due <= 0 ? POLL_MS / 4 : Math.min(POLL_MS, Math.max(POLL_MIN_MS, due));
  } catch {
    // Whoever claims next will say so in the log.
    return POLL_MS;
  }
}

async function carryOut(claim: ClaimedCommand, deps: CommandDispatchDeps): Promise<void> {
  const started = performance.now();
  let outcome: ActOutcome | 'broken' = 'broken';
  try {
    outcome = await act(claim, await actDepsFor(claim, deps));
  } catch (cause) {
    // Nothing is lost: the command is taken up again when its lease has run out.
    deps.log.error(
      { connection: claim.connectionId, command: claim.id, ...describeError(cause) },
      'a command was left behind',
    );
  }
  deps.onAct?.(claim, outcome, performance.now() - started);
}

async function actDepsFor(claim: ClaimedCommand, deps: CommandDispatchDeps): Promise<ActDeps> {
  const { db, clock } = deps;
  return {
    store: createCommandStore(db, () => clock.now()),
    remote: await deps.remoteFor(claim.connectionId).catch(unreachable),
    clock: {
      monotonicMs: () => performance.now(),
      epochMs: () => clock.now().getTime(),
      random: Math.random,
    },
    timings: deps.timings ?? ACT_TIMINGS,
  };
}

/** A connection that cannot be reached: every look says why, and the command waits as in any outage. */
function unreachable(cause: unknown): CommandRemote {
  const fail = (): Promise<never> => Promise.reject(cause);
  const reads = { invoice: fail, approval: fail, comments: fail, serviceUserId: fail };
  const decide = { approve: fail, reject: fail, hold: fail };
  const writer = { submitInvoice: fail, revalidateTolerances: fail, disputeInvoice: fail, ...decide };
  return { reads, writer: { ...writer, addComment: fail, setCustomField: fail } };
}
