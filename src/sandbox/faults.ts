// Bad weather on demand: answers that a network, a proxy or Coupa itself may give on a bad day.
import { chance } from './random.ts';

export type FaultKind =
  | 'young-token'
  | 'expired-token'
  | 'forbidden'
  | 'too-many'
  | 'error-before'
  | 'error-after'
  | 'timeout-before'
  | 'timeout-after'
  | 'reset-before'
  | 'reset-after'
  | 'truncated'
  | 'html'
  | 'latency'
  | 'read-lag';

/** One kind of trouble, whom it meets and how often. Plain data, so that it can come over HTTP. */
export interface Fault {
  readonly kind: FaultKind;
  /** `path` is a regular expression on path and query. */
  readonly match?: { readonly method?: string; readonly path?: string };
  /** How many calls it meets; without limit when absent. */
  readonly times?: number;
  /** Share of the matching calls, 0 to 1; all when absent. */
  readonly probability?: number;
  /** Status of the errors, 500 by default. */
  readonly status?: number;
  /** `Retry-After` of too-many and errors. */
  readonly retryAfterS?: number;
  /** Length of latency, timeouts and read lag; age below which a token is young. */
  readonly ms?: number;
}

export interface FaultDesk {
  /** Replaces what was set before. Nothing ends all trouble. */
  readonly set: (faults: readonly Fault[]) => void;
  /** Those set, with what is left of their times. */
  readonly list: () => readonly Fault[];
  /** What meets this call; each at most once per call. */
  readonly meet: (method: string, target: string) => readonly Fault[];
}

export const FAULT_KINDS: readonly FaultKind[] = [
  'young-token',
  'expired-token',
  'forbidden',
  'too-many',
  'error-before',
  'error-after',
  'timeout-before',
  'timeout-after',
  'reset-before',
  'reset-after',
  'truncated',
  'html',
  'latency',
  'read-lag',
];

/** A desk whose chances are reproducible by the seed. */
export function createFaultDesk(seed: number): FaultDesk {
  const dice = chance(`${seed}:faults`);
  let armed: { fault: Fault; path: RegExp | undefined; left: number }[] = [];
  return {
    set: (faults) => {
      armed = faults.map((fault) => ({
        fault,
        path: fault.match?.path === undefined ? undefined : new RegExp(fault.match.path),
        left: fault.times ?? Number.POSITIVE_INFINITY,
      }));
    },
    list: () => armed.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault)),
    meet: (method, target) =>
      armed.flatMap((one) => {
        if (one.left <= 0) return [];
        const wanted = one.fault.match?.method;
        if (wanted !== undefined && wanted.toUpperCase() !== method) return [];
        if (one.path && !one.path.test(target)) return [];
        if (one.fault.probability !== undefined && !dice.isWithin(one.fault.probability)) return [];
        one.left -= 1;
        return [one.fault];
      }),
  };
}

/** Reads faults that came over HTTP. @returns a sentence when they cannot be used. */
export function readFaults(value: unknown): readonly Fault[] | string {
  const list = Array.isArray(value) ? value : [value];
  for (const fault of list) {
    if (!fault || typeof fault !== 'object') return 'Expected faults as objects with a kind.';
    const { kind, match } = fault as { kind?: unknown; match?: { path?: unknown } };
    if (!FAULT_KINDS.includes(kind as FaultKind)) {
      return `Expected a kind of ${FAULT_KINDS.join(', ')}, found ${JSON.stringify(kind)}.`;
    }
    if (match?.path !== undefined) {
      try {
        new RegExp(String(match.path));
      } catch {
        return `Expected a regular expression as match.path, found ${JSON.stringify(match.path)}.`;
      }
    }
  }
  return list as Fault[];
}
