import { ACT_TIMINGS, type ActTimings } from '#engine/act.ts';
import { InputError } from '#kernel/errors.ts';

/** How long things may take. What stands here fits a real Coupa; trials with processes that are killed need shorter ones. */
export interface Timings {
  readonly act: ActTimings;
  /** Between two rounds in which commands with an uncertain past are looked at again. */
  readonly reconcileEveryMs: number;
  /** How long a connection waits for its poller before another process reads it. */
  readonly pollLeaseMs: number;
}

const TIMINGS: Timings = { act: ACT_TIMINGS, reconcileEveryMs: 30_000, pollLeaseMs: 20_000 };
const MOST_MS = 86_400_000;

/**
 * Reads `PURSER_TIMINGS`, pairs such as `leaseMs=5000 readLagMs=500`. What is not named keeps its value.
 * @throws InputError naming the pair, what was expected and what was found.
 */
export function readTimings(text: string | undefined): Timings {
  const flat: Record<string, number> = {
    ...TIMINGS.act,
    reconcileEveryMs: TIMINGS.reconcileEveryMs,
    pollLeaseMs: TIMINGS.pollLeaseMs,
  };
  for (const pair of (text ?? '').split(/[\s,]+/).filter((part) => part !== '')) {
    const [name = '', value = ''] = pair.split('=', 2);
    const isWhole = /^\d{1,8}$/.test(value) && Number(value) >= 1 && Number(value) <= MOST_MS;
    if (!Object.hasOwn(flat, name) || !isWhole) {
      throw new InputError(
        `PURSER_TIMINGS: expected name=whole number with a name of ${Object.keys(flat).join(', ')}, found "${pair}".`,
      );
    }
    flat[name] = Number(value);
  }
  const of = (name: string): number => flat[name] ?? Number.NaN;
  return {
    act: {
      leaseMs: of('leaseMs'),
      sendWindowMs: of('sendWindowMs'),
      requestTimeoutMs: of('requestTimeoutMs'),
      readLagMs: of('readLagMs'),
      backoffMinMs: of('backoffMinMs'),
      backoffMaxMs: of('backoffMaxMs'),
      unclearMax: of('unclearMax'),
    },
    reconcileEveryMs: of('reconcileEveryMs'),
    pollLeaseMs: of('pollLeaseMs'),
  };
}
