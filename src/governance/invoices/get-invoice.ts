import { z } from 'zod';
import { describeCommand } from '#engine/commands/describe-command.ts';
import { runId } from '#engine/run-agents.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import type { CoupaCommand } from '#engine/shapes/command.ts';
import { NotFoundError } from '#kernel/errors.ts';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import { titleOfCause } from '../approvals/approval-row.ts';
import { approvalDetail, findListed, toDetail } from '../approvals/get-approval.ts';
import { tolerancesIdOf } from '../policy/tolerances.ts';
import { deepLink, SELECT_TASK, type TaskRecord, taskRow, toTaskRow } from '../tasks/list-tasks.ts';
import { todayOf } from '../today.queries.ts';
import { adviceOf, advicePart } from './advice-part.ts';
import {
  currentInvoice,
  type InvoiceCase,
  loadCase,
  orderRow,
  ordersIn,
  receiptRow,
  receiptsIn,
} from './case.ts';
import { coupaPart, coupaPartOf } from './coupa-part.ts';
import { exceptionRow, toExceptionRows } from './exception-rows.ts';
import { checksOf, lineRow, toLineRows } from './line-rows.ts';
import { proofOf, timelineOf } from './timeline.queries.ts';

const text = z.string().nullable();
const commandRow = z.strictObject({
  id: z.string(),
  kind: z.string(),
  words: z.string(),
  state: z.string(),
  at: z.string(),
  by: z.string(),
  error: text,
});

/** One invoice: what was seen, what was decided and why, who reviewed, what was done, and the proof. */
export function getInvoiceOperation(agents: readonly AnyAgent[]): AnyOperation {
  const titles = new Map(agents.map((agent) => [agent.id, agent.title]));
  return defineOperation({
    name: 'get_invoice',
    summary: 'Show one invoice with its match, decisions, actions and proof.',
    http: { method: 'GET', path: '/api/invoices/:id' },
    input: z.strictObject({ id: z.string().min(1).max(60) }),
    output: z.strictObject({
      invoice: z.record(z.string(), z.unknown()),
      deepLink: z.string(),
      verdict: text,
      cause: text,
      causeTitle: text,
      headline: text,
      approval: approvalDetail.nullable(),
      match: z
        .strictObject({
          mode: text,
          lines: z.array(lineRow),
          checks: z.array(z.strictObject({ ok: z.boolean(), text: z.string() })),
          payableNow: text,
          atRisk: z.string(),
          exceptions: z.array(exceptionRow),
          /** What an experienced clerk would do, amounts before tax; null where it is paid, or nobody says. */
          advice: advicePart.nullable(),
        })
        .nullable(),
      coupa: coupaPart.nullable(),
      orders: z.array(
        z.strictObject({
          id: z.string(),
          poNumber: z.string(),
          status: z.string(),
          version: text,
          deepLink: z.string(),
          lines: z.number(),
        }),
      ),
      receipts: z.array(
        z.strictObject({
          id: z.string(),
          date: text,
          quantity: text,
          amount: text,
          uom: text,
          orderLineId: text,
          status: z.string(),
          reference: text,
          deepLink: z.string(),
        }),
      ),
      reasons: z.array(z.strictObject({ text: z.string(), sources: z.array(z.string()) })),
      counterfactuals: z.array(z.string()),
      runs: z.array(
        z.strictObject({
          id: z.string(),
          agent: z.string(),
          at: z.string(),
          verdict: z.string(),
          ruling: z.string(),
          because: z.string(),
          headline: z.string(),
          policyVersion: z.number().int(),
          /** Id of the tolerances it was decided under. */
          tolerancesId: text,
        }),
      ),
      commands: z.array(commandRow),
      tasks: z.array(taskRow),
      timeline: z.array(
        z.strictObject({
          at: z.string(),
          who: z.enum(['coupa', 'purser', 'person']),
          icon: z.string(),
          text: z.string(),
          name: text,
          entry: text,
        }),
      ),
      proof: z
        .strictObject({
          entry: z.string(),
          hash: z.string(),
          chainedAt: z.string(),
          anchoredAt: text,
          verified: z.boolean(),
          policyVersion: z.number().int(),
          tolerancesId: text,
          evidenceHash: z.string(),
          evidenceIntact: z.boolean(),
          replaysSame: z.boolean(),
        })
        .nullable(),
    }),
    permission: 'invoices.read',
    audit: { none: 'reading changes nothing' },

    async run({ id }, caller, { tx, now }) {
      const invoice = await currentInvoice(tx, id);
      if (invoice === undefined) throw new NotFoundError('invoice', id);
      const shown = await loadCase(tx, agents, id);
      const [connection] = await tx.query<{ coupa_url: string }>('select coupa_url from connection');
      const link = (record: string): string => deepLink(connection?.coupa_url ?? '', record);
      const listed = await findListed(tx, `a.subject_id = $1 and a.state <> 'superseded'`, [id]);
      const { run } = shown;
      return {
        invoice: { ...invoice },
        deepLink: link(`invoice/${id}`),
        verdict: run?.verdict ?? null,
        cause: run?.cause ?? null,
        causeTitle: run === undefined ? null : titleOfCause(run.cause, run.verdict),
        headline: run?.proposal.headline ?? null,
        approval: listed === undefined ? null : await toDetail(tx, listed, shown, caller, now),
        match:
          shown.match === undefined
            ? null
            : {
                mode: shown.match.lines.find((line) => line.mode !== null)?.mode ?? null,
                lines: toLineRows(shown.match, shown.dossier?.invoice.record ?? invoice, shown.explained),
                checks: checksOf(shown.match),
                payableNow: shown.match.payableNow,
                atRisk: shown.match.atRisk,
                exceptions: toExceptionRows(shown.match, shown.explained),
                advice: adviceOf(shown, invoice, await todayOf(tx, now)),
              },
        coupa: coupaPartOf(shown),
        orders: ordersIn(shown).map((order) => orderRow(order, link)),
        receipts: receiptsIn(shown).map((receipt) => receiptRow(receipt, link)),
        reasons: run?.proposal.reasons.map(({ text, sources }) => ({ text, sources: [...sources] })) ?? [],
        counterfactuals: [...(run?.proposal.counterfactuals ?? [])],
        runs: shown.runs.map((one) => ({
          id: runId(one),
          agent: titles.get(one.agent) ?? one.agent,
          at: one.decided_at,
          verdict: one.verdict,
          ruling: one.ruling,
          because: one.because,
          headline: one.proposal.headline,
          policyVersion: one.policy_version,
          tolerancesId: tolerancesIdOf(one.settings),
        })),
        commands: await commandsOf(tx, id, invoice.invoiceNumber),
        tasks: await tasksOf(tx, id),
        timeline: await timelineOf(tx, id),
        proof: await proofFor(tx, id, shown),
      };
    },
  });
}

async function commandsOf(tx: Tx, invoiceId: string, invoiceNumber: string) {
  const rows = await tx.query<{
    id: string;
    kind: string;
    body: CoupaCommand;
    state: string;
    queued_at: string;
    done_at: string | null;
    confirmed_at: string | null;
    asked_by_name: string;
    last_error: { message?: string } | null;
  }>('select * from command where subject_id = $1 order by id desc limit 50', [invoiceId]);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    words: describeCommand(row.body, { invoiceNumber }),
    state: row.state,
    at: row.confirmed_at ?? row.done_at ?? row.queued_at,
    by: row.asked_by_name,
    error: row.last_error?.message ?? null,
  }));
}

async function tasksOf(tx: Tx, invoiceId: string) {
  const rows = await tx.query<TaskRecord>(
    `${SELECT_TASK} where t.subject_id = $1 order by t.id desc limit 50`,
    [invoiceId],
  );
  return rows.map(toTaskRow);
}

async function proofFor(tx: Tx, invoiceId: string, shown: InvoiceCase) {
  const { run, replay } = shown;
  if (run === undefined) return null;
  const proof = await proofOf(tx, invoiceId, runId(run));
  if (proof === undefined) return null;
  return {
    ...proof,
    policyVersion: run.policy_version,
    tolerancesId: tolerancesIdOf(run.settings),
    evidenceHash: run.evidence_hash.toString('hex'),
    evidenceIntact: replay?.isEvidenceIntact ?? false,
    replaysSame: replay?.isSame ?? false,
  };
}
