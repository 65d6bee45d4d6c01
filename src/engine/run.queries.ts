import { canonicalJson } from '#kernel/canonical-json.ts';
import { newId } from '#kernel/id.ts';
import type { Tx } from '#store/database.ts';
import { insertRows } from '#store/insert-rows.ts';
import { packTexts } from '#store/packed-text.ts';
import type { AgentPolicy } from './policy-document.ts';
import type { Decision } from './run-agent.ts';
import type { AnyAgent } from './shapes/agent.ts';

/** A lane of the feed with changes that an agent has not read. The claim's row lock lasts as long as the transaction. */
export interface Claim {
  readonly connectionId: string;
  readonly lane: number;
  /** Last change read. */
  readonly seq: bigint;
  /** Last change there is. */
  readonly last: bigint;
}

/** A run's key: the change it answers. A second execution collides instead of doubling. */
export interface RunKey {
  readonly agent: string;
  readonly lane: number;
  readonly seq: string;
}

/** Claims the lane that waits longest, of whatever connection, and enters that connection. */
export async function claimLane(tx: Tx, agentId: string): Promise<Claim | undefined> {
  const [row] = await tx.query<{ connection_id: string; lane: number; seq: string; last: string }>(
    'select * from dispatch_claim_lane($1)',
    [agentId],
    { name: 'claim_lane' },
  );
  if (row === undefined) return undefined;
  await tx.enter(row.connection_id);
  return { connectionId: row.connection_id, lane: row.lane, seq: BigInt(row.seq), last: BigInt(row.last) };
}

export interface SubjectChange {
  readonly subjectId: string;
  readonly kind: string;
  /** The latest change of the subject in the range: one decision answers all of them. */
  readonly seq: string;
}

/** The subjects of a range, each once, in the order of their last change. */
export async function subjectsOf(tx: Tx, claim: Claim, upTo: bigint): Promise<SubjectChange[]> {
  const rows = await tx.queryArrays(
    `select subject_id, kind, max(seq) from change
      where connection_id = $1 and lane = $2 and seq > $3 and seq <= $4 group by 1, 2 order by 3`,
    [claim.connectionId, claim.lane, claim.seq.toString(), upTo.toString()],
    { name: 'change_subjects' },
  );
  return rows.map(([subjectId, kind, seq]) => ({
    subjectId: String(subjectId),
    kind: String(kind),
    seq: String(seq),
  }));
}

export async function advanceCursor(tx: Tx, agentId: string, claim: Claim, upTo: bigint): Promise<void> {
  await tx.execute(
    'update feed_cursor set seq = $4, served_at = clock_timestamp() where connection_id = $1 and agent = $2 and lane = $3',
    [claim.connectionId, agentId, claim.lane, upTo.toString()],
    { name: 'cursor_advance' },
  );
}

/** What was decided before about one subject. */
export interface Earlier {
  /** The question that a person has not answered yet. */
  readonly openApprovalId: string | undefined;
  /** Hashes of every proposal that a person said no to. */
  readonly rejected: readonly Buffer[];
  /** The last thing that was asked or followed; undefined when nothing of it holds any more. */
  readonly last:
    | { readonly proposalHash: Buffer; readonly state: 'open' | 'approved' | 'rejected' | 'acted' }
    | undefined;
}

/** What was decided and could not be carried out because of these is open again: nothing followed from it. */
export const DECIDED_AGAIN: readonly string[] = ['object_changed', 'approval_stale'];

/**
 * By subject id, in one read for the whole range. `offset 0` keeps PostgreSQL at one look-up by key a subject, see
 * the mirror's sources.
 */
export async function earlierDecisions(
  tx: Tx,
  connectionId: string,
  agentId: string,
  subjectIds: readonly string[],
): Promise<Map<string, Earlier>> {
  const rows = await tx.queryArrays(
    `select s.id, a.proposal_hash, a.id, a.state, a.opened_at >= r.decided_at, r.proposal_hash,
            array(select n.proposal_hash from approval n where n.connection_id = $1 and n.subject_id = s.id
                     and n.agent = $2 and n.state = 'rejected')
       from unnest($3::text[]) s (id)
       left join lateral (select proposal_hash, id, state, opened_at from approval
         where connection_id = $1 and subject_id = s.id and agent = $2
         order by opened_at desc, id desc limit 1 offset 0) a on true
       left join lateral (select proposal_hash, decided_at from run
         where connection_id = $1 and subject_id = s.id and agent = $2 and ruling = 'act'
         order by decided_at desc limit 1 offset 0) r on true
      where a.id is not null or r.decided_at is not null`,
    [connectionId, agentId, subjectIds],
    { name: 'earlier_decisions' },
  );
  const earlier = new Map(rows.map((row) => [String(row[0]), toEarlier(row)]));
  if (earlier.size === 0) return earlier;
  for (const subjectId of await notCarriedOut(tx, agentId, [...earlier.keys()])) {
    const known = earlier.get(subjectId);
    if (known?.last?.state !== 'approved' && known?.last?.state !== 'acted') continue;
    earlier.set(subjectId, { ...known, last: undefined });
  }
  return earlier;
}

function toEarlier(row: readonly unknown[]): Earlier {
  const [, askedHash, approvalId, state, isAskedLater, actedHash, rejected] = row;
  const acted =
    actedHash === null ? undefined : { proposalHash: actedHash as Buffer, state: 'acted' as const };
  // A question that was withdrawn is none; of the rest the later counts.
  const asked =
    approvalId === null || state === 'superseded'
      ? undefined
      : { proposalHash: askedHash as Buffer, state: state as 'open' | 'approved' | 'rejected' };
  return {
    openApprovalId: state === 'open' ? String(approvalId) : undefined,
    rejected: rejected as Buffer[],
    last: acted === undefined || isAskedLater === true ? (asked ?? acted) : acted,
  };
}

/** Subjects whose last command was not sent, since what it rested on had changed or grown too old. */
async function notCarriedOut(tx: Tx, agentId: string, subjectIds: readonly string[]): Promise<string[]> {
  const rows = await tx.queryArrays(
    `select distinct c.subject_id from command c
      where c.connection_id = current_setting('purser.connection_id') and c.subject_id = any($1)
        and c.run_agent = $2 and c.state = 'failed' and c.last_error->>'code' = any($3)
        and not exists (select 1 from command l where l.connection_id = c.connection_id
              and l.subject_id = c.subject_id and l.queued_at > c.queued_at and l.state <> 'cancelled')`,
    [subjectIds, agentId, DECIDED_AGAIN],
    { name: 'command_not_carried_out' },
  );
  return rows.map(([subjectId]) => String(subjectId));
}

/** A decision with the change it answers. */
export interface Decided {
  readonly seq: string;
  readonly decision: Decision;
}

const RUN_COLUMNS = `run (connection_id, agent, lane, seq, subject_id, verdict, cause, ruling, because, policy_version,
  settings_hash, code_version, evidence_hash, proposal_hash, packed)`;
const RUN_CASTS = 'text text int bigint text text text text text int bytea text bytea bytea bytea'.split(' ');

/** Writes the runs of a range and the settings they were decided under. */
export async function insertRuns(
  tx: Tx,
  agent: AnyAgent,
  claim: Claim,
  policy: AgentPolicy,
  policyVersion: number,
  decided: readonly Decided[],
): Promise<void> {
  if (decided.length === 0) return;
  await tx.execute(
    'insert into run_settings (connection_id, hash, settings) values ($1, $2, $3) on conflict do nothing',
    [claim.connectionId, policy.settingsHash, policy.settingsText],
    { name: 'run_settings' },
  );
  const rows = decided.map(({ seq, decision }) => [
    claim.connectionId,
    agent.id,
    claim.lane,
    seq,
    decision.subject.id,
    decision.proposal.verdict,
    decision.proposal.cause ?? null,
    decision.ruling.ruling,
    decision.ruling.because,
    policyVersion,
    policy.settingsHash,
    agent.codeVersion,
    decision.evidence.hash,
    decision.proposalHash,
    packTexts([decision.evidence.text, canonicalJson(decision.proposal)]),
  ]);
  await insertRows(tx, RUN_COLUMNS, RUN_CASTS, rows);
}

/** What lists show of the record a decision is about. Not part of the decision, so it may be incomplete. */
export interface Shown {
  readonly invoiceNumber: string;
  readonly supplierId: string | undefined;
  readonly supplierName: string | undefined;
  readonly entityName: string | undefined;
  readonly clock: { readonly kind: 'discount' | 'due'; readonly date: string } | undefined;
}

const APPROVAL_COLUMNS = `approval (connection_id, id, agent, lane, seq, subject_id, proposal_hash, cause, verdict,
  headline, commands, tasks, because, invoice_number, supplier_id, supplier_name, entity_name, currency, amount,
  at_risk, probability, clock_kind, clock_date, policy_version)`;
const APPROVAL_CASTS =
  'text text text int bigint text bytea text text text json json text text text text text text numeric numeric numeric text date int'.split(
    ' ',
  );

/** Opens one approval a decision; a person will find it in the review queue. @returns their ids, in order. */
export async function openApprovals(
  tx: Tx,
  agent: AnyAgent,
  claim: Claim,
  policyVersion: number,
  asked: readonly (Decided & { shown: Shown })[],
): Promise<string[]> {
  const ids = asked.map(() => newId('app'));
  const rows = asked.map(({ seq, decision, shown }, index) => [
    claim.connectionId,
    ids[index],
    agent.id,
    claim.lane,
    seq,
    decision.subject.id,
    decision.proposalHash,
    decision.proposal.cause ?? null,
    decision.proposal.verdict,
    decision.proposal.headline,
    JSON.stringify(decision.proposal.commands),
    JSON.stringify(decision.proposal.tasks),
    decision.ruling.because,
    shown.invoiceNumber,
    shown.supplierId ?? null,
    shown.supplierName ?? null,
    shown.entityName ?? null,
    decision.proposal.exposure?.currency ?? null,
    decision.proposal.exposure?.amount ?? null,
    decision.proposal.atRisk?.amount ?? null,
    decision.proposal.certainty.basis === 'estimate' ? decision.proposal.certainty.probability : null,
    shown.clock?.kind ?? null,
    shown.clock?.date ?? null,
    policyVersion,
  ]);
  await insertRows(tx, APPROVAL_COLUMNS, APPROVAL_CASTS, rows);
  return ids;
}

/** The situation moved on: what waited for a person is no longer the question. */
export async function supersedeApprovals(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(
    `update approval set state = 'superseded', decided_at = now()
      where connection_id = current_setting('purser.connection_id') and id = any($1) and state = 'open'`,
    [ids],
    { name: 'approval_supersede' },
  );
}

/** One open task a subject and title; the same request is not made twice. */
export async function openTasks(
  tx: Tx,
  connectionId: string,
  drafts: readonly {
    subjectId: string;
    origin: string;
    title: string;
    steps: readonly string[];
    record: string;
    closesWhenStatus: readonly string[];
  }[],
): Promise<void> {
  const opened = drafts.map((draft) =>
    tx.execute(
      `insert into task (connection_id, id, subject_id, origin, title, steps, record, closes_when_status)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (connection_id, subject_id, title) where state = 'open' do nothing`,
      [
        connectionId,
        newId('tsk'),
        draft.subjectId,
        draft.origin,
        draft.title,
        JSON.stringify(draft.steps),
        draft.record,
        draft.closesWhenStatus,
      ],
      { name: 'task_open' },
    ),
  );
  await Promise.all(opened);
}
