import { addDays } from '../../moment.ts';
import { chance } from '../../random.ts';
import type { Company } from '../company.ts';
import { type Annals, annalsOf } from './annals.ts';
import { calendarOf } from './calendar.ts';
import { RECORD_TABLES } from './retold-cell.ts';
import { tellPlots } from './tell-plots.ts';
import { secondOf } from './when.ts';

const EVERYTHING = ['created-at', 'updated-at', 'status', 'exported', 'supplier'];
/** What is asked for at once and all the time; the orders of other tables are made when they are asked for first. */
const READY: Readonly<Record<string, readonly string[]>> = {
  invoices: [...EVERYTHING, 'invoice-number'],
  'purchase-orders': [...EVERYTHING, 'po-number'],
  'receiving-transactions': ['updated-at'],
  approvals: ['updated-at'],
};

export interface AnnalsSize {
  readonly start: string;
  readonly now: string;
  readonly invoices: number;
  /** How many invoices the plots have together, where the usual number is too many. */
  readonly plotInvoices?: number;
}

/** Puts so many invoices of the past under a company that has its masters and nothing else yet. */
export function writeAnnals(
  { desk, seed, parties }: Omit<Company, 'annals'>,
  { start, now, invoices, plotInvoices }: AnnalsSize,
): Annals {
  const { state } = desk;
  const plots = tellPlots(
    { desk, seed, parties },
    {
      now,
      mastersAt: addDays(start, -60),
      ...(plotInvoices === undefined ? {} : { invoices: plotInvoices }),
    },
  );
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
  for (const [name, keys] of Object.entries(READY)) {
    for (const key of keys) annals.table(name)?.column(key)?.order();
  }
  return annals;
}
