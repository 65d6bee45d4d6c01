import { addDays } from '../../moment.ts';
import { chance } from '../../random.ts';
import { createState, type Effect, type State } from '../../state.ts';
import type { Company } from '../company.ts';
import { seedMasters } from '../master-data.ts';
import { tellStories } from '../tell-stories.ts';
import { blankTruth } from '../truth.ts';
import { FIRST_MARKS, firstRunning, type Plot, plotOf } from './plot.ts';
import { RECORD_TABLES } from './retold-cell.ts';

/** So many invoices give several plots of every kind, in about a second and 100 MB. */
const PLOT_INVOICES = 1_500;
/** Long before the present, so that every story is over. */
const BEGIN_DAYS = -1_000;
const END_DAYS = -600;

interface PlotsPlan {
  readonly now: string;
  readonly mastersAt: string;
  readonly invoices?: number;
}

/**
 * Tells the stories of which the annals are made, by the same storytellers, in a scratch company beside the one that is
 * being seeded. What they point at (people, suppliers, accounts) has the same ids in both.
 */
export function tellPlots(
  company: Company,
  { now, mastersAt, invoices = PLOT_INVOICES }: PlotsPlan,
): readonly Plot[] {
  const scratch = createState();
  const masters = seedMasters(scratch, mastersAt, '1');
  const { parties } = company;
  for (const [table, name] of RECORD_TABLES.entries()) scratch.skipIdsTo(name, String(FIRST_MARKS[table]));
  scratch.transact({ now, actor: '1' }, (work) => {
    for (const [index, { id }] of parties.entries()) {
      const supplier = work.get('suppliers', id);
      if (supplier) work.put('suppliers', { ...supplier, running: firstRunning(index) - 1 });
    }
  });
  const patterns = parties.map(({ data }) => data.numbers);
  const plots: Plot[] = [];
  const first = [...FIRST_MARKS];
  let transactions: { at: string; effect: Effect }[] = [];
  const state: State = {
    ...scratch,
    transact: (context, job, commit) =>
      scratch.transact(context, job, (effect, result) => {
        commit?.(effect, result);
        transactions.push({ at: context.now, effect });
      }),
  };
  const truth = blankTruth();
  tellStories(
    { ...company, parties, desk: { state, masters, truth } },
    {
      dice: chance(`${company.seed}:plots`),
      start: addDays(now, BEGIN_DAYS),
      // Stories are told to their end: the present of the scratch company is that of the whole.
      now,
      end: addDays(now, END_DAYS),
      invoices,
      onStory: () => {
        const known = {
          faults: truth.faults.splice(0),
          assignments: truth.assignments.splice(0),
          controls: truth.controls.splice(0),
        };
        const plot = plotOf({ transactions, truth: known, first: [...first], patterns });
        if (plot) plots.push(plot);
        for (const [table, name] of RECORD_TABLES.entries()) {
          first[table] = Number(first[table]) + newIn(transactions, name, Number(first[table]));
        }
        transactions = [];
      },
    },
  );
  return plots;
}

/** How many records of the table the story began. */
function newIn(transactions: readonly { readonly effect: Effect }[], name: string, from: number): number {
  let end = from;
  for (const { effect } of transactions) {
    for (const [table, row] of effect.rows) if (table === name) end = Math.max(end, Number(row.id) + 1);
  }
  return end - from;
}
