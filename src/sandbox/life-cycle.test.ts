// Every verb that the catalogue declares as a step from state to state, tried from every state its resource knows.
import { describe, expect, it } from 'vitest';
import { allResources } from './catalogue/all-resources.ts';
import { blankRow } from './catalogue/blank-row.ts';
import type { Resource } from './catalogue/resource.ts';
import { seedCompany } from './company/seed-company.ts';
import { createState } from './state.ts';

const state = createState();
const now = '2026-03-18T10:00:00Z';
seedCompany(state, { seed: 1, invoices: 5, months: 1, now: new Date(now), firstInvoiceId: '710001' });

const stepsOf = (resource: Resource) =>
  Object.entries(resource.actions ?? {}).flatMap(([verb, action]) =>
    action.life ? [{ verb, action, life: action.life }] : [],
  );
const living = allResources.filter((resource) => stepsOf(resource).length > 0);

/** Does the verb to a record in the state; the state afterwards, or the refusal. */
function tryStep(resource: Resource, verb: string, status: string): string {
  return state.transact({ now, actor: '1' }, (work) => {
    const row = work.insert(resource.table, { ...blankRow(resource), status });
    const input = { body: {}, query: new Map<string, string>(), rules: { hasUniqueInvoiceNumbers: true } };
    try {
      return String(resource.actions?.[verb]?.run(work, row, input).status);
    } catch (thrown) {
      return (thrown as Error).message;
    }
  });
}

describe.each(living.map((resource) => [resource.table, resource] as const))('%s', (_table, resource) => {
  const steps = stepsOf(resource);
  const states = [...new Set(steps.flatMap(({ life }) => [...life.from, life.to]))];

  it.each(steps.map(({ verb, life }) => [verb, life] as const))('%s leads where it says', (verb, life) => {
    for (const status of states) {
      const after = tryStep(resource, verb, status);
      if (life.from.includes(status)) expect(after, `${verb} from ${status}`).toBe(life.to);
      else expect(after, `${verb} from ${status}`).toContain(`in status ${status} can't be`);
    }
  });

  it('reaches every state from the one it is created in', () => {
    const reached = new Set([String(resource.defaults?.status)]);
    for (let grown = -1; grown !== reached.size; ) {
      grown = reached.size;
      for (const { life } of steps) if (life.from.some((from) => reached.has(from))) reached.add(life.to);
    }
    const outside = new Set(resource.reachedOtherwise ?? []);
    expect(states.filter((status) => !reached.has(status) && !outside.has(status))).toEqual([]);
  });
});
