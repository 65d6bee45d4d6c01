import { recordEntries } from '#audit/record-entry.ts';
import { queueCommands } from '#engine/act.queries.ts';
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
  readonly via: string;
}

export interface PersonsDecision {
  readonly id: string;
  readonly decision: 'approve' | 'reject';
  readonly reason: string | undefined;
  /** The bulk decision it is a part of. */
  readonly bulkId?: string;
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
  const queued = wanted.decision === 'reject' ? undefined : await followApproval(tx, approval, decider, now);
  const decided = {
    what: 'approval_decided',
    who: { kind: 'person' as const, ...by },
    via: decider.via,
    subject: `invoice/${approval.subject_id}`,
    text: `${by.name} ${state} "${approval.headline}"${wanted.reason ? `: ${wanted.reason.trim()}` : '.'}`,
    data: { approval: approval.id, decision: wanted.decision, reason: wanted.reason, bulk: wanted.bulkId },
  };
  // The decision first, then what follows from it.
  await recordEntries(tx, decider.connectionId, [decided, ...(queued?.entries ?? [])], now);
  return { approval, commandIds: queued?.ids[0] ?? [] };
}

async function followApproval(
  tx: Tx,
  approval: ApprovalRecord,
  decider: Decider,
  now: Date,
): Promise<Awaited<ReturnType<typeof queueCommands>>> {
  const origin = `approval:${approval.id}`;
  await openTasks(
    tx,
    decider.connectionId,
    approval.tasks.map((task) => ({ ...task, subjectId: approval.subject_id, origin })),
  );
  const set = {
    commands: approval.commands,
    origin: 'approval' as const,
    originId: approval.id,
    askedBy: { id: decider.personId, name: decider.personName },
    coupaUserId: decider.coupaUserId,
    run: { agent: approval.agent, lane: approval.lane, seq: approval.seq },
    subjectId: approval.subject_id,
    record: { invoiceNumber: approval.invoice_number },
  };
  return queueCommands(tx, decider.connectionId, [set], now);
}
