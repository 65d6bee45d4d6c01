import type { Clock } from '#kernel/clock.ts';
import { PurserError } from '#kernel/errors.ts';

/** This many failures in a row are no accident. */
const FAILURES_TO_OPEN = 5;
const COOLING_MS_FIRST = 1_000;
/** During an outage of days one probe a minute finds the end of it soon enough. */
const COOLING_MS_MAX = 60_000;
/** A probe that has not come back by then, because somebody called it off, is followed by another. */
const PROBE_MS = 30_000;

/**
 * Stops calling an instance that does not answer. After {@link FAILURES_TO_OPEN} failures in a row calls are refused
 * at once; after a pause that doubles up to a minute a single probe is let through, and its success opens the way
 * for all. Coming back is then paced by the rate limit alone.
 */
export interface Circuit {
  /** @throws PurserError `coupa_unavailable` while calls are held back, with `retryAfterMs`. */
  assertClosed(): void;
  succeeded(): void;
  /**
   * The instance did not answer or answered 5xx. A refusal is an answer, and counts as success.
   * @param why a sentence, told to those who are held back: they would otherwise never hear of the cause.
   */
  failed(why: string): void;
}

export function createCircuit(clock: Clock, random: () => number): Circuit {
  let failures = 0;
  let opened = 0;
  let openUntil = 0;
  let lastWhy = '';

  function remainingMs(): number {
    const left = openUntil - clock.now().getTime();
    // More than the longest pause can only come from a clock that jumped back.
    return left > COOLING_MS_MAX ? 0 : left;
  }

  return {
    assertClosed() {
      if (openUntil === 0) return;
      const left = remainingMs();
      if (left <= 0) {
        openUntil = clock.now().getTime() + PROBE_MS;
        return;
      }
      throw new PurserError(
        'coupa_unavailable',
        `Coupa has not been answering; calls are held back for now. The last time: ${lastWhy}`,
        {
          retryable: true,
          details: { circuit: 'open', retryAfterMs: left },
        },
      );
    },
    succeeded() {
      failures = 0;
      opened = 0;
      openUntil = 0;
    },
    failed(why) {
      lastWhy = why;
      failures += 1;
      if (failures < FAILURES_TO_OPEN) return;
      const cooling = Math.min(COOLING_MS_MAX, COOLING_MS_FIRST * 2 ** Math.min(opened, 10));
      opened += 1;
      // Half fixed, half random, so that many processes do not probe in step.
      openUntil = clock.now().getTime() + cooling / 2 + (random() * cooling) / 2;
    },
  };
}
