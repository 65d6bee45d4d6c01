import type { Clock } from '#kernel/clock.ts';

/** Who waits for a call, the most urgent first: a person, an action already decided, the poller, a first load. */
export type RatePriority = 'person' | 'command' | 'poll' | 'backfill';

export const RATE_PRIORITIES: readonly RatePriority[] = ['person', 'command', 'poll', 'backfill'];

/** One bucket per Coupa host, shared by everything that calls it. */
export interface RateLimit {
  /**
   * Resolves when one call may be made; the more urgent are let through first, equals in order of arrival.
   * Rejects with the signal's reason when it is aborted while waiting.
   */
  take(priority: RatePriority, signal?: AbortSignal): Promise<void>;
  /** Coupa said it is too much: nobody calls for that long. */
  penalise(retryAfterMs: number): Promise<void> | void;
}

/**
 * Coupa documents 25 requests a second and a queue of 20. We stay 2 % below and leave five places of the burst free:
 * two clocks that drift by a little must not turn steady work into refusals.
 */
const COUPA_RATE = { perSecond: 24.5, burst: 15 } as const;

/** Longer pauses than this are not believed, whoever asks for them, nor produced by a clock that jumped back. */
const PAUSE_MS_MAX = 120_000;

interface Waiter {
  readonly admit: () => void;
}

/** A bucket in this process alone, for tests and the command line. */
export function createRateLimit(
  clock: Clock,
  rate: { readonly perSecond: number; readonly burst: number } = COUPA_RATE,
): RateLimit {
  const waiting = new Map<RatePriority, Waiter[]>(RATE_PRIORITIES.map((priority) => [priority, []]));
  let tokens = rate.burst;
  let filledAt = clock.now().getTime();
  let pausedUntil = 0;
  let isPumping = false;

  function refill(now: number): void {
    // A clock that jumped back gives nothing and starts anew; one that jumped ahead fills the bucket, no more.
    const elapsed = Math.max(0, now - filledAt);
    tokens = Math.min(rate.burst, tokens + (elapsed * rate.perSecond) / 1000);
    filledAt = now;
  }

  function delayMs(): number {
    const now = clock.now().getTime();
    refill(now);
    const pause = pausedUntil - now;
    if (pause > 0 && pause <= PAUSE_MS_MAX) return pause;
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1000) / rate.perSecond);
  }

  async function pump(): Promise<void> {
    if (isPumping) return;
    isPumping = true;
    while (RATE_PRIORITIES.some((priority) => (waiting.get(priority)?.length ?? 0) > 0)) {
      const wait = delayMs();
      if (wait > 0) {
        await clock.sleep(wait);
        continue;
      }
      const lane = RATE_PRIORITIES.map((priority) => waiting.get(priority)).find((line) => line?.length);
      const next = lane?.shift();
      if (next === undefined) break;
      tokens -= 1;
      next.admit();
    }
    isPumping = false;
  }

  return {
    take(priority, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const line = waiting.get(priority) ?? [];
        const leave = (): void => {
          line.splice(line.indexOf(waiter), 1);
          reject(signal?.reason);
        };
        const waiter: Waiter = {
          admit: () => {
            signal?.removeEventListener('abort', leave);
            resolve();
          },
        };
        line.push(waiter);
        signal?.addEventListener('abort', leave, { once: true });
        void pump();
      });
    },
    penalise(retryAfterMs) {
      const until = clock.now().getTime() + Math.min(Math.max(0, retryAfterMs), PAUSE_MS_MAX);
      pausedUntil = Math.max(pausedUntil > until + PAUSE_MS_MAX ? 0 : pausedUntil, until);
      tokens = 0;
    },
  };
}
