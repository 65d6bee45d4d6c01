import { COUPA_RESOURCES } from './all-resources.ts';
import type { CoupaResource, Pace } from './declare.ts';

/** How often lists are asked what changed, by their pace, in milliseconds. */
export type Plan = Readonly<Record<Pace, number>>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * The plans there are. `standard` leaves nearly all of the tenant's rate to others; `quick` is for those who have it to
 * spare, and for the sandbox.
 */
export const PLANS = {
  standard: { hot: MINUTE_MS, master: HOUR_MS, daily: DAY_MS },
  quick: { hot: 15_000, master: 5 * MINUTE_MS, daily: DAY_MS },
} as const satisfies Readonly<Record<string, Plan>>;

export type PlanName = keyof typeof PLANS;

/**
 * Requests a second that Coupa documents for a tenant.
 * @see Coupa Compass, Integration Technical Documentation, "API rate limits" (read 2026-04-09)
 */
const REQUESTS_PER_SECOND = 25;
/** Requests for a list that is read whole, such as the world's 180 currencies. */
const WHOLE_LIST_REQUESTS = 4;

/** What following changes costs while nothing changes: a request a look. */
export interface PlanCost {
  readonly requestsPerHour: number;
  /** Of the rate that Coupa documents; 0.01 is one in a hundred. */
  readonly shareOfLimit: number;
}

/** What a plan costs for these lists. */
export function planCost(plan: Plan, resources: readonly CoupaResource[] = COUPA_RESOURCES): PlanCost {
  const requestsPerHour = resources.reduce(
    (sum, { pace, isUndated }) => sum + (HOUR_MS / plan[pace]) * (isUndated ? WHOLE_LIST_REQUESTS : 1),
    0,
  );
  return { requestsPerHour, shareOfLimit: requestsPerHour / (REQUESTS_PER_SECOND * 3600) };
}
