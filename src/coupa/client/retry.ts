import type { Clock } from '#kernel/clock.ts';
import { PurserError } from '#kernel/errors.ts';

/** Tries of one read in all. With the pauses below a read outlives a fault of about ten seconds. */
const ATTEMPTS_MAX = 5;
const PAUSE_MS_FIRST = 400;
const PAUSE_MS_MAX = 20_000;
/** Repetitions may add a tenth to the volume, so that an overloaded instance is not pushed under by us. */
const REPETITIONS_PER_CALL = 0.1;
/** A quiet process may still repeat this often in a row before it has earned anything. */
const REPETITIONS_SAVED_MAX = 20;

/** Repeats what may be repeated. */
export type Retry = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/**
 * The one retry policy for reads. Only errors that say `retryable` are repeated, after a random pause that grows
 * (full jitter), or after what Coupa asked for; and only while the budget of a tenth of all calls lasts, counted
 * over everything that shares this policy. What an open circuit refused is not repeated here: somebody with a
 * longer breath will.
 */
export function createRetry(deps: { clock: Clock; random: () => number }): Retry {
  let saved = REPETITIONS_SAVED_MAX;

  return async (work, signal) => {
    saved = Math.min(REPETITIONS_SAVED_MAX, saved + REPETITIONS_PER_CALL);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (thrown) {
        const mayRepeat = attempt < ATTEMPTS_MAX && saved >= 1 && isRepeatable(thrown) && !signal?.aborted;
        if (!mayRepeat) throw thrown;
        saved -= 1;
        await deps.clock.sleep(pauseMs(thrown, attempt, deps.random), signal);
      }
    }
  };
}

function isRepeatable(thrown: unknown): thrown is PurserError {
  return thrown instanceof PurserError && thrown.retryable && thrown.details.circuit !== 'open';
}

function pauseMs(error: PurserError, attempt: number, random: () => number): number {
  const jitter = random() * Math.min(PAUSE_MS_MAX, PAUSE_MS_FIRST * 2 ** attempt);
  const asked = error.details.retryAfterMs;
  return typeof asked === 'number' ? asked + jitter / 4 : jitter;
}
