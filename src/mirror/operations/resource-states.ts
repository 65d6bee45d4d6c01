import { z } from 'zod';
import type { Pace } from '#coupa/resources/declare.ts';
import { PLANS, type PlanName } from '#coupa/resources/plan.ts';
import type { Tx } from '#store/database.ts';
import { ALLOCATIONS } from '../allocation-due.queries.ts';
import { RESOURCES } from '../resources.ts';

/** How reading one list stands. */
export const resourceState = z.strictObject({
  resource: z.string(),
  title: z.string(),
  /**
   * `not_granted`: the OAuth client lacks the scope, so nothing is asked. `refused`: Coupa says no, or has no such list.
   * Neither is a fault; `without` says what Purser cannot do.
   */
  state: z.enum(['waiting', 'first_load', 'reading', 'failing', 'not_granted', 'refused']),
  /** The scope that it needs, what reading it makes possible, and what Purser cannot do without it. */
  scope: z.string(),
  /** Null: Coupa does not say. */
  granted: z.boolean().nullable(),
  unlocks: z.string(),
  without: z.string(),
  isEssential: z.boolean(),
  /** Seconds between two looks when nothing hints at a change. */
  everySeconds: z.number().int(),
  /** Living records in the mirror. */
  count: z.number().int(),
  /** During a first load: how many are in, and a guess at how many there will be. */
  done: z.number().int(),
  expected: z.number().int().nullable(),
  lastReadAt: z.string().nullable(),
  /** Coupa's own time up to which every change is in the mirror. */
  watermark: z.string().nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
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

type ResourceState = z.output<typeof resourceState>;

interface Shown {
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly scope: string;
  readonly unlocks: string;
  readonly without: string;
  readonly isEssential: boolean;
  readonly pace: Pace;
}

const SHOWN: readonly Shown[] = [
  ...RESOURCES,
  {
    ...ALLOCATIONS,
    scope: 'core.invoice.read',
    unlocks: 'Shows which receipts Coupa has set against which line, where an invoice waits for one.',
    without: 'Purser counts receipts itself.',
    isEssential: false,
    pace: 'hot',
  },
];

/** How reading each list stands, those first that decisions need. */
export async function resourceStates(
  tx: Tx,
  connectionId: string,
  { plan, granted }: { readonly plan: PlanName; readonly granted: readonly string[] | null },
): Promise<ResourceState[]> {
  const [rows, counts] = await Promise.all([marksOf(tx, connectionId), countsOf(tx, connectionId)]);
  const states: ResourceState[] = [];
  for (const { name, title, kind, scope, unlocks, without, isEssential, pace } of SHOWN) {
    const row = rows.find((one) => one.resource === name);
    // Most companies never need them, and would see a list that waits for ever.
    if (row === undefined && name === ALLOCATIONS.name) continue;
    const { phase, refused, ...known } = row ?? { ...NEVER_READ, resource: name };
    const isGranted = granted === null ? null : granted.includes(scope);
    states.push({
      ...known,
      title,
      scope,
      granted: isGranted,
      unlocks,
      without,
      isEssential,
      everySeconds: PLANS[plan][pace] / 1000,
      count: counts.get(kind) ?? 0,
      state: stateOf({ ...known, phase, refused, isMissing: !isEssential && isGranted === false }),
    });
  }
  return states;
}

type Mark = Pick<
  ResourceState,
  | 'resource'
  | 'done'
  | 'expected'
  | 'lastReadAt'
  | 'watermark'
  | 'error'
  | 'failingSince'
  | 'unreadable'
  | 'sweptAt'
  | 'reconciledAt'
  | 'reconciled'
> & { readonly phase: string; readonly refused: boolean };

function marksOf(tx: Tx, connectionId: string): Promise<Mark[]> {
  return tx.query<Mark>(
    `select w.resource, w.phase, w.refused, w.done::int as done, w.expected::int as expected,
            w.read_at as "lastReadAt", w.updated_after as watermark, w.error, w.failed_at as "failingSince",
            w.swept_at as "sweptAt", w.reconciled_at as "reconciledAt", w.reconcile as reconciled,
            (select count(*)::int from unreadable_record u
              where u.connection_id = $1 and u.resource = w.resource) as unreadable
       from watermark w where w.connection_id = $1`,
    [connectionId],
  );
}

/** Living records by kind, in one round trip. */
async function countsOf(tx: Tx, connectionId: string): Promise<Map<string, number>> {
  const kinds = SHOWN.map(({ kind }) => kind);
  const rows = await tx.queryArrays(
    kinds
      .map(
        (kind) =>
          `select '${kind}', count(*)::int from ${kind} where connection_id = $1 and deleted_at is null`,
      )
      .join(' union all '),
    [connectionId],
  );
  return new Map(rows.map(([kind, count]) => [String(kind), Number(count)]));
}

const NEVER_READ = {
  phase: 'none',
  refused: false,
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

interface Standing extends Pick<Mark, 'phase' | 'refused' | 'error' | 'lastReadAt'> {
  readonly isMissing: boolean;
}

function stateOf({ phase, ...row }: Standing): ResourceState['state'] {
  if (row.isMissing) return 'not_granted';
  if (row.refused) return 'refused';
  if (row.error !== null) return 'failing';
  if (phase === 'incremental') return 'reading';
  return row.lastReadAt === null ? 'waiting' : 'first_load';
}
