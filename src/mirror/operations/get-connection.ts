import { z } from 'zod';
import { capabilitiesOf } from '#connections/probe-connection.ts';
import type { PlanName } from '#coupa/resources/plan.ts';
import { NotFoundError } from '#kernel/errors.ts';
import { defineOperation } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import { noticesOf } from '../custom-fields/custom-field.queries.ts';
import { notice } from './list-custom-fields.ts';
import { resourceState, resourceStates } from './resource-states.ts';
import { syncPlan, toSyncPlan } from './sync-plan.ts';

const failure = z.strictObject({ code: z.string(), message: z.string() });

const PARKED_MAX = 100;
const NOTICES_SHOWN = 20;

/** How reading this connection stands, what it may do, and what was set aside. */
export const getConnection = defineOperation({
  name: 'get_connection',
  summary: 'Show how reading from Coupa stands, which rights Purser has there, and what was set aside.',
  http: { method: 'GET', path: '/api/connection' },
  input: z.strictObject({}),
  output: z.strictObject({
    id: z.string(),
    name: z.string(),
    coupaUrl: z.string(),
    state: z.enum(['active', 'paused']),
    timeZone: z.string(),
    isSandbox: z.boolean(),
    scopes: z.array(
      z.strictObject({
        scope: z.string(),
        granted: z.boolean().nullable(),
        /** Set for what decisions need; everything else Purser can do without. */
        isEssential: z.boolean(),
        unlocks: z.string(),
        without: z.string(),
      }),
    ),
    probedAt: z.string().nullable(),
    plan: syncPlan,
    resources: z.array(resourceState),
    /** What changed about custom fields of late, newest first. */
    notices: z.array(notice),
    parked: z.array(
      z.strictObject({
        id: z.string(),
        agent: z.string(),
        subject: z.string(),
        attempts: z.number().int(),
        error: failure,
        at: z.string(),
      }),
    ),
    unreadable: z.array(
      z.strictObject({
        resource: z.string(),
        id: z.string(),
        error: failure,
        excerpt: z.string(),
        attempts: z.number().int(),
        firstAt: z.string(),
        lastAt: z.string(),
      }),
    ),
  }),
  permission: 'connection.read',
  audit: { none: 'reading changes nothing, and who may read is in the roles' },

  async run(_input, { connectionId }, { tx }) {
    const [connection] = await tx.query<{
      name: string;
      coupaUrl: string;
      state: 'active' | 'paused';
      timeZone: string;
      isSandbox: boolean;
      granted: string[] | null;
      probedAt: string | null;
      plan: PlanName;
    }>(
      `select name, coupa_url as "coupaUrl", state, time_zone as "timeZone", is_sandbox as "isSandbox",
              granted_scopes as granted, probed_at as "probedAt", plan
         from connection where connection_id = $1`,
      [connectionId],
    );
    if (connection === undefined) throw new NotFoundError('connection', connectionId);
    const { granted, plan, ...shown } = connection;
    return {
      id: connectionId,
      ...shown,
      scopes: [...capabilitiesOf(granted)],
      plan: toSyncPlan(plan),
      resources: await resourceStates(tx, connectionId, { plan, granted }),
      notices: await noticesOf(tx, connectionId, NOTICES_SHOWN),
      parked: await parkedChanges(tx, connectionId),
      unreadable: await unreadableRecords(tx, connectionId),
    };
  },
});

async function parkedChanges(tx: Tx, connectionId: string) {
  return tx.query<{
    id: string;
    agent: string;
    subject: string;
    attempts: number;
    error: { code: string; message: string };
    at: string;
  }>(
    `select id, agent, kind || '/' || subject_id as subject, attempts, parked_at as at,
            json_build_object('code', coalesce(error->>'code', 'unexpected'),
                              'message', coalesce(error->>'message', '')) as error
       from parked_change where connection_id = $1 and retried_at is null order by parked_at desc limit $2`,
    [connectionId, PARKED_MAX],
  );
}

async function unreadableRecords(tx: Tx, connectionId: string) {
  return tx.query<{
    resource: string;
    id: string;
    error: { code: string; message: string };
    excerpt: string;
    attempts: number;
    firstAt: string;
    lastAt: string;
  }>(
    `select resource, record_id as id, error, excerpt, attempts, first_at as "firstAt", last_at as "lastAt"
       from unreadable_record where connection_id = $1 order by last_at desc limit $2`,
    [connectionId, PARKED_MAX],
  );
}
