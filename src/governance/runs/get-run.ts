import { z } from 'zod';
import { describeCommand } from '#engine/commands/describe-command.ts';
import { currentPolicy } from '#engine/policy.queries.ts';
import { policyOf } from '#engine/policy-document.ts';
import { getRun, replayRun, type StoredRun } from '#engine/replay/replay-run.ts';
import { runId } from '#engine/run-agents.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { sha256 } from '#kernel/canonical-json.ts';
import { decimal } from '#kernel/decimal.ts';
import { describeError } from '#kernel/errors.ts';
import { amountText, type Money } from '#kernel/money.ts';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import { moneyOutput, titleOfCause } from '../approvals/approval-row.ts';
import { differencesOf } from '../policy/differences.ts';

const runDetail = z.strictObject({
  id: z.string(),
  agent: z.string(),
  decidedAt: z.string(),
  invoiceId: z.string(),
  invoiceNumber: z.string(),
  supplierName: z.string().nullable(),
  verdict: z.string(),
  cause: z.string().nullable(),
  causeTitle: z.string(),
  headline: z.string(),
  ruling: z.string(),
  because: z.string(),
  policyVersion: z.number().int(),
  codeVersion: z.string(),
  exposure: moneyOutput.nullable(),
  atRisk: moneyOutput.nullable(),
  commands: z.array(z.string()),
  tasks: z.array(z.string()),
  reasons: z.array(z.strictObject({ text: z.string(), sources: z.array(z.string()) })),
  counterfactuals: z.array(z.string()),
  evidenceHash: z.string(),
  isEvidenceIntact: z.boolean(),
  /** Whether today's code comes to the very same proposal from the stored evidence and settings. */
  replay: z.strictObject({
    isSame: z.boolean(),
    headline: z.string().nullable(),
    error: z.string().nullable(),
  }),
  /** What the settings in force say otherwise than those of the run. */
  differences: z.array(z.string()),
});

/** One decision with its evidence's hash, its settings and whether it can be made again. */
export function getRunOperation(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'get_run',
    summary: 'Show one decision: its proposal, its evidence and settings, and whether it replays the same.',
    http: { method: 'GET', path: '/api/runs/:id' },
    input: z.strictObject({ id: z.string().min(1).max(100) }),
    output: runDetail,
    permission: 'runs.read',
    audit: { none: 'reading changes nothing, and who may read is in the roles' },

    async run(input, _caller, { tx }) {
      const run = await getRun(tx, input.id);
      const { proposal } = run;
      const [invoice] = await tx.query<{ invoice_number: string; supplier_name: string | null }>(
        'select invoice_number, supplier_name from invoice where id = $1',
        [run.subject_id],
      );
      const invoiceNumber = invoice?.invoice_number || `#${run.subject_id}`;
      return {
        id: runId(run),
        agent: run.agent,
        decidedAt: run.decided_at,
        invoiceId: run.subject_id,
        invoiceNumber,
        supplierName: invoice?.supplier_name ?? null,
        verdict: run.verdict,
        cause: run.cause,
        causeTitle: titleOfCause(run.cause, run.verdict),
        headline: proposal.headline,
        ruling: run.ruling,
        because: run.because,
        policyVersion: run.policy_version,
        codeVersion: run.code_version,
        exposure: shown(proposal.exposure),
        atRisk: shown(proposal.atRisk),
        commands: proposal.commands.map((command) => describeCommand(command, { invoiceNumber })),
        tasks: proposal.tasks.map(({ title }) => title),
        reasons: proposal.reasons.map(({ text, sources }) => ({ text, sources: [...sources] })),
        counterfactuals: [...proposal.counterfactuals],
        evidenceHash: run.evidence_hash.toString('hex'),
        isEvidenceIntact: sha256(run.evidenceText).equals(run.evidence_hash),
        replay: await replayed(tx, agents, run),
        differences: await differencesToday(tx, agents, run),
      };
    },
  });
}

function shown(money: Money | undefined): Money | null {
  return money === undefined ? null : { ...money, amount: amountText(decimal(money.amount), money.currency) };
}

async function replayed(
  tx: Tx,
  agents: readonly AnyAgent[],
  run: StoredRun,
): Promise<z.output<typeof runDetail>['replay']> {
  try {
    const { isSame, proposal } = await replayRun(tx, agents, run);
    return { isSame, headline: proposal.headline, error: null };
  } catch (thrown) {
    return { isSame: false, headline: null, error: describeError(thrown).message };
  }
}

async function differencesToday(tx: Tx, agents: readonly AnyAgent[], run: StoredRun): Promise<string[]> {
  const agent = agents.find(({ id }) => id === run.agent);
  if (agent === undefined) return [];
  return differencesOf(run.settings, policyOf((await currentPolicy(tx)).document, agent).settings);
}
