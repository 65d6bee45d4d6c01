import { z } from 'zod';
import { currentPolicy } from '#engine/policy.queries.ts';
import { periodOf } from '#engine/replay/past-runs.queries.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { InputError } from '#kernel/errors.ts';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';
import { chooseTrial, findAgent } from './trial.ts';
import { addWhatIf, changesAfter, endWhatIf, getWhatIfRecord, listWhatIfRecords } from './what-if.queries.ts';
import {
  changedRunOutput,
  toChangedRunOutput,
  toWhatIf,
  toWhatIfRow,
  whatIfOutput,
  whatIfRow,
} from './what-if-output.ts';

const PAGE_ROWS_MAX = 200;
const id = z.string().min(1).max(60);
const day = z.iso.date();

/** Asks what past runs would come to under other settings, or again under those in force. A worker answers. */
export function startWhatIfOperation(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'start_what_if',
    summary:
      'Decide past runs again under other settings, to see what would change. Nothing follows from it.',
    http: { method: 'POST', path: '/api/what-ifs' },
    input: z.strictObject({
      agent: z.string().min(1).max(60),
      /** The agent's whole settings, or a tolerance policy alone; left out: the settings in force. */
      settings: z.record(z.string(), z.unknown()).optional(),
      /** Days in the connection's time zone, both inclusive. */
      from: day.optional(),
      to: day.optional(),
      /** Of each invoice the newest run in the period, or all of them. */
      which: z.enum(['newest', 'all']).default('newest'),
    }),
    output: z.strictObject({ id: z.string() }),
    permission: 'policy.read',
    audit: {
      what: 'what_if_started',
      describe: (input, output, caller) => ({
        text: `${caller.personName} asked what past runs of ${input.agent} would come to under ${input.settings === undefined ? 'the settings in force' : 'other settings'}.`,
        data: { whatIf: output.id, agent: input.agent, from: input.from, to: input.to, which: input.which },
      }),
    },

    async run(input, caller, { tx, now }) {
      const { from, to, which } = input;
      if (from !== undefined && to !== undefined && to < from) {
        throw new InputError(`to: expected a day on or after ${from}, found ${to}.`);
      }
      const agent = findAgent(agents, input.agent);
      const policy = await currentPolicy(tx);
      const chosen = chooseTrial(agent, policy, input.settings);
      const period = await periodOf(tx, { from, to }, now);
      const whatIf = await addWhatIf(tx, caller.connectionId, {
        ...chosen,
        policyVersion: policy.version,
        scope: { agent: agent.id, which, ...period },
        days: { from, to },
        by: { id: caller.personId, name: caller.personName },
        now,
      });
      await tx.execute(`select pg_notify('what_if', '')`);
      return { id: whatIf };
    },
  });
}

/** Ends a what-if; what it found so far can still be read. */
export const cancelWhatIf = defineOperation({
  name: 'cancel_what_if',
  summary: 'Stop answering a what-if. What it found so far stays.',
  http: { method: 'POST', path: '/api/what-ifs/:id/cancel' },
  input: z.strictObject({ id }),
  output: whatIfOutput,
  permission: 'policy.read',
  audit: { none: 'nothing rests on a what-if, and starting it is on record' },

  async run(input, _caller, { tx }) {
    await getWhatIfRecord(tx, input.id);
    await endWhatIf(tx, input.id, { state: 'cancelled' });
    return toWhatIf(await getWhatIfRecord(tx, input.id));
  },
});

/** How far a what-if is, and what it found. */
export const getWhatIf = defineOperation({
  name: 'get_what_if',
  summary: 'Show how far a what-if is and what it found: what changes, by count and money.',
  http: { method: 'GET', path: '/api/what-ifs/:id' },
  input: z.strictObject({ id }),
  output: whatIfOutput,
  permission: 'policy.read',
  audit: { none: 'reading changes nothing' },
  run: async (input, _caller, { tx }) => toWhatIf(await getWhatIfRecord(tx, input.id)),
});

/** Past what-ifs, newest first. */
export const listWhatIfs = defineOperation({
  name: 'list_what_ifs',
  summary: 'List the what-ifs that were asked, newest first.',
  http: { method: 'GET', path: '/api/what-ifs' },
  input: z.strictObject({ agent: z.string().max(60).optional() }),
  output: z.strictObject({ rows: z.array(whatIfRow), next: z.null() }),
  permission: 'policy.read',
  audit: { none: 'reading changes nothing' },
  run: async (input, _caller, { tx }) => ({
    rows: (await listWhatIfRecords(tx, input.agent)).map(toWhatIfRow),
    next: null,
  }),
});

/** The runs that change. */
export const listWhatIfChanges = defineOperation({
  name: 'list_what_if_changes',
  summary: 'List the runs that would come out differently, with what people had decided.',
  http: { method: 'GET', path: '/api/what-ifs/:id/changes' },
  input: z.strictObject({
    id,
    effect: z.enum(['let_through', 'stopped', 'other']).optional(),
    stance: z.enum(['against', 'as_wished']).optional(),
    cursor: z
      .string()
      .regex(/^\d{1,9}$/, 'expected the one we gave')
      .optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_ROWS_MAX).default(50),
  }),
  output: z.strictObject({ rows: z.array(changedRunOutput), next: z.string().nullable() }),
  permission: 'policy.read',
  audit: { none: 'reading changes nothing' },

  async run({ id: whatIf, effect, stance, cursor, limit }, _caller, { tx }) {
    await getWhatIfRecord(tx, whatIf);
    const after = Number(cursor ?? 0);
    const rows = await changesAfter(tx, whatIf, { effect, stance }, { after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return {
      rows: page.map(({ doc }) => toChangedRunOutput(doc)),
      next: rows.length > limit ? String(page.at(-1)?.place) : null,
    };
  },
});
