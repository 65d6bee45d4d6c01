import { z } from 'zod';
import { PLANS, type PlanName, planCost } from '#coupa/resources/plan.ts';
import { defineOperation } from '#operation/operation.ts';

const PLAN_NAMES = ['standard', 'quick'] as const satisfies readonly PlanName[];

const offered = z.strictObject({
  name: z.enum(PLAN_NAMES),
  /** Seconds between two looks at documents, and at master data. */
  hotSeconds: z.number().int(),
  masterSeconds: z.number().int(),
  /** What looking costs while nothing changes, and how much that is of the rate Coupa documents; 0.01 is 1 %. */
  requestsPerHour: z.number(),
  shareOfLimit: z.number(),
});

/** The plan in force, and those there are. */
export const syncPlan = z.strictObject({ name: z.enum(PLAN_NAMES), offered: z.array(offered) });

/** Stated from the very declarations that reading goes by. */
export function toSyncPlan(name: PlanName): z.output<typeof syncPlan> {
  return {
    name,
    offered: PLAN_NAMES.map((one) => ({
      name: one,
      hotSeconds: PLANS[one].hot / 1000,
      masterSeconds: PLANS[one].master / 1000,
      ...planCost(PLANS[one]),
    })),
  };
}

/** How often Coupa is asked what changed. It holds from the next look on. */
export const changeSyncPlan = defineOperation({
  name: 'change_sync_plan',
  summary: 'Change how often Coupa is asked what changed.',
  http: { method: 'POST', path: '/api/connection/plan' },
  input: z.strictObject({ plan: z.enum(PLAN_NAMES) }),
  output: syncPlan,
  permission: 'connection.change',
  audit: {
    what: 'sync_plan_changed',
    describe: ({ plan }, _output, caller) => ({
      text: `${caller.personName} chose the ${plan} plan of reading from Coupa.`,
      data: { plan },
    }),
  },

  async run({ plan }, { connectionId }, { tx }) {
    await tx.execute('update connection set plan = $2 where connection_id = $1', [connectionId, plan]);
    return toSyncPlan(plan);
  },
});
