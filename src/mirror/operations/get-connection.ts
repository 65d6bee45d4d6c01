import { z } from 'zod';
import { capabilitiesOf } from '#connections/probe-connection.ts';
import { NotFoundError } from '#kernel/errors.ts';
import { defineOperation } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import { ALLOCATIONS } from '../allocation-due.queries.ts';
import { RESOURCES } from '../resources.ts';

const failure = z.strictObject({ code: z.string(), message: z.string() });

const resourceState = z.strictObject({
  resource: z.string(),
  title: z.string(),
  state: z.enum(['waiting', 'first_load', 'reading', 'failing']),
  /** Living records in the mirror. */
  count: z.number().int(),
  /** During a first load: how many are in, and a guess at how many there will be. */
  done: z.number().int(),
  expected: z.number().int().nullable(),
  lastReadAt: z.string().nullable(),
  /** Coupa's own time up to which every change is in the mirror. */
  watermark: z.string().nullable(),
  error: failure.nullable(),
  failingSince: z.string().nullable(),
  unreadable: z.number().int(),
  sweptAt: z.string().nullable(),
  reconciledAt: z.string().nullable(),
  reconciled: z
    .strictObject({
      inCoupa: z.number().int(),
      inMirror: z.number().int(),
      differed: z.number().int(),
      gone: z.number().int(),
    })
    .nullable(),
});

const PARKED_MAX = 100;

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
      z.strictObject({ scope: z.string(), granted: z.boolean().nullable(), unlocks: z.string() }),
    ),
    probedAt: z.string().nullable(),
    resources: z.array(resourceState),
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
    }>(
      `select name, coupa_url as "coupaUrl", state, time_zone as "timeZone", is_sandbox as "isSandbox",
              granted_scopes as granted, probed_at as "probedAt"
         from connection where connection_id = $1`,
      [connectionId],
    );
    if (connection === undefined) throw new NotFoundError('connection', connectionId);
    const { granted, ...shown } = connection;
    return {
      id: connectionId,
      ...shown,
      scopes: [...capabilitiesOf(granted)],
      resources: await resourceStates(tx, connectionId),
      parked: await parkedChanges(tx, connectionId),
      unreadable: await unreadableRecords(tx, connectionId),
    };
  },
});

type ResourceState = z.output<typeof resourceState>;

async function resourceStates(tx: Tx, connectionId: string): Promise<ResourceState[]> {
  const rows = await tx.query<Omit<ResourceState, 'title' | 'state' | 'count'> & { phase: string }>(
    `select w.resource, w.phase, w.done::int as done, w.expected::int as expected, w.read_at as "lastReadAt",
            w.updated_after as watermark, w.error, w.failed_at as "failingSince", w.swept_at as "sweptAt",
            w.reconciled_at as "reconciledAt", w.reconcile as reconciled,
            (select count(*)::int from unreadable_record u
              where u.connection_id = $1 and u.resource = w.resource) as unreadable
       from watermark w where w.connection_id = $1`,
    [connectionId],
  );
  const states: ResourceState[] = [];
  for (const { name, title, kind } of [...RESOURCES, ALLOCATIONS]) {
    const row = rows.find((one) => one.resource === name);
    // Most companies never need them, and would see a list that waits for ever.
    if (row === undefined && name === ALLOCATIONS.name) continue;
    const [counted] = await tx.query<{ count: number }>(
      `select count(*)::int as count from ${kind} where connection_id = $1 and deleted_at is null`,
      [connectionId],
    );
    const { phase, ...known } = row ?? { ...NEVER_READ, resource: name };
    states.push({ ...known, title, count: counted?.count ?? 0, state: stateOf(phase, known) });
  }
  return states;
}

const NEVER_READ = {
  phase: 'none',
  done: 0,
  expected: null,
  lastReadAt: null,
  watermark: null,
  error: null,
  failingSince: null,
  unreadable: 0,
  sweptAt: null,
  reconciledAt: null,
  reconciled: null,
};

function stateOf(phase: string, row: Pick<ResourceState, 'error' | 'lastReadAt'>): ResourceState['state'] {
  if (row.error !== null) return 'failing';
  if (phase === 'incremental') return 'reading';
  return row.lastReadAt === null ? 'waiting' : 'first_load';
}

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
