import { policyFaults } from '#domain/matching/policy-faults.ts';
import { policyId } from '#domain/matching/policy-id.ts';
import type { TolerancePolicy } from '#domain/matching/tolerance.ts';
import { type PolicyDocument, policyDocument, policyOf } from '#engine/policy-document.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { InputError, NotFoundError } from '#kernel/errors.ts';

/** Tolerances as an agent decides by them, and the agent. */
export interface AgentTolerances {
  readonly agent: AnyAgent;
  readonly policy: TolerancePolicy;
  /** False while nobody has set any, and the starter policy holds. */
  readonly isSet: boolean;
}

/**
 * The tolerances in a policy document, defaults filled in.
 * @param agentId without it, those of the one agent that has any.
 * @throws NotFoundError when there is no such agent, or it decides by none.
 */
export function tolerancesOf(
  document: PolicyDocument,
  agents: readonly AnyAgent[],
  agentId?: string,
): AgentTolerances {
  for (const agent of agents) {
    if (agentId !== undefined && agent.id !== agentId) continue;
    const policy = tolerancesIn(policyOf(document, agent).settings);
    if (policy === undefined) continue;
    return { agent, policy, isSet: document.agents[agent.id]?.settings.tolerances !== undefined };
  }
  throw new NotFoundError('agent with tolerances', agentId ?? '');
}

/** The document with other tolerances for that agent; everything else stays. @throws InputError with every fault. */
export function withTolerances(
  document: PolicyDocument,
  agent: AnyAgent,
  tolerances: unknown,
): { readonly document: PolicyDocument; readonly policy: TolerancePolicy } {
  const policy = readTolerances(tolerances);
  const { autonomy } = policyOf(document, agent);
  const settings = { ...document.agents[agent.id]?.settings, tolerances: policy };
  return {
    policy,
    document: policyDocument.parse({
      ...document,
      agents: { ...document.agents, [agent.id]: { autonomy, settings } },
    }),
  };
}

/** A page of mistakes helps nobody; the first ones do. */
export const FAULTS_MAX = 50;

/** @throws InputError naming the first fault, with the others as issues. */
export function readTolerances(found: unknown): TolerancePolicy {
  const faults = policyFaults(found);
  const [first] = faults;
  if (first === undefined) return found as TolerancePolicy;
  const place = first.path.length === 0 ? '' : `${first.path.join('.')}: `;
  throw new InputError(`${place}${first.says}`, {
    issues: faults
      .slice(0, FAULTS_MAX)
      .map(({ path, says }) => ({ pointer: `/document/${path.join('/')}`, says })),
  });
}

/** The id of the tolerances a run was decided under, from the settings stored with it; null where it had none. */
export function tolerancesIdOf(settings: unknown): string | null {
  const policy = tolerancesIn(settings);
  return policy === undefined ? null : policyId(policy);
}

function tolerancesIn(settings: unknown): TolerancePolicy | undefined {
  if (settings === null || typeof settings !== 'object' || !('tolerances' in settings)) return undefined;
  // Read by the agent's own schema before it was used or stored.
  return settings.tolerances as TolerancePolicy;
}
