import { describeError } from '#kernel/errors.ts';
import type { Log } from '#kernel/log.ts';
import type { Database } from '#store/database.ts';
import { decideNextOfBulk } from './bulk-decision.ts';

const POLL_MS = 2_000;

/** Works bulk decisions off, item by item, until the signal says stop. Several processes may run it. */
export async function runBulkDecisions(
  deps: { readonly db: Database; readonly log: Log; readonly now: () => Date },
  signal: AbortSignal,
): Promise<void> {
  const bell = { ring: (): void => undefined };
  const stopListening = await deps.db
    .listen('bulk', () => bell.ring())
    .catch((error: unknown) => {
      deps.log.warn({ ...describeError(error) }, 'bulk decisions are polled: the database does not notify');
      return async () => undefined;
    });
  signal.addEventListener('abort', () => bell.ring(), { once: true });
  while (!signal.aborted) {
    const worked = await decideNextOfBulk(deps.db, deps.now()).catch((error: unknown) => {
      deps.log.warn({ ...describeError(error) }, 'bulk decision paused');
      return false;
    });
    if (worked || signal.aborted) continue;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      bell.ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
  await stopListening();
}
