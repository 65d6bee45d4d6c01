import { z } from 'zod';
import { getRun } from '#engine/replay/replay-run.ts';
import { runId } from '#engine/run-agents.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { NotFoundError } from '#kernel/errors.ts';
import { type AnyOperation, type Caller, defineOperation } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import { type InvoiceCase, loadCase } from '../invoices/case.ts';
import { lineRow, toLineRows } from '../invoices/line-rows.ts';
import { deepLink } from '../tasks/list-tasks.ts';
import { todayOf } from '../today.queries.ts';
import { decisionFacts } from './approval.queries.ts';
import { approvalRow, type ListedApproval, toApprovalRow } from './approval-row.ts';
import { mayDecide } from './may-decide.ts';

export const approvalDetail = approvalRow.extend({
  reasons: z.array(z.strictObject({ text: z.string(), sources: z.array(z.string()) })),
  counterfactuals: z.array(z.string()),
  lines: z.array(lineRow),
  commandBodies: z.array(z.record(z.string(), z.string())),
  tasks: z.array(z.strictObject({ title: z.string(), steps: z.array(z.string()) })),
  runId: z.string(),
  because: z.string(),
  mayDecide: z.strictObject({ ok: z.boolean(), why: z.string().nullable() }),
  deepLink: z.string(),
});

/** One proposal with everything a person needs to decide. */
export function getApprovalOperation(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'get_approval',
    summary: 'Show one proposal with its reasons, figures and what would follow.',
    http: { method: 'GET', path: '/api/approvals/:id' },
    input: z.strictObject({ id: z.string().min(1).max(60) }),
    output: approvalDetail,
    permission: 'approvals.read',
    audit: { none: 'reading changes nothing' },

    async run({ id }, caller, { tx, now }) {
      const row = await findListed(tx, `a.id = $1`, [id]);
      if (row === undefined) throw new NotFoundError('approval', id);
      return toDetail(tx, row, await loadCase(tx, agents, row.subject_id), caller, now);
    },
  });
}

/** The approval with what lists join to it. @param where on alias `a`. */
export async function findListed(
  tx: Tx,
  where: string,
  values: readonly unknown[],
): Promise<ListedApproval | undefined> {
  const [row] = await tx.query<ListedApproval>(
    `select a.*, i.status as coupa_status, p.name as assignee_name, c.state as command_state
       from approval a
       left join invoice i on i.connection_id = a.connection_id and i.id = a.subject_id
       left join person p on p.person_id = a.assigned_to
       left join lateral (select state from command c where c.connection_id = a.connection_id
         and c.subject_id = a.subject_id and c.origin_id = a.id order by c.id desc limit 1) c on true
      where ${where} order by a.opened_at desc, a.id desc limit 1`,
    values,
  );
  return row;
}

export async function toDetail(
  tx: Tx,
  row: ListedApproval,
  shown: InvoiceCase,
  caller: Caller,
  now: Date,
): Promise<z.output<typeof approvalDetail>> {
  const [connection] = await tx.query<{ coupa_url: string }>('select coupa_url from connection');
  const run = await getRun(tx, runId(row));
  const answer = mayDecide(
    await decisionFacts(tx, row, { id: caller.personId, coupaUserId: caller.coupaUserId }),
  );
  const invoice = shown.dossier?.invoice.record;
  return {
    ...toApprovalRow(row, await todayOf(tx, now)),
    reasons: run.proposal.reasons.map(({ text, sources }) => ({ text, sources: [...sources] })),
    counterfactuals: [...run.proposal.counterfactuals],
    lines:
      shown.match === undefined || invoice === undefined
        ? []
        : toLineRows(shown.match, invoice, shown.explained),
    commandBodies: row.commands.map((command) => ({ ...command })),
    tasks: row.tasks.map(({ title, steps }) => ({ title, steps: [...steps] })),
    runId: runId(row),
    because: row.because,
    mayDecide: answer.ok ? { ok: true, why: null } : { ok: false, why: answer.why },
    deepLink: deepLink(connection?.coupa_url ?? '', `invoice/${row.subject_id}`),
  };
}
