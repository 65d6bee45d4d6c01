import { z } from 'zod';
import { describeError, NotFoundError, PurserError } from '#kernel/errors.ts';
import { newId } from '#kernel/id.ts';
import { defineOperation } from '#operation/operation.ts';
import type { Database, Tx } from '#store/database.ts';
import { decide } from './decide.ts';
import { REASON_LENGTH_MAX } from './decide-approval.ts';

/** As many as a page of the list can hold: nobody decides on what they could not see. */
const BULK_MAX = 200;

/** Decides many proposals, one after the other, each by the same rules as alone. */
export const startBulkDecision = defineOperation({
  name: 'start_bulk_decision',
  summary: 'Approve or reject many proposals; each is decided by the same rules as alone.',
  http: { method: 'POST', path: '/api/approvals/bulk' },
  input: z.strictObject({
    ids: z.array(z.string().min(1).max(60)).min(1).max(BULK_MAX),
    decision: z.enum(['approve', 'reject']),
    reason: z.string().max(REASON_LENGTH_MAX).optional(),
  }),
  output: z.strictObject({ jobId: z.string(), total: z.number().int() }),
  permission: 'approvals.decide',
  audit: {
    what: 'bulk_decision_started',
    describe: (input, output, caller) => ({
      text: `${caller.personName} started to ${input.decision} ${output.total} proposals.`,
      data: { job: output.jobId, ids: input.ids, reason: input.reason },
    }),
  },

  async run(input, caller, { tx }) {
    if (input.decision === 'reject' && (input.reason ?? '').trim() === '') {
      throw new PurserError(
        'invalid_input',
        'A rejection needs a reason, so that the next person understands it.',
      );
    }
    const ids = [...new Set(input.ids)];
    const jobId = newId('blk');
    const items = { ids, coupaUserId: caller.coupaUserId ?? null, via: caller.via };
    await tx.execute(
      `insert into bulk_decision (connection_id, id, asked_by, asked_by_name, decision, reason, items, total)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        caller.connectionId,
        jobId,
        caller.personId,
        caller.personName,
        input.decision,
        input.reason ?? null,
        JSON.stringify(items),
        ids.length,
      ],
    );
    await tx.execute(`select pg_notify('bulk', '')`);
    return { jobId, total: ids.length };
  },
});

/** How far a bulk decision is. */
export const getBulkDecision = defineOperation({
  name: 'get_bulk_decision',
  summary: 'Show how far a bulk decision is, and what was refused.',
  http: { method: 'GET', path: '/api/bulk/:id' },
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: z.strictObject({
    total: z.number().int(),
    done: z.number().int(),
    refused: z.array(z.strictObject({ id: z.string(), invoiceNumber: z.string(), why: z.string() })),
    state: z.enum(['running', 'finished']),
    endsAbout: z.string().nullable(),
  }),
  permission: 'approvals.decide',
  audit: { none: 'reading changes nothing' },

  async run({ id }, caller, { tx, now }) {
    const [row] = await tx.query<BulkRow & { started_at: string }>(
      'select * from bulk_decision where id = $1 and asked_by = $2',
      [id, caller.personId],
    );
    if (row === undefined) throw new NotFoundError('bulk decision', id);
    const elapsedMs = now.getTime() - new Date(row.started_at).getTime();
    // From what it did so far; before the first item there is nothing honest to say.
    const isGuessable = row.state === 'running' && row.done > 0;
    const restMs = isGuessable ? (elapsedMs / row.done) * (row.total - row.done) : 0;
    return {
      total: row.total,
      done: row.done,
      refused: row.refused,
      state: row.state,
      endsAbout: isGuessable ? new Date(now.getTime() + restMs).toISOString() : null,
    };
  },
});

interface BulkRow {
  connection_id: string;
  id: string;
  asked_by: string;
  asked_by_name: string;
  decision: 'approve' | 'reject';
  reason: string | null;
  items: { ids: string[]; coupaUserId: string | null; via: string };
  total: number;
  done: number;
  refused: { id: string; invoiceNumber: string; why: string }[];
  state: 'running' | 'finished';
}

/**
 * Decides the next item of some running bulk decision; whoever asks next goes on from there, so a killed process
 * loses nothing. @returns false when nothing is running.
 */
export async function decideNextOfBulk(db: Database, now: Date): Promise<boolean> {
  return db.inDispatch(async (tx) => {
    const [claimed] = await tx.query<{ connection_id: string; id: string }>(
      'select * from dispatch_claim_bulk()',
    );
    if (claimed === undefined) return false;
    await tx.enter(claimed.connection_id);
    const [job] = await tx.query<BulkRow>('select * from bulk_decision where id = $1', [claimed.id]);
    const id = job?.items.ids[job.done];
    if (job === undefined || id === undefined) {
      await tx.execute(`update bulk_decision set state = 'finished', finished_at = now() where id = $1`, [
        claimed.id,
      ]);
      return true;
    }
    const refusal = await decideItem(tx, job, id, now);
    const refused = refusal === undefined ? job.refused : [...job.refused, refusal];
    const isLast = job.done + 1 === job.total;
    await tx.execute(
      `update bulk_decision set done = done + 1, refused = $2, state = case when $3 then 'finished' else state end,
              finished_at = case when $3 then now() end where id = $1`,
      [job.id, JSON.stringify(refused), isLast],
    );
    return true;
  });
}

async function decideItem(
  tx: Tx,
  job: BulkRow,
  id: string,
  now: Date,
): Promise<{ id: string; invoiceNumber: string; why: string } | undefined> {
  const decider = {
    connectionId: job.connection_id,
    personId: job.asked_by,
    personName: job.asked_by_name,
    coupaUserId: job.items.coupaUserId ?? undefined,
    via: job.items.via,
  };
  await tx.execute('savepoint item');
  try {
    const wanted = { id, decision: job.decision, reason: job.reason ?? undefined, bulkId: job.id };
    await decide(tx, wanted, decider, now);
    return undefined;
  } catch (cause) {
    // The database's own trouble is no refusal: the item is tried again when it is back.
    if (cause instanceof PurserError && cause.retryable) throw cause;
    await tx.execute('rollback to savepoint item');
    const [row] = await tx.query<{ invoice_number: string }>(
      'select invoice_number from approval where id = $1',
      [id],
    );
    return { id, invoiceNumber: row?.invoice_number ?? id, why: describeError(cause).message };
  }
}
