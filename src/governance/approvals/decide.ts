import { enqueueCommands } from '#engine/act.queries.ts';
import { openTasks } from '#engine/run.queries.ts';
import { InputError, PurserError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';
import {
  type ApprovalRecord,
  closeApproval,
  decisionFacts,
  getApprovalRecord,
  lockOpenApproval,
} from './approval.queries.ts';
import { mayDecide } from './may-decide.ts';

/** Who decides: what the rule needs to know of the caller. */
export interface Decider {
  readonly connectionId: string;
  readonly personId: string;
  readonly personName: string;
  readonly coupaUserId: string | undefined;
}

export interface PersonsDecision {
  readonly id: string;
  readonly decision: 'approve' | 'reject';
  readonly reason: string | undefined;
}

/**
 * A person's yes or no, in the caller's transaction. Yes queues the proposal's commands and opens its tasks; no
 * leaves Coupa as it is, and the same proposal is not raised again.
 * @throws PurserError `own_request`, `own_edit`, `own_policy`, `approval_already_decided`, `approval_superseded`.
 */
export async function decide(
  tx: Tx,
  wanted: PersonsDecision,
  decider: Decider,
  now: Date,
): Promise<{ approval: ApprovalRecord; commandIds: readonly string[] }> {
  if (wanted.decision === 'reject' && (wanted.reason ?? '').trim() === '') {
    throw new InputError('A rejection needs a reason, so that the next person understands it.');
  }
  // The order of locks is everywhere the same: approval first, head of the audit chain last.
  await getApprovalRecord(tx, wanted.id);
  const approval = await lockOpenApproval(tx, wanted.id);
  const person = { id: decider.personId, coupaUserId: decider.coupaUserId };
  const answer = mayDecide(await decisionFacts(tx, approval, person));
  if (!answer.ok) throw new PurserError(answer.code, answer.why, { details: { id: wanted.id } });
  const by = { id: decider.personId, name: decider.personName };
  const state = wanted.decision === 'approve' ? 'approved' : 'rejected';
  await closeApproval(tx, wanted.id, { state, by, reason: wanted.reason?.trim(), now });
  await tx.execute(`select pg_notify('screen', $1)`, [decider.connectionId]);
  if (wanted.decision === 'reject') return { approval, commandIds: [] };
  const origin = `approval:${approval.id}`;
  await openTasks(
    tx,
    decider.connectionId,
    approval.tasks.map((task) => ({ ...task, subjectId: approval.subject_id, origin })),
  );
  const commandIds = await enqueueCommands(
    tx,
    decider.connectionId,
    {
      commands: approval.commands,
      origin: 'approval',
      originId: approval.id,
      askedBy: by,
      coupaUserId: decider.coupaUserId,
      run: { agent: approval.agent, lane: approval.lane, seq: approval.seq },
      subjectId: approval.subject_id,
      record: { invoiceNumber: approval.invoice_number },
    },
    now,
  );
  return { approval, commandIds };
}
