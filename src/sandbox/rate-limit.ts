/** Documented: 25 requests a second, up to 20 more are queued, what comes on top is 429. One bucket for the host. */
const RATE_PER_S = 25;
const QUEUE_MAX = 20;

export interface RateLimit {
  /** Milliseconds until the call may go on, or undefined: refused. */
  readonly admit: () => number | undefined;
}

/** A bucket that fills with 25 calls a second; calls that find it empty wait their turn in a queue of 20. */
export function createRateLimit(clockMs: () => number = () => performance.now()): RateLimit {
  let tokens = RATE_PER_S;
  let filledAt = clockMs();
  return {
    admit: () => {
      const now = clockMs();
      tokens = Math.min(RATE_PER_S, tokens + ((now - filledAt) / 1000) * RATE_PER_S);
      filledAt = now;
      // Tokens below zero are the calls that wait.
      if (tokens - 1 < -QUEUE_MAX) return undefined;
      tokens -= 1;
      return tokens >= 0 ? 0 : (-tokens / RATE_PER_S) * 1000;
    },
  };
}
