// A company with annals that is small enough for tests: the same ways of making it, fewer of everything.
import { addDays } from '../../moment.ts';
import { chance } from '../../random.ts';
import { createState, type State } from '../../state.ts';
import type { Company } from '../company.ts';
import { seedMasters } from '../master-data.ts';
import { supplierData } from '../supplier-data.ts';
import { tellStories } from '../tell-stories.ts';
import { blankTruth } from '../truth.ts';
import type { Annals } from './annals.ts';
import { writeAnnals } from './write-annals.ts';

export const NOW = '2026-03-18T10:00:00Z';

export interface TestCompany {
  readonly state: State;
  readonly company: Company;
  readonly annals: Annals;
}

/** A company that has its masters and nothing else. */
export function foundCompany(seed: number, mastersAt: string, firstInvoiceId = '710001'): Company {
  const state = createState();
  const masters = seedMasters(state, mastersAt, firstInvoiceId);
  const parties = supplierData.map((data, index) => ({ data, id: masters.suppliers[index] ?? '' }));
  return { desk: { state, masters, truth: blankTruth() }, seed, parties };
}

export function smallAnnals({
  seed = 1,
  invoices = 3_000,
  firstInvoiceId = '710001',
}: {
  readonly seed?: number;
  readonly invoices?: number;
  readonly firstInvoiceId?: string;
} = {}): TestCompany {
  const start = addDays(NOW, -365);
  const company = foundCompany(seed, addDays(start, -60), firstInvoiceId);
  const { state } = company.desk;
  const annals = writeAnnals(company, { start, now: NOW, invoices, plotInvoices: 700 });
  const dice = chance(`${seed}:company`);
  tellStories(company, { dice, start: addDays(NOW, -45), now: NOW, invoices: 60 });
  return { state, annals, company: { ...company, annals } };
}
