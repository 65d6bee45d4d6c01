import type { ProductProcess, StartingProcess } from '../test/product-processes.ts';

/** A process that is started again whenever it ends, as a service manager does. */
export interface Supervised {
  readonly name: string;
  /** Undefined while it is on its way up. */
  current(): ProductProcess | undefined;
  /** Kills it in whatever state it is. */
  kill(): Promise<void>;
  /** Ends it for good, politely. */
  stop(): Promise<void>;
  readonly counts: { starts: number; failedStarts: number };
  /** What was printed by processes that ended, once ready, without being killed: there should be none. */
  readonly endedByThemselves: string[];
  /** Highest resident memory seen, in MiB. */
  memoryMaxMiB(): number;
}

const AGAIN_MS = 100;
const MEMORY_EVERY_MS = 500;

export function supervise(name: string, spawn: () => StartingProcess): Supervised {
  const counts = { starts: 0, failedStarts: 0 };
  const endedByThemselves: string[] = [];
  const at: { starting?: StartingProcess; running?: ProductProcess | undefined; isKilled: boolean } = {
    isKilled: false,
  };
  let isStopping = false;
  let memoryMax = 0;
  const memory = setInterval(() => {
    memoryMax = Math.max(memoryMax, at.running?.memoryMiB() ?? 0);
  }, MEMORY_EVERY_MS);

  const living = (async () => {
    while (!isStopping) {
      at.isKilled = false;
      counts.starts += 1;
      const starting = spawn();
      at.starting = starting;
      try {
        at.running = await starting.ready;
        const { said } = at.running;
        await starting.exited;
        if (!at.isKilled && !isStopping) endedByThemselves.push(`${name}: ${said()}`);
      } catch {
        // While the database is away a start fails, and is tried again.
        counts.failedStarts += 1;
        await starting.end('SIGKILL');
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
      at.running = undefined;
    }
  })();

  return {
    name,
    current: () => at.running,
    kill: async () => {
      at.isKilled = true;
      await at.starting?.end('SIGKILL');
    },
    stop: async () => {
      isStopping = true;
      clearInterval(memory);
      await at.starting?.end('SIGTERM');
      await living;
    },
    counts,
    endedByThemselves,
    memoryMaxMiB: () => memoryMax,
  };
}
