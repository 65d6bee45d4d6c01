import type { CoupaCommand, TaskDraft } from '#engine/shapes/command.ts';
import { ConflictError, NotFoundError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';
import type { DecisionFacts } from './may-decide.ts';

/** One approval as it lies in the table. */
export interface ApprovalRecord {
  readonly id: string;
  readonly agent: string;
  readonly lane: number;
  readonly seq: string;
  readonly subject_id: string;
  readonly state: 'open' | 'approved' | 'rejected' | 'superseded';
  readonly cause: string | null;
  readonly verdict: string;
  readonly headline: string;
  readonly commands: readonly CoupaCommand[];
  readonly tasks: readonly TaskDraft[];
  readonly because: string;
  readonly invoice_number: string;
  readonly supplier_name: string | null;
  readonly entity_name: string | null;
  readonly currency: string | null;
  readonly amount: string | null;
  readonly at_risk: string | null;
  /** Of an estimate; null when the proposal follows by rule. */
  readonly probability: string | null;
  readonly clock_kind: 'discount' | 'due' | null;
  readonly clock_date: string | null;
  readonly assigned_to: string | null;
  readonly opened_at: string;
  readonly decided_at: string | null;
  readonly decided_by: string | null;
  readonly decided_by_name: string | null;
  readonly reason: string | null;
  readonly policy_version: number;
}

/** @throws NotFoundError when this connection has no such approval. */
export async function getApprovalRecord(tx: Tx, id: string): Promise<ApprovalRecord> {
  const [row] = await tx.query<ApprovalRecord>('select * from approval where id = $1', [id]);
  if (row === undefined) throw new NotFoundError('approval', id);
  return row;
}

/**
 * Locks an approval that is still open, so that of two people who decide at once exactly one wins.
 * @throws ConflictError `approval_already_decided` or `approval_superseded`, in words for the one who came second.
 */
export async function lockOpenApproval(tx: Tx, id: string): Promise<ApprovalRecord> {
  const [row] = await tx.query<ApprovalRecord>('select * from approval where id = $1 for update', [id]);
  if (row === undefined) throw new NotFoundError('approval', id);
  if (row.state === 'superseded') {
    throw new ConflictError(
      'approval_superseded',
      'The invoice changed since; this proposal is no longer the question.',
      { id },
    );
  }
  if (row.state !== 'open') {
    const verb = row.state === 'approved' ? 'approved' : 'rejected';
    throw new ConflictError(
      'approval_already_decided',
      `${row.decided_by_name ?? 'Somebody else'} ${verb} this first.`,
      { id },
    );
  }
  return row;
}

/** Everything that could forbid this person the decision, read fresh. */
export async function decisionFacts(
  tx: Tx,
  approval: ApprovalRecord,
  person: { id: string; coupaUserId: string | undefined },
): Promise<DecisionFacts> {
  const [invoice] = await tx.query<{
    requester: string | null;
    creator: string | null;
    editor: string | null;
  }>(
    `select v.doc->>'requesterId' as requester, v.doc->>'createdById' as creator, v.doc->>'updatedById' as editor
       from invoice i join record_version v
         on v.connection_id = i.connection_id and v.kind = 'invoice' and v.record_id = i.id and v.hash = i.hash
      where i.id = $1`,
    [approval.subject_id],
  );
  const orders = await tx.query<{ requester: string | null }>(
    `select distinct v.doc->>'requesterId' as requester
       from invoice_line l join purchase_order_line pl on pl.connection_id = l.connection_id and pl.id = l.order_line_id
       join purchase_order o on o.connection_id = pl.connection_id and o.id = pl.order_id
       join record_version v on v.connection_id = o.connection_id and v.kind = 'purchase_order'
         and v.record_id = o.id and v.hash = o.hash
      where l.invoice_id = $1`,
    [approval.subject_id],
  );
  const changed = await tx.query<{ changed_by: string }>(
    'select distinct changed_by from policy where changed_at >= $1',
    [approval.opened_at],
  );
  const present = (ids: readonly (string | null | undefined)[]): string[] =>
    ids.filter((id): id is string => typeof id === 'string' && id !== '');
  return {
    personId: person.id,
    coupaUserId: person.coupaUserId,
    askedByIds: present([invoice?.requester, invoice?.creator, ...orders.map((order) => order.requester)]),
    editedByIds: present([invoice?.editor]),
    policyChangedByIds: changed.map((row) => row.changed_by),
  };
}

/** Writes the decision on an approval that {@link lockOpenApproval} holds. */
export async function closeApproval(
  tx: Tx,
  id: string,
  decision: {
    state: 'approved' | 'rejected';
    by: { id: string; name: string };
    reason: string | undefined;
    now: Date;
  },
): Promise<void> {
  await tx.execute(
    'update approval set state = $2, decided_by = $3, decided_by_name = $4, reason = $5, decided_at = $6 where id = $1',
    [id, decision.state, decision.by.id, decision.by.name, decision.reason ?? null, decision.now],
  );
}
