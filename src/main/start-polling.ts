import { Counter } from 'prom-client';
import { describeError } from '#kernel/errors.ts';
import { startPoller } from '#mirror/run-poller.ts';
import { keepUp, UPKEEP_QUEUES } from '#mirror/upkeep.ts';
import { roleNames } from '#store/migrate.ts';
import { openQueue, prepareQueue, type Queue } from '#store/queue.ts';
import type { ConnectedParts, Running } from './running.ts';

const UPKEEP_AGAIN_MS = 5_000;

/** Reading Coupa, and keeping the mirror equal to it. */
export async function startPolling(parts: ConnectedParts): Promise<Running> {
  const { db, clock, coupaFor, log, metrics, processId } = parts;
  const looks = new Counter({
    name: 'purser_looks_total',
    help: 'Looks at a list in Coupa',
    labelNames: ['resource', 'outcome'],
    registers: [metrics],
  });
  const onError = (where: string, thrown: unknown): void =>
    log.warn({ where, ...describeError(thrown) }, 'reading is interrupted');
  const poller = await startPoller({
    db,
    clock,
    coupaFor,
    processId,
    leaseMs: parts.config.timings.pollLeaseMs,
    observe: ({ resource, error, connectionId }) => {
      looks.inc({ resource, outcome: error?.code ?? 'ok' });
      if (error !== undefined) log.warn({ connection: connectionId, resource, ...error }, 'reading failed');
    },
    onError,
  });
  // Upkeep has hours; nobody waits for its queues at the start, and a database that is away at that moment comes back.
  const stopping = new AbortController();
  const upkeep = keepStarting(() => startUpkeep(parts, onError), parts, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await poller.stop();
      await (await upkeep)?.stop();
    },
  };
}

async function keepStarting(
  start: () => Promise<Queue>,
  { clock, log }: ConnectedParts,
  signal: AbortSignal,
): Promise<Queue | undefined> {
  while (!signal.aborted) {
    try {
      return await start();
    } catch (error) {
      log.error({ ...describeError(error) }, 'upkeep of the mirror could not be started; it is tried again');
    }
    await clock.sleep(UPKEEP_AGAIN_MS, signal);
  }
  return undefined;
}

async function startUpkeep(
  { db, clock, coupaFor, ownerUrl }: ConnectedParts,
  onError: (where: string, thrown: unknown) => void,
): Promise<Queue> {
  const database = decodeURIComponent(new URL(ownerUrl).pathname.slice(1));
  await prepareQueue(ownerUrl, roleNames(database).app, UPKEEP_QUEUES);
  const queue = await openQueue({ db, clock, onError });
  keepUp(queue, { db, coupaFor, onError });
  return queue;
}
