import { expect, it } from 'vitest';
import { z } from 'zod';
import { STARTER_AUTONOMY } from './policy-document.ts';
import { runAgent } from './run-agent.ts';
import { defineAgent } from './shapes/agent.ts';
import type { Reason } from './shapes/proposal.ts';
import type { Sources } from './shapes/sources.ts';

const sources: Sources = {
  invoiceDossier: async () => undefined,
  serviceUserId: async () => undefined,
  today: async () => '2026-11-20',
};

async function hashWith(reasons: readonly Reason[]): Promise<string | undefined> {
  const agent = defineAgent({
    id: 'probe',
    title: 'Probe',
    codeVersion: '1',
    triggers: ['invoice'],
    coupaScopes: [],
    autonomyCeiling: 'autonomous',
    settings: z.strictObject({}),
    gather: async () => ({}),
    analyse: () => ({}),
    propose: () => ({
      headline: 'Wait',
      verdict: 'exception' as const,
      commands: [],
      tasks: [],
      certainty: { basis: 'rule' as const },
      isNewSupplier: false,
      isReversible: true,
      reasons,
      counterfactuals: [],
    }),
  });
  const decision = await runAgent(agent, { kind: 'invoice', id: '1' }, {}, STARTER_AUTONOMY, sources);
  return decision?.proposalHash.toString('hex');
}

it('what is told aside raises nothing anew: custom changes with every case that is settled', async () => {
  const reason = { text: 'It costs more than was ordered.', sources: [] };
  const custom = (count: number): Reason => ({ text: `${count} like cases.`, sources: [], isAside: true });
  const plain = await hashWith([reason]);
  expect(await hashWith([reason, custom(5)])).toBe(plain);
  expect(await hashWith([reason, custom(6)])).toBe(plain);
  expect(await hashWith([reason, { text: '6 like cases.', sources: [] }])).not.toBe(plain);
});
