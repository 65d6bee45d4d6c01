// Bad weather on demand: answers that a network, a proxy or Coupa itself may give on a bad day.
import type { FaultKind } from './fault-kinds.ts';
import { type Chance, chance } from './random.ts';

/** One kind of trouble, whom it meets and how often. Plain data, so that it can come over HTTP; see fault-kinds.ts. */
export interface Fault {
  readonly kind: FaultKind;
  readonly match?: { readonly method?: string; readonly path?: string };
  readonly times?: number;
  readonly probability?: number;
  readonly afterS?: number;
  readonly forS?: number;
  readonly status?: number;
  readonly retryAfterS?: number;
  readonly ms?: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly rows?: number;
}

export interface FaultDesk {
  /** Replaces what was set before, counting from now. Nothing ends all trouble. */
  readonly set: (faults: readonly Fault[]) => void;
  /** Those that are not over, with what is left of their times. */
  readonly list: () => readonly Fault[];
  /** What meets this call; each at most once per call. */
  readonly meet: (method: string, target: string) => readonly Fault[];
  /** How long a slow call takes. */
  readonly latencyMs: (fault: Fault) => number;
}

/** A desk whose chances are reproducible by the seed. */
export function createFaultDesk(seed: number, clock: () => Date): FaultDesk {
  const dice = chance(`${seed}:faults`);
  let armed: { fault: Fault; path: RegExp | undefined; left: number; from: number; until: number }[] = [];
  const isOver = (one: (typeof armed)[number]) => clock().getTime() >= one.until;
  return {
    set: (faults) => {
      const now = clock().getTime();
      armed = faults.map((fault) => {
        const from = now + (fault.afterS ?? 0) * 1000;
        return {
          fault,
          path: fault.match?.path === undefined ? undefined : new RegExp(fault.match.path),
          left: fault.times ?? Number.POSITIVE_INFINITY,
          from: fault.afterS === undefined ? Number.NEGATIVE_INFINITY : from,
          until: fault.forS === undefined ? Number.POSITIVE_INFINITY : from + fault.forS * 1000,
        };
      });
    },
    list: () =>
      armed
        .filter((one) => !isOver(one))
        .map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault)),
    meet: (method, target) =>
      armed.flatMap((one) => {
        if (one.left <= 0 || clock().getTime() < one.from || isOver(one)) return [];
        const wanted = one.fault.match?.method;
        if (wanted !== undefined && wanted.toUpperCase() !== method) return [];
        if (one.path && !one.path.test(target)) return [];
        if (!isOpenTo(one.fault.kind, method, target)) return [];
        if (one.fault.probability !== undefined && !dice.isWithin(one.fault.probability)) return [];
        one.left -= 1;
        return [one.fault];
      }),
    latencyMs: (fault) => drawLatencyMs(fault, dice),
  };
}

/** Trouble with pages of a list meets only those. */
function isOpenTo(kind: FaultKind, method: string, target: string): boolean {
  if (kind !== 'page-drift' && kind !== 'duplicates') return true;
  const [path = '', query = ''] = target.split('?');
  const isList = method === 'GET' && path.startsWith('/api/') && !/\d$/.test(path);
  return isList && (kind === 'page-drift' || /offset=0*[1-9]|\[gt\]=/.test(query));
}

/** Nobody waits longer for a slow answer; beyond this it is a time-out. */
const LATENCY_MS_MAX = 120_000;
/** The 99th percentile of the normal distribution, in standard deviations. */
const Z_99 = 2.326_347_874;

/** A fixed time, or one of a lognormal distribution given by its median and its 99th percentile. */
export function drawLatencyMs({ ms, p50Ms, p99Ms }: Fault, dice: Chance): number {
  if (p50Ms === undefined || p99Ms === undefined) return Math.min(ms ?? 0, LATENCY_MS_MAX);
  const sigma = Math.log(p99Ms / p50Ms) / Z_99;
  // Box-Muller; 1 - next() is never 0.
  const normal = Math.sqrt(-2 * Math.log(1 - dice.next())) * Math.cos(2 * Math.PI * dice.next());
  return Math.min(Math.round(p50Ms * Math.exp(sigma * normal)), LATENCY_MS_MAX);
}
