import { z } from 'zod';
import { currentPolicy } from '#engine/policy.queries.ts';
import { policyOf } from '#engine/policy-document.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';

const agentRow = z.strictObject({
  id: z.string(),
  title: z.string(),
  codeVersion: z.string(),
  mode: z.enum(['monitor', 'assisted', 'autonomous']),
  policyVersion: z.number().int(),
  /** In force, with every default filled in. */
  settings: z.record(z.string(), z.unknown()),
  lastRunAt: z.string().nullable(),
});

/** The agents there are. */
export function listAgentsOperation(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'list_agents',
    summary: 'List the agents with how far each may go and its settings in force.',
    http: { method: 'GET', path: '/api/agents' },
    input: z.strictObject({}),
    output: z.strictObject({ rows: z.array(agentRow), next: z.null() }),
    permission: 'policy.read',
    audit: { none: 'reading changes nothing' },

    async run(_input, caller, { tx }) {
      const policy = await currentPolicy(tx);
      const last = await tx.query<{ agent: string; at: string }>(
        `select c.agent, max(r.decided_at) as at from feed_cursor c cross join lateral (
           select decided_at from run where connection_id = $1 and agent = c.agent and lane = c.lane
            order by seq desc limit 1 offset 0) r where c.connection_id = $1 group by c.agent`,
        [caller.connectionId],
      );
      const lastRun = new Map(last.map(({ agent, at }) => [agent, at]));
      const rows = agents.map((agent) => {
        const { autonomy, settings } = policyOf(policy.document, agent);
        return {
          id: agent.id,
          title: agent.title,
          codeVersion: agent.codeVersion,
          mode: autonomy.mode,
          policyVersion: policy.version,
          settings: settings as Record<string, unknown>,
          lastRunAt: lastRun.get(agent.id) ?? null,
        };
      });
      return { rows, next: null };
    },
  });
}
