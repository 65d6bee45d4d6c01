import { addDays } from '../../moment.ts';
import { chance } from '../../random.ts';
import type { Company } from '../company.ts';
import { type Annals, annalsOf } from './annals.ts';
import { calendarOf } from './calendar.ts';
import { RECORD_TABLES } from './retold-cell.ts';
import { tellPlots } from './tell-plots.ts';
import { secondOf } from './when.ts';

/** Puts so many invoices of the past under a company that has its masters and nothing else yet. */
export function writeAnnals(
  { desk, seed, parties }: Omit<Company, 'annals'>,
  { start, now, invoices }: { readonly start: string; readonly now: string; readonly invoices: number },
): Annals {
  const { state } = desk;
  const plots = tellPlots({ desk, seed, parties }, now, addDays(start, -60));
  const calendar = calendarOf({
    plots,
    patterns: parties.map(({ data }) => data.numbers),
    dice: chance(`${seed}:annals`),
    start: secondOf(start),
    now: secondOf(now),
    invoices,
  });
  const firstIds = RECORD_TABLES.map((name) => state.nextId(name));
  const annals = annalsOf({ plots, calendar, firstIds, now: secondOf(now) });
  state.layOver(annals);
  state.transact({ now: start, actor: '1' }, (work) => {
    for (const [index, { id }] of parties.entries()) {
      const supplier = work.get('suppliers', id);
      // Whoever goes on counting goes on from here.
      if (supplier) work.put('suppliers', { ...supplier, running: calendar.lastRunning[index] ?? 0 });
    }
  });
  for (const name of ['invoices', 'purchase-orders']) {
    const columns = annals.table(name);
    for (const key of [
      'created-at',
      'updated-at',
      'status',
      'exported',
      'supplier',
      'invoice-number',
      'po-number',
    ]) {
      columns?.column(key)?.order();
    }
  }
  return annals;
}
