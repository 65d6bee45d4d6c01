import { z } from 'zod';
import { addPolicy, currentPolicy } from '#engine/policy.queries.ts';
import { type PolicyDocument, policyDocument, policyOf } from '#engine/policy-document.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { InputError } from '#kernel/errors.ts';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';
import { differencesOf } from './differences.ts';

/**
 * Puts a new version of the policy in force.
 * @param agents who must be able to read their settings before a version is kept.
 */
export function changePolicyOperation(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'change_policy',
    summary: 'Change how far the agents may go, or their settings. Open proposals stay as they are.',
    http: { method: 'PUT', path: '/api/policy' },
    input: z.strictObject({
      document: policyDocument,
      expectedVersion: z.number().int().min(1),
      note: z.string().max(2_000).optional(),
    }),
    output: z.strictObject({ version: z.number().int(), changes: z.array(z.string()) }),
    permission: 'policy.change',
    audit: {
      what: 'policy_changed',
      describe: (input, output, caller) => ({
        text: `${caller.personName} changed the policy to version ${output.version}: ${output.changes.join('; ')}.`,
        data: { version: output.version, changes: output.changes, note: input.note },
      }),
    },

    async run(input, caller, { tx }) {
      assertReadable(input.document, agents);
      const before = await currentPolicy(tx);
      const changes = differencesOf(before.document, input.document);
      if (changes.length === 0) throw new InputError('Nothing differs from the policy in force.');
      const version = await addPolicy(tx, caller.connectionId, {
        document: input.document,
        expectedVersion: input.expectedVersion,
        by: { id: caller.personId, name: caller.personName },
        note: input.note,
      });
      await tx.execute(`select pg_notify('screen', $1)`, [caller.connectionId]);
      return { version, changes };
    },
  });
}

function assertReadable(document: PolicyDocument, agents: readonly AnyAgent[]): void {
  const known = new Set(agents.map((agent) => agent.id));
  const unknown = Object.keys(document.agents).filter((id) => !known.has(id));
  if (unknown.length > 0) throw new InputError(`There is no agent ${unknown.join(', ')}.`);
  for (const agent of agents) policyOf(document, agent);
}
