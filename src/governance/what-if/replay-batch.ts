import type { Difference, Outcome } from '#engine/replay/compare-proposals.ts';
import { nextRuns, type PastRun, type RunScope } from '#engine/replay/past-runs.queries.ts';
import { replayRuns, type Trial } from '#engine/replay/replay-runs.ts';
import {
  addToTally,
  type PersonsDecision,
  type ReplayedRun,
  stanceOf,
  type Tally,
} from '#engine/replay/tally.ts';
import { runId } from '#engine/run-agents.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import { type ContentCache, createContentCache } from '#store/content-cache.ts';
import type { Tx } from '#store/database.ts';

/** Invoices a transaction: a third of a second, so that progress shows and a cancellation is heard. */
const BATCH = 1_000;

/** Characters of records kept between batches: little, since each is used a few times at most, and soon. */
const CACHE_SIZE = 4_000_000;

/** The memory for {@link replayBatch}, for as long as batches follow each other. */
export function createReplayCache(): ContentCache {
  return createContentCache(CACHE_SIZE);
}

/** One past run that would come out differently, as lists show it. */
export interface ChangedRun {
  readonly run: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly supplierName: string | null;
  readonly decidedAt: string;
  readonly from: Outcome;
  readonly to: Outcome;
  readonly effect: Difference['effect'];
  readonly currency: CurrencyCode | null;
  readonly exposure: string | null;
  readonly atRisk: string | null;
  readonly person: PersonsDecision | null;
  readonly stance: 'against' | 'as_wished' | null;
  /** False where a newer run of the invoice is the one that counts. */
  readonly isCounted: boolean;
}

/** A run that could not be decided again. */
export interface UnreadableRun {
  readonly run: string;
  readonly invoiceId: string;
  readonly why: string;
}

export interface ReplayedBatch {
  readonly tally: Tally;
  readonly changes: readonly ChangedRun[];
  readonly unreadable: readonly UnreadableRun[];
  readonly looked: number;
  /** Where to go on; undefined at the end. */
  readonly cursor: string | undefined;
}

/** Decides the next past runs again and adds them to what was found so far. Reads only. */
export async function replayBatch(
  tx: Tx,
  connectionId: string,
  question: { readonly trial: Trial; readonly scope: RunScope },
  so: { readonly tally: Tally; readonly cursor: string | undefined },
  cache: ContentCache,
): Promise<ReplayedBatch> {
  const { trial, scope } = question;
  const page = await nextRuns(tx, connectionId, scope, { cursor: so.cursor, limit: BATCH });
  const replayed = await replayRuns(tx, connectionId, page.runs, trial, cache);
  const changed = replayed.filter(({ comparison }) => comparison.kind === 'changed');
  const named = await namesOf(tx, connectionId, [...new Set(changed.map(({ run }) => run.subjectId))]);
  return {
    tally: addToTally(so.tally, replayed),
    changes: changed.flatMap((one) => toChangedRun(one, trial.agent.id, named)),
    unreadable: replayed.flatMap(({ run, comparison }) =>
      comparison.kind === 'unreadable'
        ? [{ run: idOf(run, trial.agent.id), invoiceId: run.subjectId, why: comparison.why }]
        : [],
    ),
    looked: page.looked,
    cursor: page.cursor,
  };
}

interface Name {
  readonly id: string;
  readonly invoice_number: string;
  readonly supplier_name: string | null;
}

async function namesOf(tx: Tx, connectionId: string, ids: readonly string[]): Promise<Map<string, Name>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<Name>(
    'select id, invoice_number, supplier_name from invoice where connection_id = $1 and id = any($2)',
    [connectionId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function idOf({ lane, seq }: PastRun, agent: string): string {
  return runId({ agent, lane, seq });
}

function toChangedRun(
  { run, comparison, person, isCounted }: ReplayedRun & { readonly run: PastRun },
  agent: string,
  named: ReadonlyMap<string, Name>,
): ChangedRun[] {
  if (comparison.kind !== 'changed') return [];
  const { difference } = comparison;
  const name = named.get(run.subjectId);
  return [
    {
      run: idOf(run, agent),
      invoiceId: run.subjectId,
      invoiceNumber: name?.invoice_number || `#${run.subjectId}`,
      supplierName: name?.supplier_name ?? null,
      decidedAt: run.decidedAt,
      from: difference.from,
      to: difference.to,
      effect: difference.effect,
      currency: difference.exposure?.currency ?? null,
      exposure: difference.exposure?.amount ?? null,
      atRisk: difference.atRisk?.amount ?? null,
      person,
      stance: stanceOf(difference, person),
      isCounted,
    },
  ];
}
