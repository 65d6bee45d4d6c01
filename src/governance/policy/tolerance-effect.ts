import { z } from 'zod';
import type { MatchResult } from '#domain/matching/match-result.ts';
import { countEffect } from '#domain/matching/policy-effect.ts';
import type { TolerancePolicy } from '#domain/matching/tolerance.ts';
import { currentPolicy } from '#engine/policy.queries.ts';
import { policyOf } from '#engine/policy-document.ts';
import { findAgain, newestRuns } from '#engine/replay/replay-run.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import { matchIn } from '../invoices/case.ts';
import { readTolerances, tolerancesOf } from './tolerances.ts';

/** A person waits for it; a thousand invoices are decided again in a second or two. */
const INVOICES_MAX = 1_000;
/** Evidence of so many is in memory at a time, and others get their turn in between. */
const AT_A_TIME = 100;
const DAY_MS = 86_400_000;

const tally = z.strictObject({
  differences: z.number().int(),
  invoices: z.number().int(),
  money: z.array(z.strictObject({ amount: z.string(), currency: z.string() })),
});

const effectOutput = z.strictObject({
  days: z.number().int(),
  /** Invoices decided again, the newest first, and how many were decided in these days. */
  invoices: z.number().int(),
  of: z.number().int(),
  outcomes: z.strictObject({
    matched: z.number().int(),
    within_tolerance: z.number().int(),
    exception: z.number().int(),
  }),
  rows: z.array(z.strictObject({ rule: z.string(), limit: z.string(), tolerated: tally, refused: tally })),
});

const agentId = z.string().min(1).max(60);
const days = z.coerce.number().int().min(1).max(90).default(30);

/** What each rule in force makes of the invoices of the last weeks. */
export function getToleranceEffectOperation(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'get_tolerance_effect',
    summary:
      'Show what each limit of the tolerances in force let through and refused among the invoices decided lately.',
    http: { method: 'GET', path: '/api/agents/:agent/tolerances/effect' },
    input: z.strictObject({ agent: agentId, days }),
    output: effectOutput,
    permission: 'policy.read',
    audit: { none: 'reading changes nothing' },

    async run(input, caller, { tx, now }) {
      const { document } = await currentPolicy(tx);
      const { agent, policy } = tolerancesOf(document, agents, input.agent);
      const settings = policyOf(document, agent).settings;
      const since = new Date(now.getTime() - input.days * DAY_MS);
      return effectOf(tx, { connectionId: caller.connectionId, agent, policy, settings, since }, input.days);
    },
  });
}

/** The same for tolerances that nobody has saved. Nothing is changed by asking. */
export function tryTolerancesOperation(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'try_tolerances',
    summary: 'Show what tolerances that are not saved would let through and refuse. Changes nothing.',
    http: { method: 'POST', path: '/api/agents/:agent/tolerances/try' },
    input: z.strictObject({ agent: agentId, document: z.unknown(), days }),
    output: effectOutput,
    permission: 'policy.change',
    audit: { none: 'it only works out what would be' },

    async run(input, caller, { tx, now }) {
      const { document } = await currentPolicy(tx);
      const { agent } = tolerancesOf(document, agents, input.agent);
      const settings = policyOf(document, agent).settings;
      const policy = readTolerances(input.document);
      const since = new Date(now.getTime() - input.days * DAY_MS);
      return effectOf(tx, { connectionId: caller.connectionId, agent, policy, settings, since }, input.days);
    },
  });
}

interface Asked {
  readonly connectionId: string;
  readonly agent: AnyAgent;
  readonly policy: TolerancePolicy;
  /** The agent's other settings, as they are now. */
  readonly settings: unknown;
  readonly since: Date;
}

async function effectOf(
  tx: Tx,
  { connectionId, agent, policy, settings, since }: Asked,
  overDays: number,
): Promise<z.output<typeof effectOutput>> {
  const { keys, subjects } = await newestRuns(tx, connectionId, {
    agent: agent.id,
    since,
    rowsMax: INVOICES_MAX,
  });
  const counter = countEffect();
  const outcomes = { matched: 0, within_tolerance: 0, exception: 0 };
  const tried = { ...(settings as Readonly<Record<string, unknown>>), tolerances: policy };
  for (let from = 0; from < keys.length; from += AT_A_TIME) {
    const findings = await findAgain(tx, agent, keys.slice(from, from + AT_A_TIME), tried);
    for (const match of findings.flatMap((finding): MatchResult[] => [matchIn(finding) ?? []].flat())) {
      counter.add(match);
      outcomes[match.outcome] += 1;
    }
  }
  const rows = counter.rows().map((row) => ({
    ...row,
    tolerated: { ...row.tolerated, money: [...row.tolerated.money] },
    refused: { ...row.refused, money: [...row.refused.money] },
  }));
  return { days: overDays, invoices: keys.length, of: subjects, outcomes, rows };
}
